package ledger_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Whatever changes the outcomes changes the sums of their hours with them.
func TestHoursAddUp(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		book, db := d.open(t), d(t)
		seed := rand.Uint64()
		c := &chance{Rand: rand.New(rand.NewPCG(seed, 2))}
		all := append(c.events(300, nil), c.outage()...)
		for i := range all[:100] {
			all[i].Recipient.Reply = dsn.Reply{Code: 552, Text: "552 5.2.2 mailbox full"}
		}
		all[7].Recipient.Remark, all[8].Recipient.Address = "ask "+all[9].Recipient.Address, ""
		for _, step := range []struct {
			name string
			do   func() error
		}{
			{"record", func() error { record(t, book, result(1, all[:200]...)); return nil }},
			{"record more", func() error { record(t, book, result(2, all...)); return nil }},
			{"rejudge", func() error {
				sum, err := book.Rejudge(t.Context(), rules.Builtin(), true, func(ledger.Rejudgement) error { return nil })
				if sum.Changed == 0 {
					t.Error("nothing was judged otherwise")
				}
				return err
			}},
			{"forget", func() error { _, err := book.Forget(t.Context(), all[9].Recipient.Address); return err }},
			{"prune", func() error { _, err := book.Prune(t.Context(), day(30).Add(90*time.Minute)); return err }},
			{"prune all", func() error { _, err := book.Prune(t.Context(), day(400)); return err }},
		} {
			must(t, step.do())
			if found, err := book.Check(t.Context()); err != nil || len(found.Faults) > 0 {
				t.Fatalf("seed %d: after %s: %+v, %v", seed, step.name, found, err)
			}
		}
		var left int
		must(t, db.QueryRow("SELECT COUNT(*) FROM hourly").Scan(&left))
		if left != 0 {
			t.Errorf("seed %d: %d hours are left of no outcomes", seed, left)
		}
	})
}
