package rules

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
)

// Test judges every example and counter-example of every rule against the
// whole set. The error joins one *LoadError for each that does not turn out as
// the rule says. What is [Overruled] is meant to be so, and is no error.
func (s *Set) Test() error {
	var errs []error
	fault := func(r *Rule, format string, args ...any) {
		errs = append(errs, &LoadError{File: r.File, Line: r.Line, Rule: r.ID, Err: fmt.Errorf(format, args...)})
	}
	for c := range s.trials() {
		switch {
		case c.counter && c.by == c.rule.ID:
			fault(c.rule, "counter-example %q is decided by this rule", c.text)
		case !c.counter && c.by != c.rule.ID && !s.overrules(c):
			fault(c.rule, "example %q is decided by %s", c.text, cmp.Or(c.by, "no rule"))
		}
	}
	return errors.Join(errs...)
}

// An Overruled is an example of a built-in rule that another rule decides, which
// was laid over it and says that it beats it.
type Overruled struct {
	Rule    string // id of the built-in one
	By      string // id of the one that decides
	Example string
}

// Overruled returns the examples that rules laid over the built-in ones take from
// these, by the ids of these.
func (s *Set) Overruled() []Overruled {
	var list []Overruled
	for c := range s.trials() {
		if !c.counter && s.overrules(c) {
			list = append(list, Overruled{Rule: c.rule.ID, By: c.by, Example: c.text})
		}
	}
	return list
}

// A trial is an example, or a counter-example, and what came of it.
type trial struct {
	rule    *Rule
	text    string
	counter bool
	by      string // id of the rule that decides, "" if none speaks
}

// trials judges the examples of all rules, each said where and to what its rule
// asks for.
func (s *Set) trials() iter.Seq[trial] {
	return func(yield func(trial) bool) {
		for i := range s.rules {
			r := &s.rules[i]
			for n, text := range slices.Concat(r.Examples, r.Not) {
				c := trial{rule: r, text: text, counter: n >= len(r.Examples)}
				if said := s.evidence(r, text); len(said) > 0 {
					c.by = said[0].Rule
				}
				if !yield(c) {
					return
				}
			}
		}
	}
}

// overrules reports whether the rule that decides was laid over that of the
// example, and says that it beats it.
func (s *Set) overrules(c trial) bool {
	i, found := slices.BinarySearchFunc(s.rules, c.by, func(r Rule, id string) int { return cmp.Compare(r.ID, id) })
	return found && s.rules[i].layer > c.rule.layer && slices.Contains(s.rules[i].Beats, c.rule.ID)
}

// evidence returns who speaks on text when it is said where and to what r asks
// for.
func (s *Set) evidence(r *Rule, text string) []Evidence {
	said := Said(text)
	if len(r.At) > 0 {
		said.Host = s.hostOf(r.At[0])
	}
	if len(r.Command) > 0 {
		said.Command = r.Command[0]
	}
	return s.Classify(said).Evidence
}

// hostOf returns a host that satisfies an entry of Rule.At.
func (s *Set) hostOf(at string) string {
	if isDomain(at) {
		return "mx." + at
	}
	return s.providers.host[at]
}
