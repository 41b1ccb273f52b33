package page

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// maxIncidents bounds the incidents of a page.
const maxIncidents = 8

// An Incident is one or several days in a row on which a cause was far more
// frequent than usual.
type Incident struct {
	From     string      `json:"from"` // days of UTC: "2026-03-01"
	To       string      `json:"to"`
	Cause    rules.Cause `json:"cause"`
	Provider string      `json:"provider"` // where four in five of the bounces are its own, else ""
	Worst    int         `json:"worst"`    // bounces on the worst day
	Usual    int         `json:"usual"`    // the median of the days with bounces

	first, last int64
}

// A series counts the bounces of a cause by day.
type series struct {
	cause     rules.Cause
	days      map[int64]int
	providers map[int64]map[string]int
	total     int
}

// findIncidents finds the days on which a cause stands out as the guard of the
// policy has it, which holds back removals by the same measure: on the day of a
// mailing, every cause is more frequent, and that is no incident.
func (b *builder) findIncidents() {
	all := &series{days: map[int64]int{}}
	causes := map[rules.Cause]*series{}
	b.bounces(func(c ledger.Cell) {
		s := causes[c.Cause]
		if s == nil {
			s = &series{cause: c.Cause, days: map[int64]int{}, providers: map[int64]map[string]int{}}
			causes[c.Cause] = s
		}
		for _, x := range []*series{all, s} {
			x.days[c.Day] += c.Count
			x.total += c.Count
		}
		if s.providers[c.Day] == nil {
			s.providers[c.Day] = map[string]int{}
		}
		s.providers[c.Day][c.Provider] += c.Count
	})
	b.page.Incidents = []Incident{}
	guard, from := b.query.Policy.Guard, dayNumber(b.page.Since)
	if guard == (ledger.Guard{}) { // nothing is held back, but seen all the same
		guard = ledger.Standard().Guard
	}
	for _, n := range b.page.Causes {
		b.page.Incidents = append(b.page.Incidents, causes[n.Cause].incidents(guard, all, from)...)
	}
	found := b.page.Incidents
	slices.SortStableFunc(found, func(x, y Incident) int { return cmp.Compare(y.Worst, x.Worst) })
	found = found[:min(len(found), maxIncidents)]
	slices.SortStableFunc(found, func(x, y Incident) int { return cmp.Compare(x.first, y.first) })
	b.page.Incidents = found
}

// incidents returns those of s from a day on.
func (s *series) incidents(guard ledger.Guard, all *series, from int64) (found []Incident) {
	for _, span := range guard.Surges(byHour(s.days), byHour(all.days)) {
		var days []int64
		for day := max(span.From/24, from); day < span.To/24; day++ {
			days = append(days, day)
		}
		if len(days) > 0 {
			found = append(found, s.incident(days, s.usual(all)))
		}
	}
	return found
}

// byHour returns what happened on days as if all of it had in their first hour.
func byHour(days map[int64]int) map[int64]int {
	hours := make(map[int64]int, len(days))
	for day, n := range days {
		hours[day*24] = n
	}
	return hours
}

// usual returns the median of the days on which anything bounced.
func (s *series) usual(all *series) int {
	var counts []int
	for day := range all.days {
		counts = append(counts, s.days[day])
	}
	slices.Sort(counts)
	return counts[len(counts)/2]
}

// incident describes days in a row that stand out.
func (s *series) incident(days []int64, usual int) Incident {
	i := Incident{Cause: s.cause, Usual: usual, first: days[0], last: days[len(days)-1]}
	i.From, i.To = dayTime(i.first).Format(time.DateOnly), dayTime(i.last).Format(time.DateOnly)
	total, at := 0, map[string]int{}
	for _, d := range days {
		i.Worst = max(i.Worst, s.days[d])
		total += s.days[d]
		for p, n := range s.providers[d] {
			at[p] += n
		}
	}
	names := slices.Sorted(maps.Keys(at)) // of equals the first
	if top := slices.MaxFunc(names, func(a, b string) int { return cmp.Compare(at[a], at[b]) }); at[top]*5 >= total*4 {
		i.Provider = top
	}
	return i
}
