package watch_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/watch"
)

// TestGate: eight tasks come at once, three times: the account is shut, opens, and
// was open before.
func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := errors.New("refused")
		var g watch.Gate
		for _, c := range []struct {
			name           string
			becomes        error
			atFirst, inAll int32 // sign-ins before the first has ended, and after
			failed         int32
		}{
			{"shut", refused, 1, 1, 8},
			{"opens", nil, 1, 8, 0},
			{"open", nil, 8, 8, 0},
			{"shut again", refused, 8, 8, 8}, // nobody knew
			{"still shut", refused, 1, 1, 8},
		} {
			var tries, failed atomic.Int32
			over := make(chan struct{})
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					err := g.Pass(t.Context(), func() error {
						tries.Add(1)
						<-over
						return c.becomes
					})
					if err != nil {
						failed.Add(1)
					}
				})
			}
			synctest.Wait()
			if n := tries.Load(); n != c.atFirst {
				t.Errorf("%s: %d sign-ins at once, want %d", c.name, n, c.atFirst)
			}
			close(over)
			all.Wait()
			if n := tries.Load(); n != c.inAll {
				t.Errorf("%s: %d sign-ins, want %d", c.name, n, c.inAll)
			}
			if n := failed.Load(); n != c.failed {
				t.Errorf("%s: %d tasks failed, want %d", c.name, n, c.failed)
			}
		}
	})
}

// TestGateLeft: who waits at the gate can leave it.
func TestGateLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g watch.Gate
		over := make(chan struct{})
		go g.Pass(t.Context(), func() error { <-over; return nil })
		synctest.Wait()
		ctx, leave := context.WithCancelCause(t.Context())
		enough := errors.New("enough")
		leave(enough)
		err := g.Pass(ctx, func() error { t.Error("signed in beside another"); return nil })
		if !errors.Is(err, enough) {
			t.Errorf("error %v, want the cause of the context", err)
		}
		close(over)
	})
}
