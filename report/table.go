package report

import (
	"bufio"
	"io"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// tableSample is how many rows are held back to see how wide the columns must
// be. Later rows are shortened to fit, so that memory stays bounded.
const tableSample = 200

// Widths of a terminal from which on a column is worth its room.
const (
	wordsFrom = 72 // below, a few letters of the words would be all that fits
	timeFrom  = 110
	ownerFrom = 130
	clockFrom = 160 // the time of day beside the date
)

// mostAdvice is how wide the column of the advice is at most.
const mostAdvice = 12

// Table writes a line for every outcome, for people: when, to whom, what
// happened, whose turn it is, what to do, and the words that prove it. Lines
// never exceed the width of the terminal, unless it has less than 48 columns;
// the words are shortened first. Below 130 columns the turn is left out, below
// 110 the date, below 72 the words.
type Table struct {
	out    *bufio.Writer
	opts   Options
	cols   []column
	sample []tableRow // nil once the widths are decided
	begun  bool
}

// A tableRow is an outcome's safe cells, in the order of the columns, and the
// words, which take the room that is left.
type tableRow struct {
	cells []string
	words words
	class rules.Class
}

type column struct {
	key    string // of the heading
	most   int    // columns of a terminal at most; 0: no bound
	width  int
	middle bool // shorten in the middle
	whole  bool // the heading has the room that its language needs
}

// least is how wide a column is at least, below a heading.
func (c *column) least(heading string) int {
	if c.whole {
		return terminal.Width(heading)
	}
	return 0
}

// NewTable returns a writer to w.
func NewTable(w io.Writer, opts *Options) *Table {
	t := &Table{out: bufio.NewWriter(w), opts: opts.WithDefaults()}
	t.opts.Width = max(t.opts.Width, terminal.MinWidth)
	wide := t.opts.Width
	if wide >= timeFrom {
		t.cols = append(t.cols, column{key: "time"})
	}
	recipient, what, foreign := min(wide*3/10, 36), min(wide*3/10, 30), min(max(wide/5, 12), 24)
	if t.opts.Taxonomy == nil {
		foreign = 0
	}
	if wide < wordsFrom {
		room := wide - mostAdvice - foreign - 3*len(terminal.Gap)
		recipient, what = (room+2)/2, (room-2)/2
	}
	t.cols = append(t.cols, column{key: "recipient", most: recipient, middle: true}, column{key: "what", most: what})
	if foreign > 0 {
		t.cols = append(t.cols, column{key: "foreign", most: foreign})
	}
	if wide >= ownerFrom {
		t.cols = append(t.cols, column{key: "owner", most: 12, whole: true})
	}
	t.cols = append(t.cols, column{key: "advice", most: mostAdvice, whole: true})
	return t
}

// Write adds a line. Lines appear from the two-hundredth on, or with Close.
func (t *Table) Write(o scanner.Outcome) error {
	row := t.row(o)
	if t.begun {
		return t.line(row)
	}
	t.sample = append(t.sample, row)
	if len(t.sample) < tableSample {
		return nil
	}
	return t.begin()
}

// Close writes what is held back and flushes. A table without rows is empty.
func (t *Table) Close() error {
	if !t.begun && len(t.sample) > 0 {
		if err := t.begin(); err != nil {
			return err
		}
	}
	return t.out.Flush()
}

func (t *Table) row(o scanner.Outcome) tableRow {
	l := t.opts.Locale
	row := tableRow{class: o.Verdict.Class, words: wordsOf(o).kept()}
	for _, c := range t.cols {
		var cell string
		switch c.key {
		case "time":
			cell = t.when(o.Time)
		case "recipient":
			cell = safe.Line(o.Recipient.Address)
		case "what":
			cell = WhatHappened(&t.opts, o)
		case "foreign":
			cell = foreignCause(t.opts.Taxonomy, &o)
		case "owner":
			cell, _ = l.Owner(o.Verdict.Cause.Meaning().Owner)
		case "advice":
			cell, _ = l.Advice(o.Verdict.Advice)
		}
		row.cells = append(row.cells, strings.Clone(terminal.CutMiddle(cell, maxWords)))
	}
	return row
}

func (t *Table) when(at time.Time) string {
	switch {
	case at.IsZero():
		return ""
	case t.opts.Width >= clockFrom:
		return at.In(t.opts.Now.Location()).Format("2006-01-02 15:04")
	}
	return at.In(t.opts.Now.Location()).Format(time.DateOnly)
}

// begin decides the widths, writes the heading and the sample.
func (t *Table) begin() error {
	t.begun = true
	heading := tableRow{words: words{before: t.opts.Locale.Text("heading.words")}}
	for i := range t.cols {
		c := &t.cols[i]
		name := t.opts.Locale.Text("heading." + c.key)
		if c.key == "foreign" {
			name = t.opts.Taxonomy.Name
		}
		heading.cells = append(heading.cells, name)
		c.width = terminal.Width(name)
		for _, row := range t.sample {
			c.width = max(c.width, terminal.Width(row.cells[i]))
		}
		if c.most > 0 {
			c.width = min(c.width, max(c.most, c.least(name)))
		}
	}
	if err := t.heading(heading); err != nil {
		return err
	}
	for _, row := range t.sample {
		if err := t.line(row); err != nil {
			return err
		}
	}
	t.sample = nil
	return t.out.Flush()
}

// heading writes the names of the columns and a rule below them.
func (t *Table) heading(row tableRow) error {
	var names, rule []string
	for i, c := range t.cols {
		names = append(names, terminal.Pad(terminal.Cut(row.cells[i], c.width), c.width))
		rule = append(rule, strings.Repeat("─", c.width))
	}
	name := terminal.Cut(row.words.before, t.wordsWidth())
	names, rule = append(names, name), append(rule, strings.Repeat("─", terminal.Width(name)))
	for _, line := range []string{
		terminal.Paint(t.opts.Color, terminal.Bold, strings.TrimRight(strings.Join(names, terminal.Gap), " ")),
		terminal.Paint(t.opts.Color, terminal.Dim, strings.TrimRight(strings.Join(rule, terminal.Gap), " ")),
	} {
		if _, err := t.out.WriteString(line + "\n"); err != nil {
			return err
		}
	}
	return nil
}

// wordsWidth is the room that the other columns leave.
func (t *Table) wordsWidth() int {
	room := t.opts.Width
	if room < wordsFrom {
		return 0
	}
	for _, c := range t.cols {
		room -= c.width + len(terminal.Gap)
	}
	return max(room, 0)
}

// line writes one row. An error of an earlier row is reported by a later one,
// which is soon enough to stop a long scan on a full disk.
func (t *Table) line(row tableRow) error {
	var b strings.Builder
	for i, c := range t.cols {
		cell := row.cells[i]
		if c.middle {
			cell = terminal.CutMiddle(cell, c.width)
		} else {
			cell = terminal.Cut(cell, c.width)
		}
		colour := ""
		if c.key == "what" || c.key == "advice" {
			colour = ClassColour(row.class)
		}
		blanks := terminal.Pad(cell, c.width)[len(cell):]
		b.WriteString(terminal.Paint(t.opts.Color, colour, cell) + blanks + terminal.Gap)
	}
	if room := t.wordsWidth(); room > 0 {
		w := row.words.fit(room)
		b.WriteString(w.before + terminal.Paint(t.opts.Color, terminal.Bold, w.quote) + w.after)
	}
	_, err := t.out.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	return err
}
