package rules

import (
	"errors"
	"fmt"
)

// Test judges every example and counter-example of every rule against the
// whole set. The error joins one *LoadError for each that does not turn out as
// the rule says.
func (s *Set) Test() error {
	var errs []error
	for i := range s.rules {
		r := &s.rules[i]
		fault := func(format string, args ...any) {
			errs = append(errs, &LoadError{File: r.File, Line: r.Line, Rule: r.ID, Err: fmt.Errorf(format, args...)})
		}
		for _, text := range r.Examples {
			if by := s.decider(r, text); by != r.ID {
				fault("example %q is decided by %s", text, by)
			}
		}
		for _, text := range r.Not {
			if s.decider(r, text) == r.ID {
				fault("counter-example %q is decided by this rule", text)
			}
		}
	}
	return errors.Join(errs...)
}

// decider returns the id of the rule that decides text when it is said where
// and to what r asks for, or "no rule".
func (s *Set) decider(r *Rule, text string) string {
	said := s.evidence(r, text)
	if len(said) == 0 {
		return "no rule"
	}
	return said[0].Rule
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
