package page

import (
	"io"
	"strings"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
)

// How many lines of each table a terminal shows.
const (
	textCauses    = 12
	textProviders = 8
	textTypos     = 5
	textUnknown   = 5
	textBar       = 24 // columns of the longest bar
)

// familyColours paint the bars on a terminal, where there are only eight.
var familyColours = map[rules.Family]string{
	rules.FamilyAddress: terminal.Red, rules.FamilyMailbox: terminal.Yellow, rules.FamilySender: terminal.Magenta, rules.FamilyMessage: terminal.Cyan,
}

// WriteText writes the page for a terminal: what to do, what to mend, and the
// first lines of the tables.
func (p *Overview) WriteText(w io.Writer, opts *report.Options) error {
	v := p.view(opts)
	var b strings.Builder
	b.WriteString(terminal.Paint(v.o.Color, terminal.Bold, v.T("page.title")) + "  " + v.Period() + "\n")
	for _, line := range []string{v.Compared(), v.Filtered()} {
		if line != "" {
			terminal.Paragraph(&b, v.o.Width, "", line)
		}
	}
	if p.Empty() {
		b.WriteString(v.T("page.empty") + "\n" + v.T("page.empty_hint") + "\n")
	} else {
		v.text(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// text writes a page that has something to show.
func (v *view) text(b *strings.Builder) {
	b.WriteString("\n")
	var tiles []string
	for _, t := range v.Tiles() {
		tiles = append(tiles, terminal.Whole(t.Count+" "+t.Label))
	}
	terminal.Paragraph(b, v.o.Width, "", strings.Join(tiles, terminal.Glue+"· "))
	if listed := v.ListedText(); listed != "" {
		terminal.Paragraph(b, v.o.Width, "", listed)
	}
	var facts []string
	for _, f := range v.Facts() {
		facts = append(facts, terminal.Whole(f))
	}
	terminal.Paragraph(b, v.o.Width, "", strings.Join(facts, terminal.Glue+"· "))
	terminal.Paragraph(b, v.o.Width, "", v.Rates())
	for _, u := range v.Untaken {
		terminal.Paragraph(b, v.o.Width, terminal.Paint(v.o.Color, terminal.Bold+terminal.Magenta, "!")+" ", u.Sentence)
	}
	for _, f := range v.TopFixes() {
		terminal.Paragraph(b, v.o.Width, terminal.Paint(v.o.Color, terminal.Bold+terminal.Magenta, "!")+" ", f.Sentence)
	}
	if more := v.FixesText(); more != "" {
		terminal.Paragraph(b, v.o.Width, "  ", more)
	}
	for _, line := range v.StandsOut() {
		terminal.Paragraph(b, v.o.Width, terminal.Paint(v.o.Color, terminal.Bold+terminal.Yellow, "!")+" ", line)
	}
	v.textCauses(b)
	for _, t := range v.tables() {
		v.textTable(b, t)
	}
	if v.Troubles > 0 {
		b.WriteString("\n" + v.T("join.named", "name", v.T("page.about.troubles"), "text", v.N(v.Troubles)) + "\n")
	}
}

// textCauses writes the causes with bars.
func (v *view) textCauses(b *strings.Builder) {
	lines, wide := v.Causes[:min(len(v.Causes), textCauses)], 0
	most := 1
	for _, c := range lines {
		wide, most = max(wide, terminal.Width(v.Title(c.Cause))), max(most, c.Count)
	}
	if len(lines) == 0 {
		return
	}
	const number = 9 // columns
	wide = max(wide, terminal.Width(v.T("page.cause")))
	bar := min(textBar, v.o.Width-wide-2*number-2) // a narrow terminal has none
	b.WriteString("\n" + terminal.Paint(v.o.Color, terminal.Bold, terminal.Pad(v.T("page.cause"), wide)+right(v.T("page.bounces"), number)+v.besides(v.T("page.before"), number)) + "\n")
	for _, c := range lines {
		b.WriteString(terminal.Pad(v.Title(c.Cause), wide) + right(v.N(c.Count), number) + v.besides(v.N(c.Before), number))
		if n := (c.Count*bar + most - 1) / most; n > 0 {
			b.WriteString("  " + terminal.Paint(v.o.Color, familyColours[c.Family], strings.Repeat("█", n)))
		}
		b.WriteString("\n")
	}
	if rest := len(v.Causes) - len(lines); rest > 0 {
		b.WriteString(v.T("page.causes.more", "n", v.N(rest)) + "\n")
	}
}

// besides is right of what stands in the column of the earlier period, if there
// is one.
func (v *view) besides(s string, n int) string {
	if v.Before.IsZero() {
		return ""
	}
	return right(s, n)
}

// right fills s with blanks on its left to n columns, one at least.
func right(s string, n int) string {
	return " " + strings.Repeat(" ", max(0, n-1-terminal.Width(s))) + s
}

// A shortTable is a table with one column of words and one of numbers.
type shortTable struct {
	title string
	lines []NameCount
	most  int // lines that a terminal shows
}

// tables returns what stands below the causes, without what is empty.
func (v *view) tables() (tables []shortTable) {
	add := func(title string, most int, lines []NameCount) {
		if len(lines) > 0 {
			tables = append(tables, shortTable{title, lines, most})
		}
	}
	var providers, typos, wordings []NameCount
	for _, p := range v.Providers {
		name := v.Provider(p.Provider)
		if name == "" {
			name = v.T("page.others")
		}
		providers = append(providers, NameCount{name, p.Bounces})
	}
	for _, d := range v.Typos {
		typos = append(typos, NameCount{d.Domain + " → " + d.Meant + "?", d.Bounces})
	}
	for _, u := range v.Unknown {
		wordings = append(wordings, NameCount{u.Wording, u.Count})
	}
	add(v.T("page.provider"), textProviders, providers)
	add(v.T("page.domains.typos"), textTypos, typos)
	add(v.T("page.unknown.title"), textUnknown, wordings)
	return tables
}

// textTable writes the numbers first: words may be long.
func (v *view) textTable(b *strings.Builder, t shortTable) {
	b.WriteString("\n" + terminal.Paint(v.o.Color, terminal.Bold, t.title) + "\n")
	for _, line := range t.lines[:min(len(t.lines), t.most)] {
		b.WriteString(right(v.N(line.Count), 9) + "  " + terminal.Cut(line.Name, v.o.Width-11) + "\n")
	}
}
