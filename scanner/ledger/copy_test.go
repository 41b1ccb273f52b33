package ledger_test

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	cmpdiff "github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// tablesOf are the tables of a SQLite ledger, in order of name.
func tablesOf(t *testing.T, db *sql.DB) (names []string) {
	t.Helper()
	rows, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'nixie_schema' ORDER BY name`)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		must(t, rows.Scan(&name))
		names = append(names, name)
	}
	must(t, rows.Err())
	return names
}

// fill puts rows into every table, whatever their meaning.
func fill(t *testing.T, db *sql.DB) {
	t.Helper()
	names := tablesOf(t, db)
	tx, err := db.Begin()
	must(t, err)
	for _, table := range names {
		if table == "revision" {
			_, err := tx.Exec("UPDATE revision SET number = 4711")
			must(t, err)
			continue
		}
		rows, err := tx.Query("SELECT * FROM " + table)
		must(t, err)
		columns, err := rows.ColumnTypes()
		must(t, err)
		must(t, rows.Close())
		for i := range 700 {
			var names, marks []string
			var values []any
			for n, c := range columns {
				names, marks = append(names, c.Name()), append(marks, fmt.Sprint("$", n+1))
				switch c.DatabaseTypeName() {
				case "TEXT":
					values = append(values, fmt.Sprintf("%s %d ä'\"\\", c.Name(), i))
				case "BYTEA":
					values = append(values, []byte{0, 255, byte(i)})
				default:
					values = append(values, int64(i)<<len(c.Name()))
				}
			}
			_, err := tx.Exec("INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", values...)
			must(t, err)
		}
	}
	must(t, tx.Commit())
}

// rowsOf are the rows of a table as text, in any order that does not change.
func rowsOf(t *testing.T, db *sql.DB, table string) (all []string) {
	t.Helper()
	rows, err := db.Query("SELECT * FROM " + table)
	must(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	must(t, err)
	for rows.Next() {
		row, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			to[i] = &row[i]
		}
		must(t, rows.Scan(to...))
		all = append(all, fmt.Sprintf("%v %v", columns, row))
	}
	must(t, rows.Err())
	slices.SortFunc(all, cmp.Compare[string])
	return all
}

// Whatever is in any table of the schema arrives, in either kind of database, and
// comes back.
func TestCopyEveryTable(t *testing.T) {
	from := sqliteDatabase(t)
	first := from.open(t)
	fill(t, from(t))
	eachDatabase(t, func(t *testing.T, d database) {
		way, back := d.open(t), sqliteDatabase(t)
		last := 0
		copied, err := first.Copy(t.Context(), way, func(done, all int64) {
			if int(done) < last || done > all {
				t.Errorf("%d of %d rows after %d", done, all, last)
			}
			last = int(done)
		})
		must(t, err)
		if copied.Outcomes != 700 || copied.Rows != int64(last) || copied.Rows != int64(700*(len(tablesOf(t, from(t)))-1)+1) {
			t.Errorf("copied %+v, told of %d rows", copied, last)
		}
		if _, err := way.Copy(t.Context(), back.open(t), nil); err != nil {
			t.Fatal(err)
		}
		for _, table := range tablesOf(t, from(t)) {
			if diff := cmpdiff.Diff(rowsOf(t, from(t), table), rowsOf(t, back(t), table)); diff != "" {
				t.Errorf("table %s (-original +copy of the copy):\n%s", table, diff)
			}
		}
	})
}

// A copy is a ledger: who goes on with it counts nothing twice.
func TestCopyGoesOn(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		old, book := open(t), d.open(t)
		event := bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1))
		record(t, old, result(1, event))
		_, err := old.Copy(t.Context(), book, nil)
		must(t, err)
		if r := record(t, book, result(2, event, bounce("2", "b@example.org", rules.UserUnknown, rules.Hard, day(2)))); r.New != 1 {
			t.Errorf("recorded %+v on top, want 1 new", r)
		}
		if found, err := book.Check(t.Context()); err != nil || len(found.Faults) > 0 || found.Outcomes != 2 {
			t.Errorf("Check of the copy = %+v, %v", found, err)
		}
		if _, err := old.Copy(t.Context(), book, nil); !errors.Is(err, ledger.ErrNotEmpty) {
			t.Errorf("Copy into what is not empty: %v", err)
		}
		if got := outcomes(t, book, ledger.Filter{}); len(got) != 2 {
			t.Errorf("%d outcomes after a refused copy, want 2", len(got))
		}
	})
}

// What is recorded while a ledger is copied would be lost: there is no copy then.
func TestCopyOfWhatMoves(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		old, to := d.open(t), open(t)
		record(t, old, result(1, bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1))))
		moved := false
		_, err := old.Copy(t.Context(), to, func(int64, int64) {
			if !moved {
				moved = true
				record(t, old, result(2, bounce("2", "b@example.org", rules.UserUnknown, rules.Hard, day(1))))
			}
		})
		if !errors.Is(err, ledger.ErrMoved) {
			t.Errorf("Copy = %v, want ErrMoved", err)
		}
		if got := outcomes(t, to, ledger.Filter{}); len(got) != 0 {
			t.Errorf("%d outcomes were left in the copy", len(got))
		}
		if _, err := old.Copy(t.Context(), to, nil); err != nil {
			t.Errorf("Copy once more: %v", err)
		}
	})
}
