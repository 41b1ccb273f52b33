package explain_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// judge is a judge that knows two wordings and one status, so that these tests do not
// move with the rules.
func judge(r dsn.Recipient) rules.Verdict {
	v := rules.Verdict{Cause: rules.Unknown, Class: rules.ClassUnknown, Advice: rules.Review}
	decide := func(c rules.Cause, basis rules.Basis, quote string) {
		m := c.Meaning()
		v.Cause, v.Class, v.Advice = c, m.Class, m.Advice
		v.Evidence = []rules.Evidence{{Rule: string(c) + "/test", Cause: c, Basis: basis, Quote: quote}}
	}
	switch text := strings.ToLower(r.Reply.Text); {
	case strings.Contains(text, "over quota"):
		decide(rules.MailboxFull, rules.ByReply, "over quota")
	case r.Status == dsn.Status{Class: 5, Subject: 1, Detail: 1}:
		decide(rules.UserUnknown, rules.ByStatus, "5.1.1")
	case r.Reply.Code == 550:
		decide(rules.UserUnknown, rules.ByCode, "550")
	}
	return v
}

func TestExplain(t *testing.T) {
	for _, tt := range []struct {
		in      string
		cause   rules.Cause
		codes   string // found, in order
		wrong   string
		nearest string
	}{
		{"550", rules.UserUnknown, "550", "", ""},
		{"421", rules.RateLimited, "421", "", ""},
		{"Your message could not be sent. Error 421", rules.RateLimited, "421", "", ""},
		{"5.1.1", rules.UserUnknown, "X.1.1|5.1.1 (Gmail)", "", ""},
		{"5 1 1", rules.UserUnknown, "X.1.1|5.1.1 (Gmail)", "", ""},
		{"5-1-1", rules.UserUnknown, "X.1.1|5.1.1 (Gmail)", "", ""},
		{"Status 5 2 2", rules.MailboxFull, "X.2.2|5.2.2|5.2.2 (Gmail)", "", ""},
		{"511", rules.UserUnknown, "511|X.1.1|5.1.1 (Gmail)", "", ""},
		{"541", rules.SpamContent, "541|X.4.1|5.4.1", "", ""},
		{"572", rules.RecipientRestricted, "X.7.2", "", ""},
		{"5726", rules.AuthFailed, "X.7.26|4.7.26, 5.7.26 (Gmail)", "", ""},
		{"57606", rules.Blocklisted, "5.7.606 to 5.7.649", "", ""},
		{"59999", "", "", "59999", "591 585 571"},
		{"Error:421", rules.RateLimited, "421", "", ""},
		{"エラー421", rules.RateLimited, "421", "", ""},
		{"ભૂલ ૪૨૧", rules.RateLimited, "421", "", ""},
		{"エラー：４２１。", rules.RateLimited, "421", "", ""},
		{"the box of 300 MB is over quota, error 552", rules.MailboxFull, "552", "", ""},
		{"over quota: 300 of 999 MB", rules.MailboxFull, "", "", ""},
		{"#5.1.1", rules.UserUnknown, "X.1.1|5.1.1 (Gmail)", "", ""},
		{"550 5 1 1 user", rules.UserUnknown, "550|X.1.1", "", ""},
		{"550-5.1.1 no such user", rules.UserUnknown, "550|X.1.1", "", ""},
		{"x.2.2", rules.MailboxFull, "X.2.2", "", ""},
		{"5.7.606", rules.Blocklisted, "5.7.606 to 5.7.649", "", ""},
		{"5.7.649", rules.Blocklisted, "5.7.606 to 5.7.649", "", ""},
		{"5.7.505", rules.MailboxDisabled, "5.7.504, 5.7.505", "", ""},
		{"S3150", rules.Blocklisted, "S3150", "", ""},
		{"tss04", rules.BadReputation, "TSS04, IPTS04", "", ""},
		{"452 4.2.2 The account is over quota", rules.MailboxFull, "452|X.2.2", "", ""},
		{"mailbox-full", rules.MailboxFull, "", "", ""},
		{" Quota ", rules.MailboxFull, "", "", ""},
		{"auto-reply", "auto-reply", "", "", ""},
		{"354", "", "354", "", ""},
		{"599", "", "", "599", "591 585 571"},
		{"560", "", "", "560", "559 557 556"},
		{"5.9.1", "", "", "5.9.1", "5.7.1 5.7.0 5.7.2"},
		{"5.2.99", "", "", "5.2.99", "5.2.4 5.2.3 5.2.2"},
		{"6.1.1", "", "", "6.1.1", "5.1.1 5.1.0 5.1.2"},
		{"999 over quota", rules.MailboxFull, "", "999", "591 585 571"},
		{"hello there", "", "", "", ""},
		{"", "", "", "", ""},
		{"the server 192.0.2.1 of 10:15", "", "", "", ""},
	} {
		e := explain.Text(tt.in, "", judge)
		if e.Verdict.Cause != tt.cause {
			t.Errorf("Explain(%q): cause %q, want %q", tt.in, e.Verdict.Cause, tt.cause)
		}
		var codes []string
		for _, c := range e.Codes {
			codes = append(codes, c.Code)
		}
		if got := strings.Join(codes, "|"); got != tt.codes {
			t.Errorf("Explain(%q): codes %q, want %q", tt.in, got, tt.codes)
		}
		if got := strings.Join(e.Wrong, " "); got != tt.wrong {
			t.Errorf("Explain(%q): wrong codes %q, want %q", tt.in, got, tt.wrong)
		}
		nearest := strings.Split(tt.nearest, " ")
		slices.Sort(nearest)
		got := slices.Sorted(slices.Values(e.Nearest))
		if strings.Join(got, " ") != strings.Join(nearest, " ") {
			t.Errorf("Explain(%q): nearest %q, want %q", tt.in, e.Nearest, tt.nearest)
		}
		if want := tt.cause != "" || tt.codes != ""; e.Recognised() != want {
			t.Errorf("Explain(%q).Recognised() = %v", tt.in, e.Recognised())
		}
	}
}

