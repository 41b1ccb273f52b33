package ledger

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// A Guard says when failures are so many more than usual that something else
// than the addresses must be at fault. On 14 and 15 December 2020, Gmail
// answered "550-5.1.1 … does not exist" for mailboxes that did, for 6 hours and
// 41 minutes; who believed it lost his list.
type Guard struct {
	// Factor is how many times its usual share of all events a part of them
	// must have. 0 or less means that there is no guard.
	Factor float64

	// Least is how many addresses must be concerned; below it nothing stands
	// out.
	Least int
}

// Bounds of what is usual.
const (
	usualDays  = 30  // so many days before the one that is judged, of those with any event
	farthest   = 100 // none of them longer ago: three newsletters that come once a month
	fewestDays = 3   // fewer tell nothing of what is usual
	hoursOfDay = 24
)

// Quarantine is how many days after an incident the addresses of which it alone
// speaks are to be looked at by a person, before mail for them is tried again.
const Quarantine = 7

// apart is how many days after a refusal in an incident another one confirms
// it, in an incident or not: no outage of a provider lasted so long, and a
// weekly newsletter to a list with a batch of wrong addresses makes an incident
// each week.
const apart = 6

// A Span is a time in hours of UTC, counted from 1970; To is the first that no
// longer belongs.
type Span struct{ From, To int64 }

// Begin returns the first moment of the span.
func (s Span) Begin() time.Time { return utc(s.From * 3600) }

// End returns the first moment behind the span.
func (s Span) End() time.Time { return utc(s.To * 3600) }

// Surges returns when a part of all events stands out: single hours, and whole
// days of UTC, those that touch joined, in order of time. Both maps count
// events by hour of UTC, counted from 1970, and part is contained in all; who
// knows only days counts them at their first hour.
//
// An hour or a day stands out if it has Least events of the part, more than
// twice as many as the median of the last 30 days with any event (an hour: of
// their busiest hours), and if their number in relation to that of all other
// events of the time is more than Factor times the median of days like it. Like
// it are, of the last 100 days, those that had Least events of the part
// themselves, or if these are fewer than three, those on which at least half as
// many other events happened: so a large mailing, which makes everything bounce
// more often, is compared with large mailings, be they a month apart. The first
// large mailing after 30 days of little is compared with all of them.
//
// Else there is no measure but the day itself: it stands out if it has, together
// with the days that touch it, Factor times Least events of the part, and more
// than Factor times as many of them as of all others. A list that nobody has ever
// cleaned bounces everywhere, an outage in one place. Days that stood out
// compared with others are part of no median; those that did by themselves are,
// or each mailing to a list that is nearly all at one provider would.
func (g Guard) Surges(part, all map[int64]int) []Span {
	return g.surges(part, all, allDays(all))
}

// surges is Surges for who has the days of all.
func (g Guard) surges(part, all map[int64]int, days []dayCount) []Span {
	if g.Factor <= 0 {
		return nil
	}
	days = daysOf(part, all, days)
	var spans []Span
	for i, d := range days {
		if d.part < g.Least {
			continue
		}
		if u := g.norm(days[:i], d); u != nil {
			found := g.standOut(d, u)
			days[i].odd = len(found) > 0
			spans = append(spans, found...)
		} else if g.alone(days, i) {
			spans = append(spans, d.span())
		}
	}
	return joined(spans)
}

// A dayCount is what happened on a day.
type dayCount struct {
	day       int64
	part, all int
	ratio     float64 // of the part to the rest
	peak      int     // of the part in its busiest hour
	peakRatio float64 // the largest of any hour
	hours     []hourCount
	odd       bool // it stands out, compared with others
}

// rest returns the number of the other events.
func (d dayCount) rest() int { return max(d.all-d.part, 0) }

func (d dayCount) span() Span { return Span{d.day * hoursOfDay, (d.day + 1) * hoursOfDay} }

type hourCount struct {
	hour  int64
	part  int
	ratio float64
}

// ratio sets the part in relation to the rest. One is added, so that a rest of
// nothing does not make it infinite.
func ratio(part, all int) float64 { return float64(part) / float64(max(all-part, 0)+1) }

