package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

// maxFaults bounds how many faults Check tells one by one.
const maxFaults = 20

// Checked is what Check has found.
type Checked struct {
	Outcomes int64    // that were read
	Faults   []string // what is wrong, the first 20
	More     int64    // faults beyond these
}

func (c *Checked) fault(format string, args ...any) {
	if len(c.Faults) < maxFaults {
		c.Faults = append(c.Faults, fmt.Sprintf(format, args...))
	} else {
		c.More++
	}
}

// Check reads the whole ledger and looks whether it is sound: SQLite's own
// check of the file (PostgreSQL has none that an ordinary user may run),
// whether each outcome can be read, is filed under what it says, and is counted
// in its hour.
// The error is why the check could not go on, not what it found.
func (l *Ledger) Check(ctx context.Context) (*Checked, error) {
	found := &Checked{}
	err := l.checkFile(ctx, found)
	if err == nil {
		err = l.checkOutcomes(ctx, found)
	}
	if err == nil {
		err = l.checkHours(ctx, found)
	}
	if err != nil {
		return found, fmt.Errorf("ledger: checking: %w", err)
	}
	return found, nil
}

func (l *Ledger) checkFile(ctx context.Context, found *Checked) error {
	if l.dialect != goose.DialectSQLite3 {
		return nil
	}
	rows, err := l.db.QueryContext(ctx, fmt.Sprintf("PRAGMA integrity_check(%d)", maxFaults))
	if err != nil {
		return err
	}
	return drain(rows, func(rows *sql.Rows) error {
		var what string
		err := rows.Scan(&what)
		if err == nil && what != "ok" {
			found.fault("the file: %s", what)
		}
		return err
	})
}

func (l *Ledger) checkOutcomes(ctx context.Context, found *Checked) error {
	rows, err := l.db.QueryContext(ctx, `SELECT id, recipient, domain, event, cause, class, advice, at, recorded,
		provider, list, list_id, campaign, subscriber, spelled, revision, kept, said FROM outcome`)
	if err != nil {
		return err
	}
	return drain(rows, func(rows *sql.Rows) error {
		var id, said string
		var at, recorded, revision int64
		text := make([]string, 13)
		err := rows.Scan(&id, &text[0], &text[1], &text[2], &text[3], &text[4], &text[5], &at, &recorded,
			&text[6], &text[7], &text[8], &text[9], &text[10], &text[11], &revision, &text[12], &said)
		if err != nil {
			return err
		}
		found.Outcomes++
		o, err := decode(id, said)
		if err != nil {
			found.fault("outcome %s: %v", id, err)
			return nil
		}
		row, err := (&recording{change: &change{now: recorded, revision: revision}}).row(id, o, text[12])
		if err != nil {
			return err
		}
		for i, want := range []any{row[1], row[2], row[3], row[4], row[5], row[6], row[9], row[10], row[11], row[12], row[13], row[14]} {
			// What is not UTF-8 is replaced in said and in the columns, but
			// not by the same number of marks.
			if text[i] != want && !strings.Contains(text[i], "\ufffd") {
				found.fault("outcome %s: filed under %q, but says %q", id, text[i], want)
			}
		}
		if want := row[7].(int64); at != want {
			found.fault("outcome %s: filed under %s, but says %s", id, utc(at).Format(time.RFC3339), utc(want).Format(time.RFC3339))
		}
		return nil
	})
}

// ErrNoBackup says that a PostgreSQL ledger is backed up by its own tools.
var ErrNoBackup = errors.New("a ledger in PostgreSQL is backed up with pg_dump")

// Backup writes a copy of the ledger to a new file, which only its owner can
// read, while other processes may go on. A file that exists is left alone and
// is an error. A ledger in PostgreSQL gives ErrNoBackup.
func (l *Ledger) Backup(ctx context.Context, path string) error {
	if l.dialect != goose.DialectSQLite3 {
		return fmt.Errorf("ledger: %w", ErrNoBackup)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // SQLite fills an empty file
	if err != nil {
		return fmt.Errorf("ledger: backing up: %w", err)
	}
	_, err = l.db.ExecContext(ctx, "VACUUM INTO $1", path)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("ledger: backing up to %s: %w", path, errors.Join(err, os.Remove(path)))
	}
	return nil
}
