package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

var (
	_ scanner.Memory = (*ledger.Ledger)(nil)
	_ scanner.Book   = (*ledger.Ledger)(nil)
)

// day returns noon of the n-th day of March 2026, UTC.
func day(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }

// bounce returns a failure that the rules might give; id makes it unique.
func bounce(id, address string, cause rules.Cause, class rules.Class, at time.Time) scanner.Outcome {
	return scanner.Outcome{
		ID: id, Location: "mbox:/b#" + id, Time: at, Kind: dsn.Bounce, Format: "rfc3464",
		Recipient: dsn.Recipient{Address: address, Reply: dsn.Reply{Code: 550, Text: "550 no"}},
		Verdict:   rules.Verdict{Cause: cause, Class: class, Advice: rules.Watch},
	}
}

// event returns an outcome that is no failure.
func event(id, address string, kind dsn.Kind, at time.Time) scanner.Outcome {
	return scanner.Outcome{
		ID: id, Location: "mbox:/b#" + id, Time: at, Kind: kind, Recipient: dsn.Recipient{Address: address},
		Verdict: rules.Verdict{Cause: rules.Cause(kind), Class: rules.None},
	}
}

// result returns the result of the n-th message of an mbox.
func result(n int, outcomes ...scanner.Outcome) *scanner.Result {
	m := &scanner.Message{Source: "mbox:/b", Location: fmt.Sprintf("b#%d", n), Position: fmt.Sprint(n)}
	return &scanner.Result{Message: m, Outcomes: outcomes}
}

func record(t testing.TB, book *ledger.Ledger, results ...*scanner.Result) ledger.Recorded {
	t.Helper()
	r, err := book.Record(t.Context(), results...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReopen(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		for i, want := range []string{"", "1", "2"} {
			book := d.open(t)
			if got := position(t, book, "mbox:/b"); got != want {
				t.Errorf("position at the %d. opening = %q, want %q", i+1, got, want)
			}
			record(t, book, result(i+1))
		}
	})
}

func position(t testing.TB, book *ledger.Ledger, source string) string {
	t.Helper()
	got, err := book.Position(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestOpenNewer(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		d.open(t)
		db := d(t)
		if _, err := db.Exec("INSERT INTO nixie_schema (version_id, is_applied) VALUES (99, true)"); err != nil {
			t.Fatal(err)
		}
		_, err := ledger.Open(t.Context(), db)
		if !errors.Is(err, ledger.ErrNewer) || !strings.Contains(err.Error(), "99") {
			t.Errorf("opening a ledger of version 99: %v, want ErrNewer with the version", err)
		}
	})
}

