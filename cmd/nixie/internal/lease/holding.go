package lease

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A holding is a context that lives as long as a lease is known to be held.
//
// A timer is not enough for that: it stands still while the machine sleeps, and
// after SIGCONT it may fire later than a command is sent. So whoever asks the
// context whether it is done looks at the clock.
type holding struct {
	context.Context
	lose context.CancelCauseFunc
	now  func() time.Time

	mu    sync.Mutex
	until time.Time
}

// newHolding is for a lease that was asked for at that time.
func newHolding(ctx context.Context, began time.Time) *holding {
	h := &holding{now: time.Now}
	h.Context, h.lose = context.WithCancelCause(ctx)
	h.renewed(began)
	return h
}

// renewed notes that the lease was renewed by a call that began at that time.
func (h *holding) renewed(began time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.until = began.Add(TTL - spare)
}

// lasts reports whether the lease is still held after d. Both clocks must say so:
// the one that steady programs go by stands still while the machine sleeps, and the
// one on the wall can be set back.
func (h *holding) lasts(d time.Duration) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	then := h.now().Add(d)
	return then.Before(h.until) && then.Round(0).Before(h.until.Round(0))
}

// look ends the context if the time of the lease is up.
func (h *holding) look() {
	if h.Context.Err() == nil && !h.lasts(0) {
		h.lose(fmt.Errorf("%w: this process was held up for longer than it lasts", ledger.ErrLost))
	}
}

// Err is that of a context.
func (h *holding) Err() error {
	h.look()
	return h.Context.Err()
}

// Done is that of a context.
func (h *holding) Done() <-chan struct{} {
	h.look()
	return h.Context.Done()
}
