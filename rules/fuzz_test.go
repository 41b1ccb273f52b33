package rules_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

func FuzzClassify(f *testing.F) {
	f.Add("550 5.1.1 <a@example.org>: User unknown", "", 550, uint16(5), uint16(1), uint16(1), "failed", "RCPT", "mx.example.org", "User unknown")
	f.Add("551 moved to <b@example.org>", "mailbox is full", 551, uint16(5), uint16(1), uint16(6), "", "", "", "a@example.org")
	f.Add("\xff\xfe user \u00a0 unknown\u00ad’", "@@a@b.c@", 4510, uint16(9), uint16(999), uint16(65535), "delayed", "EOD", "..", "@")
	f.Add("ſpam \u212aelvin \u0130 5.7.1", "192.0.2.1 5.7.1.1", 0, uint16(0), uint16(0), uint16(0), "relayed", "x", ".google.com.", "\u00ad\u200b\ufeff")
	for _, r := range rules.Builtin().Rules() {
		if len(r.Examples) > 0 {
			said := rules.Said(r.Examples[0])
			f.Add(r.Examples[0], r.Examples[len(r.Examples)-1], said.Reply.Code, said.Status.Class, said.Status.Subject, said.Status.Detail, "failed", "", strings.Join(r.At, "."), "a@example.org")
		}
	}
	f.Fuzz(func(t *testing.T, reply, remark string, code int, class, subject, detail uint16, action, command, host, address string) {
		r := dsn.Recipient{
			Address: address, Action: dsn.Action(action), Status: dsn.Status{Class: class, Subject: subject, Detail: detail},
			Reply: dsn.Reply{Code: code, Text: reply}, Remark: remark, Command: command, Host: host,
		}
		v := rules.Classify(r)
		if again := rules.Classify(r); !reflect.DeepEqual(v, again) {
			t.Fatalf("two verdicts on the same words:\n%+v\n%+v", v, again)
		}
		checkVerdict(t, r, v)
	})
}

// FuzzDraft drafts rules for any text: what is drafted can be written as TOML
// and read again.
func FuzzDraft(f *testing.F) {
	f.Add("550 5.1.1 <a@example.org>: nobody lives here (id 4711)")
	f.Add("the 'porter' is \"out\" \\ {for} a|while * 17 *")
	f.Add("\xff\x00\u2028 宛先 . .. ::: 192.0.2.7:25 https://")
	f.Fuzz(func(t *testing.T, text string) {
		w := rules.Wording(text)
		if again := rules.Wording(text); again != w {
			t.Errorf("two wordings of %q: %q, %q", text, w, again)
		}
		r, err := rules.Builtin().Draft(text)
		if err != nil {
			return
		}
		if again := rules.Said(r.Examples[0]); again.Reply.Text == "" {
			t.Errorf("draft of %q has an empty example", text)
		}
		var read struct {
			Rules []struct {
				ID, Cause      string
				Text, Examples []string
			}
		}
		if err := toml.Unmarshal([]byte(r.TOML()), &read); err != nil {
			t.Fatalf("draft of %q: %v in\n%s", text, err, r.TOML())
		}
		if got := read.Rules[0]; got.ID != r.ID || got.Text[0] != r.Text[0] || got.Examples[0] != r.Examples[0] {
			t.Errorf("draft of %q: wrote %+v, read %+v", text, r, got)
		}
	})
}

// checkVerdict checks what is promised of every verdict.
func checkVerdict(t *testing.T, r dsn.Recipient, v rules.Verdict) {
	t.Helper()
	if v.Cause == "" || v.Lasting == "" || v.Class == "" || v.Advice == "" {
		t.Errorf("incomplete verdict %+v", v)
	}
	if v.Class == rules.Hard && (v.Lasting != rules.Permanent || v.Cause.Meaning().Class != rules.Hard) {
		t.Errorf("hard without a hard cause and permanence: %+v", v)
	}
	if (v.Advice == rules.Remove || v.Advice == rules.Replace) && v.Class != rules.Hard {
		t.Errorf("%s without a hard class: %+v", v.Advice, v)
	}
	if r.Action == dsn.ActionDelayed && (v.Class != rules.None || v.Advice != rules.Ignore) {
		t.Errorf("a delay counts: %+v", v)
	}
	if len(v.Evidence) > 16 {
		t.Errorf("%d pieces of evidence", len(v.Evidence))
	}
	if !strings.Contains(r.Reply.Text+"\n"+r.Remark, v.NewAddress) {
		t.Errorf("new address %q does not stand in the words", v.NewAddress)
	}
	for i, e := range v.Evidence {
		if i == 0 && e.Cause != v.Cause {
			t.Errorf("%s decided, but the cause is %s", e.Rule, v.Cause)
		}
		checkQuote(t, r, e)
	}
}

func checkQuote(t *testing.T, r dsn.Recipient, e rules.Evidence) {
	t.Helper()
	text := r.Reply.Text
	switch {
	case e.Basis == rules.ByRemark:
		text = r.Remark
	case e.Start == 0 && e.End == 0 && (e.Basis == rules.ByStatus || e.Basis == rules.ByCode):
		return // a field of the report spoke
	}
	if e.Start < 0 || e.End > len(text) || e.Start >= e.End || text[e.Start:e.End] != e.Quote {
		t.Errorf("%s quotes %q, which does not stand at %d to %d of %q", e.Rule, e.Quote, e.Start, e.End, text)
	}
}
