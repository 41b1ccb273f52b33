package ledger_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

func due(t testing.TB, book *ledger.Ledger, hold time.Duration) []ledger.Delivery {
	t.Helper()
	all, err := book.Due(t.Context(), "listmonk", 10, hold)
	must(t, err)
	return all
}

func TestOutbox(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		ctx := t.Context()
		record(t, book, result(1,
			bounce("1", "ann@example.org", rules.UserUnknown, rules.Hard, day(1)),
			bounce("2", "bob@example.org", rules.UserUnknown, rules.Hard, day(1))))
		revision, err := book.Revision(ctx)
		must(t, err)
		news := []ledger.Delivery{
			{Target: "listmonk", Outcome: "1", Body: `{"email":"ann@example.org"}`},
			{Target: "listmonk", Outcome: "2", Body: `{"email":"bob@example.org"}`},
			{Target: "crm", Outcome: "1", Body: "ann"},
		}
		must(t, book.Owe(ctx, "webhooks", revision, news...))
		must(t, book.Owe(ctx, "webhooks", revision, news...)) // a second time, as after a crash
		if m, err := book.Mark(ctx, "webhooks"); m.Revision != revision || err != nil {
			t.Errorf("Mark = %+v, %v; want revision %d", m, err, revision)
		}
		first := due(t, book, time.Hour)
		want := []ledger.Delivery{
			{ID: "listmonk 1", Target: "listmonk", Outcome: "1", Body: `{"email":"ann@example.org"}`, Tries: 1},
			{ID: "listmonk 2", Target: "listmonk", Outcome: "2", Body: `{"email":"bob@example.org"}`, Tries: 1},
		}
		if diff := cmp.Diff(want, first); diff != "" {
			t.Errorf("due (-want +got):\n%s", diff)
		}
		if again := due(t, book, time.Hour); len(again) > 0 {
			t.Errorf("what somebody is delivering is due again: %v", again)
		}
		must(t, book.Delivered(ctx, "listmonk 1"))
		must(t, book.Retry(ctx, "listmonk 2", "receiver is down", 0))
		must(t, book.Retry(ctx, "listmonk 1", "too late", 0))
		second := due(t, book, 0)
		if len(second) != 1 || second[0].ID != "listmonk 2" || second[0].Tries != 2 || second[0].Why != "receiver is down" {
			t.Errorf("due after a failure: %+v", second)
		}
		must(t, book.GiveUp(ctx, "listmonk 2", "receiver says 410"))
		must(t, book.Owe(ctx, "webhooks", revision, news...))
		if third := due(t, book, 0); len(third) > 0 {
			t.Errorf("due after all was delivered or given up: %+v", third)
		}
		s, err := book.Stats(ctx)
		if err != nil || s.Undelivered != 1 || s.GivenUp != 1 {
			t.Errorf("Stats = %+v, %v; want the other target's delivery and that given up", s, err)
		}
		outbox, err := book.Outbox(ctx, "listmonk")
		if diff := cmp.Diff(ledger.OutboxStats{Delivered: 1, GivenUp: 1, Why: "receiver says 410"}, outbox); diff != "" || err != nil {
			t.Errorf("Outbox, error %v (-want +got):\n%s", err, diff)
		}
		if n, err := book.Reopen(ctx, "listmonk", false); n != 0 || err != nil {
			t.Errorf("Reopen without those given up = %d, %v", n, err)
		}
		if n, err := book.Reopen(ctx, "listmonk", true); n != 1 || err != nil {
			t.Errorf("Reopen = %d, %v; want the one that was given up", n, err)
		}
		if again := due(t, book, time.Hour); len(again) != 1 || again[0].ID != "listmonk 2" {
			t.Errorf("due after Reopen: %+v", again)
		}
		if outbox, err = book.Outbox(ctx, "listmonk"); err != nil || outbox.Owed != 1 || time.Until(outbox.Next) < 30*time.Minute || outbox.GivenUp != 0 {
			t.Errorf("Outbox = %+v, %v; want one that is held for an hour", outbox, err)
		}
	})
}

// Whoever has read up to a revision finds what came later, and only that.
func TestRevision(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		after := func(n int64) string {
			var ids []string
			for _, o := range outcomes(t, book, ledger.Filter{After: n}) {
				ids = append(ids, o.ID)
			}
			return strings.Join(ids, " ")
		}
		var marks []int64
		for _, id := range []string{"1", "2", "3"} {
			n, err := book.Revision(t.Context())
			must(t, err)
			marks = append(marks, n)
			record(t, book, result(1, bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1)),
				bounce(id, id+"@example.org", rules.UserUnknown, rules.Hard, day(1))))
		}
		for i, want := range []string{"1 2 3", "2 3", "3"} {
			if got := after(marks[i]); got != want {
				t.Errorf("after revision %d: %q, want %q", marks[i], got, want)
			}
		}
		if m, err := book.Mark(t.Context(), "csv"); m != (ledger.Mark{}) || err != nil {
			t.Errorf("Mark of an export that never was = %+v, %v", m, err)
		}
		must(t, book.SetMark(t.Context(), "csv", marks[2]))
		must(t, book.SetMark(t.Context(), "csv", marks[1]))
		if m, err := book.Mark(t.Context(), "csv"); m.Revision != marks[1] || time.Since(m.Time) > time.Hour || err != nil {
			t.Errorf("Mark = %+v, %v; want revision %d, now", m, err, marks[1])
		}
	})
}

func TestHands(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		ctx := t.Context()
		must(t, book.Block(ctx, " Ann@example.org", "asked by phone\x00"))
		must(t, book.Forgive(ctx, "bob@example.org", ""))
		must(t, book.Forgive(ctx, "ann@EXAMPLE.org", "asked again"))
		if err := book.Block(ctx, " ", "nobody"); err == nil {
			t.Error("Block of no address is no error")
		}
		read := func(address string) (got []string) {
			for h, err := range book.Hands(ctx, address) {
				must(t, err)
				if time.Since(h.Time).Abs() > time.Hour || h.Revision == 0 {
					t.Errorf("a decision of no time: %+v", h)
				}
				got = append(got, h.Address+" "+string(h.Kind)+" "+h.Reason)
			}
			return got
		}
		ann := []string{"ann@example.org block asked by phone\ufffd", "ann@example.org forgive asked again"}
		if diff := cmp.Diff(ann, read("ANN@example.org")); diff != "" {
			t.Errorf("decisions about ann (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(append(ann, "bob@example.org forgive "), read("")); diff != "" {
			t.Errorf("all decisions (-want +got):\n%s", diff)
		}
		if got := read("carl@example.org"); len(got) > 0 {
			t.Errorf("decisions about carl: %q", got)
		}
	})
}
