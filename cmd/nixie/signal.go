package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// stopSignal is the cause of a context that a signal has ended.
type stopSignal struct {
	sig os.Signal
	at  time.Time
}

// Error names the signal.
func (s stopSignal) Error() string { return "stopped by " + s.sig.String() }

// withSignals returns a context that SIGINT or SIGTERM ends. Only the first
// signal asks politely: a second one ends the program at once, as ever.
func withSignals(parent context.Context) (context.Context, func()) {
	ctx, cancel := signalled(parent)
	got := make(chan os.Signal, 1)
	signal.Notify(got, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case sig := <-got:
			signal.Stop(got)
			cancel(stopSignal{sig, time.Now()})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { signal.Stop(got); cancel(nil) }
}

// signalKey is under which a context tells of the one above it that signals end.
type signalKey struct{}

// signalled returns a context for a signal to end.
func signalled(parent context.Context) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	return context.WithValue(ctx, signalKey{}, ctx), cancel
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

// stopTime is how long all may take together that is still done after a signal:
// what is not recorded by then is read again next time. Who stops a service waits
// a few seconds.
const stopTime = 3 * time.Second

// finishing returns a context for what the end of ctx must not cut short, with so
// much time. From a signal on, stopTime is left, whatever else has ended ctx before.
func finishing(ctx context.Context, most time.Duration) (context.Context, context.CancelFunc) {
	out, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	above, ok := ctx.Value(signalKey{}).(context.Context)
	if !ok {
		return out, cancel
	}
	stop := context.AfterFunc(above, func() {
		var s stopSignal
		if !errors.As(context.Cause(above), &s) {
			return
		}
		timer := time.NewTimer(time.Until(s.at.Add(stopTime)))
		defer timer.Stop()
		select {
		case <-out.Done():
		case <-timer.C:
			cancel()
		}
	})
	return out, func() { stop(); cancel() }
}
