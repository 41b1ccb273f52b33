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
	if err := n.decided(ctx, book, revision); err != nil || n.all && each == nil {
		return n, err
	}
	return n, n.said(ctx, book, ledger.Filter{After: revision}, each)
}

// NewsBetween looks for what was said after one revision and in another at the
// latest. Decisions by hand are left out.
func NewsBetween(ctx context.Context, book *ledger.Ledger, after, through int64) (*News, error) {
	n := &News{addresses: map[string]bool{}}
	if through <= after {
		return n, nil
	}
	return n, n.said(ctx, book, ledger.Filter{After: after, Through: through}, nil)
}

// decided adds what was decided by hand.
func (n *News) decided(ctx context.Context, book *ledger.Ledger, revision int64) error {
	for h, err := range book.Hands(ctx, "") {
		if err != nil {
			return err
		}
		if h.Revision > revision {
			n.add(h.Address)
		}
	}
	return nil
}

// said adds what the outcomes are about that a filter wants.
func (n *News) said(ctx context.Context, book *ledger.Ledger, f ledger.Filter, each func(*scanner.Outcome) error) error {
	for o, err := range book.Outcomes(ctx, f) {
		if err != nil {
			return err
		}
		n.add(o.Recipient.Address)
		if each != nil {
			if err := each(&o); err != nil {
				return err
			}
		}
	}
	return nil
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
