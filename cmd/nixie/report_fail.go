package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/rules"
)

// A condition is one value of --fail-on.
type condition struct {
	text    string
	measure string
	limit   float64     // of the number, or of the percentage
	percent bool        // the limit is a percentage
	cause   rules.Cause // of new-cause
}

// A measure is what a condition can ask about.
type measure struct {
	name string
	of   string // what a percentage is a part of; "" where only a number makes sense
	read func(*page.Overview) (n, of int)
}

// measures are all of them. Those that are a part of what was sent need --sent.
var measures = []measure{
	{"hard-rate", "sent", func(p *page.Overview) (int, int) { return p.Hard, p.Sent }},
	{"bounce-rate", "sent", func(p *page.Overview) (int, int) { return p.Bounces, p.Sent }},
	{"complaint-rate", "sent", func(p *page.Overview) (int, int) { return p.Event(dsn.Complaint), p.Sent }},
	{"unknown", "bounces", func(p *page.Overview) (int, int) {
		n, _ := p.Cause(rules.Unknown)
		return n, p.Bounces
	}},
	{"removals", "", func(p *page.Overview) (int, int) { return p.AddressesTo(rules.Remove), 0 }},
}

const conditionHint = "such as hard-rate>5%, complaint-rate>0.1%, unknown>10%, removals>100, new-cause=blocklisted"

// parseConditions reads all values of --fail-on; the error names every one
// that is wrong.
func parseConditions(texts []string, sent bool) (conds []condition, err error) {
	var faults []error
	for _, text := range texts {
		c, err := parseCondition(text, sent)
		if err != nil {
			faults = append(faults, fmt.Errorf("--fail-on %s: %w", text, err))
			continue
		}
		conds = append(conds, c)
	}
	if len(faults) > 0 {
		return nil, &exitError{code: exitUsage, err: errors.Join(faults...), hint: conditionHint}
	}
	return conds, nil
}

// parseCondition reads one value; sent says that --sent was given.
func parseCondition(text string, sent bool) (condition, error) {
	compact := strings.ToLower(strings.Join(strings.Fields(text), ""))
	if name, ok := strings.CutPrefix(compact, "new-cause="); ok {
		cause, known := rules.ParseCause(name)
		if !known {
			return condition{}, fmt.Errorf("%q is no cause", name)
		}
		return condition{text: compact, measure: "new-cause", cause: cause}, nil
	}
	name, limit, ok := strings.Cut(compact, ">")
	if !ok {
		return condition{}, errors.New("neither MEASURE>LIMIT nor new-cause=CAUSE")
	}
	m, ok := measureOf(name)
	if !ok {
		return condition{}, fmt.Errorf("%q cannot be measured", name)
	}
	c := condition{text: compact, measure: name}
	limit, c.percent = strings.CutSuffix(limit, "%")
	n, err := strconv.ParseFloat(limit, 64)
	switch {
	case err != nil, n < 0, n != n, n > 1e12:
		return condition{}, fmt.Errorf("%q is no limit", limit)
	case c.percent && m.of == "":
		return condition{}, fmt.Errorf("%s is a number; of what would it be a percentage?", name)
	case !c.percent && m.of == "sent":
		return condition{}, fmt.Errorf("%s is a percentage: write %s>%s%%", name, name, limit)
	case m.of == "sent" && !sent:
		return condition{}, fmt.Errorf("%s needs --sent, the number of messages sent", name)
	}
	c.limit = n
	return c, nil
}

func measureOf(name string) (measure, bool) {
	for _, m := range measures {
		if m.name == name {
			return m, true
		}
	}
	return measure{}, false
}

// met returns an error with a line for each condition that holds, nil if none
// does.
func met(conds []condition, made *page.Overview) error {
	var lines []error
	for _, c := range conds {
		if why, holds := c.holds(made); holds {
			lines = append(lines, fmt.Errorf("--fail-on %s: %s", c.text, why))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return &exitError{code: exitCondition, err: errors.Join(lines...)}
}

// holds says why a condition holds.
func (c condition) holds(made *page.Overview) (why string, holds bool) {
	if c.measure == "new-cause" {
		now, before := made.Cause(c.cause)
		return fmt.Sprintf("%s of them now, none in the period before", thousands(now)), now > 0 && before == 0
	}
	m, _ := measureOf(c.measure)
	n, of := m.read(made)
	if !c.percent {
		return "it is " + thousands(n), float64(n) > c.limit
	}
	if of == 0 {
		return "", false
	}
	rate := 100 * float64(n) / float64(of)
	return fmt.Sprintf("it is %.4g%%, %s of %s %s", rate, thousands(n), thousands(of), m.of), rate > c.limit
}
