package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

// An Upgrade is what [Open] would do to a ledger of an older nixie, which cannot
// read it afterwards.
type Upgrade struct {
	From, To int64 // the versions of the tables

	db      *sql.DB
	dialect goose.Dialect
}

// Outdated returns what Open would do to the tables in db, nil if they are up to
// date, or newer, or if there are none. It changes nothing.
func Outdated(ctx context.Context, db *sql.DB) (*Upgrade, error) {
	dialect, err := dialectOf(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("ledger: looking for its version: %w", err)
	}
	u := &Upgrade{db: db, dialect: dialect, To: newest()}
	if u.From, err = u.version(ctx); err != nil || u.From <= 0 || u.From >= u.To {
		return nil, nil // what is wrong with it is for Open to say
	}
	return u, nil
}

// version returns that of the tables.
func (u *Upgrade) version(ctx context.Context) (n int64, err error) {
	err = u.db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM "+versionTable).Scan(&n)
	return n, err
}

// MayWrite returns why the tables may not be written, nil if they may.
func (u *Upgrade) MayWrite(ctx context.Context) error {
	// To begin is not enough: SQLite begins to read where it may not write.
	_, err := u.db.ExecContext(ctx, "UPDATE "+versionTable+" SET version_id = version_id WHERE version_id < 0")
	if err != nil {
		return fmt.Errorf("ledger: writing to it: %w", err)
	}
	return nil
}

// newest is the version of the tables that this nixie makes.
func newest() (n int64) {
	files, _ := fs.Glob(schema, "schema/*.sql") // the pattern is right
	for _, file := range files {
		number, _, _ := strings.Cut(strings.TrimPrefix(file, "schema/"), "_")
		if v, err := strconv.ParseInt(number, 10, 64); err == nil {
			n = max(n, v)
		}
	}
	return n
}

// ErrUpgraded says that another process was quicker.
var ErrUpgraded = errors.New("another process has brought the ledger up to date meanwhile")

// Backup is [Ledger.Backup] of the ledger as it is before. Where another process
// upgrades it meanwhile, there is no copy, and the error is ErrUpgraded.
func (u *Upgrade) Backup(ctx context.Context, path string) error {
	if err := backup(ctx, u.db, u.dialect, path); err != nil {
		return err
	}
	if now, err := u.version(ctx); err != nil || now != u.From {
		return fmt.Errorf("ledger: backing up to %s: %w", path, errors.Join(ErrUpgraded, err, os.Remove(path)))
	}
	return nil
}
