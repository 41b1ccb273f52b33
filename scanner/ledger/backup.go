package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pressly/goose/v3"
)

// ErrNoBackup says that a PostgreSQL ledger is backed up by its own tools.
var ErrNoBackup = errors.New("a ledger in PostgreSQL is backed up with pg_dump")

// Backup writes a copy of the ledger to a new file, which only its owner can
// read, while other processes may go on. A file that exists is left alone and
// is an error. A ledger in PostgreSQL gives ErrNoBackup.
//
// That it was made is noted, if the ledger may be written, so that the copy can be
// told from the ledger itself ([Ledger.Restored]).
func (l *Ledger) Backup(ctx context.Context, path string) error {
	note := func(do func(*change) error) {
		if l.dialect == goose.DialectSQLite3 {
			_ = l.change(ctx, do) // of a ledger that may not be written there is a copy all the same
		}
	}
	note(func(c *change) error { return c.mark(markBackup, c.revision) })
	if err := backup(ctx, l.db, l.dialect, path); err != nil {
		return err
	}
	note(func(*change) error { return nil }) // it goes on, and its copy does not
	return nil
}

// markBackup is the name of the [Mark] of the last backup.
const markBackup = "backup"

// Restored returns when the ledger was backed up, if it is the copy that Backup has
// made and nothing was recorded in it since; else the zero time. What happened in
// mailboxes after that time, the ledger has forgotten.
//
// A copy made while another process changes the ledger may pass for the ledger
// itself, and so does one that was made in another way.
func (l *Ledger) Restored(ctx context.Context) (time.Time, error) {
	mark, err := l.Mark(ctx, markBackup)
	if err != nil || mark.Revision == 0 {
		return time.Time{}, err
	}
	now, err := l.Revision(ctx)
	if err != nil || now != mark.Revision {
		return time.Time{}, err
	}
	return mark.Time, nil
}

func backup(ctx context.Context, db *sql.DB, dialect goose.Dialect, path string) error {
	if dialect != goose.DialectSQLite3 {
		return fmt.Errorf("ledger: %w", ErrNoBackup)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // SQLite fills an empty file
	if err != nil {
		return fmt.Errorf("ledger: backing up: %w", err)
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO $1", path)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("ledger: backing up to %s: %w", path, errors.Join(err, os.Remove(path)))
	}
	return nil
}
