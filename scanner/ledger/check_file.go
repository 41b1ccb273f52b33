package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// CheckFile makes SQLite's own check of a file that cannot be opened as a ledger,
// because it is damaged. The error is why the check could not go on.
func CheckFile(ctx context.Context, db *sql.DB) (*Checked, error) {
	found := &Checked{}
	if err := checkFile(ctx, db, found); err != nil {
		return found, fmt.Errorf("ledger: checking: %w", err)
	}
	return found, nil
}

// Damaged reports whether SQLite has said that a file is damaged.
func Damaged(err error) bool { return sqliteCode(err) == sqliteCorrupt }

// Full reports whether SQLite has said that there is no room on a disk.
func Full(err error) bool { return sqliteCode(err) == sqliteFull }

// damage notes that SQLite found the file damaged while it read, and returns any
// other error.
func (c *Checked) damage(err error) error {
	if Damaged(err) {
		c.fault("the file: %v", err)
		return nil
	}
	return err
}

// checkFile has SQLite look at every page of the file.
func checkFile(ctx context.Context, db *sql.DB, found *Checked) error {
	trees := treesOf(ctx, db)
	rows, err := db.QueryContext(ctx, fmt.Sprintf("PRAGMA integrity_check(%d)", maxFaults))
	if err == nil {
		err = drain(rows, func(rows *sql.Rows) error {
			var what string
			err := rows.Scan(&what)
			if err == nil && what != "ok" {
				for line := range strings.Lines(what) { // the first row holds all that is wrong with pages
					if line = strings.TrimSpace(line); !strings.HasPrefix(line, "***") {
						found.fault("the file: %s", trees.named(line))
					}
				}
			}
			return err
		})
	}
	return found.damage(err)
}

// trees are the names of the tables and indexes of a file by the page at which
// they begin, by which SQLite calls them.
type trees map[int64]string

// treesOf returns the names, as far as the file still tells them.
func treesOf(ctx context.Context, db *sql.DB) trees {
	t := trees{1: "the list of tables"}
	rows, err := db.QueryContext(ctx, "SELECT rootpage, type, name, tbl_name FROM sqlite_master WHERE rootpage > 0")
	if err != nil {
		return t
	}
	_ = drain(rows, func(rows *sql.Rows) error { // what cannot be read has no name
		var page int64
		var kind, name, table string
		err := rows.Scan(&page, &kind, &name, &table)
		if t[page] = kind + " " + name; kind == "index" {
			t[page] += " of " + table
		}
		return err
	})
	return t
}

var treeNumber = regexp.MustCompile(`^Tree (\d+)\b`)

// named returns what SQLite says with the name of the table or index in it.
func (t trees) named(what string) string {
	m := treeNumber.FindStringSubmatch(what)
	if m == nil {
		return what
	}
	page, err := strconv.ParseInt(m[1], 10, 64)
	if name := t[page]; err == nil && name != "" {
		return name + ": " + what
	}
	return what
}
