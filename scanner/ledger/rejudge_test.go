package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

// messages is a source of the messages that it holds.
type messages []*scanner.Message

func (all messages) Messages(context.Context) iter.Seq2[*scanner.Message, error] {
	return func(yield func(*scanner.Message, error) bool) {
		for _, m := range all {
			if !yield(m, nil) {
				return
			}
		}
	}
}

// What the ledger keeps of a message is enough to come to the same verdict.
func TestRejudgeSame(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		for _, folder := range []string{"formats", "reports"} {
			src, err := mailbox.Open("../../testdata/"+folder, book, nil)
			must(t, err)
			var all []*scanner.Result
			for res, err := range scanner.Scan(t.Context(), src, nil) {
				must(t, err)
				all = append(all, res)
			}
			record(t, book, all...)
		}
		got, err := book.Rejudge(t.Context(), rules.Builtin(), true, func(r ledger.Rejudgement) error {
			t.Errorf("%s, %s: %+v became %+v", r.ID, r.Recipient, r.Old, r.New)
			return nil
		})
		if err != nil || got.Judged < 100 || got.Changed != 0 {
			t.Errorf("Rejudge = %+v, %v; want many judged as before", got, err)
		}
	})
}

func TestRejudge(t *testing.T) {
	house := fstest.MapFS{"house.toml": {Data: []byte(`
cause = "mailbox-full"

[[rules]]
id = "mailbox-full/house"
text = ["the hamster is fed up"]
examples = ["550 the hamster is fed up"]
`)}}
	set, err := rules.Load(house)
	if err != nil {
		t.Fatal(err)
	}
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		const many = 1100 // more than are read at once
		var all []scanner.Outcome
		for i := range many {
			o := bounce(fmt.Sprint(i), fmt.Sprintf("a%d@example.org", i), rules.Unknown, rules.ClassUnknown, day(1))
			o.Recipient.Reply = dsn.Reply{Code: 550, Text: "550 the hamster is fed up"}
			all = append(all, o)
		}
		silent := bounce("silent", "b@example.org", rules.Unknown, rules.ClassUnknown, day(1))
		silent.Recipient.Reply = dsn.Reply{}
		record(t, book, result(1, all...), result(2, silent, event("c", "c@example.org", dsn.Complaint, day(1))))
		before, err := book.Revision(t.Context())
		must(t, err)

		want := ledger.Rejudged{Judged: many, Changed: many, Silent: 1}
		told := 0
		tell := func(r ledger.Rejudgement) error {
			told++
			if r.Old.Cause != rules.Unknown || r.New.Cause != rules.MailboxFull || r.Recipient != "a"+r.ID+"@example.org" {
				t.Errorf("told: %+v", r)
			}
			return nil
		}
		for _, apply := range []bool{false, true} {
			got, err := book.Rejudge(t.Context(), set, apply, tell)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("Rejudge, apply %v: %v (-want +got):\n%s", apply, err, diff)
			}
		}
		want.Changed = 0
		if got, err := book.Rejudge(t.Context(), set, true, tell); got != want || err != nil {
			t.Errorf("Rejudge once more = %+v, %v; want nothing changed", got, err)
		}
		if told != 2*many {
			t.Errorf("%d changes were told, want %d", told, 2*many)
		}
		full := outcomes(t, book, ledger.Filter{Causes: []rules.Cause{rules.MailboxFull}, After: before})
		if len(full) != many || full[0].Verdict.Evidence[0].Rule != "mailbox-full/house" || full[0].Recipient.Reply.Text != "550 the hamster is fed up" {
			t.Errorf("%d outcomes are now under the new cause, the first %+v", len(full), full[0])
		}
		if found, err := book.Check(t.Context()); err != nil || len(found.Faults) > 0 {
			t.Errorf("Check = %+v, %v", found, err)
		}
	})
}

func TestRejudgeStops(t *testing.T) {
	book := open(t)
	record(t, book, result(1, bounce("1", "a@example.org", rules.Expired, rules.Hard, day(1))))
	enough := errors.New("enough")
	if _, err := book.Rejudge(t.Context(), rules.Builtin(), false, func(ledger.Rejudgement) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("Rejudge = %v, want the error of the caller", err)
	}
}
