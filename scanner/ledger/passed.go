package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Bounds of what is told of mail that was passed on: who has more has a relay
// that reports name in everybody's place.
const (
	maxPassed    = 1000 // pairs that PassedOn returns
	maxOriginals = 100  // addresses of a standing
)

// A Passed is an address that was written to, and another at which mail for it
// failed: it was forwarded, or the report names a relay. Both in lower case.
type Passed struct{ Original, Recipient string }

// PassedOn returns where mail for the addresses, whatever their case, failed in
// their place, in order; at most 1,000 pairs. Some hundred addresses a call are a
// good measure.
func (l *Ledger) PassedOn(ctx context.Context, addresses ...string) (list []Passed, err error) {
	var w where
	oneOf(&w, "original", addresses, addressKey)
	if len(w.args) == 0 {
		return nil, nil
	}
	query := "SELECT DISTINCT original, recipient FROM outcome" + w.String() + " AND original <> '' ORDER BY 1, 2 LIMIT " + w.arg(maxPassed)
	err = readRows(ctx, l.db, query, w.args, func(rows *sql.Rows) error {
		var p Passed
		err := rows.Scan(&p.Original, &p.Recipient)
		list = append(list, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: looking for where mail was passed on: %w", err)
	}
	return list, nil
}

// about wants one of the addresses to be the recipient, or the one that was
// written to.
func (w *where) about(addresses []string) {
	if len(addresses) == 0 {
		return
	}
	var marks []string
	for _, a := range addresses {
		marks = append(marks, w.arg(addressKey(a)))
	}
	in := " IN (" + strings.Join(marks, ", ") + ")"
	w.terms = append(w.terms, "(recipient"+in+" OR original <> '' AND original"+in+")")
}

// selectPassed reads, in the form of selectHands, what was forgiven about the
// addresses for which mail was passed on to a recipient. To block one of them says
// nothing about the recipient.
const selectPassed = `SELECT DISTINCT recipient, decided - 4611686018427387904, '', 0, CAST(day AS TEXT), original, decided, kind, reason FROM outcome
	JOIN (SELECT recipient AS wrote, revision AS decided, kind, at AS day, reason FROM hand WHERE kind <> 'block') AS decision
	ON original <> '' AND wrote = original`

// A pardon says up to when nothing counts any more.
type pardon struct {
	failures limit
	speech   limit // complaints and the like
}

// decidePassed takes a decision about an address for which mail was passed on. It
// is about that mail only, and leaves a block as it is.
func (h *history) decidePassed(d Hand) {
	p := pardon{limit{d.Time.Unix(), d.Revision}, never}
	if d.Kind == Pardoned {
		p.speech = p.failures
	} else if old, met := h.passed[d.Address]; met {
		p.speech = old.speech
	}
	if h.passed == nil {
		h.passed = map[string]pardon{}
	}
	if h.passed[d.Address] = p; !h.blocked() {
		h.hand = &d
	}
}

// forgave reports whether a failure counts no more.
func (h *history) forgave(e event) bool {
	p, met := h.passed[e.original]
	return h.forgiven.covers(e) || met && p.failures.covers(e)
}

// forgaveSpeech reports whether a complaint, or the like, counts no more.
func (h *history) forgaveSpeech(e event) bool {
	p, met := h.passed[e.original]
	return h.forgivenSpeech.covers(e) || met && p.speech.covers(e)
}

// wrote notes the address that was written to.
func (t *tally) wrote(original string) {
	if original != "" && len(t.originals) < maxOriginals && !slices.Contains(t.originals, original) {
		t.originals = append(t.originals, original)
	}
}
