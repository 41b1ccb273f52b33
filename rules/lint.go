package rules

import (
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
)

// maxForeignCauses is from how many other causes on a phrase is too general:
// that many kinds of reply contain it, and mean something else.
const maxForeignCauses = 4

// Lint examines a folder of rules laid over the built-in ones, or, if fsys is
// nil, the built-in ones. The error joins one *LoadError for each mistake, in
// the order of files and lines, and most of them name a remedy. Beside the
// mistakes that Load finds it tells of rules about a provider without a
// source, of phrases that can never decide, and of phrases that stand in
// replies of many kinds. Rules that Load refuses are not examined further.
func Lint(fsys fs.FS) error {
	l := newLoader()
	layers := []fs.FS{builtinData()}
	if fsys != nil {
		layers = append(layers, fsys)
	}
	for _, layer := range layers {
		if err := l.addLayer(layer); err != nil {
			return err
		}
	}
	rules := l.sortedRules()
	refused := map[string]bool{}
	for _, e := range l.errs {
		refused[e.Rule] = true
	}
	rules = slices.DeleteFunc(rules, func(r Rule) bool { return refused[r.ID] || r.Cause == "" })
	lists := slices.DeleteFunc(sortedValues(l.lists), func(b List) bool { return refused[b.ID] })

	c := critic{loader: l, set: newSet(rules, lists, sortedValues(l.providers), l.words), layer: len(layers) - 1}
	c.examine()
	if len(l.errs) == 0 {
		return nil
	}
	return l.err()
}

// A critic looks for what is wrong with the rules of one layer.
type critic struct {
	*loader
	set    *Set
	layer  int
	search search
}

func (c *critic) examine() {
	c.checkSources()
	others := c.meanings()
	for i := range c.set.words.phrases {
		p := &c.set.words.phrases[i]
		if p.isList || !c.mine(p.owner) {
			continue
		}
		c.checkOutranked(i)
		r := &c.set.rules[p.owner]
		plain := !r.Weak && len(r.At) == 0 && r.conditions() == 0
		if causes := others[i]; plain && len(causes) >= maxForeignCauses {
			c.complain(r, "choose more words, or make the rule weak: weak = true",
				"the phrase %q is too general: it stands in examples of %s", p.source, joined(causes))
		}
	}
}

// mine reports whether rule number i belongs to the layer that is examined.
func (c *critic) mine(i int) bool { return c.rules[c.set.rules[i].ID].layer == c.layer }

// complain notes a mistake of a rule.
func (c *critic) complain(r *Rule, remedy, format string, args ...any) {
	c.fault(&file{name: r.File}, r.Line, r.ID, format, args...).Remedy = remedy
}

// checkSources asks of rules about one provider where they are from: what
// somebody once remembered of somebody else's server goes stale unseen.
func (c *critic) checkSources() {
	for i := range c.set.rules {
		r := &c.set.rules[i]
		if c.mine(i) && r.Source == "" && (r.Provider != "" || len(r.At) > 0) {
			c.complain(r, `source = "https://…", the page that documents the wording; "seen" or "recalled" where there is none`,
				"a rule about a provider needs a source")
		}
	}
}

// meanings returns, for each phrase, the causes of examples of other rules in
// which it stands, other than its own.
func (c *critic) meanings() [][]Cause {
	found := make([][]Cause, len(c.set.words.phrases))
	for i := range c.set.rules {
		of := &c.set.rules[i]
		for _, text := range of.Examples {
			c.search.look(c.set.words, text)
			for _, m := range c.search.matches {
				p := &c.set.words.phrases[m.phrase]
				if p.isList || c.set.rules[p.owner].Cause == of.Cause || slices.Contains(found[m.phrase], of.Cause) {
					continue
				}
				found[m.phrase] = append(found[m.phrase], of.Cause)
			}
		}
	}
	return found
}

