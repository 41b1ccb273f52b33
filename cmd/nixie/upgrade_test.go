package main

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// oldLedger makes a ledger of the second version.
func oldLedger(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "n.db")
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(path))
	must(err)
	defer db.Close()
	for _, file := range []string{"0001_ledger.sql", "0002_acts.sql"} {
		text, err := os.ReadFile("../../scanner/ledger/schema/" + file)
		must(err)
		_, err = db.Exec(string(text))
		must(err)
	}
	_, err = db.Exec(`CREATE TABLE nixie_schema (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
		INSERT INTO nixie_schema (version_id, is_applied) VALUES (0, 1), (1, 1), (2, 1)`)
	must(err)
	return path
}

// Bringing a ledger up to date is said, once, also by a command that only reads,
// and a copy of before is kept.
func TestUpgradeIsSaid(t *testing.T) {
	path := oldLedger(t)
	must(os.WriteFile(path+".v2.bak", []byte("of somebody"), 0o600))
	var said bytes.Buffer
	if code := run(t.Context(), []string{"report", "-q", "--ledger", path}, nil, nil, &bytes.Buffer{}, &said); code != exitDone {
		t.Fatalf("exit code %d: %s", code, said.String())
	}
	want := "warning: the ledger " + path + " is brought from version 2 up to 5; older programs cannot read it any more. A copy of before: " + path + ".v2-2.bak\n"
	if said.String() != want {
		t.Errorf("said %q, want %q", said.String(), want)
	}
	checkFile(t, path+".v2.bak", "of somebody")
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(path+".v2-2.bak"))
	must(err)
	defer db.Close()
	if u, err := ledger.Outdated(t.Context(), db); err != nil || u == nil || u.From != 2 {
		t.Errorf("the copy: %+v, %v; want version 2", u, err)
	}
	said.Reset()
	if code := run(t.Context(), []string{"state", "show", "--ledger", path}, nil, nil, &bytes.Buffer{}, &said); code != exitDone || said.Len() > 0 {
		t.Errorf("the second time: exit code %d, said %q", code, said.String())
	}
}
