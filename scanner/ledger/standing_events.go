package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"strconv"

	"github.com/nixie-mail/nixie/rules"
)

// A row of the table outcome is named by a key that leads to it at once, see
// rowKey. Recipient and time tell whether it is still the same row.
type row struct {
	key       any // nil names none
	recipient string
	at        int64
}

// In the place of a time selectHands and selectPassed have the revision of a
// decision less 1<<62, so that it comes before every event, and in that of a fact
// noFact.
const (
	selectHands = `SELECT recipient, revision - 4611686018427387904, '', 0, CAST(at AS TEXT), '', revision, kind, reason FROM hand`

	noFact = 0
)

// histories returns the history of each address that is wanted, complete, in
// order of address.
func (l *Ledger) histories(ctx context.Context, p Policy, in incidents, wanted *where) (list []*history, err error) {
	query, decided, err := l.selectHistories(ctx, wanted)
	if err != nil {
		return nil, err
	}
	var e event
	var number int64
	var kind, reason string // of a decision
	to := []any{&e.recipient, &e.at, &e.key, &number, &e.spelled, &e.original}
	if decided {
		to = append(to, &e.revision, &kind, &reason)
	}
	var h *history
	err = readRows(ctx, l.db, query, wanted.args, func(rows *sql.Rows) (err error) {
		if err = rows.Scan(to...); err != nil {
			return err
		}
		if h == nil || e.recipient != h.recipient {
			h = &history{policy: p, incidents: in, recipient: e.recipient, forgiven: never, forgivenSpeech: never}
			list = append(list, h)
		}
		if number == noFact {
			h.decide(handOf(e, HandKind(kind), reason))
			return nil
		}
		if e.fact, err = l.fact(ctx, number); err == nil {
			h.add(e)
		}
		return err
	})
	if err == nil {
		err = l.readMoves(ctx, list)
	}
	return list, err
}

// selectHistories returns the query for what is wanted: of each address in turn
// the decisions by hand, and then the events in order of time. All of it stands in
// indexes; what events say lies all over the table. Decided is false where there
// are no decisions, as nearly everywhere: to put them among the events costs a
// quarter of the time, and their columns as much.
func (l *Ledger) selectHistories(ctx context.Context, wanted *where) (query string, decided bool, err error) {
	decisions := selectHands + wanted.String() + " UNION ALL " + selectPassed + wanted.String()
	if err = l.db.QueryRowContext(ctx, "SELECT EXISTS ("+decisions+")", wanted.args...).Scan(&decided); err != nil {
		return "", false, err
	}
	query = "SELECT recipient, at, " + rowKey[l.dialect] + ", fact, spelled, original"
	if !decided {
		return query + " FROM outcome" + wanted.String() + " ORDER BY recipient, at, id", false, nil
	}
	return query + ", revision, id, '' FROM outcome" + wanted.String() + " UNION ALL " + decisions + " ORDER BY 1, 2, 8", true, nil
}

// never is the limit of what was never decided.
var never = limit{math.MinInt64, math.MinInt64}

// handOf returns the decision that stands in the place of an event.
func handOf(e event, kind HandKind, reason string) Hand {
	at, _ := strconv.ParseInt(e.spelled, 10, 64) // the database has written it
	return Hand{Address: cmp.Or(e.original, e.recipient), Kind: kind, Reason: reason, Time: utc(at), Revision: e.revision}
}

// readMoves reads the new addresses of those that may be replaced.
func (l *Ledger) readMoves(ctx context.Context, list []*history) error {
	var moved []*event
	var at []row
	for _, h := range list {
		for _, t := range h.tallies {
			if t.firm && t.latest.cause == rules.AddressMoved {
				moved, at = append(moved, &t.latest), append(at, t.latest.row)
			}
		}
	}
	told, err := l.told(ctx, at)
	for _, e := range moved {
		e.newAddress = told[e.row].Verdict.NewAddress
	}
	return err
}
