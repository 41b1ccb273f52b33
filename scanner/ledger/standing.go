package ledger

import (
	"cmp"
	"context"
	"iter"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// ByHand is the Cause of a Standing that was decided by hand: the address is
// blocked.
const ByHand rules.Cause = "blocked"

// A Standing is what the history of one address comes to under a policy: a row
// of recipients.csv.
type Standing struct {
	Email  string // as it was first spelled in the ledger
	Advice rules.Advice
	Cause  rules.Cause // of the deciding event; for one that is no failure, the event's name; or ByHand
	Class  rules.Class // of the deciding event
	Reason Reason

	// FirstSeen and LastSeen are the times of the first and the last bounce,
	// complaint, unsubscription or challenge, UTC; zero if there is none. The
	// numbers below are of bounces in the whole history, whether they still
	// count or not.
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

	// Originals are the addresses, in lower case, that were written to where mail
	// was passed on: on a list stand these, not Email. They are of the events that
	// were counted together, the first 100; most standings have none.
	Originals []string

	// Held says that a removal is held back: it rests on an incident alone, or
	// it waits to be confirmed by another refusal. Then Advice is review or
	// watch, and Incident and Outlook say why and how long.
	Held     bool
	Incident *Incident // the one on which it rests; nil if it is none
	Hand     *Hand     // the last decision by hand, nil if there was none
	Outlook  Outlook   // when the standing will change

	Deciding scanner.Outcome // the event that decided; the zero Outcome if the address is only blocked
}

// Removes reports whether the address should get no more mail as it is.
func (s *Standing) Removes() bool {
	return s.Advice == rules.Remove || s.Advice == rules.Replace || s.Advice == rules.Unsubscribe
}

// A Reason is how much of the history speaks for the advice; nothing of it does
// for an address that is blocked.
type Reason struct {
	Count int       // events that were counted together, the deciding one the last of them
	Days  int       // different days of UTC on which they happened
	Since time.Time // the first of them, UTC
}

// Standings returns what to do with each address under p, in order of address
// (as the database sorts it, lower-cased). An error is the last element.
//
// An address appears if there is at least one bounce, complaint,
// unsubscription or challenge about it, something of which the owner of a list
// wants to know what became, or if it is blocked by hand. Delays, automatic
// replies, deliveries and receipts alone make no row. Outcomes without an
// address make none either.
//
// Of all that speaks, the most drastic advice wins, and within one advice the
// later event. A delivery or a read receipt makes void all that was before it,
// except that somebody complained or unsubscribed: mail that arrives is no
// consent. What was forgiven by hand is void as well.
//
// A bounce of class hard in an incident counts only when a hard bounce that
// adds up with it confirms it later, outside any incident or six days behind
// the first. A removal that would
// rest on such bounces is held: the advice is review until [Quarantine] days
// after the incident, and then watch, so that mail is tried again and the next
// answer decides.
//
// The loop holds one connection of the database and needs at least a second;
// one more for each core makes it faster.
func (l *Ledger) Standings(ctx context.Context, p Policy) iter.Seq2[Standing, error] {
	return l.StandingsOf(ctx, p, nil)
}

// StandingsOf is like Standings for who needs all of some addresses and little
// of the others, at a fraction of the cost. Whole is asked about each address
// in turn, before what its deciding event says is read, ahead of the loop and in
// a goroutine of its own. If it says no, Deciding and all that is taken from it
// are empty. A nil whole always says yes.
func (l *Ledger) StandingsOf(ctx context.Context, p Policy, whole func(Standing) bool) iter.Seq2[Standing, error] {
	p = p.withDefaults()
	return func(yield func(Standing, error) bool) {
		found, err := l.Incidents(ctx, p)
		if err != nil {
			yield(Standing{}, err)
			return
		}
		batches := func(ctx context.Context) iter.Seq2[[]pending, error] {
			return l.pending(ctx, p, incidentsBy(found), whole)
		}
		for done, err := range inOrder(ctx, batches, func(some []pending) batch { return l.complete(ctx, some) }) {
			if err = cmp.Or(err, done.err); err != nil {
				yield(Standing{}, err)
				return
			}
			for _, s := range done.standings {
				if !yield(s.Standing, nil) {
					return
				}
			}
		}
	}
}

// Standing returns the standing of one address, whatever its case. Ok is false
// if it has none.
func (l *Ledger) Standing(ctx context.Context, p Policy, address string) (s Standing, ok bool, err error) {
	story, err := l.story(ctx, p, address)
	if err != nil || story.Standing == nil {
		return Standing{}, false, err
	}
	return *story.Standing, true, nil
}

// summary returns what the history comes to, as far as it is known without
// reading what the events say.
func (h *history) summary() Standing {
	s := Standing{Email: cmp.Or(h.email, h.recipient), Bounces: h.bounces, Hard: h.hard, Soft: h.soft, Days: h.days, Hand: h.hand}
	if h.seen {
		s.FirstSeen, s.LastSeen = utc(h.firstSeen), utc(h.lastSeen)
	}
	t, advice := h.deciding()
	if t != nil {
		s.Advice, s.Cause, s.Class = advice, t.latest.cause, t.latest.class
		s.Reason = Reason{Count: t.count, Days: t.days, Since: utc(t.since)}
		s.Outlook, s.Originals = h.outlook(t, advice), t.originals
		s.Held = t.held(h.policy) && advice != rules.Ignore
		if s.Held && t.suspect() {
			s.Incident = t.incident
		}
	}
	if h.blocked() {
		s.Advice, s.Cause, s.Class, s.Held, s.Incident = rules.Remove, ByHand, rules.None, false, nil
		s.Reason, s.Outlook, s.Originals = Reason{}, Outlook{}, nil
	}
	return s
}

// held reports whether a removal by t is held back.
func (t *tally) held(p Policy) bool {
	if t.kind != dsn.Bounce || t.threshold.Days == 0 || t.firm || t.ended(p, p.today()) {
		return false
	}
	return t.suspect() || t.threshold.Within > 0 && t.class == rules.Hard
}

func utc(second int64) time.Time { return time.Unix(second, 0).UTC() }
