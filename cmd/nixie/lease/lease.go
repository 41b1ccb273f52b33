// Package lease sees to it that one nixie at most works on a mailbox.
//
//	held, release, err := lease.Take(ctx, book, "imaps://bounces@mail.example.org", tookOver)
//	defer release()
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
	// releaseTime is how long giving it back may take at the end of a run.
	releaseTime = 10 * time.Second
)

// Take acquires the lease of that name until release is called. The context it
// returns ends with ctx, or when the lease is lost; its cause is then
// ledger.ErrLost. Release may be called more than once.
//
// If another process holds the lease the error is ledger.ErrHeld, wrapped. If
// that process ran on this host and is dead, the lease is taken over and
// tookOver is told the name of the dead.
func Take(ctx context.Context, book *ledger.Ledger, name string, tookOver func(dead string)) (held context.Context, release func(), err error) {
	me := self().String()
	got, err := book.Acquire(ctx, name, me, TTL)
	var other *ledger.HeldError
	if errors.As(err, &other) && dead(other.Holder) {
		if got, err = book.Seize(ctx, other, me, TTL); err == nil {
			tookOver(other.Holder)
		}
	}
	if err != nil {
		return nil, nil, err
	}
	held, lose := context.WithCancelCause(ctx)
	var keeper sync.WaitGroup
	keeper.Go(func() { keep(held, got, lose) })
	var once sync.Once
	return held, func() {
		once.Do(func() {
			lose(context.Canceled)
			keeper.Wait()
			end, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTime)
			defer cancel()
			// If it fails the lease runs out by itself.
			_ = got.Release(end)
		})
	}, nil
}

// keep renews the lease until ctx ends, and ends ctx when the lease is lost. A
// database that cannot be reached is tried again as long as the lease lasts.
func keep(ctx context.Context, l *ledger.Lease, lose context.CancelCauseFunc) {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	until := time.Now().Add(TTL)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		began := time.Now()
		err := l.Renew(ctx)
		switch {
		case err == nil:
			until = began.Add(TTL)
		case ctx.Err() != nil:
			return
		case errors.Is(err, ledger.ErrLost):
			lose(err)
			return
		case time.Now().Add(renewEvery).After(until):
			lose(fmt.Errorf("%w: it could not be renewed: %v", ledger.ErrLost, err))
			return
		}
	}
}
