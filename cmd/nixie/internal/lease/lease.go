// Package lease sees to it that one nixie at most works on a mailbox.
//
//	held, release, err := lease.Take(ctx, book, "imaps://bounces@mail.example.org", tookOver)
//	defer release(ctx)
//	… work until held is done …
//
// The lease stands in the ledger, with the name of its holder, and is renewed
// while it is held. What a process left that was killed is taken over at once if
// it ran on this host; else the next one waits until the lease runs out.
//
// # Limits
//
// Only Linux tells when a process began and in which namespace. Elsewhere, a
// process that has got the number of a dead one keeps its lease until the time
// is up.
package lease

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

const (
	// TTL is how long a lease lasts that nobody renews.
	TTL = 90 * time.Second
	// renewEvery leaves room for two renewals that fail.
	renewEvery = TTL / 3
	// spare is left at the end of a lease for a command to reach the server, and
	// for the database's clock, which tells whole seconds.
	spare = 5 * time.Second
)

// Take acquires the lease of that name until release is called. The context it
// returns ends with ctx, or when the lease is lost; its cause is then
// ledger.ErrLost, or ledger.ErrNewer. Its Err and Done look at the clock, so that
// a process that was stopped for longer than the lease lasts, as on a laptop that
// sleeps, knows at once that it has lost it. Release gives the lease back within
// its context, and may be called more than once; if it fails the lease runs out by
// itself.
//
// If another process holds the lease the error is ledger.ErrHeld, wrapped. If
// that process ran on this host and is dead, the lease is taken over and
// tookOver is told the name of the dead.
func Take(ctx context.Context, book *ledger.Ledger, name string, tookOver func(dead string)) (held context.Context, release func(context.Context), err error) {
	me := self().String()
	began := time.Now()
	got, err := book.Acquire(ctx, name, me, TTL)
	var other *ledger.HeldError
	if errors.As(err, &other) && dead(other.Holder) {
		began = time.Now()
		if got, err = book.Seize(ctx, other, me, TTL); err == nil {
			tookOver(other.Holder)
		}
	}
	if err != nil {
		return nil, nil, err
	}
	h := newHolding(ctx, began)
	var keeper sync.WaitGroup
	keeper.Go(func() { h.keep(got) })
	var once sync.Once
	return h, func(end context.Context) {
		once.Do(func() {
			h.lose(context.Canceled)
			keeper.Wait()
			_ = got.Release(end)
		})
	}, nil
}

// keep renews the lease until the context ends, and ends it when the lease is
// lost. A database that cannot be reached is tried again as long as the lease
// lasts.
func (h *holding) keep(l *ledger.Lease) {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		select {
		case <-h.Done():
			return
		case <-tick.C:
		}
		began := time.Now()
		err := l.Renew(h)
		switch {
		case err == nil:
			h.renewed(began)
		case h.Err() != nil:
			return
		case errors.Is(err, ledger.ErrLost), errors.Is(err, ledger.ErrNewer), errors.Is(err, ledger.ErrReplaced):
			h.lose(err)
			return
		case !h.lasts(renewEvery):
			h.lose(fmt.Errorf("%w: it could not be renewed: %v", ledger.ErrLost, err))
			return
		}
	}
}
