package ledger_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

func TestCheck(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		book := d.open(t)
		odd := full()
		odd.ID, odd.Recipient.Address, odd.Campaign = "odd", "\xff\xfe\x00Ä@example.org", "\xff\xff"
		record(t, book, result(1, full(), odd, bounce("2", "b@example.org", rules.UserUnknown, rules.Hard, time.Time{})))
		found, err := book.Check(t.Context())
		if err != nil || found.Outcomes != 3 || len(found.Faults) > 0 {
			t.Fatalf("Check of a sound ledger = %+v, %v", found, err)
		}
		if _, err := d(t).Exec("UPDATE outcome SET fact = 99 WHERE id = '2'"); err != nil {
			t.Fatal(err)
		}
		if _, err := d(t).Exec("UPDATE outcome SET said = '{' WHERE id = 'f1'"); err != nil {
			t.Fatal(err)
		}
		if _, err := d(t).Exec("UPDATE hourly SET n = n + 1"); err != nil {
			t.Fatal(err)
		}
		found, err = book.Check(t.Context())
		text := strings.Join(found.Faults, "\n")
		if err != nil || len(found.Faults) != 3 || !strings.Contains(text, "outcome f1") || !strings.Contains(text, "hourly") || !strings.Contains(text, "no row 99") {
			t.Errorf("Check of a bent ledger = %+v, %v; want a fault of each", found, err)
		}
		for i := range 30 {
			record(t, book, result(2, bounce(fmt.Sprint("x", i), "b@example.org", rules.UserUnknown, rules.Hard, day(1))))
		}
		if _, err := d(t).Exec("UPDATE outcome SET domain = 'example.net' WHERE id LIKE 'x%'"); err != nil {
			t.Fatal(err)
		}
		if found, err := book.Check(t.Context()); err != nil || len(found.Faults) != 20 || found.More != 13 {
			t.Errorf("Check of a badly bent ledger: %d faults and %d more, %v; want 20 and 13", len(found.Faults), found.More, err)
		}
	})
}

func TestBackup(t *testing.T) {
	book := open(t)
	record(t, book, result(1, full()))
	path := filepath.Join(t.TempDir(), "what's left.db")
	for range book.Outcomes(t.Context(), ledger.Filter{}) { // while somebody reads
		must(t, book.Backup(t.Context(), path))
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has mode %v, %v", info.Mode(), err)
	}
	if err := book.Backup(t.Context(), path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("Backup over a file: %v, want ErrExist", err)
	}
	if got := outcomes(t, openLedger(t, openDB(t, path), ledger.Options{}), ledger.Filter{}); len(got) != 1 || got[0].ID != "f1" {
		t.Errorf("the copy holds %v", got)
	}
}

func TestBackupPostgres(t *testing.T) {
	book := postgresDatabase(t).open(t)
	path := filepath.Join(t.TempDir(), "copy")
	if err := book.Backup(t.Context(), path); !errors.Is(err, ledger.ErrNoBackup) || !strings.Contains(err.Error(), "pg_dump") {
		t.Errorf("Backup = %v, want what to do", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was left behind")
	}
}

func TestStats(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		if s, err := book.Stats(t.Context()); err != nil || s.Events != 0 || !s.First.IsZero() || s.Version != 5 {
			t.Errorf("Stats of an empty ledger = %+v, %v", s, err)
		}
		record(t, book, result(7,
			bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1)),
			bounce("2", "A@example.org", rules.UserUnknown, rules.Hard, day(3)),
			event("3", "", dsn.Complaint, day(2))), mail("1", 4, "x"), mail("1", 5, "y"),
			&scanner.Result{Message: &scanner.Message{Source: "maildir:/m", Name: "n", Location: "n"}, Err: errors.New("cut off")})
		must(t, book.Refused(t.Context(), scanner.Debt{Source: inbox, Position: "1:5"}, "over quota"))
		must(t, book.Block(t.Context(), "a@example.org", ""))
		_, err := book.Acquire(t.Context(), "bounces", "mx1", time.Hour)
		must(t, err)
		s, err := book.Stats(t.Context())
		must(t, err)
		if s.Bytes < 8192 || s.Revision < 5 || time.Since(s.Recorded).Abs() > time.Hour || len(s.Leases) != 1 || !s.Leases[0].Held {
			t.Errorf("Stats = %+v", s)
		}
		want := &ledger.Stats{
			Version: 5, Bytes: s.Bytes, Revision: s.Revision, Events: 3, Addresses: 1, First: day(1), Last: day(3), Recorded: s.Recorded,
			Troubles: 1, Decisions: 1, Leases: s.Leases,
			Sources: []ledger.SourceStats{
				{Source: inbox, Position: "1:5", Owed: 2, Refused: 1, Why: "over quota",
					Acts: []ledger.Owed{{Act: done, Messages: 2, Refused: 1, Why: "over quota"}}},
				{Source: "maildir:/m", Names: 1},
				{Source: "mbox:/b", Position: "7"},
			},
		}
		if diff := cmp.Diff(want, s); diff != "" {
			t.Errorf("Stats (-want +got):\n%s", diff)
		}
	})
}

func TestReset(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, mail("1", 4, "x"), result(7))
		must(t, book.Done(t.Context(), debts(t, book)...))
		for i, want := range []bool{true, false} {
			if known, err := book.Reset(t.Context(), inbox); known != want || err != nil {
				t.Errorf("Reset, %d. time = %v, %v; want %v", i+1, known, err, want)
			}
		}
		if p, q := position(t, book, inbox), position(t, book, "mbox:/b"); p != "" || q != "7" {
			t.Errorf("positions %q and %q after Reset of the first", p, q)
		}
		record(t, book, mail("1", 4, "x"))
		wantDebts(t, book) // what was done is not repeated
	})
}
