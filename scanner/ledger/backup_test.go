package ledger_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A backup that was put back is known, until something is recorded in it.
func TestRestored(t *testing.T) {
	restored := func(book *ledger.Ledger, want bool) {
		t.Helper()
		at, err := book.Restored(t.Context())
		must(t, err)
		if at.IsZero() == want {
			t.Errorf("restored from a backup of %v, want one: %v", at, want)
		}
	}
	open := func(path string) *ledger.Ledger {
		t.Helper()
		db, err := sql.Open("sqlite", ledger.SQLiteDSN(path))
		must(t, err)
		t.Cleanup(func() { db.Close() })
		book, err := ledger.Open(t.Context(), db)
		must(t, err)
		return book
	}
	dir := t.TempDir()
	book := open(filepath.Join(dir, "nixie.db"))
	restored(book, false)
	record(t, book, mail("1", 1, "a"))
	path := filepath.Join(dir, "backup.db")
	must(t, book.Backup(t.Context(), path))
	restored(book, false)
	record(t, book, mail("1", 2, "b"))
	restored(book, false)

	again := open(path)
	restored(again, true)
	wantDebts(t, again, "1:1")
	record(t, again, mail("1", 3, "c"))
	restored(again, false)
}
