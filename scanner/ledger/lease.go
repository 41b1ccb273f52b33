package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrHeld says that another run holds a lease. The error is a [*HeldError].
var ErrHeld = errors.New("another nixie is at work")

// ErrLost says that a lease is no longer held: its time was up and another run
// took it, or somebody seized it.
var ErrLost = errors.New("the lease is lost")

// A HeldError tells who holds a lease.
type HeldError struct {
	Name   string
	Holder string    // as given to Acquire
	Since  time.Time // when it was taken, as Until
	Until  time.Time // by the database's clock, UTC; its holder may renew it before
	token  string
}

// Error says who holds it and until when.
func (e *HeldError) Error() string {
	return fmt.Sprintf("ledger: %s: %v: %s holds it until %s", e.Name, ErrHeld, e.Holder, e.Until.Format(time.RFC3339))
}

// Unwrap returns ErrHeld.
func (e *HeldError) Unwrap() error { return ErrHeld }

// A Lease is the right to be the only one who works on something, for a time.
type Lease struct {
	Name   string
	Holder string

	ledger *Ledger
	ttl    time.Duration
	token  string
}

// Acquire takes the lease of that name until ttl from now, in whole seconds
// and at least one. If somebody has it whose time is not up, the error is a
// [*HeldError]; that may be this very process. Holder names the run for
// people.
//
// Time is that of the database's clock: two hosts that share a PostgreSQL need
// not agree about the time. A lease whose time is up may be taken by anybody.
func (l *Ledger) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (*Lease, error) {
	return l.take(ctx, name, holder, ttl, "")
}

// Seize takes a lease from a holder that Acquire has named and that the caller
// knows to be dead, a process of the same host that runs no more. All its
// other leases end, too. If the lease has changed hands meanwhile, the error
// is a [*HeldError].
func (l *Ledger) Seize(ctx context.Context, dead *HeldError, holder string, ttl time.Duration) (*Lease, error) {
	return l.take(ctx, dead.Name, holder, ttl, dead.token)
}

// take takes a lease that is free or held under the given token.
func (l *Ledger) take(ctx context.Context, name, holder string, ttl time.Duration, from string) (*Lease, error) {
	lease := &Lease{Name: name, Holder: holder, ledger: l, ttl: ttl, token: rand.Text()}
	err := l.change(ctx, func(c *change) error {
		held, run, err := c.held(name)
		switch {
		case err != nil:
			return err
		case held != nil && held.token != from:
			return held
		case held != nil:
			if _, err := c.exec("DELETE FROM lease WHERE run = $1", run); err != nil {
				return err
			}
		}
		_, err = c.exec(`INSERT INTO lease (name, holder, run, token, since, until) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, run = excluded.run, token = excluded.token,
				since = excluded.since, until = excluded.until`,
			keyOf(name), clean(holder), l.run, lease.token, c.now, c.now+lease.seconds())
		return err
	})
	if err != nil && !errors.Is(err, ErrHeld) {
		err = fmt.Errorf("ledger: lease of %s: %w", name, err)
	}
	if err != nil {
		return nil, err
	}
	return lease, nil
}

// held returns who holds the lease, and through which opening of the ledger;
// nil if nobody does.
func (c *change) held(name string) (*HeldError, string, error) {
	held := &HeldError{Name: name}
	var run string
	var since, until int64
	err := c.tx.QueryRowContext(c.ctx, "SELECT holder, run, token, since, until FROM lease WHERE name = $1", keyOf(name)).
		Scan(&held.Holder, &run, &held.token, &since, &until)
	if errors.Is(err, sql.ErrNoRows) || err == nil && until <= c.now {
		return nil, "", nil
	}
	held.Since, held.Until = utc(since), utc(until)
	return held, run, err
}

// seconds returns how long the lease lasts in the clock's unit.
func (l *Lease) seconds() int64 {
	return max(1, int64((l.ttl+time.Second-1)/time.Second))
}

// Renew makes the lease last its time from now. The error is ErrLost, wrapped,
// if somebody else has taken it; one that ran out without that is renewed.
func (l *Lease) Renew(ctx context.Context) error {
	return l.alter(ctx, "renewing", func(c *change) (int64, error) {
		return c.exec("UPDATE lease SET until = $1 WHERE name = $2 AND token = $3", c.now+l.seconds(), keyOf(l.Name), l.token)
	})
}

// Release gives the lease back. The error is ErrLost, wrapped, if it was no
// longer held.
func (l *Lease) Release(ctx context.Context) error {
	return l.alter(ctx, "releasing", func(c *change) (int64, error) {
		return c.exec("DELETE FROM lease WHERE name = $1 AND token = $2", keyOf(l.Name), l.token)
	})
}

// alter changes the row of the lease, if it is still there.
func (l *Lease) alter(ctx context.Context, doing string, do func(*change) (int64, error)) error {
	err := l.ledger.change(ctx, func(c *change) error {
		n, err := do(c)
		if err == nil && n == 0 {
			err = ErrLost
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("ledger: %s the lease of %s: %w", doing, l.Name, err)
	}
	return nil
}
