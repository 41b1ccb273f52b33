package explain_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

func march(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }

// held is a story in which everything occurs: a removal that is held, a
// decision by hand, and words that would clear a terminal.
func held() *ledger.Story {
	e := scanner.Outcome{
		ID: "e1", Location: "in.mbox#1", Time: march(3).Add(10 * time.Hour), Kind: dsn.Bounce,
		Recipient: dsn.Recipient{Address: "jane.doe@gmail.example", Status: dsn.Status{Class: 5, Subject: 1, Detail: 1},
			Reply: dsn.Reply{Code: 550, Text: "550 5.1.1 user jane.doe unknown \x1b[2J<jane.doe@gmail.example>"}},
		Verdict: rules.Verdict{Cause: rules.UserUnknown, Class: rules.Hard, Advice: rules.Remove, Provider: "google",
			Evidence: []rules.Evidence{{Rule: "user-unknown/plain", Cause: rules.UserUnknown, Basis: rules.ByReply, Quote: "unknown", Start: 24, End: 31}}},
	}
	hand := ledger.Hand{Address: "jane.doe@gmail.example", Kind: ledger.Forgiven, Reason: "asked jane.doe, *all is well*", Time: march(1)}
	return &ledger.Story{
		Address: "jane.doe@gmail.example",
		Standing: &ledger.Standing{
			Email: "Jane.Doe@gmail.example", Advice: rules.Review, Cause: rules.UserUnknown, Class: rules.Hard,
			Reason:    ledger.Reason{Count: 1, Days: 1, Since: e.Time},
			FirstSeen: e.Time, LastSeen: e.Time, Bounces: 1, Hard: 1, Days: 1, Deciding: e, Hand: &hand, Held: true,
			Incident: &ledger.Incident{Provider: "google", From: march(3), To: march(4), Addresses: 1240},
			Outlook:  ledger.Outlook{Missing: 1, NotBefore: march(4), Ends: march(40), Retry: march(11)},
		},
		Counts: []ledger.Count{{Cause: rules.MailboxFull, Class: rules.Soft, Threshold: ledger.Threshold{Days: 5, Span: 21}, Reason: ledger.Reason{Days: 2}}},
		Events: []scanner.Outcome{e}, Earlier: 7, Hands: []ledger.Hand{hand},
	}
}

func printed(t *testing.T, s *ledger.Story, markdown bool) string {
	t.Helper()
	var b bytes.Buffer
	if err := explain.WriteStory(&b, s, &report.Options{Now: march(5), Width: 100}, markdown); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteStory(t *testing.T) {
	text := printed(t, held(), false)
	for _, want := range []string{
		"Jane.Doe@gmail.example: review\n",
		"Mailbox does not exist (550 5.1.1), once on 3 March\n",
		"held: possible outage at Google since 3 March (1 240 addresses); mail is tried again from 11 March;",
		"forgiven by hand on 1 March: asked jane.doe",
		"To be looked at by a person; from 11 March mail is tried again.\n",
		"Removed if a refusal of that kind comes outside the outage.\n",
		"Counts no more from 9 April, if nothing follows.\n",
		"Mailbox full (soft): failures on 2 of the 5 days that a removal takes, at least 21 days from",
		"2026-03-01 00:00 UTC Forgiven: asked jane.doe",
		"Earlier ones that are not shown: 7\n",
		"2026-03-03 10:00 UTC Mailbox does not exist · hard\n",
		`550 5.1.1 user jane.doe unknown \x1b[2J<jane.doe@gmail.example>`,
		"Rule user-unknown/plain\n", "Where in.mbox#1\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the story lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "\x1b") {
		t.Error("a control character of the message reaches the terminal")
	}
	md := printed(t, held(), true)
	for _, want := range []string{"## Jane.Doe@gmail.example: review\n", "### Events\n", `\*all is well\*`, "**unknown**", `\<jane.doe@gmail.example\>`} {
		if !strings.Contains(md, want) {
			t.Errorf("the story in Markdown lacks %q:\n%s", want, md)
		}
	}
}

// Each standing says when it will change.
func TestStoryOutlook(t *testing.T) {
	for want, st := range map[string]ledger.Standing{
		"Stays like this until a message reaches the address, or somebody forgives it": {Advice: rules.Remove, Cause: rules.UserUnknown},
		"Stays until somebody forgives it (nixie forgive).": {Advice: rules.Remove, Cause: ledger.ByHand,
			Hand: &ledger.Hand{Kind: ledger.Blocked, Time: march(1)}},
		"nixie forgive --complaint":        {Advice: rules.Unsubscribe, Cause: rules.Cause(dsn.Complaint)},
		"It is never removed for this.":    {Advice: rules.Keep, Cause: rules.Blocklisted},
		"more days: 2; not before 8 March": {Advice: rules.Watch, Cause: rules.MailboxFull, Outlook: ledger.Outlook{Missing: 2, NotBefore: march(8), Ends: march(90)}},
		"(days missing: 1) by 30 March": {Advice: rules.Watch, Cause: rules.UserUnknown, Held: true,
			Outlook: ledger.Outlook{Missing: 1, NotBefore: march(8), Ends: march(31)}},
	} {
		if text := printed(t, &ledger.Story{Address: "a@example.org", Standing: &st}, false); !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("the story lacks %q:\n%s", want, text)
		}
	}
	if text := printed(t, &ledger.Story{Address: "a@example.org"}, false); !strings.Contains(text, "Nothing that would be worth a row") {
		t.Errorf("the story of delays alone:\n%s", text)
	}
}

func TestMaskStory(t *testing.T) {
	s, err := explain.MaskStory(held())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := explain.WriteStoryJSON(&b, s, nil); err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{"text": printed(t, s, false), "md": printed(t, s, true), "json": b.String()} {
		if strings.Contains(strings.ToLower(text), "jane") {
			t.Errorf("%s: the local part of the address is still there:\n%s", form, text)
		}
		if !strings.Contains(text, "gmail.example") || !strings.Contains(text, "unknown") {
			t.Errorf("%s: too much is hidden:\n%s", form, text)
		}
	}
}

func TestWriteStoryJSON(t *testing.T) {
	var b bytes.Buffer
	if err := explain.WriteStoryJSON(&b, held(), &report.Options{Now: march(5)}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Type, Address string
		Standing      struct {
			Advice, Retry, Ends string
			Held                bool
		}
		Hands  []struct{ Kind, Reason string }
		Events []struct{ ID, Rule string }
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Type != "story" || got.Standing.Advice != "review" || !got.Standing.Held || got.Standing.Retry != "2026-03-11" ||
		got.Standing.Ends != "2026-04-09" || got.Hands[0].Kind != "forgive" || got.Events[0].Rule != "user-unknown/plain" {
		t.Errorf("story %+v", got)
	}
	b.Reset()
	if err := explain.WriteStoryJSON(&b, &ledger.Story{Address: "a@example.org"}, nil); err != nil || !strings.Contains(b.String(), `"standing":null,"hands":[],"events":[]`) {
		t.Errorf("the story of nobody: %s, %v", b.String(), err)
	}
}
