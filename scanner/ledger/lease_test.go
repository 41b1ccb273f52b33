package ledger_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// seize takes a lease from whoever holds it.
func seize(t testing.TB, book *ledger.Ledger, name string) *ledger.Lease {
	t.Helper()
	_, err := book.Acquire(t.Context(), name, "heir", time.Hour)
	var held *ledger.HeldError
	if !errors.As(err, &held) {
		t.Fatalf("Acquire of a lease that is held: %v", err)
	}
	lease, err := book.Seize(t.Context(), held, "heir", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return lease
}

func TestLease(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		book, other := d.open(t), d.open(t)
		lease, err := book.Acquire(t.Context(), "bounces", "mx1, process 42", time.Hour)
		must(t, err)
		for _, l := range []*ledger.Ledger{book, other} {
			_, err = l.Acquire(t.Context(), "bounces", "mx2", time.Hour)
			if !errors.Is(err, ledger.ErrHeld) || !strings.Contains(err.Error(), "mx1, process 42") {
				t.Errorf("Acquire of a lease that is held: %v, want ErrHeld and by whom", err)
			}
			var held *ledger.HeldError
			if errors.As(err, &held) && time.Until(held.Until).Round(time.Minute) != time.Hour {
				t.Errorf("it is held until %v", held.Until)
			}
		}
		if _, err := other.Acquire(t.Context(), "news", "mx2", time.Hour); err != nil {
			t.Errorf("Acquire of another name: %v", err)
		}
		must(t, lease.Renew(t.Context()))
		must(t, lease.Release(t.Context()))
		if err := lease.Release(t.Context()); !errors.Is(err, ledger.ErrLost) {
			t.Errorf("Release again: %v, want ErrLost", err)
		}
		if _, err := other.Acquire(t.Context(), "bounces", "mx2", time.Hour); err != nil {
			t.Errorf("Acquire of a lease that was released: %v", err)
		}
	})
}

func TestLeaseRunsOut(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		book, other := d.open(t), d.open(t)
		lease, err := book.Acquire(t.Context(), "bounces", "mx1", time.Nanosecond) // a second at least
		must(t, err)
		runOut(t, d)
		if err := lease.Renew(t.Context()); err != nil {
			t.Errorf("Renew of a lease that nobody wanted meanwhile: %v", err)
		}
		runOut(t, d)
		heir, err := other.Acquire(t.Context(), "bounces", "mx2", time.Hour)
		must(t, err)
		if err := lease.Renew(t.Context()); !errors.Is(err, ledger.ErrLost) {
			t.Errorf("Renew of a lost lease: %v, want ErrLost", err)
		}
		if err := lease.Release(t.Context()); !errors.Is(err, ledger.ErrLost) {
			t.Errorf("Release of a lost lease: %v, want ErrLost", err)
		}
		must(t, heir.Renew(t.Context()))
	})
}

// A lease is seized from the one who was seen with it, or not at all.
func TestSeize(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		dead, first, second := d.open(t), d.open(t), d.open(t)
		lease, err := dead.Acquire(t.Context(), "bounces", "dead", time.Hour)
		must(t, err)
		side, err := dead.Acquire(t.Context(), "news", "dead", time.Hour)
		must(t, err)
		_, err = first.Acquire(t.Context(), "bounces", "first", time.Hour)
		var held *ledger.HeldError
		if !errors.As(err, &held) {
			t.Fatal(err)
		}
		if _, err := first.Seize(t.Context(), held, "first", time.Hour); err != nil {
			t.Fatal(err)
		}
		if _, err := second.Seize(t.Context(), held, "second", time.Hour); !errors.Is(err, ledger.ErrHeld) || !strings.Contains(err.Error(), "first") {
			t.Errorf("a second Seize of the same: %v, want ErrHeld by the first", err)
		}
		for _, l := range []*ledger.Lease{lease, side} {
			if err := l.Renew(t.Context()); !errors.Is(err, ledger.ErrLost) {
				t.Errorf("%s: Renew by the one who was thought dead: %v, want ErrLost", l.Name, err)
			}
		}
	})
}

func TestAcquireTogether(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		var won atomic.Int64
		var all sync.WaitGroup
		for range 4 {
			book := d.open(t)
			all.Go(func() {
				switch _, err := book.Acquire(t.Context(), "bounces", "one of four", time.Hour); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, ledger.ErrHeld):
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Errorf("%d hold the lease", won.Load())
		}
	})
}
