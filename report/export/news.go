package export

import (
	"context"
	"strings"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// maxNews is how many addresses News knows one by one; in memory some 10 MB.
const maxNews = 100_000

// News knows the addresses of which something was said, or about which something
// was decided by hand, since a revision of the ledger. Where there are very many,
// or since the first revision, it takes every address for one of them.
type News struct {
	all       bool
	addresses map[string]bool // in lower case
}

// NewsSince looks for what came after the revision; 0 is the first. Each, if it
// is not nil, is called with each outcome.
func NewsSince(ctx context.Context, book *ledger.Ledger, revision int64, each func(*scanner.Outcome) error) (*News, error) {
	n := &News{all: revision == 0, addresses: map[string]bool{}}
	for h, err := range book.Hands(ctx, "") {
		if err != nil {
			return nil, err
		}
		if h.Revision > revision {
			n.add(h.Address)
		}
	}
	if n.all && each == nil {
		return n, nil
	}
	for o, err := range book.Outcomes(ctx, ledger.Filter{After: revision}) {
		if err != nil {
			return nil, err
		}
		n.add(o.Recipient.Address)
		if each != nil {
			if err := each(&o); err != nil {
				return nil, err
			}
		}
	}
	return n, nil
}

func (n *News) add(address string) {
	if n.all = n.all || len(n.addresses) >= maxNews; !n.all {
		n.addresses[strings.ToLower(address)] = true
	}
}

// Of reports whether there is news of the address, whatever its case.
func (n *News) Of(address string) bool { return n.all || n.addresses[strings.ToLower(address)] }

// None reports whether there is none at all.
func (n *News) None() bool { return !n.all && len(n.addresses) == 0 }
