package ledger_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A world makes outcomes of an ordinary sender: every day some mailboxes that
// do not exist, at three providers, some that are full, some that answer by
// themselves; on Mondays, the day of the newsletter, ten times as many.
type world struct {
	n        int
	outcomes []scanner.Outcome
}

func (w *world) hard(address, provider string, at time.Time) {
	w.n++
	o := bounce(fmt.Sprintf("%08d", w.n), address, rules.UserUnknown, rules.Hard, at)
	o.Verdict.Provider = provider
	w.outcomes = append(w.outcomes, o)
}

func (w *world) other(at time.Time, kind dsn.Kind) {
	w.n++
	w.outcomes = append(w.outcomes, event(fmt.Sprintf("%08d", w.n), fmt.Sprintf("away%d@example.net", w.n), kind, at))
}

// ordinary fills a day.
func (w *world) ordinary(d time.Time) {
	n := 4
	if d.Weekday() == time.Monday {
		n = 40
	}
	for i := range n {
		at := d.Add(time.Duration(8*60+i*7) * time.Minute)
		w.hard(fmt.Sprintf("gone%d@gmail.example", w.n), "google", at)
		w.hard(fmt.Sprintf("gone%d@outlook.example", w.n), "microsoft", at)
		w.hard(fmt.Sprintf("gone%d@example.org", w.n), "", at)
		w.other(at, dsn.AutoReply)
	}
}

// outage has google refuse that many mailboxes that exist, on 14 December 2020
// from 21:43 UTC on, for 6 hours and 41 minutes.
func (w *world) outage(n int) (begin, end time.Time) {
	begin = time.Date(2020, 12, 14, 21, 43, 0, 0, time.UTC)
	length := 6*time.Hour + 41*time.Minute
	for i := range n {
		w.hard(valid(i), "google", begin.Add(length*time.Duration(i)/time.Duration(n)))
	}
	return begin, begin.Add(length)
}

func valid(i int) string { return fmt.Sprintf("valid%05d@gmail.example", i) }

func (w *world) recordIn(t testing.TB, book *ledger.Ledger) {
	t.Helper()
	for n := 0; n < len(w.outcomes); n += 1000 {
		record(t, book, result(n, w.outcomes[n:min(n+1000, len(w.outcomes))]...))
	}
}

// byAddress returns the standings by address.
func byAddress(t testing.TB, book *ledger.Ledger, p ledger.Policy) map[string]ledger.Standing {
	t.Helper()
	all := map[string]ledger.Standing{}
	for _, s := range standings(t, book, p) {
		all[s.Email] = s
	}
	return all
}

// The shape of Gmail's outage of 14 and 15 December 2020: for 6 hours and 41
// minutes, "550-5.1.1" for everybody. Nobody goes who was refused only then.
func TestOutage(t *testing.T) {
	const refused = 4000
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		w := &world{}
		for d := range 60 {
			w.ordinary(time.Date(2020, 11, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, d))
		}
		begin, end := w.outage(refused)
		w.hard(valid(1), "google", begin.AddDate(0, 0, -9)) // gone before, and again in the outage
		w.hard(valid(2), "google", end.AddDate(0, 0, 2))    // confirmed behind it
		w.hard("gone@example.org", "", begin.Add(time.Hour))
		w.hard("gone@outlook.example", "microsoft", begin.Add(time.Hour))
		w.outcomes = append(w.outcomes, event("delivered", valid(3), dsn.Delivered, end.AddDate(0, 0, 3)))
		w.recordIn(t, book)

		p := ledger.Standard()
		p.Now = end.AddDate(0, 0, 4)
		found, err := book.Incidents(t.Context(), p)
		if err != nil || len(found) != 1 || found[0].Provider != "google" || found[0].Addresses < refused ||
			found[0].From.After(begin) || found[0].To.Before(end) || found[0].To.Sub(found[0].From) > 51*time.Hour {
			t.Fatalf("incidents %+v, %v", found, err)
		}
		all := byAddress(t, book, p)
		for i, want := range map[int]rules.Advice{1: rules.Remove, 2: rules.Remove, 3: rules.Ignore} {
			if s := all[valid(i)]; s.Advice != want || s.Held {
				t.Errorf("%s: %s, held %v; want %s", valid(i), s.Advice, s.Held, want)
			}
		}
		for i := 4; i < refused; i++ {
			s := all[valid(i)]
			if s.Advice != rules.Review || !s.Held || s.Incident == nil || s.Incident.Addresses != found[0].Addresses {
				t.Fatalf("%s, refused in the outage: %s, held %v, incident %v", s.Email, s.Advice, s.Held, s.Incident)
			}
		}
		gone := 0
		for address, s := range all {
			if strings.HasPrefix(address, "gone") && s.Advice == rules.Remove {
				gone++
			}
			if s.Held && (s.FirstSeen.Before(found[0].From) || !s.FirstSeen.Before(found[0].To)) {
				t.Errorf("%s: held, though it was refused outside the outage, on %v", address, s.FirstSeen)
			}
		}
		if all["gone@example.org"].Advice != rules.Remove || all["gone@outlook.example"].Advice != rules.Remove || gone < 1500 {
			t.Errorf("of the true refusals beside the outage, %d remove", gone)
		}
		wantLater(t, book, end)
	})
}

