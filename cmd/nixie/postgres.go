package main

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"github.com/nixie-mail/nixie/cmd/nixie/config"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// isPostgres reports whether the ledger of that URL is kept by a PostgreSQL.
func isPostgres(url string) bool {
	return strings.HasPrefix(url, config.Postgres) || strings.HasPrefix(url, config.PostgresToo)
}

// openPostgres opens the ledger in a PostgreSQL, and makes its tables if need
// be. What the URL leaves out comes from where every client of PostgreSQL takes
// it: PGPASSWORD, PGSSLMODE and the like, and ~/.pgpass.
func openPostgres(ctx context.Context, dsn string) (*store, error) {
	name := maskedLedger(dsn)
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, usagef("--ledger postgres://USER@HOST/DATABASE", "ledger: %s is no URL of a PostgreSQL", name) // err quotes the URL
	}
	book, err := ledger.Open(ctx, db)
	if err != nil {
		db.Close()
		return nil, failedf(postgresHint(err), "%s: %w", name, err)
	}
	return &store{Ledger: book, db: db, path: name}, nil
}

// maskedLedger returns the URL as it may be shown.
func maskedLedger(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return "postgres://…"
	}
	if _, secret := u.User.Password(); secret {
		u.User = url.User(u.User.Username())
	}
	u.RawQuery = "" // which may hold another
	return u.String()
}

// postgresHint says what to do about a PostgreSQL that cannot be used as the
// ledger. The codes are those of
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
func postgresHint(err error) string {
	var refusal interface{ SQLState() string }
	if !errors.As(err, &refusal) {
		if errors.Is(err, ledger.ErrNewer) {
			return ""
		}
		return "the server must run and be reachable from here"
	}
	switch code := refusal.SQLState(); {
	case strings.HasPrefix(code, "28"):
		return "the password goes into PGPASSWORD or ~/.pgpass"
	case code == "3D000":
		return "make the database first: createdb"
	case code == "42501":
		return "the user must be allowed to create tables in its schema"
	}
	return ""
}
