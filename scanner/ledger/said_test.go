package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// The ledger keeps outcomes in a short form; each comes back as it was.
func TestShortForm(t *testing.T) {
	said := func(id string, kind dsn.Kind, r dsn.Recipient, basis rules.Basis, quote string) scanner.Outcome {
		rule := "unknown/b"
		if basis == rules.ByStatus {
			rule = "status/5.1.1"
		}
		o := scanner.Outcome{ID: id, Time: day(1), Kind: kind, Recipient: r}
		o.Verdict.Cause = rules.Unknown
		if quote != "" {
			o.Verdict.Evidence = []rules.Evidence{{Rule: rule, Cause: rules.Unknown, Basis: basis, Quote: quote}}
		}
		return o
	}
	reply := func(code int, text string) dsn.Recipient {
		return dsn.Recipient{Address: "a@example.org", Action: dsn.ActionFailed, Reply: dsn.Reply{Code: code, Text: text}, Remark: "@1+2 said @"}
	}
	odd := reply(0, "")
	odd.Action = ""
	for _, o := range []scanner.Outcome{
		said("usual", dsn.Bounce, reply(550, "550 user <@> unknown"), rules.ByReply, "user"),
		said("without code", dsn.Bounce, reply(0, "550 user unknown"), rules.ByReply, "user unknown"),
		said("another code", dsn.Bounce, reply(450, "550 user unknown"), rules.ByReply, "550 user unknown"),
		said("code without text", dsn.Bounce, reply(550, ""), rules.ByCode, "550"),
		said("no action", dsn.Bounce, odd, "", ""),
		said("delayed", dsn.Delay, dsn.Recipient{Action: dsn.ActionDelayed}, "", ""),
		said("failed delay", dsn.Delay, reply(450, "450 later"), rules.ByRemark, "said"),
		said("looks like a place", dsn.Bounce, reply(550, "550 user"), rules.ByRemark, "@1+2"),
		said("and is nowhere", dsn.Bounce, reply(550, "550 user"), rules.ByReply, "@1+2"),
		said("twice", dsn.Bounce, reply(550, "550 user"), rules.ByReply, "@@0+3"),
		said("no reply at all", dsn.Bounce, reply(0, "05x"), rules.ByStatus, "5.1.1"),
	} {
		book := open(t)
		record(t, book, result(1, o))
		want, err := o.Event().Outcome() // what an event tells of it
		must(t, err)
		if diff := cmp.Diff([]scanner.Outcome{want}, outcomes(t, book, ledger.Filter{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", o.ID, diff)
		}
	}
}