// allDays adds up the hours of each day with any event, in order of time.
func allDays(all map[int64]int) (days []dayCount) {
	for _, hour := range slices.Sorted(maps.Keys(all)) {
		day := dayOf(hour * 3600)
		if len(days) == 0 || days[len(days)-1].day != day {
			days = append(days, dayCount{day: day})
		}
		days[len(days)-1].all += all[hour]
	}
	return days
}

// daysOf adds the hours of the part to a copy of the days. The part has few
// hours, or there are many parts.
func daysOf(part, all map[int64]int, days []dayCount) []dayCount {
	days = slices.Clone(days)
	for _, hour := range slices.Sorted(maps.Keys(part)) {
		i, ok := slices.BinarySearchFunc(days, dayOf(hour*3600), func(d dayCount, day int64) int { return cmp.Compare(d.day, day) })
		if n := part[hour]; ok && n > 0 {
			d, h := &days[i], hourCount{hour, n, ratio(n, all[hour])}
			d.part, d.hours = d.part+n, append(d.hours, h)
			d.peak, d.peakRatio = max(d.peak, n), max(d.peakRatio, h.ratio)
		}
	}
	for i, d := range days {
		days[i].ratio = ratio(d.part, d.all)
	}
	return days
}

// A norm is what the days before a day lead one to expect.
type norm struct {
	part, peak       int
	ratio, peakRatio float64
}

// norm returns what is usual before the day, or nil if nothing is. Past are
// days in order of time.
func (g Guard) norm(past []dayCount, d dayCount) *norm {
	var before, busy, alike []dayCount
	for _, p := range slices.Backward(past) {
		if d.day-p.day > farthest || len(busy) == usualDays {
			break
		}
		if p.odd {
			continue
		}
		if len(before) < usualDays {
			before = append(before, p)
		}
		if p.part >= g.Least {
			busy = append(busy, p)
		}
		if 2*p.rest() >= d.rest() && len(alike) < usualDays {
			alike = append(alike, p)
		}
	}
	switch {
	case len(busy) >= fewestDays:
		alike = busy
	case len(alike) >= fewestDays:
	case len(before) == usualDays:
		alike = before
	default:
		return nil
	}
	return &norm{
		part:      median(before, func(d dayCount) int { return d.part }),
		peak:      median(before, func(d dayCount) int { return d.peak }),
		ratio:     median(alike, func(d dayCount) float64 { return d.ratio }),
		peakRatio: median(alike, func(d dayCount) float64 { return d.peakRatio }),
	}
}

// alone reports whether the i-th day stands out by itself, with nothing to
// compare it with. What happened on the days that touch it makes it larger, as
// no outage ends at midnight.
func (g Guard) alone(days []dayCount, i int) bool {
	n := 0
	for _, d := range days[max(i-1, 0):min(i+2, len(days))] {
		if d.day >= days[i].day-1 && d.day <= days[i].day+1 {
			n += d.part
		}
	}
	return float64(n) >= g.Factor*float64(g.Least) && days[i].ratio > g.Factor
}

// median returns the middle of a fact of the days, of which there is one.
func median[T int | float64](days []dayCount, fact func(dayCount) T) T {
	facts := make([]T, len(days))
	for i, d := range days {
		facts[i] = fact(d)
	}
	slices.Sort(facts)
	return facts[len(facts)/2]
}

// standOut returns the day if it stands out, and else those of its hours that
// do.
func (g Guard) standOut(d dayCount, u *norm) (spans []Span) {
	if d.part > 2*u.part && d.ratio > g.Factor*u.ratio {
		return []Span{d.span()}
	}
	for _, h := range d.hours {
		if h.part >= g.Least && h.part > 2*u.peak && h.ratio > g.Factor*u.peakRatio {
			spans = append(spans, Span{h.hour, h.hour + 1})
		}
	}
	return spans
}

// joined joins spans that touch. They are in order of time.
func joined(spans []Span) (list []Span) {
	for _, s := range spans {
		if n := len(list); n > 0 && s.From <= list[n-1].To {
			list[n-1].To = max(list[n-1].To, s.To)
			continue
		}
		list = append(list, s)
	}
	return list
}
