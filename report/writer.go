package report

import (
	"strings"
	"time"

	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
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
	Others string         // command that lists the messages that are no reports, for a summary; "": do not speak of them

	Rules    *rules.Set     // knows the names of providers and blocklists; nil: rules.Builtin()
	Policy   *ledger.Policy // by which addresses are removed, for explanations; nil: ledger.Standard()
	Taxonomy *rules.Mapping // adds a column to the table: what another program calls the cause; nil: none
}

// DefaultWidth is how wide a table is where nobody knows the terminal: wide
// enough for the words of servers.
const DefaultWidth = 140

// WithDefaults returns the options with the width and the time filled in.
func (o *Options) WithDefaults() Options {
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

// rules returns the rules in force. The built-in ones are loaded only when
// somebody asks.
func (o *Options) rules() *rules.Set {
	if o.Rules != nil {
		return o.Rules
	}
	return rules.Builtin()
}

// Provider is what people call a provider, in one or two words: "Google". A
// domain, and what the rules do not know, goes by its own name.
func (o *Options) Provider(id string) string {
	if strings.Contains(id, ".") {
		return safe.Line(id)
	}
	return shortName(o.rules().ProviderName(id))
}

// Blocklist is what people call a blocklist: "Spamhaus ZEN".
func (o *Options) Blocklist(id string) string { return shortName(o.rules().ListName(id)) }

// shortName is a name without what stands behind it in brackets, which fits no
// table: "Google" for "Google (Gmail, Workspace)".
func shortName(name string) string {
	if at := strings.LastIndex(name, " ("); at > 0 && strings.HasSuffix(name, ")") {
		name = name[:at]
	}
	return safe.Line(name)
}

// blocklists are the names of several.
func (o *Options) blocklists(ids []string) (names []string) {
	for _, id := range ids {
		names = append(names, o.Blocklist(id))
	}
	return names
}
