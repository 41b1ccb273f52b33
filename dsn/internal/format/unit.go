package format

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

// Join says which lines of a notice belong together before Lines are tried.
type Join int

// The ways to join.
const (
	Single     Join = iota // each line for itself
	Paragraphs             // all lines up to the next empty one, or one that is an address in quotes and a colon
)

// An expr is one of Format.Lines, made ready. Its named groups are
//
//	to                 the recipient; opens the next Found, or continues the
//	                   one of the same address
//	alias host status command date reply why action
//	                   the fields of Found; what precedes the first "to" is
//	                   said of all; reply and why are collected
//	reporter           the host that speaks
//
// An expression without groups means: skip the line.
type expr struct {
	literal string // every match contains it, "" if not known
	re      *regexp.Regexp
	names   []string
}

// compile makes Lines ready, once.
func (f *Format) compile() {
	for _, s := range f.Lines {
		re := regexp.MustCompile(s)
		f.exprs = append(f.exprs, expr{literal: literal(s), re: re, names: re.SubexpNames()})
	}
}

// lazily returns a regular expression that is compiled when it is first asked
// for: to compile all of them takes more than a millisecond, which every start
// of a program would pay, whether it reads mail or not.
func lazily(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

// literal returns the longest string that every match of the expression
// contains, as far as it is plain to see.
func literal(s string) string {
	tree, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return ""
	}
	best := ""
	var walk func(t *syntax.Regexp)
	walk = func(t *syntax.Regexp) {
		switch t.Op {
		case syntax.OpLiteral:
			if w := string(t.Rune); t.Flags&syntax.FoldCase == 0 && len(w) > len(best) {
				best = w
			}
		case syntax.OpConcat, syntax.OpCapture, syntax.OpPlus:
			for _, sub := range t.Sub {
				walk(sub)
			}
		}
	}
	walk(tree.Simplify())
	return best
}

// extract applies Lines to the page.
func (f *Format) extract(p *Page) []Found {
	f.once.Do(f.compile)
	c := collector{page: p}
	for _, u := range units(p.Lines, f.Join) {
		if u == "" {
			continue
		}
		for i := range f.exprs {
			e := &f.exprs[i]
			if e.literal != "" && !strings.Contains(u, e.literal) {
				continue
			}
			if m := e.re.FindStringSubmatchIndex(u); m != nil {
				c.take(u, e.names, m)
				break
			}
		}
	}
	return c.done()
}

// units joins lines as the format wants it, with one blank between.
func units(lines []string, by Join) []string {
	if by == Single {
		return lines
	}
	var out []string
	open := false
	var b strings.Builder
	flush := func() {
		if open {
			out = append(out, b.String())
			b.Reset()
			open = false
		}
	}
	for _, line := range lines {
		text := strings.TrimLeft(line, " \t")
		switch {
		case text == "":
			flush()
		case open && !heads(text) && b.Len() < maxLine:
			b.WriteByte(' ')
			b.WriteString(text)
		default:
			flush()
			open = true
			b.WriteString(line)
		}
	}
	flush()
	return out
}

// heads reports whether the line is nothing but an address in quotes and a
// colon: "neko@example.net":
func heads(line string) bool {
	return strings.HasPrefix(line, `"`) && strings.HasSuffix(line, `":`) && strings.Contains(line, "@")
}

// A collector puts together what the lines say.
type collector struct {
	page  *Page
	all   Found // said before the first recipient
	found []Found
	index map[string]int
	at    int // recipient that is spoken of; -1 none yet
}

// take notes the groups of one match.
func (c *collector) take(s string, names []string, m []int) {
	for i, name := range names {
		if name == "to" && m[2*i] >= 0 {
			c.open(s[m[2*i]:m[2*i+1]])
		}
	}
	for i, name := range names {
		if name == "" || m[2*i] < 0 || m[2*i] == m[2*i+1] {
			continue
		}
		c.note(name, strings.TrimSpace(s[m[2*i]:m[2*i+1]]))
	}
}

// open makes the address the one that is spoken of.
func (c *collector) open(to string) {
	if c.index == nil {
		c.index = make(map[string]int)
	}
	key := strings.ToLower(to)
	if i, ok := c.index[key]; ok {
		c.at = i + 1
		return
	}
	if len(c.found) >= maxFound {
		return
	}
	c.found = append(c.found, Found{To: to})
	c.at = len(c.found)
	c.index[key] = c.at - 1
}

// note puts the value where the name of the group says.
func (c *collector) note(name, value string) {
	f := &c.all
	if c.at > 0 {
		f = &c.found[c.at-1]
	}
	switch name {
	case "alias":
		f.Alias = value
	case "host":
		f.Host = value
	case "status":
		f.Status = value
	case "command":
		f.Command = value
	case "date":
		f.Date = value
	case "action":
		f.Action = value
	case "reply":
		f.Reply = join(f.Reply, value)
	case "why":
		f.Why = join(f.Why, value)
	case "reporter":
		c.page.Reporter = value
	}
}

// join puts one blank between two strings. What grows too long stays as it is.
func join(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "" || len(a)+len(b) >= maxLine:
		return a
	}
	return a + " " + b
}

// done gives what was said of all to those of whom nothing else was said.
func (c *collector) done() []Found {
	if len(c.found) == 0 && c.all != (Found{}) {
		return []Found{c.all}
	}
	for i := range c.found {
		c.found[i].inherit(c.all)
	}
	return c.found
}

// inherit fills the fields that are still empty.
func (f *Found) inherit(from Found) {
	fill := func(to *string, v string) {
		if *to == "" {
			*to = v
		}
	}
	if f.Reply == "" && f.Why == "" {
		f.Reply, f.Why = from.Reply, from.Why
	}
	fill(&f.Host, from.Host)
	fill(&f.Status, from.Status)
	fill(&f.Command, from.Command)
	fill(&f.Date, from.Date)
	fill(&f.Action, from.Action)
}

// merge makes one of two recipients with the same address and keeps at most
// maxFound.
func merge(found []Found) []Found {
	index := make(map[string]int, len(found))
	out := found[:0]
	for _, f := range found {
		key := strings.ToLower(f.To)
		if i, ok := index[key]; ok {
			out[i].inherit(f)
			continue
		}
		if len(out) >= maxFound {
			break
		}
		index[key] = len(out)
		out = append(out, f)
	}
	return out
}
