package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// dead has our own relay say that the domain of an address does not exist.
func (w *world) dead(address, provider string, at time.Time) {
	w.hard(address, provider, at)
	w.outcomes[len(w.outcomes)-1].Verdict.Cause = rules.DomainUnknown
}

// noNames is an hour in which the sender's name service knows no domain: mail for
// 2,000 recipients at 900 of them fails.
func (w *world) noNames(begin time.Time) {
	for i := range 2000 {
		w.dead(lost(i), "", begin.Add(time.Duration(i)*time.Hour/2000))
	}
}

func lost(i int) string { return fmt.Sprintf("lost%d@firm%d.example", i, i%900) }

// monthly are six mailings to 10,000 addresses, of which 2 in a hundred have a
// domain that is no more; it returns when the next begins.
func (w *world) monthly() time.Time {
	first := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	for month := range 6 {
		w.mailing(fmt.Sprint("month", month), first.AddDate(0, month, 0))
	}
	return first.AddDate(0, 6, 0)
}

func (w *world) mailing(name string, begin time.Time) {
	for i := range 200 {
		at := begin.Add(time.Duration(i) * 15 * time.Second)
		w.dead(fmt.Sprintf("dead%d@%s-%d.example", i, name, i), "", at)
		w.hard(fmt.Sprintf("%s-gone%d@gmail.example", name, i), "google", at)
		w.other(at, dsn.AutoReply)
	}
}

func (w *world) daily(first time.Time, days int) {
	for d := range days {
		at := first.AddDate(0, 0, d)
		w.ordinary(at)
		w.dead(fmt.Sprintf("dead%d@closed%d.example", d, d), "", at.Add(10*time.Hour))
	}
}

// A failure of the sender's own name service holds the removals that rest on it,
// whatever the sender's habits. Domains that are no more are removed as ever.
func TestNameService(t *testing.T) {
	monday := time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		name string
		fill func(w *world) (failed time.Time) // zero: nothing has failed
	}{
		{"daily mail", func(w *world) time.Time {
			w.daily(monday.AddDate(0, 0, -40), 41)
			w.noNames(monday.Add(14 * time.Hour))
			w.hard("gone@firm1.example", "", monday.Add(14*time.Hour+5*time.Minute))
			return monday.Add(14 * time.Hour)
		}},
		{"the hour of a monthly mailing", func(w *world) time.Time {
			next := w.monthly()
			w.mailing("now", next.Add(-2*time.Hour))
			w.noNames(next)
			return next
		}},
		{"the first day of all", func(w *world) time.Time {
			w.noNames(monday)
			return monday
		}},
		{"a monthly mailing and nothing else", func(w *world) time.Time {
			w.mailing("now", w.monthly())
			return time.Time{}
		}},
		{"a first mailing to a list that nobody cleaned", func(w *world) time.Time {
			w.mailing("now", monday)
			return time.Time{}
		}},
		{"a few more than usual", func(w *world) time.Time {
			w.daily(monday.AddDate(0, 0, -40), 41)
			for i := range 18 { // and one as on every day
				w.dead(fmt.Sprintf("dead%d@more%d.example", i, i), "", monday.Add(14*time.Hour))
			}
			return time.Time{}
		}},
		{"a few domains of middling size that close together", func(w *world) time.Time {
			w.daily(monday.AddDate(0, 0, -40), 41)
			for i := range 190 {
				w.dead(fmt.Sprintf("closed%d@branch%d.example", i, i%10), "", monday.Add(14*time.Hour))
			}
			return time.Time{}
		}},
		{"a large domain that closes", func(w *world) time.Time {
			w.daily(monday.AddDate(0, 0, -40), 41)
			for i := range 300 {
				w.dead(fmt.Sprintf("closed%d@large.example", i), "", monday.Add(14*time.Hour))
			}
			for i := range 30 {
				w.dead(fmt.Sprintf("dead%d@as-ever%d.example", i, i), "", monday.Add(14*time.Hour))
			}
			return time.Time{}
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
				w := &world{}
				failed := x.fill(w)
				w.recordIn(t, book)
				wantNames(t, book, w, failed)
			})
		})
	}
}

