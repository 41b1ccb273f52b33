package ledger

import (
	"cmp"
	"slices"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// drastic holds all advice, the most drastic first. It differs from the order
// in package rules in one place: who has withdrawn consent is not written to
// under a new address either.
var drastic = []rules.Advice{
	rules.Remove, rules.Unsubscribe, rules.Replace, rules.Watch, rules.Keep, rules.Review, rules.Ignore,
}

// An event is what standings need of a row of the table outcome.
type event struct {
	fact
	row
	revision   int64  // 0 where nothing was decided by hand
	spelled    string // the recipient, where it is spelled otherwise
	original   string // the address that was written to, where it is another
	newAddress string // of one that decides that the address has moved, else ""
}

// A history takes the events of one address in order of time. Its size does
// not grow with their number.
type history struct {
	policy    Policy
	incidents incidents
	recipient string
	tallies   []*tally

	hand           *Hand             // the last decision
	forgiven       limit             // bounces up to it count no more
	forgivenSpeech limit             // nor do complaints and the like
	passed         map[string]pardon // of addresses for which mail was passed on to this one

	seen                bool   // an event was worth a row
	email               string // as the first event spells it
	firstSeen, lastSeen int64
	bounces, hard, soft int
	days                int
	lastDay             int64
}

// A limit is the moment of a decision. What happened, or was known, until then
// lies before it.
type limit struct{ at, revision int64 }

func (l limit) covers(e event) bool { return e.at <= l.at || e.revision <= l.revision }

// decide takes a decision by hand; all of them come before the first event.
func (h *history) decide(d Hand) {
	if d.Address != h.recipient {
		h.decidePassed(d)
		return
	}
	h.hand = &d
	l := limit{d.Time.Unix(), d.Revision}
	switch d.Kind {
	case Pardoned:
		h.forgivenSpeech = l
		h.forgiven = l
	case Forgiven:
		h.forgiven = l
	}
}

// blocked reports whether the address is.
func (h *history) blocked() bool { return h.hand != nil && h.hand.Kind == Blocked }

// shown reports whether the address is worth a row.
func (h *history) shown() bool { return h.seen || h.blocked() }

func (h *history) add(e event) {
	if h.email == "" {
		h.email = cmp.Or(e.spelled, e.recipient)
	}
	switch e.kind {
	case dsn.Bounce:
		h.see(e)
		h.bounce(e)
		return
	case dsn.Complaint, dsn.Unsubscribe, dsn.Challenge:
		if e.kind == dsn.Complaint && e.advice == rules.Keep {
			return // a machine's complaint about the sender (RFC 6591), not the recipient's
		}
		h.see(e)
		if h.forgaveSpeech(e) {
			e.kind = forgivenKind
		}
	case dsn.Delivered, dsn.ReadReceipt:
		h.tallies = slices.DeleteFunc(h.tallies, func(t *tally) bool { return !t.consent() })
	}
	h.count(key{kind: e.kind}, e)
}

// forgivenKind stands in the place of an event that counts no more because it
// was forgiven.
const forgivenKind dsn.Kind = "forgiven"

// see notes an event that is worth a row.
func (h *history) see(e event) {
	if !h.seen {
		h.seen, h.firstSeen = true, e.at
	}
	h.lastSeen = e.at
}

func (h *history) bounce(e event) {
	if day := dayOf(e.at); h.bounces == 0 || day != h.lastDay {
		h.days++
		h.lastDay = day
	}
	h.bounces++
	switch e.class {
	case rules.Hard:
		h.hard++
	case rules.Soft:
		h.soft++
	}
	if h.forgave(e) {
		h.count(key{kind: forgivenKind}, e)
		return
	}
	h.count(h.policy.keyOf(e), e)
}

// keyOf returns what a bounce adds up with.
func (p Policy) keyOf(e event) key {
	k := key{kind: dsn.Bounce, class: e.class}
	if k.threshold = p.threshold(e.cause, e.class); k.threshold.Days > 0 {
		k.family = e.cause.Meaning().Family
	} else {
		k.cause = e.cause
	}
	return k
}

// count adds e to the tally of k.
func (h *history) count(k key, e event) {
	i := slices.IndexFunc(h.tallies, func(t *tally) bool { return t.key == k })
	if i < 0 {
		i = len(h.tallies)
		h.tallies = append(h.tallies, &tally{key: k})
	}
	t := h.tallies[i]
	if t.ended(h.policy, dayOf(e.at)) {
		*t = tally{key: k}
	}
	t.add(e, h.incidents.of(e))
}

// deciding returns the tally with the most drastic advice, and the later one
// of two that are equal. It is nil if there is no event.
func (h *history) deciding() (best *tally, advice rules.Advice) {
	for _, t := range h.tallies {
		a := h.advice(t)
		if best == nil || rank(t, a) < rank(best, advice) || rank(t, a) == rank(best, advice) && t.latest.at >= best.latest.at {
			best, advice = t, a
		}
	}
	return best, advice
}

// tallied returns the row of the deciding event, none if there is no such event.
func (h *history) tallied() row {
	t, _ := h.deciding()
	if t == nil || h.blocked() {
		return row{}
	}
	return t.latest.row
}

// rank is lower for what is more drastic. A removal that is held back comes
// before all that does not remove.
func rank(t *tally, a rules.Advice) int {
	i := 2 * slices.Index(drastic, a)
	if t.suspect() {
		return min(i, 2*slices.Index(drastic, rules.Watch)-1)
	}
	return i
}

// advice returns what t alone calls for. What is no address is on nobody's list,
// and whoever imports it as one would remove somebody else, or nobody: a person
// is to look who was meant.
func (h *history) advice(t *tally) rules.Advice {
	a := h.calledFor(t)
	if s := (Standing{Advice: a}); s.Removes() && !isAddress(h.recipient) {
		a = rules.Review
	}
	return a
}

func (h *history) calledFor(t *tally) rules.Advice {
	today := h.policy.today()
	switch {
	case t.consent():
		return rules.Unsubscribe
	case t.kind == dsn.Challenge:
		return rules.Review
	case t.kind != dsn.Bounce:
		return rules.Ignore
	case t.threshold.Days == 0:
		return spared(t.latest.cause)
	case t.ended(h.policy, today):
		return rules.Ignore
	case t.suspect() && today <= t.quarantined():
		return rules.Review
	case !t.firm:
		return rules.Watch
	case t.latest.cause == rules.AddressMoved:
		return h.moved(t.latest)
	}
	return rules.Remove
}

// spared returns the advice for a bounce that does not count.
func spared(cause rules.Cause) rules.Advice {
	switch a := cause.Meaning().Advice; a {
	case rules.Ignore, rules.Review:
		return a
	}
	return rules.Keep
}

// moved returns Replace if e gives a new address, else Remove.
func (h *history) moved(e event) rules.Advice {
	if to := addressKey(e.newAddress); to == "" || to == h.recipient {
		return rules.Remove
	}
	return rules.Replace
}
