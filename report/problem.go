package report

import (
	"errors"
	"io"
	"io/fs"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/scanner"
)

// A Problem is a message, a file or an account that could not be read. In
// NDJSON it is a line of type "problem".
type Problem struct {
	Path   string // where it lies, as in Event.Path
	What   string // what is wrong, in plain words
	Remedy string // what to do about it; "" if nobody knows
}

// ProblemOf returns why the message of a result could not be read. Ok is
// false for messages that were read, ordinary mail included.
func ProblemOf(res *scanner.Result) (p Problem, ok bool) {
	err := res.Err
	if err == nil || errors.Is(err, dsn.ErrNotReport) {
		return Problem{}, false
	}
	if res.Message != nil {
		p.Path = res.Message.Location
	}
	p.What, p.Remedy = err.Error(), Remedy(err)
	return p, true
}

// remedies are tried in order; the first error that fits speaks.
var remedies = []struct {
	err    error
	remedy string
}{
	{scanner.ErrAuth, "check the user name and the password, or sign in again"},
	{scanner.ErrTemporary, "nothing is lost; run the same command again later"},
	{fs.ErrNotExist, "check the spelling of the path"},
	{fs.ErrPermission, "let this user read it, for instance with chmod u+r"},
	{io.ErrUnexpectedEOF, "it is cut short; copy it again from where it came"},
}

// Remedy returns what a person can do about err, or "" if there is no general
// answer.
func Remedy(err error) string {
	for _, r := range remedies {
		if errors.Is(err, r.err) {
			return r.remedy
		}
	}
	return ""
}
