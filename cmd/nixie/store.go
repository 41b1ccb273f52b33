package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx" of PostgreSQL
	"github.com/spf13/pflag"
	_ "modernc.org/sqlite" // the driver "sqlite", in pure Go

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// defaultLedger is where the ledger is unless somebody says otherwise.
const defaultLedger = config.SQLite + "nixie.db"

// A store is an open ledger with the database below it.
type store struct {
	*ledger.Ledger
	db   *sql.DB
	path string // for people: of a PostgreSQL its URL without the password
	files

	policy ledger.Policy // of the configuration; its zero value is the standard one
}

// close releases the database.
func (s *store) close() error { return s.db.Close() }

// ledgerFlag adds --ledger.
func ledgerFlag(flags *pflag.FlagSet, url *string) {
	flags.StringVar(url, "ledger", "", "`URL` of the ledger, sqlite:PATH or postgres://USER@HOST/DATABASE (default sqlite:nixie.db, or state of the configuration)")
}

// ledgerPath returns the file of the ledger, or its URL if it is no file: the
// flag's, else that of the configuration, else ./nixie.db.
func ledgerPath(flag string, conf *config.Config) (string, error) {
	switch {
	case flag != "":
	case conf.State != "":
		flag = conf.State
	default:
		flag = defaultLedger
	}
	if isPostgres(flag) {
		return flag, nil
	}
	if err := config.CheckState(flag); err != nil {
		return "", usagef("", "ledger: %w", err)
	}
	return strings.TrimPrefix(flag, config.SQLite), nil
}

// ledgerOf opens the ledger that the flag or the configuration names.
func (a *app) ledgerOf(ctx context.Context, url string) (*store, error) {
	conf, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	return a.openLedger(ctx, url, conf)
}

// openLedger opens the ledger that url names, or else the configuration.
func (a *app) openLedger(ctx context.Context, url string, conf *config.Config) (*store, error) {
	path, err := ledgerPath(url, conf)
	if err != nil {
		return nil, err
	}
	book, err := a.openStore(ctx, path, false)
	if err != nil {
		return nil, err
	}
	book.policy = conf.Policy.Ledger()
	return book, nil
}

// errNoLedger says that there is no ledger where one is looked for.
var errNoLedger = errors.New("ledger: there is none")

// openStore opens the ledger at path, and makes it if create is set. Otherwise
// one that may not be written is good enough: writing to it will fail.
func (a *app) openStore(ctx context.Context, path string, create bool) (*store, error) {
	if isPostgres(path) {
		return a.openPostgres(ctx, path)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !create:
		return nil, failedf("nixie scan makes one; --ledger sqlite:PATH names another", "%w at %s", errNoLedger, path)
	case errors.Is(err, fs.ErrNotExist):
		if err := makePrivate(path); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, failedf("", "ledger: %w", err)
	case !info.Mode().IsRegular():
		return nil, usagef("--ledger sqlite:"+filepath.Join(path, "nixie.db"), "ledger: %s is no file", path)
	}
	if err := mayRead(path); err != nil {
		return nil, err
	}
	s, err := a.openFile(ctx, path, ledger.SQLiteDSN(path))
	switch {
	case err == nil && create:
		err = s.mayWrite(ctx)
	case err != nil && !create && mayOnlyRead(err):
		return a.openStill(ctx, path)
	}
	if err != nil {
		return nil, notOpened(path, err)
	}
	return s, nil
}

// mayRead refuses a file that this user may not read: SQLite only says that it
// cannot be opened, and what must be allowed is not to write.
func mayRead(path string) error {
	err := readable(path)
	if errors.Is(err, fs.ErrPermission) {
		return failedf("run nixie as the user whose ledger it is, or let this one read the file and its folder; --ledger names another", "ledger: %w", err)
	}
	return nil // SQLite says what else is wrong
}

// openFile opens the ledger in a file.
func (a *app) openFile(ctx context.Context, path, dsn string) (*store, error) {
	opened, _ := os.Stat(path) // before it is opened: another one that is put there meanwhile is noticed
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	book, err := a.openBook(ctx, db, path)
	if err != nil {
		db.Close()
		return nil, err
	}
	return &store{Ledger: book, db: db, path: path, files: files{main: opened}}, nil
}

// openStill opens a ledger that may not be written, nor its folder. What a
// process that has died left in the companion of the file cannot be read there.
func (a *app) openStill(ctx context.Context, path string) (*store, error) {
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return nil, &exitError{code: exitAuth, err: fmt.Errorf("%s: may not be written, and a part of it waits in %s-wal", path, filepath.Base(path)),
			hint: "copy both files to where they may be written and name that copy with --ledger, or let this user write the file and its folder"}
	}
	if err := staleStill(ctx, path); err != nil {
		return nil, err
	}
	s, err := a.openFile(ctx, path, ledger.SQLiteStillDSN(path))
	if err != nil {
		return nil, notOpened(path, err)
	}
	return s, nil
}

// mayWrite tries whether the ledger can be written; where it cannot, nothing
// needs to be read. The store is closed then.
func (s *store) mayWrite(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err == nil {
		err = tx.Rollback()
	}
	if !mayOnlyRead(err) {
		return nil // another process writes: its turn comes
	}
	s.close()
	return err
}

// mayOnlyRead reports whether SQLite says that a file may not be written, or
// not opened for it.
func mayOnlyRead(err error) bool {
	const readOnly, cannotOpen = 8, 14 // https://www.sqlite.org/rescode.html
	var refusal interface{ Code() int }
	if !errors.As(err, &refusal) {
		return false
	}
	code := refusal.Code() & 0xff
	return code == readOnly || code == cannotOpen
}

// makePrivate makes an empty file that only its owner can read: a ledger is
// full of other people's addresses. SQLite takes an empty file for a new
// database, and gives its companions the same permissions.
func makePrivate(path string) error {
	if err := checkFolder(path); err != nil {
		return err
	}
	owner := heirOf(path)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		err = owner.inherit(path)
	}
	if err != nil {
		return failedf(mayNotWrite, "ledger: %w", err)
	}
	return nil
}

// checkFolder refuses a ledger in a folder that is not there.
func checkFolder(path string) error {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return failedf("make the folder first", "ledger: %w", err)
	}
	return nil
}
