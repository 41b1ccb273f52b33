package ledger

import (
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
	usualDays  = 30 // the days before the one that is judged
	fewestDays = 7  // of these with any event; fewer tell nothing of what is usual
	busyDays   = 3  // so many busy days are measure enough for a busy day
	hoursOfDay = 24
)

// Quarantine is how many days after an incident the addresses of which it alone
// speaks are to be looked at by a person, before mail for them is tried again.
const Quarantine = 7

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
// twice as many as the median day (hours: as the median day's busiest hour) of
// the 30 days before, and if their number in relation to that of all other
// events of the time is more than Factor times the median of these days. So a
// large mailing, which makes everything bounce more often, does not stand out.
// Where three of the 30 days had Least events of the part themselves, the
// relation is compared with these only: a large mailing is compared with large
// mailings. Days that stood out are not part of what is usual, and where fewer
// than seven days had any event, nothing is.
func (g Guard) Surges(part, all map[int64]int) []Span {
	return g.surges(part, all, slices.Sorted(maps.Keys(all)))
}

// surges is Surges for who has the hours of all in order of time.
func (g Guard) surges(part, all map[int64]int, hours []int64) []Span {
	if g.Factor <= 0 {
		return nil
	}
	days := daysOf(part, all, hours)
	var spans []Span
	for i, d := range days {
		if d.part < g.Least {
			continue
		}
		u := g.norm(days[:i], d.day)
		if u == nil {
			continue
		}
		found := g.standOut(d, u)
		days[i].odd = len(found) > 0
		spans = append(spans, found...)
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
	odd       bool // it stands out
}

type hourCount struct {
	hour  int64
	part  int
	ratio float64
}

// ratio sets the part in relation to the rest. One is added, so that a rest of
// nothing does not make it infinite.
func ratio(part, all int) float64 { return float64(part) / float64(max(all-part, 0)+1) }

// daysOf adds up the hours of each day, in order of time.
func daysOf(part, all map[int64]int, hours []int64) []dayCount {
	var days []dayCount
	for _, hour := range hours {
		day := dayOf(hour * 3600)
		if len(days) == 0 || days[len(days)-1].day != day {
			days = append(days, dayCount{day: day})
		}
		d, n := &days[len(days)-1], part[hour]
		d.part, d.all = d.part+n, d.all+all[hour]
		if n > 0 {
			h := hourCount{hour, n, ratio(n, all[hour])}
			d.hours = append(d.hours, h)
			d.peak, d.peakRatio = max(d.peak, n), max(d.peakRatio, h.ratio)
		}
	}
	for i := range days {
		days[i].ratio = ratio(days[i].part, days[i].all)
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
func (g Guard) norm(past []dayCount, day int64) *norm {
	var calm, busy []dayCount
	for _, d := range slices.Backward(past) {
		if day-d.day > usualDays {
			break
		}
		if d.odd {
			continue
		}
		calm = append(calm, d)
		if d.part >= g.Least {
			busy = append(busy, d)
		}
	}
	if len(calm) < fewestDays {
		return nil
	}
	u := &norm{
		part: median(calm, func(d dayCount) int { return d.part }),
		peak: median(calm, func(d dayCount) int { return d.peak }),
	}
	if len(busy) >= busyDays {
		calm = busy
	}
	u.ratio = median(calm, func(d dayCount) float64 { return d.ratio })
	u.peakRatio = median(calm, func(d dayCount) float64 { return d.peakRatio })
	return u
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
		return []Span{{d.day * hoursOfDay, (d.day + 1) * hoursOfDay}}
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
