package report

import (
	"time"

	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// A Writer shows outcomes one after the other. Close finishes the document
// and flushes it; it does not close what lies below.
type Writer interface {
	Write(scanner.Outcome) error
	Close() error
}

// A ProblemWriter is a Writer that also tells of messages that could not be
// read. NDJSON and JSON are; tables and CSV leave that to the Summary.
type ProblemWriter interface {
	Writer
	WriteProblem(Problem) error
}

// Options say how people like to read. The zero value, and nil, mean English,
// no colour, DefaultWidth columns, and the clock of the system.
type Options struct {
	Locale *locale.Locale // texts; nil: English
	Width  int            // columns of the terminal; 0: DefaultWidth
	Color  bool           // ANSI colours
	Now    time.Time      // what "today" is, and the time zone shown; zero: time.Now()
	Next   string         // command to suggest at the end of a summary; "": none

	Taxonomy *rules.Mapping // adds a column to the table: what another program calls the cause; nil: none
}

// DefaultWidth is how wide a table is where nobody knows the terminal: wide
// enough for the words of servers.
const DefaultWidth = 140

func (o *Options) withDefaults() Options {
	var out Options
	if o != nil {
		out = *o
	}
	if out.Width <= 0 {
		out.Width = DefaultWidth
	}
	if out.Now.IsZero() {
		out.Now = time.Now()
	}
	return out
}
