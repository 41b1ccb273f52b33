package explain

import (
	"strings"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
)

// maxCardWidth keeps paragraphs readable on wide terminals.
const maxCardWidth = 100

// terminal lays a card out for a terminal: names on the left, texts on the
// right.
func (c *card) terminal() string {
	var b strings.Builder
	most := min(c.opts.Width, maxCardWidth)
	for _, n := range c.notes {
		terminal.Wrap(&b, 0, "", most, n)
	}
	if c.title == "" {
		return b.String()
	}
	if len(c.notes) > 0 {
		b.WriteByte('\n')
	}
	title := terminal.Paint(c.opts.Color, terminal.Bold+report.ClassColour(c.class), c.title)
	if c.cause != "" {
		title += "  " + terminal.Paint(c.opts.Color, terminal.Dim, c.cause)
	}
	b.WriteString(title + "\n")
	terminal.Wrap(&b, 0, "", most, c.about)
	if len(c.lines) > 0 {
		b.WriteByte('\n')
	}
	left := c.left()
	for _, line := range c.lines {
		c.named(&b, left, most, line)
	}
	return b.String()
}

// left returns the columns of the left side: those of the widest name of a
// line, whether it is in this card or not, so that all cards look alike.
func (c *card) left() int {
	left := 0
	for _, key := range []string{"digits", "owner", "class", "sender", "list", "again", "advice", "removal", "likely", "also",
		"conflict", "rule", "source", "recipient", "reported", "words", "remark", "blocklist", "moved"} {
		left = max(left, terminal.Width(c.opts.Locale.Text("explain."+key)))
	}
	return left
}

// named writes a text behind a name, wrapped on the right side. A name too
// wide for the left side, such as a list of tags, gets a line of its own.
func (c *card) named(b *strings.Builder, left, most int, line cardLine) {
	lead := terminal.Pad(line.name, left)
	if terminal.Width(line.name) > left {
		terminal.Wrap(b, 0, "", most, terminal.Paint(c.opts.Color, terminal.Dim, line.name))
		lead = terminal.Pad("", left)
	}
	b.WriteString(terminal.Paint(c.opts.Color, terminal.Dim, lead) + terminal.Gap)
	terminal.Wrap(b, left+len(terminal.Gap), strings.Repeat(" ", left+len(terminal.Gap)), most, paintQuote(c.opts.Color, line.text))
}

// paintQuote prints the quote that decided in bold on a terminal with colours,
// and like the rest on others.
func paintQuote(colour bool, text string) string {
	begin, end := "", ""
	if colour {
		begin, end = terminal.Bold, terminal.Plain
	}
	return strings.NewReplacer(quoteBegin, begin, quoteEnd, end).Replace(text)
}

// short lays a card out as a paragraph for what happened and whose turn it is,
// and one for each audience.
func (c *card) short() string {
	l := c.opts.Locale
	parts := append([]string{}, c.notes...)
	if c.title != "" {
		parts = append(parts, headed(l, c.title, sentences(l, c.about, c.textOf(l.Text("explain.owner")))))
	}
	for _, key := range []string{"sender", "list"} {
		if text := c.textOf(l.Text("explain." + key)); text != "" {
			parts = append(parts, l.Named(l.Text("explain."+key), text))
		}
	}
	var b strings.Builder
	for _, p := range parts {
		terminal.Wrap(&b, 0, "", c.opts.Width, p)
	}
	return b.String()
}

// textOf returns the text behind a name, or "".
func (c *card) textOf(name string) string {
	for _, line := range c.lines {
		if line.name == name {
			return line.text
		}
	}
	return ""
}

// markdown lays a card out for a ticket: a heading in bold, then a list.
func (c *card) markdown() string {
	var b strings.Builder
	for _, n := range c.notes {
		b.WriteString(markdownText(n) + "\n\n")
	}
	if c.title == "" {
		return b.String()
	}
	b.WriteString("**" + markdownText(c.title) + "**")
	if c.cause != "" {
		b.WriteString(" (" + markdownText(c.cause) + ")")
	}
	b.WriteString("\n\n" + markdownText(c.about) + "\n\n")
	for _, line := range c.linesOf(c.view.Short) {
		text := line.text
		if line.name != "" {
			text = c.opts.Locale.Named(line.name, line.text)
		}
		b.WriteString("- " + markdownText(text) + "\n")
	}
	return b.String()
}

// linesOf returns the lines of a card, or of a short one only what to do.
func (c *card) linesOf(short bool) []cardLine {
	if !short {
		return c.lines
	}
	var lines []cardLine
	for _, key := range []string{"recipient", "owner", "sender", "list"} {
		if name := c.opts.Locale.Text("explain." + key); c.textOf(name) != "" {
			lines = append(lines, cardLine{name, c.textOf(name)})
		}
	}
	return lines
}

// boldQuote prints the quote that decided in bold.
var boldQuote = strings.NewReplacer(quoteBegin, "**", quoteEnd, "**")

// markdownText writes a text of a card in Markdown.
func markdownText(s string) string { return boldQuote.Replace(safe.Markdown(s)) }
