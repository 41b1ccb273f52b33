package ledger

import (
	"context"
	"fmt"
	"time"
)

// Prune deletes the outcomes that happened, the troubles that were met, and the
// acts and deliveries that were done or given up, before the given time, and
// returns the number of outcomes and troubles. What is kept of messages goes
// with the last of their outcomes, and what waits to be delivered with the
// outcome that it tells.
//
// How far mailboxes are read stays, so do acts that are owed and what was
// decided by hand. What is deleted counts no more: somebody who unsubscribed
// earlier must have been recorded elsewhere by then; and an act that is
// forgotten may be done again if its mailbox is renumbered.
func (l *Ledger) Prune(ctx context.Context, before time.Time) (int64, error) {
	var n int64
	err := l.change(ctx, func(c *change) (err error) {
		n, err = c.prune(before.Unix())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("ledger: pruning: %w", err)
	}
	return n, nil
}

func (c *change) prune(before int64) (int64, error) {
	outcomes, err := c.delete(&where{[]string{"at < $1"}, []any{before}})
	if err != nil {
		return 0, err
	}
	troubles, err := c.exec("DELETE FROM trouble WHERE at < $1", before)
	if err != nil {
		return 0, err
	}
	for _, rest := range []string{"debt WHERE state = 'done'", "outbox WHERE state <> 'owed'"} {
		if _, err := c.exec("DELETE FROM "+rest+" AND at < $1", before); err != nil {
			return 0, err
		}
	}
	return outcomes + troubles, c.orphans()
}

// Reset forgets how far the source is read, so that the next scan reads it from
// the start; ids keep it from counting anything twice, and acts that were done
// are not repeated. It reports whether anything was known about the source.
func (l *Ledger) Reset(ctx context.Context, source string) (bool, error) {
	var known int64
	err := l.change(ctx, func(c *change) error {
		known = 0
		for _, table := range []string{"cursor", "seen"} {
			n, err := c.exec("DELETE FROM "+table+" WHERE source = $1", keyOf(source))
			if err != nil {
				return err
			}
			known += n
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("ledger: resetting %s: %w", source, err)
	}
	return known > 0, nil
}
