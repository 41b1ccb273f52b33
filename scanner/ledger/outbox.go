package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Delivery is something that a webhook is to be told.
type Delivery struct {
	// ID is the same for the same news to the same target; what was stored
	// under it once, delivered or not, is not stored again. "" stands for the
	// target and the outcome.
	ID      string
	Target  string // name of the webhook
	Outcome string // ID of the outcome that it tells, or ""
	Body    string // as it is sent
	Tries   int    // this one included
	Why     string // why the last try failed
}

// Owe stores deliveries, and that all up to the revision is among them, in one
// transaction: a process that dies in between loses nothing and doubles
// nothing. The mark is that of the given name (see [Ledger.Mark]).
func (l *Ledger) Owe(ctx context.Context, name string, revision int64, deliveries ...Delivery) error {
	err := l.change(ctx, func(c *change) error {
		var values []any
		for _, d := range deliveries {
			if d.ID == "" {
				d.ID = d.Target + " " + d.Outcome
			}
			outcome := ""
			if d.Outcome != "" {
				outcome = keyOf(d.Outcome)
			}
			values = append(values, keyOf(d.ID), keyOf(d.Target), outcome, clean(d.Body), 0, c.now, "owed", "", c.now)
		}
		err := c.insert("INSERT INTO outbox (id, target, outcome, body, tries, next, state, why, at)", 9, values, "ON CONFLICT (id) DO NOTHING", nil)
		if err != nil {
			return err
		}
		return c.mark(name, revision)
	})
	if err != nil {
		return fmt.Errorf("ledger: storing deliveries for %s: %w", name, err)
	}
	return nil
}

// Due returns at most limit deliveries that are due to the target, those first
// that have waited longest, and keeps them from being due again for the length
// of hold: of two processes only one delivers, and what a dead one has taken is
// due again later.
func (l *Ledger) Due(ctx context.Context, target string, limit int, hold time.Duration) ([]Delivery, error) {
	var due []Delivery
	err := l.change(ctx, func(c *change) (err error) {
		due, err = c.due(keyOf(target), limit, int64(hold/time.Second))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: what is due to %s: %w", target, err)
	}
	return due, nil
}

func (c *change) due(target string, limit int, hold int64) (due []Delivery, err error) {
	err = c.read(func(rows *sql.Rows) error {
		var d Delivery
		err := rows.Scan(&d.ID, &d.Target, &d.Outcome, &d.Body, &d.Tries, &d.Why)
		due = append(due, d)
		return err
	}, `SELECT id, target, outcome, body, tries + 1, why FROM outbox
		WHERE state = 'owed' AND target = $1 AND next <= $2 ORDER BY next, id LIMIT $3`, target, c.now, limit)
	for i := range due {
		if err == nil {
			_, err = c.exec("UPDATE outbox SET tries = tries + 1, next = $1 WHERE id = $2", c.now+hold, due[i].ID)
		}
		d := &due[i]
		d.ID, d.Target, d.Outcome = restored(d.ID), restored(d.Target), restored(d.Outcome)
	}
	return due, err
}

// Delivered notes that the target has taken the deliveries of these IDs.
func (l *Ledger) Delivered(ctx context.Context, ids ...string) error {
	return l.settle(ctx, func(c *change) error {
		for _, id := range ids {
			if _, err := c.exec("UPDATE outbox SET state = 'done', body = '', why = '', at = $1 WHERE id = $2", c.now, keyOf(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

// GiveUp notes that the delivery will never succeed, and why. It is due no more.
func (l *Ledger) GiveUp(ctx context.Context, id, why string) error {
	return l.settle(ctx, func(c *change) error {
		_, err := c.exec("UPDATE outbox SET state = 'failed', why = $1, at = $2 WHERE id = $3 AND state = 'owed'", clean(why), c.now, keyOf(id))
		return err
	})
}

// Retry notes why a delivery failed; it is due again after the given time.
func (l *Ledger) Retry(ctx context.Context, id, why string, after time.Duration) error {
	return l.settle(ctx, func(c *change) error {
		_, err := c.exec("UPDATE outbox SET next = $1, why = $2 WHERE id = $3 AND state = 'owed'", c.now+int64(after/time.Second), clean(why), keyOf(id))
		return err
	})
}

// settle notes what became of a delivery.
func (l *Ledger) settle(ctx context.Context, do func(*change) error) error {
	if err := l.change(ctx, do); err != nil {
		return fmt.Errorf("ledger: noting what became of a delivery: %w", err)
	}
	return nil
}
