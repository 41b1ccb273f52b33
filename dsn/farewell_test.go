package dsn_test

import (
	"testing"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// What this package takes for a farewell, package rules must understand as one:
// the two lists belong together.
func TestFarewellsHaveACause(t *testing.T) {
	for _, words := range dsn.Farewells {
		rep := mustParse(t, "From: Ann <ann@example.org>\nTo: news@example.com\nSubject: Re: news\nAuto-Submitted: auto-replied\n"+
			"Content-Type: text/plain; charset=utf-8\n\nGuten Tag. "+words+" xxx.\n")
		if rep.Kind != dsn.Bounce || len(rep.Recipients) != 1 {
			t.Errorf("%q: read as %s", words, rep.Kind)
			continue
		}
		switch v := rules.Classify(rep.Recipients[0]); v.Cause {
		case rules.AddressMoved, rules.MailboxDisabled:
		case rules.UserUnknown: // "the address does not exist any more"
		default:
			t.Errorf("%q: cause %s, want %s, %s or %s", words, v.Cause, rules.AddressMoved, rules.MailboxDisabled, rules.UserUnknown)
		}
	}
}
