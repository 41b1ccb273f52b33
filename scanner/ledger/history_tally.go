package ledger

import (
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// A key says what adds up: bounces that count, by family, threshold and
// permanence; bounces that do not, by cause and class; the rest, by kind.
type key struct {
	kind      dsn.Kind
	family    rules.Family
	threshold Threshold
	cause     rules.Cause
	class     rules.Class
}

// A tally counts the events of an address that add up.
type tally struct {
	key
	count, days int
	since       int64 // second of the first event
	latest      event
	originals   []string   // the addresses that were written to, where they are others
	recent      []tallyDay // the days that count, where the threshold asks that they lie near each other

	// firm says that the threshold was reached, and that the last event by
	// which it was lies outside any incident, or long after the first in one:
	// an event in an incident counts only when such a one confirms it later.
	firm     bool
	doubted  int64     // day of the first event in an incident, if there is an incident
	incident *Incident // the last that an event lies in
}

// A tallyDay is a day of a tally.
type tallyDay struct {
	day, since int64
	count      int
}

// add counts e, which lies in the incident if that is not nil.
func (t *tally) add(e event, in *Incident) {
	day := dayOf(e.at)
	fresh := t.count == 0 || day != dayOf(t.latest.at)
	if t.count == 0 {
		t.since = e.at
	}
	if fresh {
		t.days++
	}
	t.count++
	t.latest = e
	t.wrote(e.original)
	if t.threshold.Within > 0 && !t.firm {
		t.slide(day, fresh)
	}
	if in != nil {
		if t.incident == nil {
			t.doubted = day
		}
		t.incident = in
		if day-t.doubted < apart {
			return
		}
	}
	t.firm = t.firm || t.reached()
}

// slide lets the days drop out of the count that are too long ago.
func (t *tally) slide(day int64, fresh bool) {
	if fresh {
		t.recent = append(t.recent, tallyDay{day: day, since: t.latest.at})
	}
	t.recent[len(t.recent)-1].count++
	for day-t.recent[0].day > int64(t.threshold.Within) {
		t.recent = t.recent[1:]
	}
	t.days, t.count, t.since = len(t.recent), 0, t.recent[0].since
	for _, d := range t.recent {
		t.count += d.count
	}
}

// reached reports whether the threshold is, by all events.
func (t *tally) reached() bool {
	return t.days >= t.threshold.Days && dayOf(t.latest.at)-dayOf(t.since) >= int64(t.threshold.Span)
}

// suspect reports whether the threshold is reached only by what was said in an
// incident.
func (t *tally) suspect() bool { return t.threshold.Days > 0 && !t.firm && t.reached() }

// quarantined returns the last day of the quarantine of one that is suspect.
func (t *tally) quarantined() int64 { return dayOf(t.incident.To.Unix()-1) + Quarantine }

// ends returns the last day on which t counts, if nothing follows. Never is
// true if it always will.
func (t *tally) ends(p Policy) (day int64, never bool) {
	within := int64(p.Quiet)
	if t.threshold.Within > 0 && !t.firm {
		within = int64(t.threshold.Within)
	}
	if t.threshold.Days == 0 || t.class == rules.Hard && t.firm || within == 0 {
		return 0, true
	}
	return dayOf(t.latest.at) + within, false
}

// ended reports whether nothing of t counts any more on the given day.
func (t *tally) ended(p Policy, day int64) bool {
	last, never := t.ends(p)
	return !never && t.count > 0 && day > last
}

// consent reports whether t is about a person who wants no more mail.
func (t *tally) consent() bool { return t.kind == dsn.Complaint || t.kind == dsn.Unsubscribe }
