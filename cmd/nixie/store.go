package main

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx" of PostgreSQL
	"github.com/spf13/pflag"
	_ "modernc.org/sqlite" // the driver "sqlite", in pure Go

	"github.com/nixie-mail/nixie/cmd/nixie/config"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// defaultLedger is where the ledger is unless somebody says otherwise.
const defaultLedger = config.SQLite + "nixie.db"

// A store is an open ledger with the database below it.
type store struct {
	*ledger.Ledger
	db   *sql.DB
	path string // for people: of a PostgreSQL its URL without the password

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
		return "", usagef("--ledger sqlite:nixie.db", "ledger: %w", err)
	}
	return strings.TrimPrefix(flag, config.SQLite), nil
}

// openStore opens the ledger at path, and makes it if create is set.
func openStore(ctx context.Context, path string, create bool) (*store, error) {
	if isPostgres(path) {
		return openPostgres(ctx, path)
	}
	_, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !create:
		return nil, failedf("nixie scan makes one; --ledger sqlite:PATH names another", "ledger: there is none at %s", path)
	case errors.Is(err, fs.ErrNotExist):
		if err := makePrivate(path); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, failedf("", "ledger: %w", err)
	}
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(path))
	if err != nil {
		return nil, failedf("", "ledger: %s: %w", path, err)
	}
	book, err := ledger.Open(ctx, db)
	if err != nil {
		db.Close()
		return nil, failedf(ledgerHint(err), "%s: %w", path, err)
	}
	return &store{Ledger: book, db: db, path: path}, nil
}

// makePrivate makes an empty file that only its owner can read: a ledger is
// full of other people's addresses. SQLite takes an empty file for a new
// database, and gives its companions the same permissions.
func makePrivate(path string) error {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return failedf("make the folder first", "ledger: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return failedf("the file and its folder must allow this user to write", "ledger: %v", err) // not %w: nobody was refused access to mail
	}
	return f.Close()
}

// ledgerHint says what to do about a ledger that cannot be opened.
func ledgerHint(err error) string {
	text := err.Error()
	switch {
	case errors.Is(err, ledger.ErrNewer):
		return ""
	case strings.Contains(text, "not a database"):
		return "it is no SQLite file; name another with --ledger sqlite:PATH"
	case strings.Contains(text, "locked"):
		return "another nixie is writing to it; try again when that has finished"
	case strings.Contains(text, "unable to open"), strings.Contains(text, "readonly"):
		return "the file and its folder must allow this user to write"
	}
	return ""
}