// wantNames checks the incident that began at that time, and whom it holds.
func wantNames(t *testing.T, book *ledger.Ledger, w *world, failed time.Time) {
	t.Helper()
	p := ledger.Standard()
	p.Now = w.outcomes[len(w.outcomes)-1].Time.Add(time.Hour)
	found, err := book.Incidents(t.Context(), p)
	must(t, err)
	names := 0
	for _, i := range found {
		if i.Cause == rules.DomainUnknown {
			names++
			if i.Addresses < 2000 || i.From.After(failed) || i.To.Before(failed.Add(time.Hour)) || i.Where() != "domain-unknown" {
				t.Errorf("incident %+v, want 2,000 from %v on", i, failed)
			}
		}
	}
	if want := !failed.IsZero(); names > 1 || names == 1 != want {
		t.Fatalf("incidents %+v; want one of the name service: %v", found, want)
	}
	all := byAddress(t, book, p)
	for i := range 2000 {
		if s := all[lost(i)]; !failed.IsZero() && (s.Advice != rules.Review || !s.Held || s.Incident == nil || s.Incident.Cause != rules.DomainUnknown) {
			t.Fatalf("%s: %s, held %v, incident %v", lost(i), s.Advice, s.Held, s.Incident)
		}
	}
	for _, o := range w.outcomes {
		s := all[o.Recipient.Address]
		sameDay := !failed.IsZero() && o.Verdict.Cause == rules.DomainUnknown && o.Time.Sub(failed).Abs() < 24*time.Hour
		if o.Kind == dsn.Bounce && s.Advice != rules.Remove && !sameDay && (s.Incident == nil || s.Incident.Domain != "large.example") {
			t.Fatalf("%s: %s, held %v by %v; want remove", s.Email, s.Advice, s.Held, s.Incident)
		}
	}
	one, ok, err := book.Standing(t.Context(), p, lost(7))
	if diff := cmp.Diff(all[lost(7)], one); err != nil || ok == failed.IsZero() || diff != "" {
		t.Errorf("asked alone: %v, %v (-of all +alone):\n%s", ok, err, diff)
	}
}

// Who was refused in the failure only is tried again, and who is refused once
// more behind it goes.
func TestBehindNameService(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		w := &world{}
		monday := time.Date(2026, 7, 6, 14, 0, 0, 0, time.UTC)
		w.daily(monday.AddDate(0, 0, -40), 42)
		w.noNames(monday)
		w.dead(lost(1), "", monday.AddDate(0, 0, 2))
		w.outcomes = append(w.outcomes, event("delivered", lost(2), dsn.Delivered, monday.AddDate(0, 0, 3)))
		w.recordIn(t, book)
		for days, want := range map[int][3]rules.Advice{
			5: {rules.Review, rules.Remove, rules.Ignore}, 12: {rules.Watch, rules.Remove, rules.Ignore},
		} {
			p := ledger.Standard()
			p.Now = monday.AddDate(0, 0, days)
			for i, advice := range want {
				if s, ok, err := book.Standing(t.Context(), p, lost(i)); err != nil || !ok || s.Advice != advice {
					t.Errorf("%s after %d days: %s, %v, %v; want %s", lost(i), days, s.Advice, ok, err, advice)
				}
			}
		}
		checked, err := book.Check(t.Context())
		if err != nil || len(checked.Faults) > 0 {
			t.Errorf("Check = %+v, %v", checked, err)
		}
		if _, err := book.Forget(t.Context(), lost(5)); err != nil {
			t.Fatal(err)
		}
		if checked, err = book.Check(t.Context()); err != nil || len(checked.Faults) > 0 {
			t.Errorf("Check after Forget = %+v, %v", checked, err)
		}
	})
}

// A ledger of the third version is told which domains did not exist, hour by
// hour.
func TestNamesOfThirdVersion(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		db := d(t)
		old(t, db, "0001_ledger.sql", "0002_acts.sql", "0003_facts.sql")
		for _, query := range []string{
			`INSERT INTO fact (n, event, cause, class, advice, provider, list) VALUES
				(1, 'bounce', 'domain-unknown', 'hard', 'remove', '', ''), (2, 'bounce', 'domain-unknown', 'hard', 'remove', 'google', ''),
				(3, 'bounce', 'domain-unknown', 'soft', 'watch', '', ''), (4, 'bounce', 'user-unknown', 'hard', 'remove', '', '')`,
			`INSERT INTO outcome (at, recorded, revision, fact, id, recipient, spelled, domain, list_id, campaign, subscriber, kept, said) VALUES
				(18001, 18001, 1, 1, '1', 'a@one.example', '', 'one.example', '', '', '', '', '{}'),
				(18002, 18001, 1, 1, '2', 'b@two.example', '', 'two.example', '', '', '', '', '{}'),
				(21600, 18001, 1, 1, '3', 'a@one.example', '', 'one.example', '', '', '', '', '{}'),
				(18003, 18001, 1, 2, '4', 'c@gmail.example', '', 'gmail.example', '', '', '', '', '{}'),
				(18004, 18001, 1, 3, '5', 'd@one.example', '', 'one.example', '', '', '', '', '{}'),
				(18005, 18001, 1, 4, '6', 'e@one.example', '', 'one.example', '', '', '', '', '{}'),
				(18006, 18001, 1, 1, '7', '', '', '', '', '', '', '', '{}')`,
			`INSERT INTO hourly (place, hour, n) VALUES ('', 5, 6), ('', 6, 1), ('@one.example', 5, 2), ('@one.example', 6, 1), ('@two.example', 5, 1), ('google', 5, 1)`,
		} {
			_, err := db.Exec(query)
			must(t, err)
		}
		checked, err := d.open(t).Check(t.Context())
		if err != nil || checked.Outcomes != 7 || len(checked.Faults) > 0 {
			t.Errorf("Check = %+v, %v", checked, err)
		}
		for hour, want := range map[int]int{5: 2, 6: 1} {
			var n int
			must(t, db.QueryRow("SELECT n FROM hourly WHERE place = '!domain-unknown' AND hour = $1", hour).Scan(&n))
			if n != want {
				t.Errorf("hour %d: %d domains, want %d", hour, n, want)
			}
		}
	})
}
