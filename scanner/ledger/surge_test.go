package ledger_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A sender mails every few days. A mailing bounces hard at a provider and
// otherwise, and something trickles in on the days behind it.
type sender struct {
	every, mailings int // days; number
	hard, others    int
	trickle         int // others on each of the four days behind a mailing
}

// days returns what happened by hour, counted at noon, and the day of the next
// mailing.
func (s sender) days() (part, all map[int64]int, next int64) {
	part, all = map[int64]int{}, map[int64]int{}
	for range s.mailings {
		add(part, all, next, s.hard, s.others)
		for d := next + 1; d < next+5 && s.trickle > 0; d++ {
			add(part, all, d, 0, s.trickle)
		}
		next += int64(s.every)
	}
	return part, all, next
}

func add(part, all map[int64]int, day int64, hard, others int) {
	part[day*24+12] += hard
	all[day*24+12] += hard + others
}

// What stands out for senders of every habit, and what does not.
func TestSurgesOfHabits(t *testing.T) {
	weekly := sender{every: 7, mailings: 12, hard: 60, others: 40}
	for _, x := range []struct {
		name         string
		of           sender
		hard, others int // on the day of the next mailing
		want         bool
	}{
		{"weekly", weekly, 2000, 40, true},
		{"weekly, others later", weekly, 2000, 0, true},
		{"weekly, a few hundred", sender{7, 8, 20, 40, 0}, 400, 40, true},
		{"weekly with a trickle", sender{7, 8, 60, 40, 5}, 2000, 40, true},
		{"fortnightly", sender{14, 12, 20, 40, 0}, 400, 40, true},
		{"monthly", sender{31, 12, 20, 40, 0}, 400, 40, true},
		{"monthly with a trickle", sender{31, 12, 20, 40, 9}, 400, 40, true},
		{"three days", sender{1, 3, 20, 40, 0}, 400, 40, true},
		{"small daily numbers", sender{1, 30, 4, 12, 0}, 60, 12, true},
		{"weekly, ordinary", weekly, 60, 40, false},
		{"weekly, three times as large", weekly, 180, 120, false},
		{"weekly, 200 typing mistakes more", weekly, 260, 40, false},
		{"weekly, fewer of the rest", weekly, 60, 3, false},
		{"fortnightly with a trickle", sender{14, 12, 60, 40, 5}, 60, 40, false},
		{"the second of them", sender{14, 1, 60, 40, 5}, 60, 40, false},
		{"small daily numbers and a first mailing", sender{1, 30, 1, 4, 0}, 60, 100, false},
		{"a first mailing after a month, and an outage", sender{1, 30, 4, 12, 0}, 1000, 500, true},
		{"a first mailing after a week", sender{1, 7, 4, 12, 0}, 1000, 500, false},
		{"nothing before, at one place only", sender{}, 400, 20, true},
		{"nothing before, everywhere", sender{}, 400, 100, false},
		{"nothing before, few", sender{}, 99, 0, false},
		{"two days before", sender{1, 2, 20, 40, 0}, 400, 40, true},
		{"two days before, an ordinary third", sender{1, 2, 20, 40, 0}, 90, 40, false},
		{"four months ago", sender{120, 1, 60, 40, 0}, 180, 40, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			part, all, next := x.of.days()
			add(part, all, next, x.hard, x.others)
			var want []ledger.Span
			if x.want {
				want = []ledger.Span{{From: next * 24, To: (next + 1) * 24}}
			}
			if got := ledger.Standard().Guard.Surges(part, all); !slices.Equal(got, want) {
				t.Errorf("Surges = %v, want %v", got, want)
			}
		})
	}
}

