package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/scanner"
)

// selectEvents reads, of each address in turn, the decisions by hand and then
// the events in order of time. All but the last two columns stand in the index:
// the table itself is looked into only for complaints and new addresses.
const (
	selectEvents = `SELECT recipient, at, id, event, cause, class, provider, revision,
			CASE WHEN event = 'complaint' THEN advice ELSE '' END, CASE WHEN cause = 'address-moved' THEN said ELSE '' END
		FROM outcome WHERE recipient <> ''`
	selectHands = `SELECT recipient, revision - 4611686018427387904, kind, 'hand', '', '', '', revision, CAST(at AS TEXT), reason FROM hand`

	// handsFirst is what the revision of a decision is lowered by, so that it
	// comes before every event.
	handsFirst = 1 << 62

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
		for e, err := range stream(ctx, l.db, "standings", query, args, scanEvent) {
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

func scanEvent(rows *sql.Rows) (e event, err error) {
	err = rows.Scan(&e.recipient, &e.at, &e.id, &e.kind, &e.cause, &e.class, &e.provider, &e.revision, &e.advice, &e.said)
	return e, err
}

// handOf returns the decision that selectHands has put into an event.
func handOf(e event) Hand {
	at, _ := strconv.ParseInt(string(e.advice), 10, 64) // the database has written it
	return Hand{Address: e.recipient, Kind: HandKind(e.id), Reason: e.said, Time: utc(at), Revision: e.revision}
}

// batchOf is how many addresses have what their events say read at once.
const batchOf = 400

// A batcher completes standings, some hundred at once, and yields them.
type batcher struct {
	ctx     context.Context
	ledger  *Ledger
	whole   func(Standing) bool
	yield   func(Standing, error) bool
	pending []pending
}

// A pending standing lacks what its deciding event says, and how the first
// event spells the address.
type pending struct {
	Standing
	recipient       string // the address as it is kept
	deciding, first string // ids of the deciding and the first event; "" where they are not wanted
}

// add takes the next history, and tells whether to go on.
func (b *batcher) add(h *history) bool {
	if !h.shown() {
		return true
	}
	s, err := h.summary()
	if err != nil {
		b.yield(Standing{}, fmt.Errorf("ledger: reading standings: %w", err))
		return false
	}
	next := pending{s, h.recipient, h.tallied(), h.first}
	next.Deciding = scanner.Outcome{}
	if b.whole != nil && !b.whole(next.Standing) {
		next.deciding, next.first = "", ""
	}
	b.pending = append(b.pending, next)
	return len(b.pending) < batchOf || b.flush()
}

// flush yields what is pending, and tells whether to go on.
func (b *batcher) flush() bool {
	all := b.pending
	b.pending = b.pending[:0]
	told, err := b.ledger.told(b.ctx, all)
	if err != nil {
		b.yield(Standing{}, fmt.Errorf("ledger: reading standings: %w", err))
		return false
	}
	for _, s := range all {
		s.complete(told[s.deciding], told[s.first])
		if !b.yield(s.Standing, nil) {
			return false
		}
	}
	return true
}

// told reads the deciding events of the standings, and how the first ones spell
// the address. What is gone by now is missing.
func (l *Ledger) told(ctx context.Context, all []pending) (map[string]scanner.Outcome, error) {
	told := map[string]scanner.Outcome{}
	decides := map[string]bool{}
	w := &where{}
	for _, s := range all {
		decides[s.deciding] = true
		for i, id := range []string{s.deciding, s.first} {
			if id != "" && (i == 0 || id != s.deciding) {
				w.arg(id)
			}
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
		read := spelled
		if decides[id] {
			read = decode
		}
		o, err := read(said)
		told[id] = o
		return err
	})
}

// complete fills in what the deciding event says, and the spelling of the first.
func (s *Standing) complete(d, first scanner.Outcome) {
	s.Email = cmp.Or(first.Recipient.Address, s.Email)
	if s.Cause == ByHand {
		return
	}
	s.Deciding = d
	s.Status, s.Diagnostic, s.Provider = d.Recipient.Status.String(), d.Recipient.Reply.Text, d.Verdict.Provider
	s.NewAddress, s.Campaign, s.Subscriber = d.Verdict.NewAddress, d.Campaign, d.Subscriber
}

// spelled is decode for the address alone: it takes a third of the time.
func spelled(said string) (o scanner.Outcome, err error) {
	var event struct {
		Recipient string `json:"r"` // as encode writes it
	}
	if err = json.Unmarshal([]byte(said), &event); err != nil || event.Recipient != "" {
		o.Recipient.Address = event.Recipient
		return o, err
	}
	return decode(said) // the first version of the tables held the full names
}