func TestExplainTemporaryIsNotHard(t *testing.T) {
	e := explain.Text("4.1.2", "", judge)
	if e.Verdict.Cause != rules.DomainUnknown || e.Verdict.Class != rules.Soft || e.Verdict.Advice != rules.Watch {
		t.Errorf("Explain(4.1.2) = %+v, want a soft domain-unknown to watch", e.Verdict)
	}
	var b bytes.Buffer
	if err := e.Print(&b, english(140), explain.View{}); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.Contains(got, "At once") || !strings.Contains(got, "only temporary") {
		t.Errorf("a temporary refusal is explained as a lasting one:\n%s", got)
	}
}

func TestExplainACauseByName(t *testing.T) {
	for name, want := range map[string]rules.Advice{
		"user-unknown": rules.Remove, "address-moved": rules.Replace, "complaint": rules.Unsubscribe,
		"mailbox-disabled": rules.Watch, // two refusals on two days
	} {
		if got := explain.Text(name, "", judge).Verdict.Advice; got != want {
			t.Errorf("Explain(%s): advice %q, want %q", name, got, want)
		}
	}
}

func TestExplainWithTheRules(t *testing.T) {
	e := explain.Text("550 5.1.1 User unknown", "", nil)
	if e.Verdict.Cause != rules.UserUnknown || len(e.Verdict.Evidence) == 0 {
		t.Errorf("Explain with the built-in rules = %+v", e.Verdict)
	}
}

func TestExplanations(t *testing.T) {
	var b bytes.Buffer
	for _, in := range []string{
		"550", "5.1.1", "452 4.2.2 The account is over quota", "5.7.606", "mailbox-full", "complaint", "354", "101",
		"599", "5.9.1", "hello there", "DYN:T1",
	} {
		b.WriteString("$ nixie explain '" + in + "'\n")
		if err := explain.Text(in, "", judge).Print(&b, english(80), explain.View{}); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
	}
	for _, o := range []scanner.Outcome{reporttest.Hostile(), reporttest.Listed(), reporttest.Late()} {
		b.WriteString("$ nixie explain a.eml\n")
		if err := explain.Outcome(o).Print(&b, english(80), explain.View{}); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
	}
	reporttest.Golden(t, "explain.txt", b.Bytes())
	reporttest.Fits(t, b.String(), 80)
}

func TestExplanationJSON(t *testing.T) {
	raw, err := json.Marshal(explain.Text("452 4.2.2 The account is over quota", "", judge))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	codes, _ := got["codes"].([]any)
	if len(codes) != 2 {
		t.Errorf("codes = %v, want 452 and X.2.2", got["codes"])
	}
	for _, long := range []string{"codes", "meaning", "sender", "list_owner", "again", "turn"} {
		if got[long] == nil || got[long] == "" {
			t.Errorf("%s is empty", long)
		}
		delete(got, long)
	}
	want := map[string]any{
		"type": "explanation", "schema": 1.0, "input": "452 4.2.2 The account is over quota", "cause": "mailbox-full",
		"family": "mailbox", "class": "soft", "owner": "recipient", "advice": "watch", "lasting": "", "title": "Mailbox full",
		"also": []any{}, "wrong_codes": []any{}, "nearest": []any{}, "lang": "en", "dotted": "", "recipient": "", "reply": "", "remark": "", "new_address": "",
		"rule": "mailbox-full/test", "basis": "reply", "quote": "over quota", "source": "", "list": "", "list_url": "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("explanation (-want +got):\n%s", diff)
	}
}

// FuzzExplain: any text is explained or refused, and what is printed is
// harmless.
func FuzzExplain(f *testing.F) {
	for _, in := range []string{"550", "5.1.1", "550 5 1 1", "x.2.2", "#5.7.606", "S3150", "....", "5.", "\x1b]0;x\a 5.9.9", "9.9.9 999"} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		var b bytes.Buffer
		if err := explain.Text(in, "", judge).Print(&b, english(80), explain.View{}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			reporttest.Harmless(t, strings.TrimSuffix(line, "\n"))
		}
	})
}
