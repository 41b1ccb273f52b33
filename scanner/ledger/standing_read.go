package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
	"strconv"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/internal/ordered"
)

// selectEvents reads, of each address in turn, the decisions by hand and then
// the events in order of time. All but said stands in the index: the table
// itself is looked into only for new addresses.
const (
	selectEvents = `SELECT recipient, at, id, revision, fact, spelled, original,
			CASE WHEN fact IN (SELECT n FROM fact WHERE cause = 'address-moved') THEN said ELSE '' END FROM outcome`

	// In the place of a time stands the revision of a decision less 1<<62, so
	// that it comes before every event, and in that of a fact noFact.
	selectHands = `SELECT recipient, revision - 4611686018427387904, kind, revision, 0, CAST(at AS TEXT), '', reason FROM hand`

	noFact = 0
)

// histories yields the history of each address that is wanted, complete, in
// order of address. An error is the last element.
func (l *Ledger) histories(ctx context.Context, p Policy, in incidents, wanted *where) iter.Seq2[*history, error] {
	query := selectEvents + wanted.String() + " UNION ALL " + selectHands + wanted.String() +
		" UNION ALL " + selectPassed + wanted.String() + " ORDER BY 1, 2, 3"
	return func(yield func(*history, error) bool) {
		var h *history
		add := func(rows *sql.Rows) (done *history, err error) {
			e, number, err := scanEvent(rows)
			if err != nil {
				return nil, err
			}
			if h == nil || e.recipient != h.recipient {
				done, h = h, &history{policy: p, incidents: in, recipient: e.recipient, forgiven: never, forgivenSpeech: never}
			}
			if number == noFact {
				h.decide(handOf(e))
				return done, nil
			}
			if e.fact, err = l.fact(ctx, number); err == nil {
				h.add(e)
			}
			return done, err
		}
		for done, err := range stream(ctx, l.db, "standings", query, wanted.args, add) {
			if (err != nil || done != nil) && !yield(done, err) || err != nil {
				return
			}
		}
		if h != nil {
			yield(h, nil)
		}
	}
}

// never is the limit of what was never decided.
var never = limit{math.MinInt64, math.MinInt64}

func scanEvent(rows *sql.Rows) (e event, fact int64, err error) {
	err = rows.Scan(&e.recipient, &e.at, &e.id, &e.revision, &fact, &e.spelled, &e.original, &e.said)
	return e, fact, err
}

// handOf returns the decision that selectHands has put into an event.
func handOf(e event) Hand {
	at, _ := strconv.ParseInt(e.spelled, 10, 64) // the database has written it
	return Hand{Address: cmp.Or(e.original, e.recipient), Kind: HandKind(e.id), Reason: e.said, Time: utc(at), Revision: e.revision}
}

// chunkEvents is about how many events, or decisions, one query reads: enough
// that it is little work to ask, and few enough to wait in memory.
const chunkEvents = 4000

// chunks divides the addresses, so that all cores and several connections read
// them: each chunk is what its condition wants, in order of address.
func (l *Ledger) chunks(ctx context.Context) iter.Seq2[*where, error] {
	const end = "SELECT recipient FROM %s WHERE recipient > $1 ORDER BY recipient LIMIT 1 OFFSET $2"
	query := fmt.Sprintf("SELECT MIN(recipient) FROM (SELECT * FROM ("+end+") AS event UNION ALL SELECT * FROM ("+end+") AS decision) AS next", "outcome", "hand")
	return func(yield func(*where, error) bool) {
		for after, more := "", true; more; {
			var last sql.NullString
			if err := l.db.QueryRowContext(ctx, query, after, chunkEvents).Scan(&last); err != nil {
				yield(nil, fmt.Errorf("ledger: reading standings: %w", err))
				return
			}
			w := &where{}
			w.and("recipient > ", after)
			if more = last.Valid; more {
				w.and("recipient <= ", last.String)
				after = last.String
			}
			if !yield(w, nil) {
				return
			}
		}
	}
}

