package page

import (
	"slices"
	"time"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
)

// about says what the numbers come from.
func (b *builder) about() error {
	sources, err := b.book.Sources(b.ctx)
	if err != nil {
		return err
	}
	b.page.Sources = []string{}
	for _, s := range sources {
		b.page.Sources = append(b.page.Sources, safe.Line(b.masked(s, "")))
	}
	slices.Sort(b.page.Sources)
	if err := b.countUnresolved(); err != nil {
		return err
	}
	for t, err := range b.book.Troubles(b.ctx, b.query.Filter.Since) {
		if err != nil {
			return err
		}
		if t.Time.Before(b.page.Until) {
			b.page.Troubles++
		}
	}
	return nil
}

// countUnresolved counts the events that name no recipient. Of those, none is
// about an address or a domain that somebody asks for.
func (b *builder) countUnresolved() error {
	f := b.query.Filter
	if len(f.Recipients)+len(f.Domains) > 0 {
		return nil
	}
	f.Recipients = []string{""}
	sums, err := b.book.Overview(b.ctx, f, time.Time{})
	if err != nil {
		return err
	}
	for _, c := range sums.Cells {
		b.page.Unresolved += c.Count
	}
	return nil
}

// A pair is a name with what is to say about it.
type pair struct{ Name, Text string }

// About says what the numbers come from.
func (v *view) About() []pair {
	events := 0
	for _, e := range v.Events {
		events += e.Count
	}
	sources := v.List(v.Sources)
	if sources == "" {
		sources = v.T("page.none")
	}
	return []pair{
		{v.T("page.about.made"), report.Clock(v.Made)},
		{v.T("page.about.period"), v.Since.Format("2006-01-02 15:04") + " – " + report.Clock(v.Until)},
		{v.T("page.about.accounts"), sources},
		{v.T("page.about.events"), v.N(events)},
		{v.T("page.about.unresolved"), v.N(v.Unresolved)},
		{v.T("page.about.troubles"), v.N(v.Troubles)},
		{v.T("page.about.version"), v.T("page.about.versions", "version", v.Version, "rules", v.RulesVersion)},
	}
}

// ThresholdLines says after what an address is removed: "At once: …".
func (v *view) ThresholdLines() (lines []string) {
	for _, t := range v.Thresholds {
		var titles []string
		for _, c := range t.Causes {
			titles = append(titles, v.Title(c))
		}
		lines = append(lines, v.T("join.named", "name", v.List(titles), "text", v.removal(t)))
	}
	return lines
}

func (v *view) removal(t Threshold) string {
	key := "removal.days"
	switch {
	case t.Span > 0:
		key = "removal.span"
	case t.Days == 1:
		key = "removal.once"
	}
	return v.T(key, "days", v.N(t.Days), "span", v.N(t.Span))
}

// QuietText says when a count ends.
func (v *view) QuietText() string {
	if v.Quiet == 0 {
		return ""
	}
	return v.T("page.about.quiet", "n", v.N(v.Quiet))
}
