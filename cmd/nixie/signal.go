package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// stopSignal is the cause of a context that a signal has ended.
type stopSignal struct{ sig os.Signal }

// Error names the signal.
func (s stopSignal) Error() string { return "stopped by " + s.sig.String() }

// withSignals returns a context that SIGINT or SIGTERM ends. Only the first
// signal asks politely: a second one ends the program at once, as ever.
func withSignals(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	got := make(chan os.Signal, 1)
	signal.Notify(got, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case sig := <-got:
			signal.Stop(got)
			cancel(stopSignal{sig})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { signal.Stop(got); cancel(nil) }
}

// interrupted returns the exit code of a run that a signal has ended, and
// whether one has.
func interrupted(ctx context.Context) (code int, ok bool) {
	var s stopSignal
	if !errors.As(context.Cause(ctx), &s) {
		return 0, false
	}
	if s.sig == syscall.SIGTERM {
		return exitTerminated, true
	}
	return exitInterrupted, true
}