// batchOf is how many addresses have what their events say read at once.
const batchOf = 400

// A pending standing lacks what its deciding event says.
type pending struct {
	Standing
	deciding string // id of the deciding event; "" if it is not wanted
}

// A batch is the standings of addresses that follow each other.
type batch struct {
	standings []pending
	err       error
}

// pending yields standings as far as they are known without reading what the
// events say.
func (l *Ledger) pending(ctx context.Context, p Policy, in incidents, whole func(Standing) bool) iter.Seq2[[]pending, error] {
	return func(yield func([]pending, error) bool) {
		for b, err := range inOrder(ctx, l.chunks, func(w *where) batch { return l.sum(ctx, p, in, w) }) {
			if err = cmp.Or(err, b.err); err != nil {
				yield(nil, err)
				return
			}
			for i := range b.standings {
				if s := &b.standings[i]; whole != nil && !whole(s.Standing) {
					s.deciding = ""
				}
			}
			for some := range slices.Chunk(b.standings, batchOf) {
				if !yield(some, nil) {
					return
				}
			}
		}
	}
}

// sum makes standings of the histories of a chunk.
func (l *Ledger) sum(ctx context.Context, p Policy, in incidents, wanted *where) (b batch) {
	for h, err := range l.histories(ctx, p, in, wanted) {
		if err != nil {
			return batch{err: err}
		}
		if !h.shown() {
			continue
		}
		s, err := h.summary()
		if err != nil {
			return batch{err: fmt.Errorf("ledger: reading standings: %w", err)}
		}
		b.standings = append(b.standings, pending{s, h.tallied()})
	}
	return b
}

// connections is how many a loop over standings uses at once: two for each core
// and one that divides. To close some and open them again would take a quarter of
// its time.
func connections() int { return 2*runtime.GOMAXPROCS(0) + 1 }

// inOrder maps f over a sequence on all cores.
func inOrder[T, R any](ctx context.Context, source func(context.Context) iter.Seq2[T, error], f func(T) R) iter.Seq2[R, error] {
	cores := runtime.GOMAXPROCS(0)
	limits := ordered.Limits{Workers: cores, Items: 2 * cores}
	return ordered.Map(ctx, limits, source, func(T) int64 { return 0 }, f)
}

// complete reads what the deciding events of some standings say.
func (l *Ledger) complete(ctx context.Context, some []pending) batch {
	told, err := l.told(ctx, some)
	for i := range some {
		if s := &some[i]; s.deciding != "" {
			s.complete(told[s.deciding])
		}
	}
	return batch{some, err}
}

// told reads the deciding events of the standings. What is gone by now is
// missing.
func (l *Ledger) told(ctx context.Context, some []pending) (map[string]scanner.Outcome, error) {
	told := map[string]scanner.Outcome{}
	var ids []string
	for _, s := range some {
		if s.deciding != "" {
			ids = append(ids, s.deciding)
		}
	}
	w := &where{}
	oneOf(w, "id", ids, nil)
	if len(ids) == 0 {
		return told, nil
	}
	scan := func(rows *sql.Rows) (id string, err error) {
		c, said, err := l.columns(ctx, rows)
		if err == nil {
			told[c.id], err = decode(said, c)
		}
		return c.id, err
	}
	for _, err := range stream(ctx, l.db, "standings", selectOutcomes+w.String(), w.args, scan) {
		if err != nil {
			return nil, err
		}
	}
	return told, nil
}

// complete fills in what the deciding event says.
func (s *Standing) complete(d scanner.Outcome) {
	if s.Cause == ByHand {
		return
	}
	s.Deciding = d
	s.Status, s.Diagnostic, s.Provider = d.Recipient.Status.String(), d.Recipient.Reply.Text, d.Verdict.Provider
	s.NewAddress, s.Campaign, s.Subscriber = d.Verdict.NewAddress, d.Campaign, d.Subscriber
}
