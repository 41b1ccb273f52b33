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

	"github.com/spf13/pflag"
	_ "modernc.org/sqlite" // the driver "sqlite", in pure Go

	"github.com/nixie-mail/nixie/scanner/ledger"
)

const (
	sqliteScheme  = "sqlite:"
	defaultLedger = sqliteScheme + "nixie.db"
)

// A store is an open ledger with the database below it.
type store struct {
	*ledger.Ledger
	db   *sql.DB
	path string
}

// close releases the database.
func (s *store) close() error { return s.db.Close() }

// ledgerFlag adds --ledger.
func ledgerFlag(flags *pflag.FlagSet, url *string) {
	flags.StringVar(url, "ledger", "", "`URL` of the ledger, sqlite:PATH (default sqlite:nixie.db, or state of the configuration)")
}

// ledgerPath returns the file of the ledger: the flag's, else that of the
// configuration, else ./nixie.db.
func ledgerPath(flag string, conf *config) (string, error) {
	switch {
	case flag != "":
	case conf.State != "":
		flag = conf.State
	default:
		flag = defaultLedger
	}
	path, err := sqlitePath(flag)
	if err != nil {
		return "", usagef("--ledger sqlite:nixie.db", "ledger: %w", err)
	}
	return path, nil
}

// sqlitePath returns the path in a ledger's URL. A path alone will do, too.
func sqlitePath(url string) (string, error) {
	path, ok := strings.CutPrefix(url, sqliteScheme)
	if scheme, _, found := strings.Cut(url, ":"); !ok && found && len(scheme) > 1 { // C:\nixie.db is a path
		return "", fmt.Errorf("%s: is no ledger that this nixie can keep; write sqlite:PATH", scheme)
	}
	if path == "" {
		return "", errors.New("names no file; write sqlite:PATH")
	}
	return path, nil
}

// openStore opens the ledger at path, and makes it if create is set.
func openStore(ctx context.Context, path string, create bool) (*store, error) {
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
	return &store{book, db, path}, nil
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
