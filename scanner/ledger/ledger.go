package ledger

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"
)

// ErrNewer says that a later version of nixie has written the database. This
// one leaves it untouched.
var ErrNewer = errors.New("the ledger was written by a newer nixie; use that one, or name another ledger")

//go:embed schema/*.sql
var schema embed.FS

// versionTable is where goose notes which files of the schema are applied. It
// has a name of its own because a PostgreSQL database may be shared with
// another program that uses goose.
const versionTable = "nixie_schema"

// maxMigrate bounds how often Open tries to bring the schema up to date: when
// two processes meet at a new database, one of them fails and finds the work
// done at its next try.
const maxMigrate = 5

// A Ledger keeps what scans have found in an SQL database. It is a
// [scanner.Memory]. All methods may be called concurrently.
type Ledger struct {
	db    *sql.DB
	known *sql.Stmt
	write sync.Mutex // one writer at a time: SQLite has but one, and waiting here is fair
}

// Open returns the ledger in db, whose tables it makes or brings up to date.
// The error is ErrNewer, wrapped, if a later version of nixie was here. The
// caller closes db, and with it the ledger.
func Open(ctx context.Context, db *sql.DB) (*Ledger, error) {
	if err := migrate(ctx, db); err != nil {
		return nil, fmt.Errorf("ledger: opening: %w", err)
	}
	known, err := db.PrepareContext(ctx, "SELECT 1 FROM seen WHERE source = $1 AND name = $2")
	if err != nil {
		return nil, fmt.Errorf("ledger: opening: %w", err)
	}
	return &Ledger{db: db, known: known}, nil
}

// migrate applies the files of the schema that db lacks, each in a transaction.
func migrate(ctx context.Context, db *sql.DB) error {
	dialect, err := dialectOf(ctx, db)
	if err != nil {
		return err
	}
	files, err := fs.Sub(schema, "schema")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, files, goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	for range maxMigrate {
		if err = update(ctx, p); err == nil || errors.Is(err, ErrNewer) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

func update(ctx context.Context, p *goose.Provider) error {
	have, want, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case have > want:
		return fmt.Errorf("%w (its tables are version %d, this nixie knows %d)", ErrNewer, have, want)
	case have == want:
		return nil
	}
	_, err = p.Up(ctx)
	return err
}

// dialectOf asks the database what it is. Only SQLite has sqlite_version(),
// only PostgreSQL answers version() with its name.
func dialectOf(ctx context.Context, db *sql.DB) (goose.Dialect, error) {
	var version string
	if db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version) == nil {
		return goose.DialectSQLite3, nil
	}
	if err := db.QueryRowContext(ctx, "SELECT version()").Scan(&version); err != nil {
		return "", err
	}
	if !strings.HasPrefix(version, "PostgreSQL") {
		return "", fmt.Errorf("%q is neither SQLite nor PostgreSQL", version)
	}
	return goose.DialectPostgres, nil
}

// Position returns the position recorded last for the source, or "".
func (l *Ledger) Position(ctx context.Context, source string) (string, error) {
	var position string
	err := l.db.QueryRowContext(ctx, "SELECT position FROM cursor WHERE source = $1", keyOf(source)).Scan(&position)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("ledger: position of %s: %w", source, err)
	}
	return restored(position), nil
}

// Known reports whether a message of that name is recorded for the source.
// It costs one look into an index, some 10 µs.
func (l *Ledger) Known(ctx context.Context, source, name string) (bool, error) {
	var one int
	err := l.known.QueryRowContext(ctx, keyOf(source), keyOf(name)).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("ledger: looking for %s in %s: %w", name, source, err)
	}
	return true, nil
}

// SQLiteDSN returns what to give to sql.Open("sqlite", …) of modernc.org/sqlite
// for the ledger in the file of that path, which is made if need be. Each
// process waits up to ten seconds for another that writes.
func SQLiteDSN(path string) string {
	path = filepath.ToSlash(filepath.Clean(path))
	if filepath.VolumeName(path) != "" { // C:/nixie.db becomes file:/C:/nixie.db
		path = "/" + path
	}
	// The path is part of a URI (https://www.sqlite.org/uri.html).
	path = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + path + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
		"&_pragma=synchronous(FULL)&_pragma=secure_delete(ON)&_txlock=immediate" +
		// Ids are random and touch pages all over the file: 16 MiB of cache a
		// connection and checkpoints after 32 MiB keep the disk from writing
		// each of them again and again.
		"&_pragma=cache_size(-16384)&_pragma=wal_autocheckpoint(8000)"
}
