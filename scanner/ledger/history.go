package ledger

import (
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

// An event is a row of the table outcome.
type event struct {
	recipient string
	kind      dsn.Kind
	cause     rules.Cause
	class     rules.Class
	advice    rules.Advice
	at        int64
	said      string // the outcome as JSON
}

// A history takes the events of one address in order of time. Its size does
// not grow with their number.
type history struct {
	policy    Policy
	recipient string
	tallies   []*tally

	shown               bool   // worth a row
	first, last         string // the first and the last outcome, as JSON
	firstSeen, lastSeen int64
	bounces, hard, soft int
	days                int
	lastDay             int64
}

// A tally counts the events of an address that add up.
type tally struct {
	key
	count, days int
	since       int64 // second of the first event
	latest      event
}

// A key says what adds up: bounces that count, by family, threshold and
// permanence; bounces that do not, by cause and class; the rest, by kind.
type key struct {
	kind      dsn.Kind
	family    rules.Family
	threshold Threshold
	cause     rules.Cause
	class     rules.Class
}

func (h *history) add(e event) {
	h.last = e.said
	switch e.kind {
	case dsn.Bounce:
		h.see(e)
		h.bounce(e)
		return
	case dsn.Complaint, dsn.Unsubscribe, dsn.Challenge:
		if e.advice == rules.Keep {
			return // a machine's complaint about the sender (RFC 6591), not the recipient's
		}
		h.see(e)
	case dsn.Delivered, dsn.ReadReceipt:
		h.tallies = slices.DeleteFunc(h.tallies, func(t *tally) bool { return !t.consent() })
	}
	h.count(key{kind: e.kind}, e)
}

// see notes an event that is worth a row.
func (h *history) see(e event) {
	if !h.shown {
		h.shown, h.firstSeen = true, e.at
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
	k := key{kind: dsn.Bounce, class: e.class}
	if k.threshold = h.policy.threshold(e.cause, e.class); k.threshold.Days > 0 {
		k.family = e.cause.Meaning().Family
	} else {
		k.cause = e.cause
	}
	h.count(k, e)
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
	if t.count == 0 {
		t.since = e.at
	}
	if t.count == 0 || dayOf(e.at) != dayOf(t.latest.at) {
		t.days++
	}
	t.count++
	t.latest = e
}

// ended reports whether nothing of t counts any more on the given day.
func (t *tally) ended(p Policy, day int64) bool {
	if t.threshold.Days == 0 || t.count == 0 || t.class == rules.Hard && t.reached() {
		return false
	}
	return p.quiet(dayOf(t.latest.at), day)
}

// reached reports whether the threshold is.
func (t *tally) reached() bool {
	return t.days >= t.threshold.Days && dayOf(t.latest.at)-dayOf(t.since) >= int64(t.threshold.Span)
}

// consent reports whether t is about a person who wants no more mail.
func (t *tally) consent() bool { return t.kind == dsn.Complaint || t.kind == dsn.Unsubscribe }

// deciding returns the tally with the most drastic advice, and the later one
// of two that are equal.
func (h *history) deciding() (best *tally, advice rules.Advice, err error) {
	for _, t := range h.tallies {
		a, err := h.advice(t)
		if err != nil {
			return nil, "", err
		}
		if best == nil || slices.Index(drastic, a) < slices.Index(drastic, advice) ||
			a == advice && t.latest.at >= best.latest.at {
			best, advice = t, a
		}
	}
	return best, advice, nil
}

// advice returns what t alone calls for.
func (h *history) advice(t *tally) (rules.Advice, error) {
	switch {
	case t.consent():
		return rules.Unsubscribe, nil
	case t.kind == dsn.Challenge:
		return rules.Review, nil
	case t.kind != dsn.Bounce:
		return rules.Ignore, nil
	case t.threshold.Days == 0:
		return spared(t.latest.cause), nil
	case t.ended(h.policy, h.policy.today()):
		return rules.Ignore, nil
	case !t.reached():
		return rules.Watch, nil
	case t.latest.cause == rules.AddressMoved:
		return h.moved(t.latest)
	}
	return rules.Remove, nil
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
func (h *history) moved(e event) (rules.Advice, error) {
	o, err := decode(e.said)
	if err != nil {
		return "", err
	}
	if to := addressKey(o.Verdict.NewAddress); to == "" || to == h.recipient {
		return rules.Remove, nil
	}
	return rules.Replace, nil
}
