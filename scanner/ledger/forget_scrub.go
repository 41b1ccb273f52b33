package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"time"

	"github.com/pressly/goose/v3"
)

// scrub sees to it that an address that was forgotten is in no file of the database
// any more. SQLite overwrites what is deleted (secure_delete), but it does so in
// the "-wal", in front of which the old pages stand, and a page from which a part
// was moved to another may still hold it. It returns why something may be left.
//
// VACUUM writes the whole file anew and keeps others from writing meanwhile, so it
// is done only if a page still holds the address. The pages are read through the
// table sqlite_dbpage: who opens and closes the file itself loses the locks that
// the process has on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
func (l *Ledger) scrub(ctx context.Context, m *mask) (waits string, err error) {
	if l.dialect != goose.DialectSQLite3 {
		return "PostgreSQL keeps the bytes of what was deleted until VACUUM has run, and in its write-ahead log and its backups", nil
	}
	left, err := l.lies(ctx, m)
	if err == nil && left {
		err = l.patiently(ctx, func() error { _, err := l.db.ExecContext(ctx, "VACUUM"); return err })
	}
	if err == nil {
		err = l.patiently(ctx, func() error { return l.emptyLog(ctx) })
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return "nixie was stopped before it had overwritten what was deleted", nil
	case busy(err):
		return "somebody reads the ledger, and what he sees stays in the file beside it whose name ends in -wal", nil
	}
	return "", err
}

// emptyLog moves all that is in the "-wal" into the file, and empties it.
func (l *Ledger) emptyLog(ctx context.Context) error {
	var blocked, log, done int
	err := l.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&blocked, &log, &done)
	if err == nil && blocked != 0 {
		err = errBlocked{}
	}
	return err
}

// errBlocked is what SQLite answers as a number: somebody is in the way.
type errBlocked struct{}

func (errBlocked) Error() string { return "somebody reads the database" }

// Code returns SQLITE_BUSY.
func (errBlocked) Code() int { return sqliteBusy }

// patiently calls do until others are no longer in its way, as long as a change
// would wait.
func (l *Ledger) patiently(ctx context.Context, do func() error) error {
	for begun := time.Now(); ; {
		err := do()
		if !busy(err) || time.Since(begun) >= maxWait {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// lies reports whether a page of the database holds the address.
func (l *Ledger) lies(ctx context.Context, m *mask) (bool, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT data FROM sqlite_dbpage")
	if err != nil {
		return false, err
	}
	found := false
	var low []byte
	err = drain(rows, func(rows *sql.Rows) error {
		var page sql.RawBytes
		err := rows.Scan(&page)
		low = asciiLower(low, page)
		for _, f := range m.forms {
			found = found || bytes.Contains(low, []byte(f.key))
		}
		return err
	})
	return found, err
}

// asciiLower returns the page with A to Z in lower case, in the memory of low.
func asciiLower(low, page []byte) []byte {
	low = append(low[:0], page...)
	for i, c := range low {
		if 'A' <= c && c <= 'Z' {
			low[i] = c | 0x20
		}
	}
	return low
}
