package rules

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
)

// Said returns the Recipient of a report that quotes the refusing host with
// text, such as "550 5.1.1 <a@example.org>: User unknown". The reply code and
// the status at its beginning are read, else a reply code at its end ("Error
// 421"), as people quote it who saw no more; nothing else is known.
func Said(text string) dsn.Recipient {
	r := dsn.Recipient{Action: dsn.ActionFailed, Reply: dsn.Reply{Text: text}}
	rest := text
	if code := replyCode(text); code > 0 && (len(text) == 3 || text[3] == ' ' || text[3] == '-') {
		r.Reply.Code = code
		rest = text[min(4, len(text)):]
	} else if words := strings.TrimRight(text, " .!?\t\r\n"); len(words) > 4 {
		blank, last := words[len(words)-4], words[len(words)-3:]
		if code := replyCode(last); blank == ' ' && code >= 400 {
			r.Reply.Code = code
		}
	}
	if status, _, ok := dsn.ParseStatus(rest); ok {
		r.Status = status
	}
	return r
}

// replyCode returns the reply code that text begins with, else 0.
func replyCode(text string) int {
	if len(text) < 3 || text[0] < '2' || text[0] > '5' || !isDigit(text[1]) || !isDigit(text[2]) {
		return 0
	}
	return int(text[0]-'0')*100 + int(text[1]-'0')*10 + int(text[2]-'0')
}

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
