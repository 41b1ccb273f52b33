package rules_test

import (
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

func TestConclusions(t *testing.T) {
	type verdict struct {
		Cause   rules.Cause
		Lasting rules.Lasting
		Class   rules.Class
		Advice  rules.Advice
	}
	cases := []struct {
		name   string
		action dsn.Action
		status dsn.Status
		reply  string
		want   verdict
	}{
		{"hard", dsn.ActionFailed, status(5, 1, 1), "550 -", verdict{rules.UserUnknown, rules.Permanent, rules.Hard, rules.Remove}},
		{"no action stated", "", status(5, 1, 1), "", verdict{rules.UserUnknown, rules.Permanent, rules.Hard, rules.Remove}},
		{"hard cause, but temporary", dsn.ActionFailed, status(4, 1, 1), "450 -", verdict{rules.UserUnknown, rules.Temporary, rules.Soft, rules.Watch}},
		{"the reply code outweighs the status", dsn.ActionFailed, status(5, 1, 1), "450 -", verdict{rules.UserUnknown, rules.Temporary, rules.Soft, rules.Watch}},
		{"the other way round", dsn.ActionFailed, status(4, 1, 1), "550 -", verdict{rules.UserUnknown, rules.Permanent, rules.Hard, rules.Remove}},
		{"delayed, whatever the digits", dsn.ActionDelayed, status(5, 1, 1), "550 -", verdict{rules.UserUnknown, rules.Temporary, rules.None, rules.Ignore}},
		{"the words say temporary", dsn.ActionFailed, status(5, 1, 1), "550 rumba", verdict{rules.UserUnknown, rules.Temporary, rules.Soft, rules.Watch}},
		{"disabled: one event is not enough", dsn.ActionFailed, status(5, 2, 1), "550 -", verdict{rules.MailboxDisabled, rules.Permanent, rules.Hard, rules.Watch}},
		{"disabled for now", dsn.ActionFailed, status(4, 2, 1), "450 -", verdict{rules.MailboxDisabled, rules.Temporary, rules.Soft, rules.Watch}},
		{"moved", dsn.ActionFailed, status(5, 1, 6), "", verdict{rules.AddressMoved, rules.Permanent, rules.Hard, rules.Replace}},
		{"full, though permanent", dsn.ActionFailed, status(5, 2, 2), "552 -", verdict{rules.MailboxFull, rules.Permanent, rules.Soft, rules.Watch}},
		{"block, though temporary", dsn.ActionFailed, status(4, 7, 25), "450 -", verdict{rules.NoReverseDNS, rules.Temporary, rules.Block, rules.Keep}},
		{"unknown", dsn.ActionFailed, status(5, 0, 0), "", verdict{rules.Unknown, rules.Permanent, rules.ClassUnknown, rules.Review}},
		{"nothing at all", "", dsn.Status{}, "", verdict{rules.Unknown, rules.Permanent, rules.ClassUnknown, rules.Review}},
		{"unknown delay", dsn.ActionDelayed, status(4, 0, 0), "", verdict{rules.Unknown, rules.Temporary, rules.None, rules.Ignore}},
		{"delivered", dsn.ActionDelivered, status(2, 0, 0), "", verdict{"delivered", rules.Unclear, rules.None, rules.Ignore}},
		{"relayed", dsn.ActionRelayed, dsn.Status{}, "", verdict{"delivered", rules.Unclear, rules.None, rules.Ignore}},
		{"success by status alone", "", status(2, 1, 5), "", verdict{"delivered", rules.Unclear, rules.None, rules.Ignore}},
		{"weak code to RCPT", dsn.ActionFailed, dsn.Status{}, "510 -", verdict{rules.UserUnknown, rules.Unclear, rules.Soft, rules.Watch}},
	}
	s := houseSet(t, "")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := rules.Said(c.reply)
			r.Action, r.Status = c.action, c.status
			v := s.Classify(r)
			if got := (verdict{v.Cause, v.Lasting, v.Class, v.Advice}); got != c.want {
				t.Errorf("Classify(%v %v %q) = %v, want %v", c.action, c.status, c.reply, got, c.want)
			}
		})
	}
}

