package main

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// isPostgres reports whether the ledger of that URL is kept by a PostgreSQL.
func isPostgres(url string) bool {
	return strings.HasPrefix(url, config.Postgres) || strings.HasPrefix(url, config.PostgresToo)
}

// openPostgres opens the ledger in a PostgreSQL, and makes its tables if need
// be. What the URL leaves out comes from where every client of PostgreSQL takes
// it: PGPASSWORD, PGSSLMODE and the like, and ~/.pgpass.
func (a *app) openPostgres(ctx context.Context, dsn string) (*store, error) {
	name := maskedLedger(dsn)
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, usagef("--ledger postgres://USER@HOST/DATABASE", "ledger: %s is no URL of a PostgreSQL", name) // err quotes the URL
	}
	book, err := a.openBook(ctx, db, name)
	if err != nil {
		db.Close()
		return nil, notOpened(name, err)
	}
	return &store{Ledger: book, db: db, path: name}, nil
}

// maskedLedger returns the URL as it may be shown: without passwords, and with its
// other parameters, so that who repeats it connects in the same way.
func maskedLedger(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return "postgres://…"
	}
	if _, secret := u.User.Password(); secret {
		u.User = url.User(u.User.Username())
	}
	var shown []string
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name, err = url.QueryUnescape(name); err == nil && !strings.Contains(strings.ToLower(name), "password") { // sslpassword is another
			shown = append(shown, pair)
		}
	}
	u.RawQuery = strings.Join(shown, "&")
	return u.String()
}

// A saying is a refusal of a PostgreSQL by its code, of
// https://www.postgresql.org/docs/current/errcodes-appendix.html, or by the
// first two characters, its class. Routine tells apart what has one code: the
// function of the server that refused, whatever language the server speaks.
type saying struct {
	code, routine, hint string
	exit                int
}

const soonAgain = "try again in a minute; what is not recorded is read again next time"

// sayings are tried in order; the first that fits speaks.
var sayings = []saying{
	{"28P01", "", "the password is wrong, or there is none: it comes from PGPASSWORD, ~/.pgpass or the URL", exitAuth},
	{"28000", "ClientAuthentication", "pg_hba.conf on the server must let this user in from here; nixie cannot change that", exitAuth},
	{"28000", "InitializeSessionUserId", "make the user first: createuser", exitAuth},
	{"28", "", "the server must let this user in: its pg_hba.conf says who may, and how", exitAuth},
	{"3D000", "", "make the database first: createdb", exitUsage},
	{"42501", "", "this user must be allowed to create tables in its schema, and own those that are there", exitAuth},
	{"25006", "", "this server, or this user, may only read; name the server that takes changes", exitAuth},
	{"57P03", "", soonAgain, exitUnreachable}, // starting up, shutting down, recovering
	{"57P", "", soonAgain, exitUnreachable},
	{"53100", "", "make room on the disk of the server; what is not recorded is read again next time", exitFailed},
	{"53", "", "too much is asked of the server at once: " + soonAgain, exitUnreachable},
	{"08", "", soonAgain, exitUnreachable},
}

// postgresRefusal is what the server says in err. The server's own words need no
// translation; what stands around them is for programmers.
func postgresRefusal(err error) *refusal {
	var said *pgconn.PgError
	if !errors.As(err, &said) {
		return nil
	}
	r := &refusal{said: said, what: said.Message, code: exitFailed}
	var dial *pgconn.ConnectError
	if errors.As(err, &dial) {
		r.said = dial
	}
	for _, s := range sayings {
		if strings.HasPrefix(said.Code, s.code) && (s.routine == "" || s.routine == said.Routine) {
			r.hint, r.code = s.hint, s.exit
			return r
		}
	}
	return r
}
