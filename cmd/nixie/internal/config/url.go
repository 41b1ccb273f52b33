package config

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// SQLite and Postgres begin the URL of a ledger.
const (
	SQLite      = "sqlite:"
	Postgres    = "postgres://"
	PostgresToo = "postgresql://" // the other name of the same
)

// CheckState refuses a URL of a ledger that nixie cannot keep. A path alone is
// a SQLite file. No error repeats the URL, which may hold a password.
func CheckState(state string) error {
	if strings.HasPrefix(state, Postgres) || strings.HasPrefix(state, PostgresToo) {
		return nil
	}
	path, ok := strings.CutPrefix(state, SQLite)
	if keywords.MatchString(path) {
		return errors.New("is no URL; write postgres://USER@HOST/DATABASE, with the password in PGPASSWORD or ~/.pgpass")
	}
	if scheme, _, found := strings.Cut(state, ":"); !ok && found && len(scheme) > 1 { // C:\nixie.db is a path
		return fmt.Errorf("%s: is no ledger that this nixie can keep; write sqlite:PATH or postgres://USER@HOST/DATABASE", scheme)
	}
	if path == "" {
		return errors.New("names no file; write sqlite:PATH")
	}
	return nil
}

// HoldsPassword reports whether the URL of a PostgreSQL carries a password.
func HoldsPassword(state string) bool {
	u, err := url.Parse(state)
	if err != nil || u.Scheme == "" {
		return false
	}
	_, given := u.User.Password()
	return given || u.Query().Has("password")
}

// keywords begin the other form in which clients of PostgreSQL are told where it
// is: "host=db.example.org user=nixie password=…"
// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING).
var keywords = regexp.MustCompile(`^\s*(host|hostaddr|port|dbname|user|password|passfile|service|sslmode)\s*=`)

// IsIMAP reports whether a source is a server's mailbox rather than a path.
func IsIMAP(source string) bool {
	return strings.HasPrefix(source, "imap://") || strings.HasPrefix(source, "imaps://")
}

// CheckURL refuses what is no path and no IMAP URL, and a URL that carries a
// password: URLs end up in logs, lists of processes and reports.
func CheckURL(source string) error {
	if !strings.Contains(source, "://") {
		return nil
	}
	if !IsIMAP(source) {
		scheme, _, _ := strings.Cut(source, "://")
		return fmt.Errorf("%s:// is no source that nixie reads; write imaps://user@host, imap://user@host, or a path", scheme)
	}
	u, err := url.Parse(source)
	if err != nil {
		// The text of the error holds the URL, and the URL may hold a password.
		return errors.New("the URL is malformed; write imaps://user@host/INBOX (in the user's name, write % as %25 and / as %2F)")
	}
	if _, has := u.User.Password(); has {
		return fmt.Errorf("the URL of %s holds a password; leave it out: nixie asks for it, or takes it from password_cmd, password_file, password_env or --password-stdin", u.Host)
	}
	if u.Hostname() == "" {
		return errors.New("the URL names no host; write imaps://user@host")
	}
	return checkPort(u)
}

// checkPort refuses a port that cannot be.
func checkPort(u *url.URL) error {
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return fmt.Errorf("the port %s cannot be; write one from 1 to 65535, or none", port)
		}
	}
	return nil
}

// splitURL divides the URL of an account into the server's part and the folder,
// decoded, "" if it names none.
func splitURL(source string) (server, folder string) {
	u, err := url.Parse(source)
	if err != nil || !IsIMAP(source) {
		return source, ""
	}
	folder = strings.Trim(u.Path, "/")
	u.Path, u.RawPath = "", ""
	return u.String(), folder
}