// Two commands that meet at a new file must both find a ledger.
func TestOpenTogether(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		var all sync.WaitGroup
		for range 4 {
			db := d(t)
			all.Go(func() {
				if _, err := ledger.Open(t.Context(), db); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

func TestOpenNoDatabase(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(path, []byte(strings.Repeat("Dear customer, this is no database.\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{path: ledger.ErrNoDatabase, filepath.Join(dir, "none", "nixie.db"): ledger.ErrCannotOpen, dir: ledger.ErrCannotOpen} {
		if _, err := ledger.Open(t.Context(), openDB(t, path)); !errors.Is(err, want) || !strings.HasPrefix(err.Error(), "ledger: opening: ") {
			t.Errorf("opening %s: error %v, want %v that says what was done", path, err, want)
		}
	}
}

func TestSQLiteDSN(t *testing.T) {
	for _, name := range []string{"nixie.db", "100%3f.db", "what?.db", "#1 of mine.db", "ключ&x=y.db", "a+b.db"} {
		path := filepath.Join(t.TempDir(), name)
		db := openDB(t, path)
		if _, err := ledger.Open(t.Context(), db); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("the ledger is not where it was asked for: %v", err)
		}
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "500", "secure_delete": "1", "page_size": "4096"} {
			var got string
			if err := db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s: PRAGMA %s = %q (%v), want %q", name, pragma, got, err, want)
			}
		}
	}
}

func TestSQLiteDSNRelative(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, err := ledger.Open(t.Context(), openDB(t, "./nixie.db")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("nixie.db"); err != nil {
		t.Error(err)
	}
}

func TestKnown(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		names := []string{"1700000000.M1P1.mail", "\xff\xfe.eml", `"quoted".eml`, `"\xff\xfe.eml"`, "nul\x00.eml", ""}
		long := strings.Repeat("ключ/", 1000)
		names = append([]string{long + "a"}, append(names, long+"b", long)...)
		var results []*scanner.Result
		for _, n := range names {
			results = append(results, &scanner.Result{
				Message: &scanner.Message{Source: "maildir:/m", Location: n, Name: n}, Err: dsn.ErrNotReport,
			})
		}
		record(t, book, results[:4]...)
		record(t, book, results[1:4]...) // again
		for i, n := range names {
			for source, want := range map[string]bool{"maildir:/m": i < 4, "maildir:/other": false} {
				got, err := book.Known(t.Context(), source, n)
				if err != nil || got != want {
					t.Errorf("Known(%q, %q) = %v, %v, want %v", source, n, got, err, want)
				}
			}
		}
	})
}

func TestPositionIsLast(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		at := func(source, position string) *scanner.Result {
			return &scanner.Result{Message: &scanner.Message{Source: source, Position: position}, Err: dsn.ErrNotReport}
		}
		record(t, book, at("a", "10"), at("b", "7"), at("a", "9"), at("a", ""), at("\xff", `"x`))
		for source, want := range map[string]string{"a": "9", "b": "7", "c": "", "\xff": `"x`} {
			if got := position(t, book, source); got != want {
				t.Errorf("Position(%q) = %q, want %q", source, got, want)
			}
		}
	})
}

func TestClosedDatabase(t *testing.T) {
	eachDatabase(t, closedDatabase)
}

func closedDatabase(t *testing.T, d database) {
	db := d(t)
	book := openLedger(t, db, ledger.Options{})
	lease, err := book.Acquire(t.Context(), "a", "me", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	_, e1 := book.Position(ctx, "a")
	_, e2 := book.Known(ctx, "a", "b")
	_, e3 := book.Record(ctx, result(1))
	_, e4 := book.Forget(ctx, "a@example.org")
	_, e5 := book.Prune(ctx, day(1))
	var e6, e7, e8 error
	for _, e6 = range book.Outcomes(ctx, ledger.Filter{}) {
	}
	for _, e7 = range book.Troubles(ctx, time.Time{}) {
	}
	for _, e8 = range book.Standings(ctx, ledger.Policy{}) {
	}
	_, e9 := book.Debts(ctx, "a")
	_, e10 := book.Begin(ctx, scanner.Debt{Source: "a", Position: "1"})
	_, e11 := book.Acquire(ctx, "b", "me", time.Hour)
	_, e12 := book.Due(ctx, "w", 1, time.Hour)
	_, e13 := book.Stats(ctx)
	_, e14 := book.Check(ctx)
	_, e15 := book.Rejudge(ctx, rules.Builtin(), true, nil)
	_, e16 := book.Mark(ctx, "a")
	_, _, e17 := book.Kept(ctx, "a")
	_, e18 := book.Reset(ctx, "a")
	var e19 error
	for _, e19 = range book.Hands(ctx, "") {
	}
	for i, err := range []error{
		e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15, e16, e17, e18, e19,
		lease.Renew(ctx), lease.Release(ctx), book.Done(ctx), book.Refused(ctx, scanner.Debt{}, "no"), book.Forgive(ctx, "a@example.org", ""),
		book.SetMark(ctx, "a", 1), book.Owe(ctx, "a", 1), book.Delivered(ctx), book.GiveUp(ctx, "a", ""), book.Retry(ctx, "a", "", 0),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), "ledger: ") {
			t.Errorf("call %d on a closed database: error %v", i+1, err)
		}
	}
}
