package ledger_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Of a damaged file it is told which table and which index is damaged.
func TestCheckDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nixie.db")
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(path))
	must(t, err)
	crowd(t, openLedger(t, db, ledger.Options{}))
	roots := map[string]int64{}
	for _, name := range []string{"outcome", "outcome_at"} {
		var page int64
		must(t, db.QueryRow("SELECT rootpage FROM sqlite_master WHERE name = $1", name).Scan(&page))
		roots[name] = page
	}
	must(t, db.Close()) // which empties the log
	for _, c := range []struct {
		name, want string
		page       int64
		opens      bool
	}{
		{"a table", "table outcome: ", roots["outcome"], true},
		{"an index", "index outcome_at of outcome: ", roots["outcome_at"], true},
		{"the list of tables", "malformed", 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			bent := filepath.Join(t.TempDir(), "nixie.db")
			raw, err := os.ReadFile(path)
			must(t, err)
			const page, header = 4096, 100
			copy(raw[(c.page-1)*page+header+12:c.page*page], bytes.Repeat([]byte{0xee}, page))
			must(t, os.WriteFile(bent, raw, 0o600))
			db := openDB(t, bent)
			var found *ledger.Checked
			if book, oerr := ledger.Open(t.Context(), db); oerr == nil && c.opens {
				found, err = book.Check(t.Context())
			} else if !ledger.Damaged(oerr) {
				t.Fatalf("Open = %v, want that it is damaged", oerr)
			} else {
				found, err = ledger.CheckFile(t.Context(), db)
			}
			if err != nil || !strings.Contains(strings.Join(found.Faults, "\n"), c.want) {
				t.Errorf("Check = %q, %v; want %q", found.Faults, err, c.want)
			}
		})
	}
}
