package watch

import (
	"context"
	"sync"
)

// A Gate keeps tasks from signing in to one account all at once before it is known
// to be open: eight refused sign-ins within a second are what servers lock people
// out for. The zero value is ready; several goroutines may use it.
type Gate struct {
	mu    sync.Mutex
	open  bool   // the last sign-in was good
	trial *trial // of the one that tries
}

// A trial is a sign-in that others wait for.
type trial struct {
	done chan struct{} // closed when err is set
	err  error
}

// Pass signs in. Unless the gate is open one task does so alone, and the others,
// which wait, fail as it does or sign in after it. An error is that of a sign-in, or
// the cause of ctx.
func (g *Gate) Pass(ctx context.Context, signIn func() error) error {
	g.mu.Lock()
	t, first := g.trial, g.trial == nil
	switch {
	case g.open:
		g.mu.Unlock()
		return g.note(signIn())
	case first:
		t = &trial{done: make(chan struct{})}
		g.trial = t
	}
	g.mu.Unlock()
	if first {
		t.err = g.note(signIn())
		close(t.done)
		return t.err
	}
	select {
	case <-t.done:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if t.err != nil {
		return t.err
	}
	return g.note(signIn())
}

// note remembers what became of a sign-in.
func (g *Gate) note(err error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open, g.trial = err == nil, nil
	return err
}
