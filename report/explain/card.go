package explain

import (
	"io"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// An Audience is for whom an explanation is printed.
type Audience string

// The audiences. The zero Audience is everybody.
const (
	ForSender    Audience = "sender"     // who wrote the message
	ForListOwner Audience = "list-owner" // who runs the list
)

// A View says how much of an explanation is printed. The zero View is all.
type View struct {
	For      Audience
	Short    bool // two or three paragraphs
	Markdown bool // for tickets, instead of a terminal
}

// shown says who wants which lines; what is not listed is for everybody.
var shown = map[string][]Audience{
	"sender": {ForSender}, "list": {ForListOwner}, "advice": {ForListOwner}, "removal": {ForListOwner}, "class": {ForListOwner},
	"digits": nil, "also": nil, "conflict": nil, "rule": nil, "reported": nil,
}

// wants reports whether a line is shown to the audience.
func (v View) wants(key string) bool {
	if v.For == "" {
		return true
	}
	wanted, isSpecial := shown[key]
	if !isSpecial {
		return true
	}
	for _, a := range wanted {
		if a == v.For {
			return true
		}
	}
	return false
}

// A card is an explanation in words, before it is laid out for a medium.
type card struct {
	opts  report.Options
	view  View
	notes []string // of codes that do not exist
	title string   // "" if nothing was recognised
	cause string   // its id, or ""
	class rules.Class
	about string // what the title means
	lines []cardLine
}

// A cardLine is a text behind its name. Where a quote decided, it stands
// between quoteBegin and quoteEnd.
type cardLine struct{ name, text string }

// The marks of a quote never come from outside: safe.Line shows them as escapes.
const (
	quoteBegin = "\x01"
	quoteEnd   = "\x02"
)

// markedWords returns the words that tell why, the quote marked.
func markedWords(o scanner.Outcome) string {
	before, quote, after := report.WordsOf(o)
	if quote == "" {
		return before
	}
	return before + quoteBegin + quote + quoteEnd + after
}

// Print writes an explanation for people.
func (e Explanation) Print(w io.Writer, opts *report.Options, view View) error {
	c := e.card(opts, view)
	text := ""
	switch {
	case view.Markdown:
		text = c.markdown()
	case view.Short:
		text = c.short()
	default:
		text = c.terminal()
	}
	_, err := io.WriteString(w, text)
	return err
}

// card puts an explanation into words.
func (e Explanation) card(opts *report.Options, view View) *card {
	c := &card{opts: opts.WithDefaults(), view: view}
	e = e.under(policyOf(&c.opts))
	c.note(e)
	if !e.Recognised() {
		switch {
		case isHeading(e.Input):
			c.notes = append(c.notes, c.opts.Locale.Text("told.heading"))
		case len(e.Wrong) == 0:
			c.notes = append(c.notes, c.opts.Locale.Text("told.nocode"))
		}
		return c
	}
	t := e.texts(c.opts.Locale)
	c.heading(e, t)
	if e.Outcome != nil {
		c.outcome(e)
	} else {
		c.digits(e)
	}
	if _, bare := e.bareReply(); bare {
		c.bareTurn(e, t)
	} else if e.Verdict.Cause != "" {
		c.turn(e, t)
	}
	c.codes(e)
	c.evidence(e)
	return c
}

// note tells of codes that do not exist, and of dots that were put in.
func (c *card) note(e Explanation) {
	l := c.opts.Locale
	for i, code := range e.Wrong {
		text := l.Text("told.wrongcode", "code", safe.Line(code))
		if i == 0 && len(e.Nearest) > 0 {
			text = sentences(l, text, l.Text("told.nearest", "list", l.List(e.Nearest)), c.firstDigit(code))
		}
		c.notes = append(c.notes, text)
	}
	if !e.Dotted.IsZero() && e.Status == e.Dotted {
		st := e.Dotted.String()
		c.notes = append(c.notes, l.Text("told.read", "number", strings.ReplaceAll(st, ".", ""), "code", st))
	}
}

// firstDigit says what the first digit tells even of a code that nobody knows
// (RFC 5321 section 4.2.1).
func (c *card) firstDigit(code string) string {
	l := c.opts.Locale
	meaning := l.Text("first." + code[:1])
	if meaning == "" {
		return ""
	}
	return l.Text("told.digit", "digit", code[:1], "meaning", meaning)
}

// heading says what happened, the id of the cause, and what it means.
func (c *card) heading(e Explanation, t locale.Explanation) {
	c.title, c.about, c.class = t.Title, t.Meaning, e.Verdict.Class
	if e.Outcome != nil && e.Outcome.Kind == dsn.Delay {
		c.title = c.opts.Locale.Named(c.opts.Locale.Text("event.delay.title"), t.Title)
	}
	if _, bare := e.bareReply(); !bare {
		c.cause = string(e.Verdict.Cause)
	}
}

// line adds a text behind its name, unless it is empty or not wanted.
func (c *card) line(key, text string) {
	if text != "" && c.view.wants(key) {
		c.lines = append(c.lines, cardLine{c.opts.Locale.Text("explain." + key), text})
	}
}
