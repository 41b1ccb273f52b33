package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// OutboxStats tell of the deliveries to one target.
type OutboxStats struct {
	Owed      int64
	Refused   int64     // of these, that were tried, and not taken
	Next      time.Time // when the first of them is due, UTC; zero if none is owed
	Delivered int64
	GivenUp   int64
	Why       string // what kept the last that is owed or given up from being taken
}

// Outbox counts the deliveries to the target.
func (l *Ledger) Outbox(ctx context.Context, target string) (s OutboxStats, err error) {
	var next sql.NullInt64
	key := keyOf(target)
	err = l.db.QueryRowContext(ctx, `SELECT
		(SELECT COUNT(*) FROM outbox WHERE target = $1 AND state = 'owed'),
		(SELECT COUNT(*) FROM outbox WHERE target = $1 AND state = 'owed' AND why <> ''),
		(SELECT MIN(next) FROM outbox WHERE target = $1 AND state = 'owed'),
		(SELECT COUNT(*) FROM outbox WHERE target = $1 AND state = 'done'),
		(SELECT COUNT(*) FROM outbox WHERE target = $1 AND state = 'failed'),
		COALESCE((SELECT why FROM outbox WHERE target = $1 AND state <> 'done' AND why <> '' ORDER BY at DESC, next DESC, id LIMIT 1), '')`, key).
		Scan(&s.Owed, &s.Refused, &next, &s.Delivered, &s.GivenUp, &s.Why)
	if err != nil {
		return OutboxStats{}, fmt.Errorf("ledger: deliveries to %s: %w", target, err)
	}
	if next.Valid {
		s.Next = utc(next.Int64)
	}
	return s, nil
}

// Untaken tells of a target that does not take what it is told.
type Untaken struct {
	Target  string
	Refused int64  // deliveries that were refused and wait, or were given up
	Why     string // the last of them was not taken
}

// Untaken returns the targets that have refused what they have not taken since,
// in order of name.
func (l *Ledger) Untaken(ctx context.Context) ([]Untaken, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT target, COUNT(*), COALESCE((SELECT why FROM outbox AS last
			WHERE last.target = o.target AND state <> 'done' AND why <> '' ORDER BY at DESC, next DESC, id LIMIT 1), '')
		FROM outbox AS o WHERE state <> 'done' AND why <> '' GROUP BY target ORDER BY target`)
	if err != nil {
		return nil, fmt.Errorf("ledger: what was not taken: %w", err)
	}
	var all []Untaken
	err = drain(rows, func(rows *sql.Rows) error {
		var u Untaken
		err := rows.Scan(&u.Target, &u.Refused, &u.Why)
		u.Target = restored(u.Target)
		all = append(all, u)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: what was not taken: %w", err)
	}
	return all, nil
}

// Reopen makes the deliveries to the target due now that failed before and are
// due later, with parked also those that were given up, and returns how many
// that are.
func (l *Ledger) Reopen(ctx context.Context, target string, parked bool) (n int64, err error) {
	states := "state = 'owed'"
	if parked {
		states = "state <> 'done'"
	}
	err = l.settle(ctx, func(c *change) (err error) {
		n, err = c.exec("UPDATE outbox SET state = 'owed', next = $1, at = $1 WHERE target = $2 AND why <> '' AND "+states, c.now, keyOf(target))
		return err
	})
	return n, err
}
