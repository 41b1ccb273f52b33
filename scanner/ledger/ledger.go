package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
)

// ErrNewer says that a later version of nixie has written the database. This
// one leaves it untouched.
var ErrNewer = errors.New("the ledger was written by a newer nixie; use that one, or name another ledger")

// ErrForeign says that a SQLite file holds the tables of another program. They
// are left alone.
var ErrForeign = errors.New("the file is the database of another program")

//go:embed schema/*.sql
var schema embed.FS

// versionTable is where goose notes which files of the schema are applied. It
// has a name of its own because a PostgreSQL database may be shared with
// another program that uses goose.
const versionTable = "nixie_schema"

// maxReady bounds how often Open tries to bring the tables up to date: when
// two processes meet at a new database, one of them fails and finds the work
// done at its next try.
const maxReady = 6

// A Ledger keeps what scans have found in an SQL database. It is a
// [scanner.Memory] and a [scanner.Book]. All methods may be called concurrently.
type Ledger struct {
	db      *sql.DB
	dialect goose.Dialect
	keep    Keep
	run     string // names this opening of the ledger
	atOnce  int    // rows in a statement at most
	known   *sql.Stmt
	facts   facts
	write   sync.Mutex // one writer at a time: SQLite has but one, and waiting here is fair
}

// Options change what a ledger keeps. The zero value works.
type Options struct {
	Keep Keep // of messages; default KeepReplies
}

// atOnce is how many rows one statement stores at most. A server is reached
// over a network, where each statement is a way there and back; for SQLite,
// long statements cost more than they save.
var atOnce = map[goose.Dialect]int{goose.DialectSQLite3: 1, goose.DialectPostgres: 64}

// Open returns the ledger in db, whose tables it makes or brings up to date.
// The error is ErrNewer, wrapped, if a later version of nixie was here, and
// ErrForeign if a file is another program's. The caller closes db, and with it
// the ledger.
func Open(ctx context.Context, db *sql.DB) (*Ledger, error) { return OpenWith(ctx, db, Options{}) }

// OpenWith is Open with options.
func OpenWith(ctx context.Context, db *sql.DB, o Options) (*Ledger, error) {
	dialect, err := ready(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("ledger: opening: %w", err)
	}
	db.SetMaxIdleConns(connections())
	known, err := db.PrepareContext(ctx, "SELECT 1 FROM seen WHERE source = $1 AND name = $2")
	if err != nil {
		return nil, fmt.Errorf("ledger: opening: %w", err)
	}
	return &Ledger{db: db, dialect: dialect, keep: o.Keep, run: rand.Text(), atOnce: atOnce[dialect], known: known}, nil
}

// ready brings the tables up to date and returns what the database is.
func ready(ctx context.Context, db *sql.DB) (dialect goose.Dialect, err error) {
	for try := range maxReady {
		if dialect, err = dialectOf(ctx, db); err == nil {
			if err = migrate(ctx, db, dialect); err == nil || errors.Is(err, ErrNewer) || errors.Is(err, ErrForeign) {
				return dialect, err
			}
		} else if !busy(err) {
			return dialect, err
		}
		select {
		case <-ctx.Done():
			return dialect, err
		case <-time.After(time.Millisecond << try):
		}
	}
	return dialect, err
}

// busy reports whether another process kept SQLite from working. While one
// turns on write-ahead logging, others are refused without a wait.
func busy(err error) bool {
	const sqliteBusy = 5 // https://www.sqlite.org/rescode.html#busy
	var refusal interface{ Code() int }
	return errors.As(err, &refusal) && refusal.Code()&0xff == sqliteBusy
}

// ours refuses a file with tables of which none are ours, before anything is
// changed in it, and turns on write-ahead logging, which a file remembers.
func ours(ctx context.Context, db *sql.DB) error {
	var tables, versions int
	err := db.QueryRowContext(ctx, `SELECT count(*), count(CASE name WHEN $1 THEN 1 END) FROM sqlite_master
		WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`, versionTable).Scan(&tables, &versions)
	if err == nil && tables > 0 && versions == 0 {
		return ErrForeign
	}
	if err == nil {
		_, err = db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	}
	return err
}

// migrate applies the files of the schema that db lacks, each in a transaction.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect) error {
	if dialect == goose.DialectSQLite3 {
		if err := ours(ctx, db); err != nil {
			return err
		}
	}
	files, err := fs.Sub(schema, "schema")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, files, goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	return update(ctx, p)
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
	err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version)
	if err == nil {
		return goose.DialectSQLite3, nil
	}
	if !strings.Contains(err.Error(), "sqlite_version") { // it does not say that there is no such function
		return "", err
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
