package rules

import (
	"slices"
	"strings"
)

// A Rival is a rule that speaks on the same text as another one.
type Rival struct {
	Rule    string // its id
	Example string // the text
}

// Rivals compares the rule with that id with all others, on the examples of
// both: over are those that decide where it speaks, under those that speak
// where it decides. Each rule is named once, with the first example, in the
// order of ids. It judges all examples of s, which takes some tens of
// milliseconds.
func (s *Set) Rivals(id string) (over, under []Rival) {
	known := map[string]bool{}
	add := func(list []Rival, mark, rule, example string) []Rival {
		if known[mark+rule] || rule == id {
			return list
		}
		known[mark+rule] = true
		return append(list, Rival{rule, example})
	}
	for i := range s.rules {
		for _, text := range s.rules[i].Examples {
			said := s.evidence(&s.rules[i], text)
			if !slices.ContainsFunc(said, func(e Evidence) bool { return e.Rule == id }) {
				continue
			}
			if first := said[0].Rule; first != id {
				over = add(over, "over ", first, text)
				continue
			}
			for _, e := range said[1:] {
				under = add(under, "under ", e.Rule, text)
			}
		}
	}
	byRule := func(a, b Rival) int { return strings.Compare(a.Rule, b.Rule) }
	slices.SortFunc(over, byRule)
	slices.SortFunc(under, byRule)
	return over, under
}
