// Package ordered maps a function over a sequence with several workers and
// hands the results back in the order of the sequence.
//
// It is the only place of nixie that starts workers. Order is not a nicety: it
// makes the position of a message mean "everything up to here is recorded", so
// that a scan can be killed at any time and resumed.
package ordered

import (
	"context"
	"iter"
	"sync"
)

// Limits bound the work in flight: what was read from the source and not yet
// left behind by the caller.
type Limits struct {
	Workers int   // calls at once; at least 1
	Items   int   // elements in flight; at least 1
	Weight  int64 // a further element is read only while those in flight weigh no more
}

// Map calls f for every element of source, at most lim.Workers at once, and
// yields the results in the order of the source. An element is in flight from
// the moment it is read until the caller's loop body for it has returned.
//
// An error of the source is yielded in its place and ends the sequence; so
// does the end of ctx, with its cause. When the caller breaks, the context
// given to source is cancelled. In every case Map returns only after all its
// goroutines have ended, so source must not block beyond the end of its context.
func Map[T, R any](
	ctx context.Context, lim Limits,
	source func(context.Context) iter.Seq2[T, error], weigh func(T) int64, f func(T) R,
) iter.Seq2[R, error] {
	lim.Workers, lim.Items = max(lim.Workers, 1), max(lim.Items, 1)
	return func(yield func(R, error) bool) {
		inner, cancel := context.WithCancel(ctx)
		p := &pipe[T, R]{
			load:  load{limits: lim, freed: make(chan struct{}, 1)},
			slots: make(chan *slot[T, R], lim.Items+1), // never full: load admits no more, and one error
			jobs:  make(chan *slot[T, R], lim.Items),
		}
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		running.Go(func() { p.read(inner, source, weigh) })
		for range lim.Workers {
			running.Go(func() { p.work(inner, f) })
		}
		p.deliver(inner, yield)
	}
}

// A slot carries one element through the pipe.
type slot[T, R any] struct {
	in     T
	out    R
	err    error
	weight int64
	done   chan struct{} // closed when out or err is set
}

// A pipe is one run of Map: a reader, its workers and the caller.
type pipe[T, R any] struct {
	load  load
	slots chan *slot[T, R] // in the order of the source
	jobs  chan *slot[T, R] // the same slots, for whichever worker is free
}

func (p *pipe[T, R]) read(ctx context.Context, source func(context.Context) iter.Seq2[T, error], weigh func(T) int64) {
	defer close(p.slots)
	defer close(p.jobs)
	for in, err := range source(ctx) {
		s := &slot[T, R]{in: in, err: err, done: make(chan struct{})}
		if err != nil {
			close(s.done)
			p.slots <- s
			return
		}
		s.weight = weigh(in)
		p.load.add(s.weight)
		p.slots <- s
		p.jobs <- s
		if !p.load.wait(ctx) {
			return
		}
	}
}

func (p *pipe[T, R]) work(ctx context.Context, f func(T) R) {
	for s := range p.jobs {
		if ctx.Err() != nil {
			return // nobody waits for the rest
		}
		s.out = f(s.in)
		close(s.done)
	}
}

func (p *pipe[T, R]) deliver(ctx context.Context, yield func(R, error) bool) {
	var none R
	for {
		s, ok := p.next(ctx)
		switch {
		case ctx.Err() != nil:
			yield(none, context.Cause(ctx))
			return
		case !ok:
			return
		case s.err != nil:
			yield(none, s.err)
			return
		}
		if !yield(s.out, nil) {
			return
		}
		p.load.remove(s.weight)
	}
}

// next waits for the next finished slot. It returns early when ctx ends.
func (p *pipe[T, R]) next(ctx context.Context) (s *slot[T, R], ok bool) {
	select {
	case s, ok = <-p.slots:
	case <-ctx.Done():
		return nil, false
	}
	if !ok {
		return nil, false
	}
	select {
	case <-s.done:
	case <-ctx.Done():
	}
	return s, true
}

// A load counts what is in flight. Only the reader waits on it.
type load struct {
	limits Limits
	freed  chan struct{} // holds one token when something was removed

	mu     sync.Mutex
	items  int
	weight int64
}

func (l *load) add(weight int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.items++
	l.weight += weight
}

func (l *load) remove(weight int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.items--
	l.weight -= weight
	select {
	case l.freed <- struct{}{}:
	default:
	}
}

// wait returns true once there is room for one more element, false when ctx
// ends first.
func (l *load) wait(ctx context.Context) bool {
	for !l.room() {
		select {
		case <-l.freed:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

func (l *load) room() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.items == 0 || l.items < l.limits.Items && l.weight <= l.limits.Weight
}
