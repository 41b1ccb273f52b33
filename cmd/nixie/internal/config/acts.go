package config

import (
	"maps"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/suggest"
)

// Sorts are the keys of [accounts.on], in the order in which they are shown.
var Sorts = []string{
	string(dsn.Bounce), scanner.SortUnknown, string(dsn.Delay), string(dsn.Delivered), string(dsn.AutoReply), string(dsn.Challenge),
	string(dsn.Complaint), string(dsn.Unsubscribe), string(dsn.ReadReceipt), scanner.SortOther, scanner.SortError,
}

// checkActs finds acts that can only be a slip. To delete ordinary mail, or
// mail that cannot be read, is refused: nixie knows nothing of the one, and the
// other may be readable tomorrow.
func (a *Account) checkActs(c *checker) {
	c = c.in("on")
	scanned := map[string]bool{}
	for _, f := range a.Scanned() {
		scanned[folderKey(f)] = true
	}
	for _, sort := range slices.Sorted(maps.Keys(a.On)) {
		act := a.On[sort]
		if !slices.Contains(Sorts, sort) {
			c.add(sort, "on: %q is no sort of message%s", sort, didYouMean(suggest.Nearest(sort, Sorts), ": one of "+strings.Join(Sorts, ", ")))
			continue
		}
		if err := imap.CheckAct(act); err != nil {
			c.add(sort, "on.%s: %s", sort, strings.TrimPrefix(err.Error(), "imap: "))
		}
		if act.Verb == scanner.Delete && (sort == scanner.SortOther || sort == scanner.SortError) {
			c.add(sort, "on.%s: nixie deletes only what it has understood; move it to a folder instead", sort)
		}
		if (act.Verb == scanner.Move || act.Verb == scanner.Copy) && scanned[folderKey(act.Target)] {
			c.add(sort, "on.%s: %q is a folder that is scanned itself; name another", sort, act.Target)
		}
	}
}

// folderKey is the name of a folder as it is compared: INBOX in any spelling is
// one (RFC 9051 section 5.1), other names are as they are.
func folderKey(name string) string {
	name = strings.Trim(strings.TrimSpace(name), "/")
	first, rest, deep := strings.Cut(name, "/")
	if strings.EqualFold(first, "INBOX") {
		first = "INBOX"
	}
	if deep {
		return first + "/" + rest
	}
	return first
}
