package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// MaxStory bounds the events that a Story holds, the newest of them. Who has
// more has a program that writes to itself.
const MaxStory = 500

// MaxElsewhere bounds the addresses at which mail for one failed, that a Story
// tells of.
const MaxElsewhere = 10

// A Story is all that the ledger knows about one address.
type Story struct {
	Address  string            // in lower case
	Standing *Standing         // nil if nothing is worth a row
	Counts   []Count           // what adds up and still counts, or is held; the most drastic first
	Events   []scanner.Outcome // in order of time, the newest MaxStory
	Earlier  int               // events before them
	Hands    []Hand            // decisions, the oldest first

	// Elsewhere are the stories of the addresses at which mail for this one
	// failed, the first MaxElsewhere: it was forwarded there, or a report names
	// the relay. Their own Elsewhere is empty.
	Elsewhere []*Story
}

// A Count is bounces that add up towards a removal.
type Count struct {
	Cause     rules.Cause // of the last
	Class     rules.Class
	Threshold Threshold
	Reason    Reason
	Last      time.Time
	Advice    rules.Advice // that it alone calls for
	Held      bool
	Outlook   Outlook
}

// An Outlook says when a standing will change by itself, or by what. Zero
// fields say that it will not. Days are the first moments of days of UTC.
type Outlook struct {
	Missing   int       // failures on so many other days are missing for a removal
	NotBefore time.Time // the day before which no failure removes the address
	Ends      time.Time // the day from which nothing of it counts any more, if nothing follows
	Retry     time.Time // the day from which mail is tried again, and the advice is no more review but watch
}

// Story tells all about an address, whatever its case. It is empty if nothing
// is known.
func (l *Ledger) Story(ctx context.Context, p Policy, address string) (*Story, error) {
	s, err := l.story(ctx, p, address)
	if err != nil {
		return nil, err
	}
	passed, err := l.PassedOn(ctx, s.Address)
	for i := 0; i < min(len(passed), MaxElsewhere) && err == nil; i++ {
		var there *Story
		there, err = l.story(ctx, p, passed[i].Recipient)
		s.Elsewhere = append(s.Elsewhere, there)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// story tells what is filed under the address itself.
func (l *Ledger) story(ctx context.Context, p Policy, address string) (*Story, error) {
	p = p.withDefaults()
	s := &Story{Address: addressKey(address)}
	if s.Address == "" {
		return nil, fmt.Errorf("ledger: the story of an address: %w", errNoAddress)
	}
	found, err := l.incidentsOf(ctx, p, s.Address)
	if err != nil {
		return nil, err
	}
	list, err := l.histories(ctx, p, incidentsBy(found), &where{[]string{"recipient = $1"}, []any{s.Address}})
	for i := 0; i < len(list) && err == nil; i++ {
		err = s.tell(ctx, l, list[i])
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: the story of %s: %w", address, err)
	}
	query := selectOutcomes + " WHERE recipient = $1 ORDER BY at DESC, id DESC LIMIT $2"
	for o, err := range stream(ctx, l.db, "the story of "+s.Address, query, []any{s.Address, MaxStory}, l.outcomeScanner(ctx)) {
		if err != nil {
			return nil, err
		}
		s.Events = append(s.Events, o)
	}
	slices.Reverse(s.Events)
	for d, err := range l.Hands(ctx, s.Address) {
		if err != nil {
			return nil, err
		}
		s.Hands = append(s.Hands, d)
	}
	return s, l.earlier(ctx, s)
}

// earlier counts what Events leaves out.
func (l *Ledger) earlier(ctx context.Context, s *Story) error {
	if len(s.Events) < MaxStory {
		return nil
	}
	err := l.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM outcome WHERE recipient = $1", s.Address).Scan(&s.Earlier)
	if err != nil {
		return fmt.Errorf("ledger: the story of %s: %w", s.Address, err)
	}
	s.Earlier -= len(s.Events)
	return nil
}

// incidentsOf returns the incidents in which a hard bounce of the address can
// lie.
func (l *Ledger) incidentsOf(ctx context.Context, p Policy, address string) ([]Incident, error) {
	places := []string{}
	query := `SELECT CASE WHEN provider = '' THEN '@' || domain ELSE provider END AS place, cause FROM outcome CROSS JOIN fact
		WHERE fact.n = outcome.fact AND recipient = $1 AND event = $2 AND class = $3`
	query = "SELECT place FROM (" + query + ") AS refused UNION SELECT '!' || cause FROM (" + query + ") AS failed"
	err := readRows(ctx, l.db, query, []any{address, string(dsn.Bounce), string(rules.Hard)}, func(rows *sql.Rows) error {
		var place string
		err := rows.Scan(&place)
		places = append(places, place)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: the story of %s: %w", address, err)
	}
	if len(places) == 0 {
		return nil, nil
	}
	return l.incidentsAt(ctx, p, places)
}

// tell fills in what the history comes to.
func (s *Story) tell(ctx context.Context, l *Ledger, h *history) error {
	if h.shown() {
		done := l.complete(ctx, []pending{{h.summary(), h.tallied()}})
		if done.err != nil {
			return done.err
		}
		s.Standing = &done.standings[0].Standing
	}
	for _, t := range h.tallies {
		if t.kind != dsn.Bounce || t.threshold.Days == 0 {
			continue
		}
		if t.ended(h.policy, h.policy.today()) {
			continue
		}
		advice := h.advice(t)
		s.Counts = append(s.Counts, Count{
			Cause: t.latest.cause, Class: t.latest.class, Threshold: t.threshold, Last: utc(t.latest.at), Advice: advice,
			Reason: Reason{Count: t.count, Days: t.days, Since: utc(t.since)}, Held: t.held(h.policy), Outlook: h.outlook(t, advice),
		})
	}
	slices.SortStableFunc(s.Counts, func(a, b Count) int { return slices.Index(drastic, a.Advice) - slices.Index(drastic, b.Advice) })
	return nil
}

// outlook says when what t calls for will change.
func (h *history) outlook(t *tally, advice rules.Advice) (o Outlook) {
	if t.kind != dsn.Bounce || t.threshold.Days == 0 || advice == rules.Ignore {
		return o
	}
	if last, never := t.ends(h.policy); !never {
		o.Ends = dayBegin(last + 1)
	}
	if t.firm {
		return o
	}
	first, last := dayOf(t.since), dayOf(t.latest.at)
	o.Missing = max(1, t.threshold.Days-t.days)
	if t.suspect() {
		o.NotBefore = max64(t.incident.To, dayBegin(first+int64(t.threshold.Span)))
		if advice == rules.Review {
			o.Retry = dayBegin(t.quarantined() + 1)
		}
		return o
	}
	// A day counts once, so that the missing ones are the next at best: today
	// is the first of them, unless it has counted already.
	before := max(last, h.policy.today()-1)
	o.NotBefore = dayBegin(max(before+int64(o.Missing), first+int64(t.threshold.Span)))
	return o
}

func max64(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// dayBegin returns the first moment of a day.
func dayBegin(day int64) time.Time { return time.Unix(day*24*60*60, 0).UTC() }
