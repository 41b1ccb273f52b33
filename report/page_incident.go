package report

import (
	"cmp"
	"slices"
	"time"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// When a day stands out. The factor and the floor are those of the policy's
// incident guard: five times what is usual, and not fewer than twenty.
const (
	incidentFactor = 5
	incidentFloor  = 20
	incidentDays   = 7 // fewer days with bounces tell nothing of what is usual
	maxIncidents   = 8
)

// An Incident is one or several days in a row on which a cause was far more
// frequent than usual.
type Incident struct {
	From     string      `json:"from"` // days of UTC: "2026-03-01"
	To       string      `json:"to"`
	Cause    rules.Cause `json:"cause"`
	Provider string      `json:"provider"` // where four in five of the bounces are its own, else ""
	Worst    int         `json:"worst"`    // bounces on the worst day
	Usual    int         `json:"usual"`    // the median of all days with bounces

	first, last int64
}

// A series counts the bounces of a cause by day.
type series struct {
	cause     rules.Cause
	days      map[int64]int
	providers map[int64]map[string]int
	total     int
}

// findIncidents compares each day of a cause with the median of all days, and
// its part of that day with its part of all days: on the day of a mailing,
// every cause is more frequent, and that is no incident.
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
	if len(all.days) < incidentDays {
		return
	}
	from := dayNumber(b.page.Since)
	for _, n := range b.page.Causes {
		b.page.Incidents = append(b.page.Incidents, causes[n.Cause].incidents(all, from)...)
	}
	found := b.page.Incidents
	slices.SortStableFunc(found, func(x, y Incident) int { return cmp.Compare(y.Worst, x.Worst) })
	found = found[:min(len(found), maxIncidents)]
	slices.SortStableFunc(found, func(x, y Incident) int { return cmp.Compare(x.first, y.first) })
	b.page.Incidents = found
}

// incidents returns those of s from a day on.
func (s *series) incidents(all *series, from int64) (found []Incident) {
	usual := s.usual(all)
	var days []int64
	for day := range s.days {
		if day >= from && s.standsOut(day, usual, all) {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	for i := 0; i < len(days); {
		end := i
		for end+1 < len(days) && days[end+1] == days[end]+1 {
			end++
		}
		found = append(found, s.incident(days[i:end+1], usual))
		i = end + 1
	}
	return found
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

func (s *series) standsOut(day int64, usual int, all *series) bool {
	n, rest := s.days[day], s.total-s.days[day]
	if n < incidentFloor || n < incidentFactor*max(usual, 1) {
		return false
	}
	// n of the day's bounces, beside rest of all other bounces: twice as much?
	return n*(all.total-all.days[day]) >= 2*rest*all.days[day]
}

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
	if top := byCount(at)[0]; at[top]*5 >= total*4 {
		i.Provider = top
	}
	return i
}
