package page

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// secondsOfDay is the length of a day of UTC, which knows no summer time.
const secondsOfDay = 24 * 60 * 60

// A builder makes the numbers of a page out of the sums of the ledger.
type builder struct {
	ctx   context.Context
	book  *ledger.Ledger
	query Query
	opts  report.Options
	sums  *ledger.Overview
	page  *Overview
}

func (b *builder) build() error {
	b.countEvents()
	b.countCauses()
	b.countDays()
	b.countProviders()
	b.findIncidents()
	b.countNames()
	b.thresholds()
	for _, step := range []func() error{b.fixes, b.untaken, b.advise, b.unknown, b.about} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// bounces calls add for every cell of bounces.
func (b *builder) bounces(add func(ledger.Cell)) {
	for _, c := range b.sums.Cells {
		if c.Kind == dsn.Bounce {
			add(c)
		}
	}
}

// countEvents counts by kind, in the order in which pages name the kinds.
func (b *builder) countEvents() {
	counts := map[dsn.Kind]*EventCount{}
	for _, c := range b.sums.Cells {
		e := counts[c.Kind]
		if e == nil {
			e = &EventCount{Event: c.Kind}
			counts[c.Kind] = e
		}
		if c.Earlier {
			e.Before += c.Count
		} else {
			e.Count += c.Count
		}
	}
	b.page.Events = []EventCount{}
	for _, k := range report.Events() {
		if e := counts[k]; e != nil {
			b.page.Events = append(b.page.Events, *e)
		}
	}
}

// countCauses counts bounces by cause and by family, in both periods.
func (b *builder) countCauses() {
	causes, byFamily := map[rules.Cause]*CauseCount{}, map[rules.Family]*FamilyCount{}
	for _, f := range rules.Families() {
		byFamily[f] = &FamilyCount{Family: f}
	}
	b.bounces(func(c ledger.Cell) {
		n := causes[c.Cause]
		if n == nil {
			n = &CauseCount{Cause: c.Cause, Family: familyOf(c.Cause)}
			causes[c.Cause] = n
		}
		if c.Earlier {
			n.Before += c.Count
			byFamily[n.Family].Before += c.Count
			b.page.BouncesBefore += c.Count
			return
		}
		n.Count += c.Count
		byFamily[n.Family].Count += c.Count
		b.page.Bounces += c.Count
		if c.Class == rules.Hard {
			b.page.Hard += c.Count
		}
	})
	b.page.Causes, b.page.Families = []CauseCount{}, []FamilyCount{}
	for _, n := range causes {
		b.page.Causes = append(b.page.Causes, *n)
	}
	slices.SortFunc(b.page.Causes, func(x, y CauseCount) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(y.Before, x.Before), cmp.Compare(x.Cause, y.Cause))
	})
	for _, f := range rules.Families() {
		b.page.Families = append(b.page.Families, *byFamily[f])
	}
}

// familyOf returns the family of a cause; an event that a ledger of bounces
// should not hold counts as what nobody knows.
func familyOf(c rules.Cause) rules.Family { return cmp.Or(c.Meaning().Family, rules.FamilyRoute) }

// maxBars bounds the bars of the chart: with more, they become hairs. In a
// longer period, several days share one.
const maxBars = 92

// countDays counts bounces by day; where nobody said since when, from the first
// bounce on.
func (b *builder) countDays() {
	p := b.page
	first, last := dayNumber(p.Since), dayNumber(p.Until.Add(-time.Second))
	if p.Since.IsZero() {
		first = last
		b.bounces(func(c ledger.Cell) { first = min(first, c.Day) })
		p.Since = dayTime(first)
	}
	p.Step, p.Days = int((last-first)/maxBars)+1, []DayCount{}
	for d := first; d <= last; d += int64(p.Step) {
		p.Days = append(p.Days, DayCount{Date: dayTime(d).Format(time.DateOnly), Families: map[rules.Family]int{}})
	}
	b.bounces(func(c ledger.Cell) {
		i := (c.Day - first) / int64(p.Step)
		if c.Earlier || c.Day < first || i >= int64(len(p.Days)) {
			return
		}
		p.Days[i].Bounces += c.Count
		p.Days[i].Families[familyOf(c.Cause)] += c.Count
	})
}

// dayNumber returns the day of UTC, counted from 1970.
func dayNumber(t time.Time) int64 { return t.Unix() / secondsOfDay }

// dayTime returns the begin of a day.
func dayTime(n int64) time.Time { return time.Unix(n*secondsOfDay, 0).UTC() }

// countProviders counts bounces by provider and cause.
func (b *builder) countProviders() {
	providers := map[string]*ProviderCount{}
	b.bounces(func(c ledger.Cell) {
		if c.Earlier {
			return
		}
		n := providers[c.Provider]
		if n == nil {
			n = &ProviderCount{Provider: c.Provider, Causes: map[rules.Cause]int{}}
			providers[c.Provider] = n
		}
		n.Bounces += c.Count
		n.Causes[c.Cause] += c.Count
	})
	b.page.Providers = []ProviderCount{}
	for _, n := range providers {
		b.page.Providers = append(b.page.Providers, *n)
	}
	slices.SortFunc(b.page.Providers, func(x, y ProviderCount) int {
		// What nobody knows comes last, however much it is.
		return cmp.Or(cmp.Compare(btoi(x.Provider == ""), btoi(y.Provider == "")),
			cmp.Compare(y.Bounces, x.Bounces), cmp.Compare(x.Provider, y.Provider))
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// countNames takes over what the ledger has counted by name, the most frequent
// first.
func (b *builder) countNames() {
	p := b.page
	p.Domains, p.Typos = []DomainCount{}, []DomainCount{}
	for _, n := range b.sums.Domains {
		if n.Bounces == 0 {
			continue
		}
		d := DomainCount{safe.Line(n.Name), n.Bounces, n.Hard, meant(n.Name)}
		if len(p.Domains) < maxNames {
			p.Domains = append(p.Domains, d)
		}
		if d.Meant != "" && len(p.Typos) < maxNames {
			p.Typos = append(p.Typos, d)
		}
	}
	p.Campaigns, p.Mailings = campaigns(b.sums.Campaigns), campaigns(b.sums.Mailings)
}

// campaigns takes the most frequent; strangers write their names.
func campaigns(counts []ledger.NameCount) []CampaignCount {
	list := []CampaignCount{}
	for _, n := range counts[:min(len(counts), maxNames)] {
		list = append(list, CampaignCount{safe.Line(n.Name), n.Bounces, n.Hard, n.Complaints})
	}
	return list
}

// thresholds lists what the policy removes for, causes with the same
// threshold together.
func (b *builder) thresholds() {
	policy := b.query.Policy
	if policy.Causes == nil {
		policy = ledger.Standard()
	}
	b.page.Quiet, b.page.Thresholds = policy.Quiet, []Threshold{}
	for _, m := range rules.Causes() {
		t := policy.Causes[m.Cause]
		if t.Days == 0 {
			continue
		}
		i := slices.IndexFunc(b.page.Thresholds, func(x Threshold) bool { return x.Days == t.Days && x.Span == t.Span })
		if i < 0 {
			i = len(b.page.Thresholds)
			b.page.Thresholds = append(b.page.Thresholds, Threshold{Days: t.Days, Span: t.Span})
		}
		b.page.Thresholds[i].Causes = append(b.page.Thresholds[i].Causes, m.Cause)
	}
}
