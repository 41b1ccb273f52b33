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
	"time"

	"github.com/pressly/goose/v3"
)

// ErrNewer says that a later version of nixie has written the database. This
// one leaves it untouched.
var ErrNewer = errors.New("the ledger was written by a newer nixie; use that one, or name another ledger")

// ErrForeign says that a SQLite file holds the tables of another program. They
// are left alone.
var ErrForeign = errors.New("the file is the database of another program")

// ErrNoDatabase says that a file is no SQLite database. It is left alone. (It may be a
// ledger that was damaged in its first bytes.)
var ErrNoDatabase = errors.New("the file is no database")

// ErrCannotOpen says that a SQLite file can be neither opened nor made: its folder
// is missing, or the rights of either forbid it.
var ErrCannotOpen = errors.New("the file can be neither opened nor made")

// ErrReplaced says that the database is another one than was opened: a backup was
// put into its place. Nothing may be written with what is known of the old one.
var ErrReplaced = errors.New("the ledger is not the one that was opened any more")

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

// maxUpdate is how long Open waits for another process that brings the tables up
// to date: that rewrites every row of a large ledger.
const maxUpdate = time.Minute

// A Ledger keeps what scans have found in an SQL database. It is a
// [scanner.Memory] and a [scanner.Book]. All methods may be called concurrently.
//
// Every change may fail with ErrNewer, if a later version has brought the tables up
// to date since, or with ErrReplaced; nothing is changed then. It waits ten seconds
// for others that write, or until its context ends.
type Ledger struct {
	db      *sql.DB
	dialect goose.Dialect
	keep    Keep
	run     string // names this opening of the ledger
	version int64  // of the tables
	atOnce  int    // rows in a statement at most
	known   *sql.Stmt
	facts   facts

	// One writer at a time: SQLite has but one, and waiting here is fair. Who has
	// put something into it is the writer.
	write chan struct{}
	last  int64 // the revision of its last change
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
// The error is ErrNewer, wrapped, if a later version of nixie was here, ErrForeign
// if a file is another program's, ErrNoDatabase if it is no database at all, and
// ErrCannotOpen if there can be none at that place. Beside these it wraps what the
// driver says. The caller closes db, and with it the ledger.
func Open(ctx context.Context, db *sql.DB) (*Ledger, error) { return OpenWith(ctx, db, Options{}) }

// OpenWith is Open with options.
func OpenWith(ctx context.Context, db *sql.DB, o Options) (*Ledger, error) {
	dialect, version, err := ready(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("ledger: opening: %w", unopened(err))
	}
	db.SetMaxIdleConns(connections())
	known, err := db.PrepareContext(ctx, "SELECT 1 FROM seen WHERE source = $1 AND name = $2")
	if err != nil {
		return nil, fmt.Errorf("ledger: opening: %w", err)
	}
	return &Ledger{
		db: db, dialect: dialect, keep: o.Keep, run: rand.Text(), version: version, atOnce: atOnce[dialect], known: known,
		write: make(chan struct{}, 1),
	}, nil
}

// ready brings the tables up to date and returns what the database is, and the
// version of its tables.
func ready(ctx context.Context, db *sql.DB) (dialect goose.Dialect, version int64, err error) {
	for begun, try := time.Now(), 0; try < maxReady; {
		if dialect, err = dialectOf(ctx, db); err == nil {
			if version, err = migrate(ctx, db, dialect); err == nil || errors.Is(err, ErrNewer) || errors.Is(err, ErrForeign) {
				return dialect, version, err
			}
		} else if !busy(err) {
			return dialect, 0, err
		}
		if !busy(err) || time.Since(begun) >= maxUpdate {
			try++
		}
		select {
		case <-ctx.Done():
			return dialect, 0, err
		case <-time.After(2 * time.Millisecond << try):
		}
	}
	return dialect, 0, err
}

// The primary result codes of SQLite on which something hangs
// (https://www.sqlite.org/rescode.html).
const (
	sqliteBusy       = 5
	sqliteCorrupt    = 11
	sqliteFull       = 13
	sqliteCannotOpen = 14
	sqliteNoDatabase = 26
)

// sqliteCode returns the primary result code of SQLite in err, or 0.
func sqliteCode(err error) int {
	var refusal interface{ Code() int }
	if !errors.As(err, &refusal) {
		return 0
	}
	return refusal.Code() & 0xff
}

// busy reports whether another process kept SQLite from working. While one
// turns on write-ahead logging, others are refused without a wait.
func busy(err error) bool { return sqliteCode(err) == sqliteBusy }

// unopened gives what SQLite says of a file a name that callers can ask for.
func unopened(err error) error {
	switch sqliteCode(err) {
	case sqliteCannotOpen:
		return fmt.Errorf("%w: %w", ErrCannotOpen, err)
	case sqliteNoDatabase:
		return fmt.Errorf("%w: %w", ErrNoDatabase, err)
	}
	return err
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

// migrate applies the files of the schema that db lacks, each in a transaction,
// and returns the number of the last.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect) (int64, error) {
	if dialect == goose.DialectSQLite3 {
		if err := ours(ctx, db); err != nil {
			return 0, err
		}
	}
	files, err := fs.Sub(schema, "schema")
	if err != nil {
		return 0, err
	}
	p, err := goose.NewProvider(dialect, db, files, goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, err
	}
	return update(ctx, p)
}

func update(ctx context.Context, p *goose.Provider) (int64, error) {
	have, want, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return 0, err
	case have > want:
		return 0, newer(have, want)
	case have < want:
		_, err = p.Up(ctx)
	}
	return want, err
}

// newer is ErrNewer with the versions of the tables.
func newer(have, want int64) error {
	return fmt.Errorf("%w (its tables are version %d, this nixie knows %d)", ErrNewer, have, want)
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

// brief returns a context for a statement that takes microseconds on SQLite, whose
// driver keeps watch over a context that may end by a goroutine for each statement:
// a fifth of the time of a row that is stored, a third of a look into an index. A
// server may stop answering, so there it is ctx.
func (l *Ledger) brief(ctx context.Context) context.Context {
	if l.dialect == goose.DialectSQLite3 {
		return context.WithoutCancel(ctx)
	}
	return ctx
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
// It costs one look into an index, some 5 µs.
func (l *Ledger) Known(ctx context.Context, source, name string) (bool, error) {
	var one int
	err := l.known.QueryRowContext(l.brief(ctx), keyOf(source), keyOf(name)).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("ledger: looking for %s in %s: %w", name, source, err)
	}
	return true, nil
}
