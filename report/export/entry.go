package export

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Address returns the address under which the person of a standing is on the
// list: what the sender wrote, where that is known to be another than the one
// that failed, with its domain in lower case.
func Address(s *ledger.Standing) string {
	address := cmp.Or(s.Deciding.Recipient.Alias, s.Email)
	at := strings.LastIndexByte(address, '@')
	return address[:at+1] + strings.ToLower(address[at+1:])
}

// addresses returns all the addresses under which people of a standing are on the
// list: the one of Address first, then others that were written to where mail for
// several is passed on to one.
func addresses(s *ledger.Standing) []string {
	list := []string{Address(s)}
	for _, a := range s.Originals {
		if !slices.ContainsFunc(list, func(b string) bool { return strings.EqualFold(a, b) }) {
			list = append(list, a)
		}
	}
	return list
}

// An entry is an address that is written.
type entry struct {
	*ledger.Standing
	address string // on the list
	reason  string
	foreign string // what another program calls the cause
}

// complained reports whether the person has said that the mail is spam.
func (e *entry) complained() bool { return e.Cause == rules.Cause(dsn.Complaint) }

// leaves reports whether the person wants no more mail, by a complaint or an
// unsubscription: nothing is wrong with the address.
func (e *entry) leaves() bool { return e.Advice == rules.Unsubscribe }

// last returns when the deciding event happened, UTC; zero if nothing tells.
func (e *entry) last() time.Time {
	if e.Deciding.Time.IsZero() {
		return e.LastSeen
	}
	return e.Deciding.Time.UTC()
}

// calculated reports whether a spreadsheet takes the cell for a formula.
func calculated(cell string) bool { return safe.Cell(cell) != cell }
