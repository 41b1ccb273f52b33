package ledger_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A file with the tables of another program gets none of ours.
func TestOtherProgram(t *testing.T) {
	db := openDB(t, filepath.Join(t.TempDir(), "contacts.db"))
	if _, err := db.Exec("CREATE TABLE contact (name TEXT)"); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Open(t.Context(), db); !errors.Is(err, ledger.ErrForeign) {
		t.Errorf("Open = %v, want %v", err, ledger.ErrForeign)
	}
	tables := 0
	if err := db.QueryRow("SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil || tables != 1 {
		t.Errorf("%d tables (%v), want the one that was there", tables, err)
	}
}

// What lies where nothing can be written can be read.
func TestStillLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nixie.db")
	db := openDB(t, path)
	record(t, openLedger(t, db, ledger.Options{}), result(1))
	if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	still := openLedger(t, connect(t, "sqlite", ledger.SQLiteStillDSN(path)), ledger.Options{})
	if p, err := still.Position(t.Context(), result(1).Message.Source); err != nil || p != result(1).Message.Position {
		t.Errorf("position %q (%v), want %q", p, err, result(1).Message.Position)
	}
	if err := still.Block(t.Context(), "ann@example.org", ""); err == nil {
		t.Error("it was written")
	}
}