// checkOutranked looks for a phrase that is found wherever phrase number i is,
// and always decides.
func (c *critic) checkOutranked(i int) {
	p := &c.set.words.phrases[i]
	r := &c.set.rules[p.owner]
	carrier := p.carrier()
	c.search.look(c.set.words, carrier)
	for _, m := range c.search.matches {
		other := &c.set.words.phrases[m.phrase]
		if other.isList || int(m.phrase) == i {
			continue
		}
		whole := slices.EqualFunc(p.segments, other.segments, segment.equal)
		by := &c.set.rules[other.owner]
		switch {
		case by == r:
			if whole && int(m.phrase) < i {
				c.complain(r, "take one of them out", "the phrase %q stands here twice", p.source)
				return
			}
		case by.speaksWith(r) && by.wins(r, whole):
			what := fmt.Sprintf("rule %s always outranks the phrase %q with its own %q", by.ID, p.source, other.source)
			if whole {
				what = fmt.Sprintf("the phrase %q stands in rule %s, too, which decides", p.source, by.ID)
			}
			c.complain(r, fmt.Sprintf("take it out, or state which rule is the exception: beats = [%q]", by.ID), "%s", what)
			return
		}
	}
}

// speaksWith reports whether r speaks wherever other does, if its words are
// there.
func (r *Rule) speaksWith(other *Rule) bool {
	recipientLast := r.aboutRecipient() && len(r.Command) == 0 && !(other.aboutRecipient() && len(other.Command) == 0)
	return !recipientLast && covers(r.At, other.At) && covers(r.Command, other.Command) &&
		covers(r.Status, other.Status) && covers(r.Code, other.Code)
}

// covers reports whether a condition holds wherever a narrower one does.
func covers[T comparable](wide, narrow []T) bool {
	if len(wide) == 0 {
		return true
	}
	return len(narrow) > 0 && !slices.ContainsFunc(narrow, func(v T) bool { return !slices.Contains(wide, v) })
}

// wins reports whether r decides rather than other when both speak on the same
// text: on the very same words if whole is set, else on a part of the other's.
func (r *Rule) wins(other *Rule, whole bool) bool {
	switch {
	case r.Weak != other.Weak:
		return other.Weak
	case slices.Contains(r.Beats, other.ID), slices.Contains(other.Beats, r.ID):
		return slices.Contains(r.Beats, other.ID)
	}
	return whole && min(len(r.At), 1) == min(len(other.At), 1) && r.conditions() == other.conditions() && r.ID < other.ID
}

// carrier returns a text in which p stands, and nothing that it does not ask
// for: a phrase found in it is found wherever p is. Where a word may go on, it
// does, with a "0", which is both a letter's neighbour and a digit.
func (p *phrase) carrier() string {
	var b strings.Builder
	for i, s := range p.segments {
		if i > 0 {
			b.WriteString(strings.Repeat(string([]byte{noByte}), maxGap-2))
		}
		b.WriteByte(edge(s.wordStart))
		b.Write(s.text)
		b.WriteByte(edge(s.wordEnd || s.numberEnd))
	}
	return b.String()
}

// edge is what stands beside a segment, by whether it ends there.
func edge(ends bool) byte {
	if ends {
		return noByte
	}
	return '0'
}

func (s segment) equal(t segment) bool {
	return string(s.text) == string(t.text) && s.wordStart == t.wordStart && s.wordEnd == t.wordEnd && s.numberEnd == t.numberEnd
}

// joined lists the first few causes for people.
func joined(causes []Cause) string {
	var words []string
	for _, c := range causes[:min(len(causes), maxForeignCauses)] {
		words = append(words, string(c))
	}
	list := strings.Join(words, ", ")
	if more := len(causes) - len(words); more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}

// keysOf returns the keys of the tables within a document, in alphabetical
// order.
func keysOf(document any) []string {
	var keys []string
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		if t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return
		}
		for i := range t.NumField() {
			f := t.Field(i)
			if tag := f.Tag.Get("toml"); tag != "" && tag != "-" {
				keys = append(keys, tag)
			}
			if f.Anonymous || f.Tag.Get("toml") != "" {
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeOf(document))
	slices.Sort(keys)
	return slices.Compact(keys)
}