func TestDetails(t *testing.T) {
	type details struct{ Provider, Detail, List, ListURL, NewAddress string }
	cases := []struct {
		name string
		rcpt dsn.Recipient
		want details
	}{
		{"detail", dsn.Recipient{Reply: dsn.Reply{Text: "rumba"}}, details{Detail: "dance"}},
		{"provider of the host", dsn.Recipient{Host: "aspmx.l.google.com", Address: "a@yahoo.com"}, details{Provider: "google"}},
		{"provider of the address", dsn.Recipient{Address: "a@GMAIL.com"}, details{Provider: "google"}},
		{"an unknown host of a known domain", dsn.Recipient{Host: "relay.example.org", Address: "a@gmail.com"}, details{Provider: "google"}},
		{"provider of the rule's file", dsn.Recipient{Host: "mx.example.org", Reply: dsn.Reply{Text: "the polonaise is over"}}, details{Provider: "apple"}},
		{"the host outweighs the file", dsn.Recipient{Host: "mx.web.de", Reply: dsn.Reply{Text: "the polonaise is over"}}, details{Provider: "webde"}},
		{"list in the words", dsn.Recipient{Reply: dsn.Reply{Text: "blocked by lambada, see polka.example or Zen.Polka.example"}}, details{List: "polka-zen", ListURL: "https://polka.example/zen"}},
		{"list in the remark", dsn.Recipient{Reply: dsn.Reply{Text: "blocked by lambada"}, Remark: "Ask polka.example."}, details{List: "polka", ListURL: "https://polka.example/"}},
		{"list of the rule", dsn.Recipient{Reply: dsn.Reply{Text: "blocked by mambo, not by polka.example"}}, details{List: "polka-zen", ListURL: "https://polka.example/zen"}},
		{"no list for another cause", dsn.Recipient{Reply: dsn.Reply{Text: "rumba polka.example"}}, details{Detail: "dance"}},
		{"new address", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "551 <Old@example.org>: ask postmaster@example.org; tango has moved to <new.box@example.com>."}}, details{NewAddress: "new.box@example.com"}},
		{"new address before the words", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "use new@example.net, as tango has moved"}}, details{NewAddress: "new@example.net"}},
		{"new address in the remark", dsn.Recipient{Address: "old@example.org", Remark: "Now tango has moved to new@example.net."}, details{NewAddress: "new@example.net"}},
		{"new address in Japanese", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "tango has moved 新アドレスはnew@example.netです。"}}, details{NewAddress: "new@example.net"}},
		{"new address with letters beyond ASCII", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "tango has moved: jörg@bücher.example、"}}, details{NewAddress: "jörg@bücher.example"}},
		{"new address of another script", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "tango has moved: 猫@例え.example"}}, details{NewAddress: "猫@例え.example"}},
		{"new address of a whole 551", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Code: 551, Text: "551 tango has left; please try <new@example.net>"}}, details{NewAddress: "new@example.net"}},
		{"who moved asks for mail himself", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "tango has moved, contact me at new@example.net"}}, details{NewAddress: "new@example.net"}},
		{"who left names a colleague", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "tango has left, write to bob@example.org"}}, details{}},
		{"a 551 names a colleague", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Code: 551, Text: "551 tango has left, contact bob@example.org"}}, details{}},
		{"who moved names a colleague", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "tango has moved. For urgent matters: bob@example.org"}}, details{}},
		{"a colleague before the words", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "Ask bob@example.org. tango has moved."}}, details{}},
		{"a colleague far behind the words", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "tango has moved. " + strings.Repeat("We are sorry. ", 20) + "bob@example.org"}}, details{}},
		{"who left gives the new address, too", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "tango has left, write to bob@example.org; tango has moved to new@example.net"}}, details{NewAddress: "new@example.net"}},
		{"a colleague right before the words", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "Write to bob@example.org, as tango has moved."}}, details{}},
		{"a desk behind the words", dsn.Recipient{Address: "old@example.org", Reply: dsn.Reply{Text: "tango has moved. Enquiries: sales@example.org"}}, details{}},
		{"no new address", dsn.Recipient{Address: "old@example.org", Alias: "older@example.org", Reply: dsn.Reply{Text: "tango has moved: older@example.org @ x@y a@"}}, details{}},
	}
	s := houseSet(t, `provider = "apple"
[[rules]]
id = "house/apple"
cause = "expired"
text = ['the polonaise is over']
examples = ['550 the polonaise is over']
`)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := s.Classify(c.rcpt)
			got := details{v.Provider, v.Detail, v.List, v.ListURL, v.NewAddress}
			if got != c.want {
				t.Errorf("Classify(%+v) gives %+v, want %+v", c.rcpt, got, c.want)
			}
		})
	}
}

func TestEvent(t *testing.T) {
	for _, k := range []dsn.Kind{dsn.AutoReply, dsn.Challenge, dsn.Complaint, dsn.Unsubscribe, dsn.Delivered, dsn.ReadReceipt} {
		v := rules.Event(k)
		if v.Cause != rules.Cause(k) || v.Class != rules.None || v.Advice != v.Cause.Meaning().Advice {
			t.Errorf("Event(%q) = %+v", k, v)
		}
	}
	if v := rules.Event(dsn.Bounce); v.Cause != rules.Unknown || v.Advice != rules.Review {
		t.Errorf("Event(bounce) = %+v, want unknown and review", v)
	}
}
