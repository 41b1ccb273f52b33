package explain

import (
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// byName is the verdict on a cause of which no message tells, by the standard
// policy.
func byName(c rules.Cause) rules.Verdict {
	m := c.Meaning()
	v := rules.Verdict{Cause: m.Cause, Class: m.Class, Advice: m.Advice, Lasting: rules.Unclear}
	return advised(v, ledger.Standard())
}

// advised returns the verdict with its advice under a policy. As for events,
// nothing is removed at once that the policy wants to see twice, or never
// removes.
func advised(v rules.Verdict, policy ledger.Policy) rules.Verdict {
	v.Advice = v.Cause.Meaning().Advice
	if v.Advice == rules.Remove && policy.Causes[v.Cause].Days != 1 {
		v.Advice = rules.Watch
	}
	return v
}

// under returns the explanation as a policy has it. The rules judge a message
// by the standard policy: one that wants to see the same twice makes their
// "remove" a "watch", while none makes more of their advice.
func (e Explanation) under(policy ledger.Policy) Explanation {
	removes := e.Verdict.Advice == rules.Remove
	if e.Verdict.Cause != "" && (removes || e.unheard && !onlyForNow(e.Verdict)) {
		e.Verdict = advised(e.Verdict, policy)
	}
	return e
}

// policyOf returns the policy in force.
func policyOf(o *report.Options) ledger.Policy {
	if o.Policy != nil {
		return *o.Policy
	}
	return ledger.Standard()
}

// byTable takes the cause from the table of codes where no rule speaks, as for
// 101, which no server sends. A registered status says most, then a vendor's,
// then a reply code. The cause is "" for codes that tell of no failure: 354.
func byTable(codes []locale.Code, st dsn.Status) rules.Verdict {
	rank := func(c locale.Code) int {
		switch {
		case strings.HasPrefix(c.Code, "X."):
			return 0
		case c.Class == "":
			return 1
		}
		return 2
	}
	codes = slices.SortedStableFunc(slices.Values(codes), func(a, b locale.Code) int { return rank(a) - rank(b) })
	for _, c := range codes {
		if len(c.Causes) == 0 {
			continue
		}
		v := byName(c.Causes[0])
		if temporary := st.Class == 4 || c.Class == "temporary"; temporary && v.Class == rules.Hard {
			v.Class, v.Advice = rules.Soft, rules.Watch
		}
		return v
	}
	return rules.Verdict{}
}

// otherCauses notes what bare codes can mean beside the likely cause.
func (e *Explanation) otherCauses() {
	if !e.bare {
		return
	}
	for _, code := range e.Codes {
		for _, c := range code.Causes {
			if c != e.Verdict.Cause && !slices.Contains(e.Also, c) {
				e.Also = append(e.Also, c)
			}
		}
	}
}

// dropVendors drops what other vendors mean by a registered code, once the
// words say who speaks or what is meant. One that says what the words say, and
// the registry does not, stays: Exchange's 5.1.10 is no null MX.
func (e *Explanation) dropVendors() {
	if e.bare {
		return
	}
	means := func(c locale.Code) bool { return slices.Contains(c.Causes, e.Verdict.Cause) }
	isRegistered := func(c locale.Code) bool { return strings.HasPrefix(c.Code, "X.") }
	registered := slices.ContainsFunc(e.Codes, isRegistered)
	fits := slices.ContainsFunc(e.Codes, func(c locale.Code) bool { return isRegistered(c) && means(c) })
	e.Codes = slices.DeleteFunc(slices.Clone(e.Codes), func(c locale.Code) bool {
		return registered && c.Vendor() != "" && !speaksFor(c.Vendor(), e.Verdict.Provider) && (fits || !means(c))
	})
}

// speaksFor reports whether a vendor's codes are those of a provider.
func speaksFor(vendor, provider string) bool {
	names := map[string][]string{
		"google": {"Gmail"}, "microsoft": {"Exchange", "Outlook"}, "yahoo": {"Yahoo"}, "apple": {"Apple"},
	}
	return slices.ContainsFunc(names[provider], func(name string) bool { return strings.Contains(vendor, name) })
}
