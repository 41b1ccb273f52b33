package report

import (
	"errors"
	"io"
	"io/fs"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/scanner"
)

// A Problem is a message, a file or an account that could not be read, or not
// to its end. In NDJSON it is a line of type "problem".
type Problem struct {
	Path   string // where it lies, as in Event.Path
	What   string // what is wrong, in plain words
	Remedy string // what to do about it; "" if nobody knows
	Of     Matter // what it concerns
}

// A Matter is what a Problem concerns.
type Matter int

// The matters, in the order in which a summary tells of them.
const (
	OfMessage Matter = iota // a message that could not be read
	OfPart                  // a message that was read in part
	OfSource                // an account, a file or a folder
	matters
)

// String returns the key of the title: "message", "part" or "source".
func (m Matter) String() string { return [...]string{"message", "part", "source"}[m] }

// MaxProblems is how many problems of each Matter a Summary remembers word by
// word; of the others it keeps the number.
const MaxProblems = 5

// problems are those of one matter.
type problems struct {
	first []Problem // MaxProblems of them
	count int
}

func (p *problems) add(one Problem) {
	if p.count++; len(p.first) < MaxProblems {
		p.first = append(p.first, one)
	}
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

// remedies are tried in order; the first error that fits speaks. Their texts
// are "remedy." + key.
var remedies = []struct {
	err error
	key string
}{
	{scanner.ErrAuth, "auth"},
	{scanner.ErrTemporary, "temporary"},
	{fs.ErrNotExist, "missing"},
	{fs.ErrPermission, "permission"},
	{io.ErrUnexpectedEOF, "truncated"},
}

// Remedy returns what a person can do about err, in English, or "" if there is
// no general answer.
func Remedy(err error) string {
	var english *locale.Locale
	for _, r := range remedies {
		if errors.Is(err, r.err) {
			return english.Text("remedy." + r.key)
		}
	}
	return ""
}

// remedy returns the remedy in a language. What Remedy did not say stays as it
// is.
func (p Problem) remedy(l *locale.Locale) string {
	var english *locale.Locale
	for _, r := range remedies {
		if p.Remedy == english.Text("remedy."+r.key) {
			return l.Text("remedy." + r.key)
		}
	}
	return p.Remedy
}
