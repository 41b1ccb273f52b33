package main

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A refusal is what a database says, in words that need no knowledge of SQL.
type refusal struct {
	said error  // as the driver says it
	what string // what is wrong
	hint string // what to do about it
	code int    // the exit code of a run that ends by it
}

// inWords returns err in the words of r, with its exit code and remedy.
func (r *refusal) inWords(err error) error {
	text := strings.Replace(err.Error(), r.said.Error(), r.what, 1)
	return &exitError{code: r.code, err: &worded{text, err}, hint: r.hint}
}

// notOpened is failedf of a ledger that cannot be opened: on the way to the first
// statement, only the last words matter.
func notOpened(name string, err error) error {
	switch r := refusalOf(err); {
	case r != nil:
		return &exitError{code: r.code, err: &worded{name + ": " + r.what, err}, hint: r.hint}
	case errors.Is(err, ledger.ErrForeign):
		return usagef("name another file with --ledger sqlite:PATH", "%s: %w", name, ledger.ErrForeign)
	}
	return failedf("", "%s: %w", name, err)
}

// A worded is an error in other words.
type worded struct {
	text string
	error
}

// Error returns the other words.
func (w *worded) Error() string { return w.text }

// Unwrap returns the error.
func (w *worded) Unwrap() error { return w.error }

// refusalOf returns what a database says in err, nil if it says nothing.
func refusalOf(err error) *refusal {
	var server interface{ SQLState() string }
	var file interface {
		error
		Code() int
	}
	switch {
	case errors.As(err, &server):
		return postgresRefusal(err)
	case errors.As(err, &file):
		if r, ok := sqliteRefusals[file.Code()&0xff]; ok {
			r.said = file
			return &r
		}
	default:
		return lostPostgres(err)
	}
	return nil
}

const mayNotWrite = "the file and its folder must allow this user to write, and so must the disk; --ledger names another"

// sqliteRefusals are by the primary result code of SQLite
// (https://www.sqlite.org/rescode.html).
var sqliteRefusals = map[int]refusal{
	3:  {what: "it may not be read or written", hint: mayNotWrite, code: exitAuth},
	5:  {what: "another process is writing to it", hint: "try again when that has finished", code: exitUnreachable},
	6:  {what: "another process is writing to it", hint: "try again when that has finished", code: exitUnreachable},
	8:  {what: "it may not be written", hint: mayNotWrite, code: exitAuth},
	10: {what: "the disk that holds the ledger cannot be read or written", hint: "look whether the disk is sound; what is not recorded is read again next time", code: exitFailed},
	11: {what: "the ledger is damaged", hint: "nixie state check tells which part, and nixie help state check how to go on", code: exitFailed},
	13: {what: "no space left on the disk that holds the ledger", hint: "make room; the messages of this run that are not recorded are read again next time", code: exitFailed},
	14: {what: "it cannot be opened", hint: mayNotWrite, code: exitAuth},
	26: {what: "is no SQLite file", hint: "name another with --ledger sqlite:PATH; if this was a ledger it is damaged: restore the last copy", code: exitUsage},
}

// lostPostgres is about a line to a PostgreSQL that cannot be made, or breaks.
func lostPostgres(err error) *refusal {
	var wrong *pgconn.ParseConfigError
	if errors.As(err, &wrong) { // its text quotes the URL
		return &refusal{said: wrong, what: "is no URL of a PostgreSQL, or its port or a parameter is wrong", hint: "--ledger postgres://USER@HOST/DATABASE", code: exitUsage}
	}
	r := &refusal{hint: "the server must run and be reachable from here; what is not recorded is read again next time", code: exitUnreachable}
	var line *net.OpError
	var name *net.DNSError
	var dial *pgconn.ConnectError
	switch connecting := errors.As(err, &dial); {
	case connecting && errors.As(err, &line):
		r.said, r.what = dial, line.Error()
	case connecting && errors.As(err, &name):
		r.said, r.what = dial, name.Error()
	case connecting && strings.Contains(dial.Error(), "tls"):
		r.said, r.what, r.hint = dial, lastLine(dial), "look at sslmode and sslrootcert in the URL, or PGSSLMODE and PGSSLROOTCERT"
	case connecting:
		r.said, r.what = dial, lastLine(dial)
	case !strings.Contains(err.Error(), "ledger: "): // the errors below may be anybody's
		return nil
	case errors.As(err, &line):
		r.said, r.what = line, line.Error()
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, pgconn.ErrConnClosed), errors.Is(err, io.ErrUnexpectedEOF):
		r.said, r.what = err, "ledger: the line to the server broke"
	case errors.Is(err, context.DeadlineExceeded):
		r.said, r.what = context.DeadlineExceeded, "the database does not answer"
	default:
		return nil
	}
	return r
}

// lastLine is what the last of several tries to connect came to.
func lastLine(err *pgconn.ConnectError) string {
	text := err.Unwrap().Error()
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}
