package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Each opening of a ledger remembers facts. What another one stores meanwhile is
// found, and what was not committed is not remembered.
func TestFactsOfOthers(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		one, other := d.open(t), d.open(t)
		record(t, one, result(1, bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1))))
		record(t, other, result(2, bounce("2", "a@example.org", rules.MailboxFull, rules.Soft, day(2))))
		nameless := bounce("", "a@example.org", rules.UserUnknown, rules.Hard, day(3))
		_, err := one.Record(t.Context(), result(3, bounce("3", "a@example.org", rules.Expired, rules.Soft, day(3)), nameless))
		if err == nil {
			t.Fatal("an outcome without id was recorded")
		}
		record(t, other, result(4, bounce("4", "a@example.org", rules.Greylisted, rules.Soft, day(4))))
		record(t, one, result(5, bounce("5", "a@example.org", rules.Expired, rules.Soft, day(5)), bounce("6", "b@example.org", rules.Greylisted, rules.Soft, day(6))))
		want := map[string]rules.Cause{"1": rules.UserUnknown, "2": rules.MailboxFull, "4": rules.Greylisted, "5": rules.Expired, "6": rules.Greylisted}
		for name, book := range map[string]*ledger.Ledger{"one": one, "other": other, "a third": d.open(t)} {
			if diff := cmp.Diff(want, causes(outcomes(t, book, ledger.Filter{}))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		var facts int
		must(t, d(t).QueryRow("SELECT COUNT(*) FROM fact").Scan(&facts))
		if facts != 4 {
			t.Errorf("%d facts are stored, want 4", facts)
		}
	})
}

func causes(list []scanner.Outcome) map[string]rules.Cause {
	by := map[string]rules.Cause{}
	for _, o := range list {
		by[o.ID] = o.Verdict.Cause
	}
	return by
}
