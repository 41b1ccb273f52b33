// Package watch keeps something going for ever, whatever goes wrong: what
// `nixie watch` does with each folder.
//
//	watch.Run(ctx, []watch.Task{{Name: "bounces INBOX", Do: scanAndWait}}, watch.Options{…})
//
// Each task has a goroutine, and Run waits for all of them. A task that fails
// is begun again after a pause that doubles from a second to five minutes, with
// jitter, so that a thousand watchers do not come back in the same second; one
// whose sign-in is refused after ten minutes and more, because servers lock
// accounts that try too often. A server that asks for more time gets it. A task
// reports each success, which ends the pauses; where tasks share a server, one that
// recovers ends the pauses of all.
//
// [Notifier] speaks to systemd, [Health] keeps the health file.
package watch

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/nixie-mail/nixie/scanner"
)

// A Task is what is kept going.
type Task struct {
	Name string
	// Do works until ctx is done or something goes wrong. It calls well after
	// each success.
	Do func(ctx context.Context, well func()) error
}

// Options say how tasks are begun again. All functions are needed, and are
// called by several goroutines.
type Options struct {
	// Well is told of each success.
	Well func(task string)
	// Failed is told why a task has failed and when it begins again. For a
	// sign-in that is refused, it is told once an hour.
	Failed func(task string, err error, pause time.Duration)
	// Asked returns how long the other side wants to be left alone, as an
	// error says; 0 if it does not. The pause is not shorter.
	Asked func(err error) time.Duration
	// Fatal reports whether an error cannot mend itself. The task is then not
	// begun again, unless it has succeeded before: what has worked comes back,
	// as does a password's file that is rewritten just now.
	Fatal func(err error) bool
	// Kin says that the tasks share a server: when one succeeds that had failed,
	// the others do not wait any longer, unless they were asked to.
	Kin bool
	// Sleep waits, or ends with ctx. Default: Sleep, by the clock.
	Sleep func(ctx context.Context, d time.Duration) error
}

// The pauses.
const (
	firstPause = time.Second
	lastPause  = 5 * time.Minute
	authPause  = 10 * time.Minute // the first after a refused sign-in
	authLast   = time.Hour
	authSaid   = time.Hour // a refused sign-in is told so often
)

// Run keeps the tasks going until ctx is done, or until none is left because all
// have failed for good; it then returns the error of the first of them.
func Run(ctx context.Context, tasks []Task, o Options) error {
	if o.Sleep == nil {
		o.Sleep = Sleep
	}
	var all sync.WaitGroup
	var k kin
	errs := make([]error, len(tasks))
	for i, t := range tasks {
		all.Go(func() { errs[i] = t.keep(ctx, &o, &k) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// A final error has ended all tasks of a Run for good. A task that consists of
// that Run ends with it, too, whatever else in it has succeeded.
type final struct{ error }

// Unwrap returns what has ended it.
func (f final) Unwrap() error { return f.error }

// keep begins the task again and again.
func (t Task) keep(ctx context.Context, o *Options, k *kin) error {
	var failures int
	var said time.Time
	var worked bool
	for {
		before := k.recoveries()
		err := t.Do(ctx, func() {
			if failures > 0 && o.Kin {
				k.recovered()
			}
			failures, said, worked = 0, time.Time{}, true
			o.Well(t.Name)
		})
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			failures = 0
			continue
		case o.Fatal(err) && (!worked || errors.As(err, new(final))):
			o.Failed(t.Name, err, 0)
			return final{err}
		}
		failures++
		refused := errors.Is(err, scanner.ErrAuth)
		asked := o.Asked(err)
		pause := max(jitter(pauseAfter(failures, refused)), asked)
		if !refused || time.Since(said) >= authSaid {
			said = time.Now()
			o.Failed(t.Name, err, pause)
		}
		if o.Kin && asked == 0 {
			err = k.sleep(ctx, before, pause, o.Sleep)
		} else {
			err = o.Sleep(ctx, pause)
		}
		if err != nil {
			return nil
		}
	}
}

// pauseAfter returns how long to wait after so many failures in a row.
func pauseAfter(failures int, refused bool) time.Duration {
	first, last := firstPause, lastPause
	if refused {
		first, last = authPause, authLast
	}
	return min(first<<min(failures-1, 16), last)
}

// jitter returns between half of d and one and a half.
func jitter(d time.Duration) time.Duration {
	return d/2 + rand.N(d)
}

// Sleep waits by the clock, or ends with ctx and its error.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
