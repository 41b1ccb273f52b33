package config

import (
	"fmt"
	"maps"
	"slices"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/suggest"
)

// Policy says when an address is to be removed. Values that are not given are
// those of the profile.
type Policy struct {
	Profile     string           `toml:"profile"`      // gentle, standard or strict; default standard
	ConfirmHard *int             `toml:"confirm_hard"` // so many hard refusals within 30 days prove an address to be bad
	Quiet       *int             `toml:"quiet"`        // days without a failure after which a count ends; 0: never
	Causes      map[string]Cause `toml:"causes"`       // by cause
	Guard       Guard            `toml:"incident_guard"`
}

// Cause is what the policy says of a single cause.
type Cause struct {
	RemoveAfter *RemoveAfter `toml:"remove_after"`
}

// RemoveAfter is a threshold.
type RemoveAfter struct {
	Bounces int `toml:"bounces"` // on so many different days; 0: never
	Days    int `toml:"days"`    // the last of them so many days after the first, at least
}

// Guard says what is taken for an outage of a receiving provider.
type Guard struct {
	Off           bool     `toml:"off"`
	Factor        *float64 `toml:"factor"`         // times the usual share
	MinRecipients *int     `toml:"min_recipients"` // addresses concerned
}

// Bounds of the numbers of a policy. They are far from what makes sense, and
// keep a slip of the keyboard from meaning "never".
const (
	maxConfirm    = 10
	maxPolicyDays = 1000
	maxFactor     = 1000
	maxRecipients = 1_000_000
)

// Ledger returns the policy as the ledger takes it.
func (p Policy) Ledger() ledger.Policy {
	policy := ledger.Profile(orDefault(p.Profile, string(ledger.ProfileStandard))).Policy()
	if p.ConfirmHard != nil {
		policy.Confirm(*p.ConfirmHard)
	}
	if p.Quiet != nil {
		policy.Quiet = *p.Quiet
	}
	for cause, c := range p.Causes {
		if a := c.RemoveAfter; a != nil {
			policy.Causes[rules.Cause(cause)] = ledger.Threshold{Days: a.Bounces, Span: a.Days}
		}
	}
	if p.Guard.Factor != nil {
		policy.Guard.Factor = *p.Guard.Factor
	}
	if p.Guard.MinRecipients != nil {
		policy.Guard.Least = *p.Guard.MinRecipients
	}
	if p.Guard.Off {
		policy.Guard = ledger.Guard{}
	}
	return policy
}

// check finds what cannot be.
func (p Policy) check(c *checker) {
	c.word("profile", p.Profile, new(ledger.Profile))
	c.between("confirm_hard", p.ConfirmHard, 1, maxConfirm)
	c.between("quiet", p.Quiet, 0, maxPolicyDays)
	for _, name := range slices.Sorted(maps.Keys(p.Causes)) {
		in := c.in("causes." + name)
		in.label = in.table + ": "
		p.Causes[name].check(in, name)
	}
	g := c.labelled("incident_guard")
	g.between("min_recipients", p.Guard.MinRecipients, 1, maxRecipients)
	if f := p.Guard.Factor; f != nil && !(*f >= 1 && *f <= maxFactor) { // not a number is neither
		g.add("factor", "factor: must be between 1 and %d; off = true turns the guard off", maxFactor)
	}
	if p.Guard.Off && (p.Guard.Factor != nil || p.Guard.MinRecipients != nil) {
		g.add("off", "off: contradicts the other keys of the table")
	}
}

// check finds what cannot be said of a cause.
func (p Cause) check(c *checker, name string) {
	cause := rules.Cause(name)
	m := cause.Meaning()
	switch {
	case m.Cause != cause || m.Family == "":
		var causes []string
		for _, m := range rules.Causes() {
			causes = append(causes, string(m.Cause))
		}
		c.add("", "is no cause%s", didYouMean(suggest.Nearest(name, causes), "; nixie causes lists them"))
		return
	case m.Family == rules.FamilySender || m.Family == rules.FamilyMessage:
		c.add("", "is on the sender's side and never counts against a recipient")
		return
	case p.RemoveAfter == nil:
		c.missing("", "says nothing; write remove_after = { bounces = 3, days = 14 }")
		return
	}
	a := c.labelled("remove_after")
	a.between("bounces", &p.RemoveAfter.Bounces, 0, maxPolicyDays)
	a.between("days", &p.RemoveAfter.Days, 0, maxPolicyDays)
	if b := p.RemoveAfter.Bounces; b == 1 && p.RemoveAfter.Days > 0 || b == 0 && p.RemoveAfter.Days > 0 {
		a.add("days", "days: needs bounces = 2 or more: it is the time from the first to the last")
	}
}

// between notes a number that is out of bounds. Nil is the default.
func (c *checker) between(key string, n *int, least, most int) {
	if n != nil && (*n < least || *n > most) {
		c.add(key, "%s: must be between %d and %d", key, least, most)
	}
}

// show writes the table, every threshold of it.
func (p Policy) show(s *shower) {
	policy := p.Ledger()
	s.line("\n[policy]")
	s.key("policy", "profile", orDefault(p.Profile, string(ledger.ProfileStandard)))
	if p.ConfirmHard != nil {
		s.key("policy", "confirm_hard", *p.ConfirmHard)
	}
	s.key("policy", "quiet", policy.Quiet)
	for _, m := range rules.Causes() {
		t, counts := policy.Causes[m.Cause]
		if !counts {
			continue
		}
		text := fmt.Sprintf("{ bounces = %d, days = %d }", t.Days, t.Span)
		if t.Within > 0 {
			text += fmt.Sprintf(" # within %d days", t.Within)
		}
		s.line(fmt.Sprintf("# %s: remove_after = %s", m.Cause, text))
	}
	if policy.Guard.Factor == 0 {
		s.key("policy", "incident_guard.off", true)
		return
	}
	s.key("policy", "incident_guard.factor", policy.Guard.Factor)
	s.key("policy", "incident_guard.min_recipients", policy.Guard.Least)
}
