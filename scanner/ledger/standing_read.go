package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math"
	"runtime"
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/internal/ordered"
)

// selectEvents reads, of each address in turn, the decisions by hand and then
// the events in order of time. All but the advice and said stand in the index:
// the table itself is looked into only for complaints and new addresses. What
// has few values is one column: to hand a column over costs more than to join it.
const (
	selectEvents = `SELECT recipient, at, id, revision,
			event || ' ' || cause || ' ' || class || ' ' || CASE WHEN event = 'complaint' THEN advice ELSE '' END || ' ' || provider,
			spelled, CASE WHEN cause = 'address-moved' THEN said ELSE '' END
		FROM outcome WHERE recipient <> ''`

	// In the place of a time stands the revision of a decision less 1<<62, so
	// that it comes before every event.
	selectHands = `SELECT recipient, revision - 4611686018427387904, kind, revision, 'hand    ', CAST(at AS TEXT), reason FROM hand`

	// handKind stands for a decision in the place of an event's kind.
	handKind = "hand"
)

// histories yields the history of each address, complete, in order of address;
// of one address alone if it is not "". An error is the last element.
func (l *Ledger) histories(ctx context.Context, p Policy, in incidents, recipient string) iter.Seq2[*history, error] {
	events, hands := selectEvents, selectHands
	var args []any
	if recipient != "" {
		events, hands, args = events+" AND recipient = $1", hands+" WHERE recipient = $1", []any{recipient}
	}
	query := events + " UNION ALL " + hands + " ORDER BY 1, 2, 3"
	return func(yield func(*history, error) bool) {
		var h *history
		for e, err := range stream(ctx, l.db, "standings", query, args, eventReader{}.scan) {
			if err != nil {
				yield(nil, err)
				return
			}
			if h == nil || e.recipient != h.recipient {
				if h != nil && !yield(h, nil) {
					return
				}
				h = &history{policy: p, incidents: in, recipient: e.recipient, forgiven: never, forgivenSpeech: never}
			}
			if e.kind == handKind {
				h.decide(handOf(e))
				continue
			}
			h.add(e)
		}
		if h != nil {
			yield(h, nil)
		}
	}
}

// never is the limit of what was never decided.
var never = limit{math.MinInt64, math.MinInt64}

// An eventReader remembers the columns that selectEvents joins. There are as
// many as combinations of causes and providers.
type eventReader map[string]event

func (seen eventReader) scan(rows *sql.Rows) (event, error) {
	var recipient, id, joined, spelled, said string
	var at, revision int64
	if err := rows.Scan(&recipient, &at, &id, &revision, &joined, &spelled, &said); err != nil {
		return event{}, err
	}
	e, ok := seen[joined]
	if !ok {
		facts := strings.SplitN(joined, " ", 5)
		e = event{kind: dsn.Kind(facts[0]), cause: rules.Cause(facts[1]), class: rules.Class(facts[2]), advice: rules.Advice(facts[3]), provider: facts[4]}
		seen[joined] = e
	}
	e.recipient, e.at, e.id, e.revision, e.spelled, e.said = recipient, at, id, revision, spelled, said
	return e, nil
}

// handOf returns the decision that selectHands has put into an event.
func handOf(e event) Hand {
	at, _ := strconv.ParseInt(e.spelled, 10, 64) // the database has written it
	return Hand{Address: e.recipient, Kind: HandKind(e.id), Reason: e.said, Time: utc(at), Revision: e.revision}
}

// batchOf is how many addresses have what their events say read at once.
const batchOf = 400

// A pending standing lacks what its deciding event says.
type pending struct {
	Standing
	recipient string // the address as it is kept
	deciding  string // id of the deciding event; "" if it is not wanted
}

// batched makes standings of histories, as far as they are known without
// reading what the events say, some hundred at once.
func batched(histories iter.Seq2[*history, error], whole func(Standing) bool) iter.Seq2[[]pending, error] {
	return func(yield func([]pending, error) bool) {
		var batch []pending
		for h, err := range histories {
			if err != nil {
				yield(nil, err)
				return
			}
			if !h.shown() {
				continue
			}
			s, err := h.summary()
			if err != nil {
				yield(nil, fmt.Errorf("ledger: reading standings: %w", err))
				return
			}
			next := pending{s, h.recipient, ""}
			if whole == nil || whole(s) {
				next.deciding = h.tallied()
			}
			if batch = append(batch, next); len(batch) < batchOf {
				continue
			}
			if !yield(batch, nil) {
				return
			}
			batch = nil
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}

// inOrder maps f over a sequence on all cores.
func inOrder[T, R any](ctx context.Context, source func(context.Context) iter.Seq2[T, error], f func(T) R) iter.Seq2[R, error] {
	cores := runtime.GOMAXPROCS(0)
	limits := ordered.Limits{Workers: cores, Items: 2 * cores}
	return ordered.Map(ctx, limits, source, func(T) int64 { return 0 }, f)
}

// A completed batch is one with all that was wanted.
type completed struct {
	batch []pending
	err   error
}

// complete reads what the deciding events of a batch say.
func (l *Ledger) complete(ctx context.Context, batch []pending) completed {
	told, err := l.told(ctx, batch)
	for i := range batch {
		if s := &batch[i]; s.deciding != "" {
			s.complete(told[s.deciding])
		}
	}
	if err != nil {
		err = fmt.Errorf("ledger: reading standings: %w", err)
	}
	return completed{batch, err}
}

// told reads the deciding events of the standings. What is gone by now is
// missing.
func (l *Ledger) told(ctx context.Context, all []pending) (map[string]scanner.Outcome, error) {
	told := map[string]scanner.Outcome{}
	w := &where{}
	for _, s := range all {
		if s.deciding != "" {
			w.arg(s.deciding)
		}
	}
	if len(w.args) == 0 {
		return told, nil
	}
	marks := make([]string, len(w.args))
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	wanted := "id IN (" + strings.Join(marks, ", ") + ")"
	// The addresses are neighbours, so their events are found in the index, and
	// only those that are wanted are fetched from the table.
	w.and("recipient >= ", all[0].recipient)
	w.and("recipient <= ", all[len(all)-1].recipient)
	query := "SELECT id, CASE WHEN " + wanted + " THEN said ELSE '' END FROM outcome" + w.String()
	return told, readRows(ctx, l.db, query, w.args, func(rows *sql.Rows) error {
		var id, said string
		if err := rows.Scan(&id, &said); err != nil || said == "" {
			return err
		}
		o, err := decode(id, said)
		told[id] = o
		return err
	})
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
