package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A decision collects addresses and notes what was decided about them.
type decision struct {
	app     *app
	ctx     context.Context
	book    *store
	kind    ledger.HandKind
	reason  string
	pending []string
	n       int
	named   [3]int // addresses of each remark, those beyond maxRemarked included
}

// A remark is what is said about some of the addresses.
type remark int

const (
	remarkUnknown remark = iota // the ledger knew nothing of them
	remarkPassed                // mail for them was forwarded
	remarkLeaves                // somebody complained or unsubscribed, and that stands
)

// maxRemarked is how many addresses are named with each remark.
const maxRemarked = 5

// add takes one address more.
func (d *decision) add(address string) error {
	d.pending = append(d.pending, address)
	if len(d.pending) < decideAtOnce {
		return nil
	}
	return d.flush()
}

// flush notes the decision about the addresses that wait, in one transaction, and
// says what is to be known of them. Whom the ledger does not know must be asked
// before: afterwards it knows of the decision.
func (d *decision) flush() error {
	if len(d.pending) == 0 {
		return nil
	}
	strangers, err := d.book.Unknown(d.ctx, d.pending...)
	if err == nil {
		err = d.book.Decide(d.ctx, d.kind, d.reason, d.pending...)
	}
	if err == nil {
		err = d.tellPassed()
	}
	if err == nil {
		err = d.tellLeaving()
	}
	if err != nil {
		return failedf("", "%w", err)
	}
	for _, address := range strangers {
		if d.names(remarkUnknown) {
			d.say("%s", d.app.nothingKnown(d.ctx, d.book, address))
		}
	}
	d.n += len(d.pending)
	d.pending = d.pending[:0]
	return nil
}

// names counts an address with a remark, and reports whether it is to be named.
func (d *decision) names(r remark) bool {
	d.named[r]++
	return d.named[r] <= maxRemarked
}

// tellMore counts the addresses that were not named.
func (d *decision) tellMore() {
	for _, n := range d.named {
		if more := n - maxRemarked; more > 0 {
			d.say("%s", d.app.locale().Text("run.more", "n", d.app.n(more)))
		}
	}
}

// tellPassed says what is forgiven with an address: what others refused of the
// mail for it.
func (d *decision) tellPassed() error {
	if d.kind == ledger.Blocked {
		return nil
	}
	pairs, err := d.book.PassedOn(d.ctx, d.pending...)
	for len(pairs) > 0 && err == nil {
		original, there := pairs[0].Original, []string{}
		for len(pairs) > 0 && pairs[0].Original == original {
			there = append(there, safe.Line(pairs[0].Recipient))
			pairs = pairs[1:]
		}
		if d.names(remarkPassed) {
			d.app.tell("passed", "address", safe.Line(original), "list", d.app.locale().List(there))
		}
	}
	return err
}

// tellLeaving warns of those who have been forgiven, and get no mail all the same:
// that somebody complained stands.
func (d *decision) tellLeaving() error {
	if d.kind != ledger.Forgiven {
		return nil
	}
	asked := map[string]bool{}
	filter := ledger.Filter{Recipients: d.pending, Kinds: []dsn.Kind{dsn.Complaint, dsn.Unsubscribe}}
	for o, err := range d.book.Outcomes(d.ctx, filter) {
		if err != nil {
			return err
		}
		asked[strings.ToLower(o.Recipient.Address)] = true
	}
	for _, address := range slices.Sorted(maps.Keys(asked)) {
		st, ok, err := d.book.Standing(d.ctx, d.book.policy, address)
		if err != nil {
			return err
		}
		if ok && st.Advice == rules.Unsubscribe && d.names(remarkLeaves) {
			d.app.warn("%s", d.app.locale().Text("run.consent", "address", address))
		}
	}
	return nil
}

// say tells of an unknown address. Who blocks may well block the unknown; who
// forgives one has most likely misspelt it, and the right one stays removed.
func (d *decision) say(format string, args ...any) {
	if d.kind == ledger.Blocked {
		d.app.note(format, args...)
		return
	}
	d.app.warn(format, args...)
}

// nothingKnown says that the ledger knows nothing about an address, and which
// one may be meant.
func (a *app) nothingKnown(ctx context.Context, book *store, address string) string {
	text := a.locale().Text("show.nothing", "address", safe.Line(address))
	if hint := slipFor(ctx, book, address); hint != "" {
		text += " (" + hint + ")"
	}
	return text
}
