package ledger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/rules"
)

// A Profile is the name of a policy that nixie knows.
type Profile string

// The profiles.
const (
	ProfileGentle   Profile = "gentle"   // removes late: for members, customers, small lists
	ProfileStandard Profile = "standard" // what nixie follows unless told otherwise
	ProfileStrict   Profile = "strict"   // removes early: for senders whose reputation is at stake
)

// Profiles returns all profiles, the most patient first. The slice is the caller's.
func Profiles() []Profile { return []Profile{ProfileGentle, ProfileStandard, ProfileStrict} }

// UnmarshalText reads the name of a profile and refuses the rest.
func (p *Profile) UnmarshalText(text []byte) error {
	if !slices.Contains(Profiles(), Profile(text)) {
		return fmt.Errorf("%q is no profile; write %s", text, strings.Trim(fmt.Sprint(Profiles()), "[]"))
	}
	*p = Profile(text)
	return nil
}

// ConfirmWithin is the number of days within which a first hard refusal must
// be confirmed by another, where a policy asks for that.
const ConfirmWithin = 30

// A patience is the numbers in which profiles differ.
type patience struct {
	address    Threshold // of causes that say that there is no such address
	disabled   Threshold
	restricted Threshold
	full       Threshold
	route      Threshold
	quiet      int
}

// patiences has a row for each profile. The README prints this table.
var patiences = map[Profile]patience{
	ProfileGentle: {
		address: Threshold{Days: 2, Within: ConfirmWithin}, disabled: Threshold{Days: 3}, restricted: Threshold{Days: 5},
		full: Threshold{Days: 8, Span: 42}, route: Threshold{Days: 8, Span: 28}, quiet: 60,
	},
	ProfileStandard: {
		address: Threshold{Days: 1}, disabled: Threshold{Days: 2}, restricted: Threshold{Days: 3},
		full: Threshold{Days: 5, Span: 21}, route: Threshold{Days: 5, Span: 14}, quiet: 90,
	},
	ProfileStrict: {
		address: Threshold{Days: 1}, disabled: Threshold{Days: 1}, restricted: Threshold{Days: 2},
		full: Threshold{Days: 3, Span: 7}, route: Threshold{Days: 3, Span: 7}, quiet: 180,
	},
}

// Standard returns the policy that nixie follows unless told otherwise. The
// caller may change it.
func Standard() Policy { return ProfileStandard.Policy() }

// Policy returns the policy of the profile, and for a name that is none that
// of ProfileStandard. The caller may change it.
func (p Profile) Policy() Policy {
	n, known := patiences[p]
	if !known {
		n = patiences[ProfileStandard]
	}
	return Policy{
		Causes: map[rules.Cause]Threshold{
			rules.UserUnknown:         n.address,
			rules.DomainUnknown:       n.address,
			rules.BadAddress:          n.address,
			rules.Suppressed:          n.address,
			rules.AddressMoved:        n.address,
			rules.MailboxDisabled:     n.disabled,
			rules.RecipientRestricted: n.restricted,
			rules.RelayDenied:         n.restricted,
			rules.MailboxFull:         n.full,
			rules.Unreachable:         n.route,
			rules.DNSFailure:          n.route,
			rules.RoutingLoop:         n.route,
			rules.ServerError:         n.route,
			rules.Expired:             n.route,
			rules.ProtocolError:       n.route,
		},
		Soft:  n.route,
		Quiet: n.quiet,
		Guard: Guard{Factor: 5, Least: 20},
	}
}

// Confirm makes n hard refusals, on different days within ConfirmWithin days,
// necessary wherever p is content with fewer that prove an address to be bad.
// Below 2 one is enough.
func (p Policy) Confirm(n int) {
	t := Threshold{Days: 1}
	if n > 1 {
		t = Threshold{Days: n, Within: ConfirmWithin}
	}
	for _, cause := range confirmed {
		p.Causes[cause] = t
	}
}

// confirmed are the causes of which one hard refusal is proof.
var confirmed = []rules.Cause{rules.UserUnknown, rules.DomainUnknown, rules.BadAddress, rules.Suppressed, rules.AddressMoved}
