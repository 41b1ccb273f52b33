package report

import (
	"io"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
)

// maxCauses is how many causes the summary names; the others are a number.
const maxCauses = 8

// Print writes the closing block for people: what was read, what is to become
// of the recipients, the causes, what the sender must mend, what could not be
// read, what to do next.
func (s *Summary) Print(w io.Writer, opts *Options) error {
	s.stop()
	o := opts.WithDefaults()
	var b strings.Builder
	s.printRead(&b, o)
	s.printRecipients(&b, o)
	if s.unresolved > 0 {
		terminal.Paragraph(&b, o.Width, "", o.Locale.Text("summary.unresolved", "n", o.Locale.Number(s.unresolved)))
	}
	s.printCauses(&b, o)
	for _, line := range s.fixLines(o) {
		terminal.Paragraph(&b, o.Width, terminal.Paint(o.Color, terminal.Bold+terminal.Magenta, "!")+" ", line)
	}
	if line := s.crowds.line(o); line != "" {
		terminal.Paragraph(&b, o.Width, terminal.Paint(o.Color, terminal.Bold+terminal.Yellow, "!")+" ", line)
	}
	s.printProblems(&b, o)
	if o.Others != "" && s.ordinary > 0 { // among them may be one who wants to be left alone
		terminal.Paragraph(&b, o.Width, "", o.Locale.Text("summary.letters", "n", o.Locale.Number(s.ordinary), "command", safe.Line(o.Others)))
	}
	if o.Next != "" {
		b.WriteString(o.Locale.Text("summary.next", "command", safe.Line(o.Next)) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printRead writes "1 204 messages read in 1.2 s: 1 031 bounces, …": each
// message counts once, and the parts make up the whole.
func (s *Summary) printRead(b *strings.Builder, o Options) {
	l, counts := o.Locale, s.sorts
	if s.messages == 0 { // outcomes of a ledger: nobody counted messages
		counts = s.events
	}
	var parts []string
	found := false
	for _, k := range eventOrder {
		if n := counts[k]; n > 0 {
			parts = append(parts, item(l, n, counted(l, "summary.event", string(k), n)))
			found = found || k != dsn.Other
		}
	}
	if n := s.problems[OfMessage].count; n > 0 {
		parts = append(parts, item(l, n, counted(l, "summary.event", "problem", n)))
		found = true
	}
	key := "summary.read"
	switch {
	case s.messages == 0 && !found:
		b.WriteString(l.Text("summary.read_none") + "\n")
		return
	case !found:
		key = "summary.nothing"
	case s.messages == 0:
		terminal.Paragraph(b, o.Width, "", l.List(parts))
		return
	}
	if s.messages == 1 {
		key += "_one"
	}
	terminal.Paragraph(b, o.Width, "", l.Text(key, "n", l.Number(s.messages), "elapsed", duration(l, s.elapsed), "list", l.List(parts)))
}

// counted returns the word for a number of things.
func counted(l *locale.Locale, table, key string, n int) string {
	if n == 1 {
		table += "_one"
	}
	return l.Text(table + "." + key)
}

// plural returns the key of the text for one, or for another number.
func plural(key string, n int) string {
	if n == 1 {
		return key + "_one"
	}
	return key
}

// printRecipients writes "1 118 recipients: 402 remove, 310 watch, …".
func (s *Summary) printRecipients(b *strings.Builder, o Options) {
	l, n := o.Locale, len(s.recipients)
	if n == 0 {
		return
	}
	counts := s.adviceCounts()
	var parts []string
	for _, a := range adviceOrder {
		if counts[a] == 0 {
			continue
		}
		word, _ := l.Advice(a)
		if a == rules.Keep || a == rules.Ignore {
			word = l.Text("summary." + string(a))
		}
		parts = append(parts, item(l, counts[a], word))
	}
	terminal.Paragraph(b, o.Width, "", l.Text(plural("summary.recipients", n), "n", l.Number(n), "list", l.List(parts)))
}

// item is one of the things that are counted in a list: "96 auto-replies".
func item(l *locale.Locale, n int, what string) string {
	return terminal.Whole(l.Text("summary.item", "n", l.Number(n), "what", what))
}

// printCauses writes "Top causes   user-unknown 371 · auth-failed 166 (!) · …".
func (s *Summary) printCauses(b *strings.Builder, o Options) {
	causes := byCount(s.causes)
	if len(causes) == 0 {
		return
	}
	var parts []string
	for _, c := range causes[:min(len(causes), maxCauses)] {
		part := string(c) + " " + o.Locale.Number(s.causes[c])
		if c == rules.Blocklisted && len(s.lists) > 0 {
			names := byCount(s.lists)
			part += " (" + o.Locale.List(o.blocklists(names[:min(len(names), 2)])) + ")"
		}
		if s.fixes[c] != nil {
			part += " (!)"
		}
		parts = append(parts, terminal.Whole(part))
	}
	if rest := len(causes) - maxCauses; rest > 0 {
		parts = append(parts, terminal.Whole(o.Locale.Text("summary.more", "n", o.Locale.Number(rest))))
	}
	terminal.Paragraph(b, o.Width, o.Locale.Text("summary.causes")+"  ", strings.Join(parts, terminal.Glue+"· "))
}

// printProblems writes what could not be read, with its place and remedy:
// messages, what was read in part, and accounts, files and folders.
func (s *Summary) printProblems(b *strings.Builder, o Options) {
	l := o.Locale
	for of := range s.problems {
		met := &s.problems[of]
		if met.count == 0 {
			continue
		}
		b.WriteString(terminal.Paint(o.Color, terminal.Yellow, l.Text("problem."+Matter(of).String(), "n", l.Number(met.count))) + "\n")
		for _, p := range met.first {
			key := "problem.line"
			if p.Path == "" {
				key = "problem.bare"
			}
			line := l.Text(key, "path", safe.Line(p.Path), "what", safe.Line(p.What))
			if p.Remedy != "" {
				line += l.Text("problem.remedy", "remedy", safe.Line(p.remedy(l)))
			}
			terminal.Paragraph(b, o.Width, terminal.Indent, line)
		}
		if more := met.count - len(met.first); more > 0 {
			b.WriteString(terminal.Indent + l.Text("problem.more", "n", l.Number(more)) + "\n")
		}
	}
}
