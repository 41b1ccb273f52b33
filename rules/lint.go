package rules

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// maxForeignCauses is from how many other causes on a phrase is too general:
// that many kinds of reply contain it, and mean something else. The name of a
// cause stands in some that know more: "blacklist" in those of five.
const maxForeignCauses = 6

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

// examine looks at all rules of the layer, text by text: the forms of one text lie
// side by side among the phrases.
func (c *critic) examine() {
	c.checkSources()
	others := c.meanings()
	phrases := c.set.words.phrases
	for first := 0; first < len(phrases); {
		p := &phrases[first]
		end := first + 1
		for end < len(phrases) && phrases[end].owner == p.owner && phrases[end].isList == p.isList && phrases[end].of == p.of {
			end++
		}
		if !p.isList && c.mine(int(p.owner)) {
			c.checkDead(first, end)
			c.checkGeneral(first, end, others)
		}
		first = end
	}
}

// checkGeneral looks for the first of phrases first to end, the forms of one
// text, that stands in replies of many kinds.
func (c *critic) checkGeneral(first, end int, others [][]Cause) {
	r := &c.set.rules[c.set.words.phrases[first].owner]
	if r.Weak || len(r.At) > 0 || r.conditions() > 0 {
		return
	}
	for i := first; i < end; i++ {
		if len(others[i]) >= maxForeignCauses {
			c.complain(r, "choose more words, or make the rule weak: weak = true",
				"the phrase %q is too general: it stands in examples of %s", c.written(i, end-first), joined(others[i]))
			return
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
