package ledger_test

import (
	"testing"
	"time"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// RevisionAt finds what was in the ledger at a time, and Through leaves out what
// came later.
func TestRevisionAt(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		c := &clock{}
		record(t, book, result(1, c.fail(rules.UserUnknown, rules.Hard, day(1))))
		first, err := book.Revision(t.Context())
		must(t, err)
		record(t, book, result(2, c.fail(rules.UserUnknown, rules.Hard, day(2))))
		last, err := book.Revision(t.Context())
		must(t, err)
		for _, x := range []struct {
			after int64
			ago   time.Duration
			want  int64
		}{{0, time.Hour, first - 1}, {first, time.Hour, first}, {last, time.Hour, last}, {0, -time.Minute, last}} {
			if got, err := book.RevisionAt(t.Context(), x.after, time.Now().Add(-x.ago)); got != x.want || err != nil {
				t.Errorf("RevisionAt(%d, %v ago) = %d, %v; want %d", x.after, x.ago, got, err, x.want)
			}
		}
		n := 0
		for _, err := range book.Outcomes(t.Context(), ledger.Filter{Through: first}) {
			must(t, err)
			n++
		}
		if n != 1 {
			t.Errorf("through the first revision: %d outcomes", n)
		}
	})
}
