package ledger_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A change waits for another process that writes longer than SQLite itself is
// told to, and a change that is called off waits no more, nor does the one
// behind it.
func TestChangeWaits(t *testing.T) {
	d := sqliteDatabase(t)
	book, other := d.open(t), d(t)
	tx, err := other.Begin()
	must(t, err)
	defer tx.Rollback()
	calledOff, callOff := context.WithCancel(t.Context())
	gaveUp := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := book.Acquire(calledOff, "m", "me", time.Minute)
			gaveUp <- err
		}()
	}
	callOff()
	within, cancel := context.WithTimeout(t.Context(), time.Minute) // against a hang only
	defer cancel()
	for range 2 {
		select {
		case err := <-gaveUp:
			if err == nil {
				t.Error("a lease was taken while another process held the ledger")
			}
		case <-within.Done():
			t.Fatal("a change that was called off waits on")
		}
	}
	time.AfterFunc(time.Second, func() { tx.Rollback() })
	if _, err := book.Acquire(within, "m", "me", time.Minute); err != nil {
		t.Errorf("after the other has finished: %v", err)
	}
}

// Where a newer nixie has brought the tables up to date, one that runs still
// writes nothing more and says so, also if its statements fail there.
func TestChangeNewer(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		book, db := d.open(t), d(t)
		record(t, book, result(1, bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1))))
		_, err := db.Exec("INSERT INTO nixie_schema (version_id, is_applied) VALUES (99, true)")
		must(t, err)
		if _, err := book.Record(t.Context(), result(2, bounce("2", "b@example.org", rules.UserUnknown, rules.Hard, day(2)))); !errors.Is(err, ledger.ErrNewer) {
			t.Errorf("recording: %v, want ErrNewer", err)
		}
		if got := outcomes(t, book, ledger.Filter{}); len(got) != 1 {
			t.Errorf("%d outcomes, want the one from before", len(got))
		}
		_, err = db.Exec("ALTER TABLE revision RENAME TO revisions")
		must(t, err)
		if _, err := book.Acquire(t.Context(), "m", "me", time.Minute); !errors.Is(err, ledger.ErrNewer) {
			t.Errorf("taking a lease where the tables are others: %v, want ErrNewer", err)
		}
	})
}

// A ledger that was set back to a backup takes no more changes by what is known
// of the one before.
func TestChangeSetBack(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		book, db := d.open(t), d(t)
		record(t, book, result(1, bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1))))
		_, err := db.Exec("UPDATE revision SET number = 0")
		must(t, err)
		if _, err := book.Record(t.Context(), result(2, bounce("2", "b@example.org", rules.UserUnknown, rules.Hard, day(2)))); !errors.Is(err, ledger.ErrReplaced) {
			t.Errorf("recording: %v, want ErrReplaced", err)
		}
		record(t, d.open(t), result(2, bounce("2", "b@example.org", rules.UserUnknown, rules.Hard, day(2))))
	})
}
