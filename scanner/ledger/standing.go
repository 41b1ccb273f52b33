package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// A Standing is what the history of one address comes to under a policy: a row
// of recipients.csv.
type Standing struct {
	Email  string // as it was first spelled in the ledger
	Advice rules.Advice
	Cause  rules.Cause // of the deciding event; for one that is no failure, the event's name
	Class  rules.Class // of the deciding event
	Reason Reason

	// FirstSeen and LastSeen are the times of the first and the last bounce,
	// complaint, unsubscription or challenge, UTC. The numbers below are of
	// bounces in the whole history, whether they still count or not.
	FirstSeen, LastSeen time.Time
	Bounces             int // of any class
	Hard, Soft          int // of class hard and soft
	Days                int // different days of UTC with a bounce

	// What the deciding event says.
	Status     string // "5.1.1" or ""
	Diagnostic string // words of the host that refused
	Provider   string
	NewAddress string
	Campaign   string
	Subscriber string

	Held bool   // the advice is held back; reserved, always false
	Note string // reserved, always ""

	Deciding scanner.Outcome // the event that decided
	Last     scanner.Outcome // the newest event, whatever it is
}

// A Reason is how much of the history speaks for the advice.
type Reason struct {
	Count int       // events that were counted together, the deciding one the last of them
	Days  int       // different days of UTC on which they happened
	Since time.Time // the first of them, UTC
}

// Standings returns what to do with each address under p, in order of address
// (as the database sorts it, lower-cased). An error is the last element.
//
// An address appears if there is at least one bounce, complaint,
// unsubscription or challenge about it: something of which the owner of a list
// wants to know what became. Delays, automatic replies, deliveries and receipts
// alone make no row. Outcomes without an address make none either.
//
// Of all that speaks, the most drastic advice wins, and within one advice the
// later event. A delivery or a read receipt makes void all that was before it,
// except that somebody complained or unsubscribed: mail that arrives is no
// consent.
func (l *Ledger) Standings(ctx context.Context, p Policy) iter.Seq2[Standing, error] {
	p = p.withDefaults()
	return func(yield func(Standing, error) bool) {
		h := &history{policy: p}
		for e, err := range stream(ctx, l.db, "standings", selectEvents, nil, scanEvent) {
			if err != nil {
				yield(Standing{}, err)
				return
			}
			if e.recipient != h.recipient {
				if !h.report(yield) {
					return
				}
				h = &history{policy: p, recipient: e.recipient, first: e.said}
			}
			h.add(e)
		}
		h.report(yield)
	}
}

const selectEvents = `SELECT recipient, event, cause, class, advice, at, said
FROM outcome WHERE recipient <> '' ORDER BY recipient, at, id`

func scanEvent(rows *sql.Rows) (e event, err error) {
	err = rows.Scan(&e.recipient, &e.kind, &e.cause, &e.class, &e.advice, &e.at, &e.said)
	return e, err
}

// report yields the standing of h if it is worth a row, and tells whether to
// go on.
func (h *history) report(yield func(Standing, error) bool) bool {
	if !h.shown {
		return true
	}
	s, err := h.standing()
	if err != nil {
		yield(Standing{}, fmt.Errorf("ledger: reading standings: %w", err))
		return false
	}
	return yield(s, nil)
}

// standing sums up.
func (h *history) standing() (s Standing, err error) {
	t, advice, err := h.deciding()
	if err != nil {
		return s, err
	}
	if s.Deciding, err = decode(t.latest.said); err != nil {
		return s, err
	}
	first := s.Deciding
	s.Last = s.Deciding
	if h.last != t.latest.said { // most addresses have but one event
		if s.Last, err = decode(h.last); err != nil {
			return s, err
		}
	}
	if h.first != t.latest.said {
		if first, err = decode(h.first); err != nil {
			return s, err
		}
	}
	d := s.Deciding
	s.Email, s.Advice, s.Cause, s.Class = first.Recipient.Address, advice, t.latest.cause, t.latest.class
	s.Reason = Reason{Count: t.count, Days: t.days, Since: utc(t.since)}
	s.FirstSeen, s.LastSeen = utc(h.firstSeen), utc(h.lastSeen)
	s.Bounces, s.Hard, s.Soft, s.Days = h.bounces, h.hard, h.soft, h.days
	s.Status, s.Diagnostic, s.Provider = d.Recipient.Status.String(), d.Recipient.Reply.Text, d.Verdict.Provider
	s.NewAddress, s.Campaign, s.Subscriber = d.Verdict.NewAddress, d.Campaign, d.Subscriber
	return s, nil
}

func utc(second int64) time.Time { return time.Unix(second, 0).UTC() }
