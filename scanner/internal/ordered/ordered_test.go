package ordered

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// count yields the numbers below n, and counts how many it has yielded.
func count(n int, read *atomic.Int64) func(context.Context) iter.Seq2[int, error] {
	return func(context.Context) iter.Seq2[int, error] {
		return func(yield func(int, error) bool) {
			for i := range n {
				read.Add(1)
				if !yield(i, nil) {
					return
				}
			}
		}
	}
}

func one(int) int64 { return 1 }

// Later elements are ready first, and still come in order; no more than
// Workers run at once, no more than Items are in flight.
func TestMapKeepsOrderAndBounds(t *testing.T) {
	for _, lim := range []Limits{{1, 1, 9}, {3, 3, 9}, {4, 16, 100}, {16, 4, 100}, {0, 0, 0}} {
		t.Run(fmt.Sprintf("%+v", lim), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const n = 100
				var read, running, most atomic.Int64
				f := func(i int) int {
					most.Store(max(most.Load(), running.Add(1)))
					time.Sleep(time.Duration(n-i) * time.Millisecond)
					running.Add(-1)
					return i * i
				}
				got := 0
				for sq, err := range Map(t.Context(), lim, count(n, &read), one, f) {
					if err != nil || sq != got*got {
						t.Fatalf("element %d is %d, %v", got, sq, err)
					}
					got++
					if ahead := read.Load() - int64(got) + 1; ahead > int64(max(lim.Items, 1)) {
						t.Fatalf("%d in flight, limit %d", ahead, lim.Items)
					}
				}
				if got != n || most.Load() > int64(max(lim.Workers, 1)) {
					t.Errorf("%d elements, at most %d at once; want %d, %d", got, most.Load(), n, lim.Workers)
				}
			})
		})
	}
}

// An element is read only while those in flight weigh no more than the limit.
func TestMapBoundsWeight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		weights := []int64{1, 9, 30, 1, 1, 30, 30, 10, 0, 0, 0, 11, 1}
		var inFlight, most atomic.Int64
		source := func(context.Context) iter.Seq2[int, error] {
			return func(yield func(int, error) bool) {
				for i, w := range weights {
					if before := inFlight.Load(); before > 10 {
						t.Errorf("element %d is read while %d are in flight", i, before)
					}
					most.Store(max(most.Load(), inFlight.Add(w)))
					if !yield(i, nil) {
						return
					}
				}
			}
		}
		weigh := func(i int) int64 { return weights[i] }
		f := func(i int) int { time.Sleep(time.Millisecond); return i }
		n := 0
		for i, err := range Map(t.Context(), Limits{4, 100, 10}, source, weigh, f) {
			if err != nil || i != n {
				t.Fatalf("element %d is %d, %v", n, i, err)
			}
			n++
			time.Sleep(time.Second) // the reader goes as far as it may
			inFlight.Add(-weights[i])
		}
		if n != len(weights) || most.Load() != 40 {
			t.Errorf("%d elements, at most %d in flight; want %d, 40", n, most.Load(), len(weights))
		}
	})
}

// When the caller breaks, the source sees the end of its context and Map
// leaves nothing running: a synctest bubble fails if a goroutine is left.
func TestMapBreak(t *testing.T) {
	for _, stop := range []int{0, 1, 7} {
		synctest.Test(t, func(t *testing.T) {
			released := false
			source := func(ctx context.Context) iter.Seq2[int, error] {
				return func(yield func(int, error) bool) {
					defer func() { released = true }()
					for i := 0; yield(i, nil); i++ {
						select { // a slow server
						case <-time.After(time.Second):
						case <-ctx.Done():
							return
						}
					}
				}
			}
			n := 0
			for range Map(t.Context(), Limits{2, 8, 100}, source, one, func(i int) int { return i }) {
				if n == stop {
					break
				}
				n++
			}
			if !released {
				t.Errorf("after a break at %d the source still runs", stop)
			}
		})
	}
}

func TestMapEndOfContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		why := errors.New("interrupted")
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		time.AfterFunc(90*time.Second, func() { cancel(why) })
		var read atomic.Int64
		f := func(i int) int { time.Sleep(time.Minute); return i }
		var got []string
		for i, err := range Map(ctx, Limits{1, 2, 100}, count(9, &read), one, f) {
			got = append(got, fmt.Sprint(i, " ", err))
		}
		if want := "[0 <nil> 0 interrupted]"; fmt.Sprint(got) != want {
			t.Errorf("yielded %v, want %s", got, want)
		}
	})
}

func TestMapErrorOfSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := errors.New("connection lost")
		source := func(context.Context) iter.Seq2[int, error] {
			return func(yield func(int, error) bool) {
				_ = yield(1, nil) && yield(2, nil) && yield(0, bad) && yield(3, nil)
			}
		}
		f := func(i int) int { time.Sleep(time.Duration(9-i) * time.Second); return i }
		var got []string
		for i, err := range Map(t.Context(), Limits{4, 8, 100}, source, one, f) {
			got = append(got, fmt.Sprint(i, " ", err))
		}
		if want := "[1 <nil> 2 <nil> 0 connection lost]"; fmt.Sprint(got) != want {
			t.Errorf("yielded %v, want %s", got, want)
		}
	})
}

func TestMapNothing(t *testing.T) {
	var read atomic.Int64
	for i, err := range Map(t.Context(), Limits{2, 2, 2}, count(0, &read), one, func(i int) int { return i }) {
		t.Errorf("yielded %v, %v", i, err)
	}
}

func BenchmarkMap(b *testing.B) {
	var read atomic.Int64
	b.ReportAllocs()
	for range Map(b.Context(), Limits{2, 8, 100}, count(b.N, &read), one, func(i int) int { return i }) {
	}
}