// What goes on for months is usual in the end; so is, soon, what has always
// been so.
func TestSurgesBecomeUsual(t *testing.T) {
	for _, x := range []struct {
		name        string
		before      int // mailings of the ordinary kind
		least, most int // of forty weeks that stand out
	}{
		{"more from some week on", 6, 12, 18},
		{"a list at one provider", 0, 3, 3},
	} {
		t.Run(x.name, func(t *testing.T) {
			part, all, next := sender{every: 7, mailings: x.before, hard: 20, others: 40}.days()
			for w := range int64(40) {
				add(part, all, next+7*w, 300, 40)
			}
			got := ledger.Standard().Guard.Surges(part, all)
			if n := len(got); n < x.least || n > x.most || got[0].From != next*24 || got[n-1].From != (next+7*int64(n-1))*24 {
				t.Errorf("%d stand out: %v", n, got)
			}
		})
	}
}

// A first scan of two years of a monthly newsletter to a list that nobody
// cleaned holds nobody but those of an outage in it.
func TestIncidentsOfBacklog(t *testing.T) {
	w := &world{}
	first := time.Date(2024, 1, 3, 9, 0, 0, 0, time.UTC)
	for month := range 24 {
		at := first.AddDate(0, month, 0)
		for i := range 120 {
			w.hard(fmt.Sprintf("m%dn%d@gmail.example", month, i), "google", at)
			w.hard(fmt.Sprintf("m%dn%d@firm%d.example", month, i, i%9), "", at)
			w.other(at.AddDate(0, 0, i%5), dsn.AutoReply)
		}
	}
	for i := range 1500 {
		w.hard(valid(i), "google", first.AddDate(0, 11, 0).Add(time.Duration(i)*time.Second))
	}
	book := open(t)
	w.recordIn(t, book)
	found, err := book.Incidents(t.Context(), ledger.Standard())
	if err != nil || len(found) != 1 || found[0].Provider != "google" || found[0].Addresses != 1620 {
		t.Errorf("incidents %+v, %v; want that of the twelfth month alone", found, err)
	}
}

// A weekly newsletter to a list into which many wrong addresses were imported:
// each week is an incident, and the second confirms the first.
func TestIncidentConfirmedByAnother(t *testing.T) {
	w := &world{}
	first := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	for week := range 10 {
		at := first.AddDate(0, 0, 7*week)
		for i := range 20 {
			w.hard(fmt.Sprintf("w%dn%d@gmail.example", week, i), "google", at)
			w.other(at, dsn.AutoReply)
		}
		if week < 8 {
			continue
		}
		for i := range 300 {
			w.hard(fmt.Sprintf("typo%d@gmail.example", i), "google", at)
		}
		book := open(t)
		w.recordIn(t, book)
		p := ledger.Standard()
		p.Now = at.Add(time.Hour)
		found, err := book.Incidents(t.Context(), p)
		if err != nil || len(found) != week-7 {
			t.Fatalf("week %d: incidents %+v, %v", week, found, err)
		}
		s, _, err := book.Standing(t.Context(), p, "typo7@gmail.example")
		want, held := rules.Review, true
		if week == 9 {
			want, held = rules.Remove, false
		}
		if err != nil || s.Advice != want || s.Held != held {
			t.Errorf("week %d: %s, held %v, %v; want %s", week, s.Advice, s.Held, err, want)
		}
	}
}

// An outage of some days confirms nothing, one of a week does.
func TestLongIncident(t *testing.T) {
	w := &world{}
	first := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	for d := range 10 {
		for i := range 10 {
			at := first.AddDate(0, 0, d)
			w.hard(fmt.Sprintf("d%dn%d@gmail.example", d, i), "google", at)
			w.other(at, dsn.AutoReply)
		}
	}
	for _, d := range []int{10, 11, 13, 15, 16} {
		last := first.AddDate(0, 0, d)
		for i := range 300 {
			w.hard(valid(i), "google", last.Add(time.Duration(i)*time.Second))
		}
		book := open(t)
		w.recordIn(t, book)
		p := ledger.Standard()
		p.Now = last.AddDate(0, 0, 1)
		want := rules.Review
		if d == 16 {
			want = rules.Remove
		}
		s, ok, err := book.Standing(t.Context(), p, valid(3))
		if err != nil || !ok || s.Advice != want || s.Held != (want == rules.Review) {
			t.Errorf("day %d: %s, held %v, %v, %v; want %s", d, s.Advice, s.Held, ok, err, want)
		}
	}
}
