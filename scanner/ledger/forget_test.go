package ledger_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

func TestForget(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		var all []scanner.Outcome
		about := func(id, address string, change func(*scanner.Outcome)) {
			o := bounce(id, address, rules.UserUnknown, rules.Hard, day(1))
			if change != nil {
				change(&o)
			}
			all = append(all, o)
		}
		about("gone: recipient", "Ann@Example.org", nil)
		all = append(all, event("gone: reply", "ann@example.org", dsn.AutoReply, day(2)))
		about("gone: alias", "x@example.net", func(o *scanner.Outcome) { o.Recipient.Alias = "ANN@example.org" })
		about("gone: new address", "x@example.net", func(o *scanner.Outcome) { o.Verdict.NewAddress = "ann@example.org" })
		about("gone: in the reply", "x@example.net", func(o *scanner.Outcome) { o.Recipient.Reply.Text = "550 <ann@example.org>: \"no\"" })
		about("gone: end of sentence", "x@example.net", func(o *scanner.Outcome) { o.Recipient.Remark = "I tried\nann@example.org." })
		about("gone: problem", "x@example.net", func(o *scanner.Outcome) { o.Problems = []string{"header: 'ann@example.org' twice"} })
		about("stays: another", "bob@example.org", nil)
		about("stays: longer local part", "joann@example.org", nil)
		about("stays: tagged", "x@example.net", func(o *scanner.Outcome) { o.Recipient.Remark = "to joe+ann@example.org" })
		about("stays: longer domain", "ann@example.org.uk", func(o *scanner.Outcome) { o.Recipient.Remark = "ann@example.org.uk and ann@example.organic" })
		about("stays: sender", "x@example.net", func(o *scanner.Outcome) {
			o.OriginalFrom, o.Location = "ann@example.org", "imaps://ann@example.org/INBOX#4"
		})
		gone := &scanner.Result{Message: &scanner.Message{Source: "d", Location: "a"}, Err: errors.New("bad field: <ann@example.org>")}
		stays := &scanner.Result{Message: &scanner.Message{Source: "d", Location: "b"}, Err: errors.New("bad field: <joann@example.org>")}
		record(t, book, result(7, all...), gone, stays)

		n, err := book.Forget(t.Context(), " ANN@example.org ")
		if err != nil || n != 8 {
			t.Errorf("Forget = %d, %v; want 8", n, err)
		}
		var got []string
		for _, o := range outcomes(t, book, ledger.Filter{}) {
			got = append(got, o.ID)
		}
		want := []string{"stays: another", "stays: longer domain", "stays: longer local part", "stays: sender", "stays: tagged"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what is left (-want +got):\n%s", diff)
		}
		if left := troubles(t, book, time.Time{}); len(left) != 1 || left[0].Location != "b" {
			t.Errorf("troubles left: %v, want that of b", left)
		}
		if got := position(t, book, "mbox:/b"); got != "7" {
			t.Errorf("position %q after Forget, want 7", got)
		}
		if n, err := book.Forget(t.Context(), "ann@example.org"); n != 0 || err != nil {
			t.Errorf("Forget again = %d, %v; want nothing", n, err)
		}
	})
}

func TestForgetNobody(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, result(1, event("1", "", dsn.Complaint, day(1))))
		if n, err := book.Forget(t.Context(), " "); n != 0 || err == nil {
			t.Errorf("Forget of no address = %d, %v; want an error", n, err)
		}
		if n := len(outcomes(t, book, ledger.Filter{})); n != 1 {
			t.Errorf("%d outcomes left, want 1", n)
		}
	})
}

func TestPrune(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, result(3,
			bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1)),
			bounce("2", "a@example.org", rules.UserUnknown, rules.Hard, day(2)),
			bounce("3", "b@example.org", rules.UserUnknown, rules.Hard, day(2).Add(-time.Second)),
		), &scanner.Result{Message: &scanner.Message{Source: "d", Location: "a"}, Err: errors.New("cut off")})
		if n, err := book.Prune(t.Context(), day(2)); n != 2 || err != nil {
			t.Errorf("Prune = %d, %v; want 2", n, err)
		}
		if left := outcomes(t, book, ledger.Filter{}); len(left) != 1 || left[0].ID != "2" {
			t.Errorf("left: %v, want that of the very second", left)
		}
		if n := len(troubles(t, book, time.Time{})); n != 1 {
			t.Errorf("%d troubles left, want 1", n)
		}
		if n, err := book.Prune(t.Context(), time.Now().Add(time.Hour)); n != 2 || err != nil {
			t.Errorf("Prune of all = %d, %v; want an outcome and a trouble", n, err)
		}
		if got := position(t, book, "mbox:/b"); got != "3" {
			t.Errorf("position %q after Prune, want 3", got)
		}
	})
}