// wantLater checks what becomes of the addresses that are held.
func wantLater(t *testing.T, book *ledger.Ledger, end time.Time) {
	t.Helper()
	for days, want := range map[int]rules.Advice{7: rules.Review, 9: rules.Watch, 89: rules.Watch, 92: rules.Ignore} {
		p := ledger.Standard()
		p.Now = end.AddDate(0, 0, days)
		s, ok, err := book.Standing(t.Context(), p, valid(10))
		if err != nil || !ok || s.Advice != want || s.Held != (want != rules.Ignore) {
			t.Errorf("%d days later: %s, held %v, %v; want %s", days, s.Advice, s.Held, err, want)
		}
	}
	p := ledger.Standard()
	p.Now, p.Guard = end.AddDate(0, 0, 4), ledger.Guard{}
	if s, _, err := book.Standing(t.Context(), p, valid(10)); err != nil || s.Advice != rules.Remove {
		t.Errorf("without a guard: %s, %v; want remove", s.Advice, err)
	}
}

// What is no incident, and what is.
func TestIncidents(t *testing.T) {
	monday := time.Date(2020, 12, 14, 0, 0, 0, 0, time.UTC)
	tuesday := monday.AddDate(0, 0, 1)
	for name, x := range map[string]struct {
		more func(w *world)
		want int
	}{
		"ordinary days and Mondays": {func(*world) {}, 0},
		"a mailing three times as large": {func(w *world) {
			for range 2 {
				w.ordinary(monday)
			}
		}, 0},
		"a first large mailing on another day": {func(w *world) {
			for range 12 {
				w.ordinary(tuesday)
			}
		}, 0},
		"an hour at one provider": {func(w *world) {
			for i := range 60 {
				w.hard(valid(i), "google", tuesday.Add(20*time.Hour+time.Duration(i)*time.Minute))
			}
		}, 1},
		"at a domain that nobody knows": {func(w *world) {
			for i := range 60 {
				w.hard(fmt.Sprintf("u%d@firm.example", i), "", tuesday.Add(20*time.Hour+time.Duration(i)*time.Minute))
			}
		}, 1},
		"an hour on the day of a mailing": {func(w *world) {
			for i := range 60 {
				w.hard(valid(i), "google", monday.Add(21*time.Hour+time.Duration(i)*time.Minute))
			}
		}, 1},
		"too few": {func(w *world) {
			for i := range 15 {
				w.hard(valid(i), "google", tuesday.Add(20*time.Hour+time.Duration(i)*time.Minute))
			}
		}, 0},
		"one address that often": {func(w *world) {
			for i := range 60 {
				w.hard(valid(1), "google", tuesday.Add(20*time.Hour+time.Duration(i)*time.Minute))
			}
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{}
			for d := range 40 {
				w.ordinary(monday.AddDate(0, 0, d-35))
			}
			x.more(w)
			book := open(t)
			w.recordIn(t, book)
			found, err := book.Incidents(t.Context(), ledger.Standard())
			if err != nil || len(found) != x.want {
				t.Errorf("incidents %+v, %v; want %d", found, err, x.want)
			}
			for _, i := range found { // an hour more at both ends
				day := i.From.Hour() == 23 && i.To.Hour() == 1 && i.To.Sub(i.From) == 26*time.Hour
				hour := i.From.Hour() == 20 && i.To.Hour() == 23 && i.To.Sub(i.From) == 3*time.Hour
				if hour != strings.HasPrefix(name, "an hour on") || !hour && !day {
					t.Errorf("the incident lasts from %v to %v", i.From, i.To)
				}
			}
		})
	}
}

// A ledger that has just begun knows nothing of what is usual, but an outage
// that nothing else happened beside, though midnight cuts it in two.
func TestIncidentsWithoutPast(t *testing.T) {
	w := &world{}
	begin, end := w.outage(200)
	book := open(t)
	w.recordIn(t, book)
	found, err := book.Incidents(t.Context(), ledger.Standard())
	if err != nil || len(found) != 1 || found[0].From.After(begin) || found[0].To.Before(end) || found[0].Addresses != 200 {
		t.Errorf("incidents %+v, %v", found, err)
	}
}

// Who counts days only finds days.
func TestSurgesOfDays(t *testing.T) {
	part, all := map[int64]int{}, map[int64]int{}
	for d := range int64(40) {
		part[24*d], all[24*d] = 3, 30
	}
	part[24*20], all[24*20] = 100, 127
	part[24*21], all[24*21] = 90, 117
	part[24*30], all[24*30] = 40, 400 // ten times as much of everything
	got := ledger.Guard{Factor: 5, Least: 20}.Surges(part, all)
	if len(got) != 1 || got[0] != (ledger.Span{From: 24 * 20, To: 24 * 22}) {
		t.Errorf("Surges = %v, want days 20 and 21", got)
	}
	if got := (ledger.Guard{}).Surges(part, all); got != nil {
		t.Errorf("Surges without a guard = %v", got)
	}
}
