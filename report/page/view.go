package page

import (
	"strings"
	"time"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
)

// A view is an overview with the words of a language. Templates and writers
// call its methods.
type view struct {
	*Overview
	o report.Options
}

func (p *Overview) view(opts *report.Options) *view {
	o := opts.WithDefaults()
	o.Now = p.Made.UTC() // the page does not change with who prints it
	return &view{p, o}
}

// T returns a text with its placeholders filled in.
func (v *view) T(key string, pairs ...string) string { return v.o.Locale.Text(key, pairs...) }

// N writes a number.
func (v *view) N(n int) string { return v.o.Locale.Number(n) }

// Day writes a date in words, and nothing for no time.
func (v *view) Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return v.o.Locale.Day(v.o.Now, t)
}

// Date writes a date of an overview in words.
func (v *view) Date(date string) string { return v.Day(dayTime(dayOf(date))) }

// Period says what time the page is about. The end is the last day of it.
func (v *view) Period() string {
	return v.T("page.period", "from", v.Day(v.Since), "to", v.Day(v.Until.Add(-time.Second)))
}

// Compared says what it is compared with, or nothing.
func (v *view) Compared() string {
	if v.Before.IsZero() {
		return ""
	}
	return v.T("page.compared", "from", v.Day(v.Before), "to", v.Day(v.Since.Add(-time.Second)))
}

// Filtered names the filters, or nothing.
func (v *view) Filtered() string {
	if len(v.Filters) == 0 {
		return ""
	}
	return v.T("page.filtered", "list", safe.Line(strings.Join(v.Filters, " ")))
}

// Title is what people call a cause; one that the language does not know, such
// as a cause of the user's own rules, goes by its id.
func (v *view) Title(c rules.Cause) string { return causeTitle(v.o.Locale, c) }

func causeTitle(l *locale.Locale, c rules.Cause) string {
	if t := l.Cause(c).Title; c == rules.Unknown || t != l.Cause(rules.Unknown).Title {
		return t
	}
	return safe.Line(string(c))
}

// Provider is what people call a provider. A domain goes by its own name.
func (v *view) Provider(id string) string { return v.o.Provider(id) }

// Blocklist is what people call a blocklist.
func (v *view) Blocklist(id string) string { return v.o.Blocklist(id) }

// Family is the name of a family of causes.
func (v *view) Family(f rules.Family) string { return v.T("page.family." + string(f)) }

// Advice is a word for what to do.
func (v *view) Advice(a rules.Advice) string {
	word, _ := v.o.Locale.Advice(a)
	return word
}

// Facts are what was counted, in a few words each.
func (v *view) Facts() []string {
	key := "page.verdict.counts"
	if v.Before.IsZero() {
		key = "page.verdict.bounces"
	}
	facts := []string{v.T(key, "n", v.N(v.Bounces), "before", v.N(v.BouncesBefore))}
	rest := 0
	for _, e := range v.Events {
		switch e.Event {
		case "bounce":
		case "delay":
			facts = append(facts, v.T("page.verdict.delays", "n", v.N(e.Count)))
		case "complaint":
			facts = append(facts, v.T("page.verdict.complaints", "n", v.N(e.Count)))
		default:
			rest += e.Count
		}
	}
	if rest > 0 {
		facts = append(facts, v.T("page.verdict.other", "n", v.N(rest)))
	}
	if v.HeldAll > 0 {
		facts = append(facts, heldText(v.o.Locale, v.HeldAll))
	}
	return facts
}

// ListedText says how many addresses the list holds where the tiles count fewer,
// or nothing.
func (v *view) ListedText() string {
	if v.Listed <= v.RemovalsAll {
		return ""
	}
	return v.T("page.verdict.listed", "n", v.N(v.Listed))
}

// Rates says which part of what was sent came back, where that is known.
func (v *view) Rates() string {
	switch {
	case v.Sent == 0:
		return v.T("page.verdict.norate")
	case v.Sent < v.Bounces:
		return v.T("page.verdict.toofew", "sent", v.N(v.Sent), "n", v.N(v.Bounces))
	}
	return v.T("page.verdict.rate", "rate", v.rate(v.Bounces, v.Sent), "sent", v.N(v.Sent), "hard", v.rate(v.Hard, v.Sent))
}

// rate writes a part as a percentage.
func (v *view) rate(n, of int) string { return v.o.Locale.Percent(100 * float64(n) / float64(of)) }

// was writes a number of the earlier period, and nothing where there is none.
func (v *view) was(before int) string {
	if v.Before.IsZero() {
		return ""
	}
	return v.N(before)
}

// change writes a difference: "+12", "−3", "new".
func (v *view) change(now, before int) string {
	switch {
	case v.Before.IsZero():
		return ""
	case before == 0 && now > 0:
		return v.T("page.new")
	case now > before:
		return "+" + v.N(now-before)
	case now < before:
		return "−" + v.N(before-now)
	}
	return "0"
}

// maxRefusers is how many names of refusers stand in a line.
const maxRefusers = 5

// Names writes "Google 12, example.org 3".
func (v *view) Names(counts []NameCount) string {
	var parts []string
	for _, c := range counts[:min(len(counts), maxRefusers)] {
		parts = append(parts, v.Provider(c.Name)+"\u00a0"+v.N(c.Count))
	}
	if len(counts) > maxRefusers {
		parts = append(parts, "…")
	}
	return v.List(parts)
}

// StandsOut says on which days a cause was far more frequent than usual, and
// which removals are held back for that.
func (v *view) StandsOut() (lines []string) {
	for _, i := range v.Incidents {
		lines = append(lines, v.Incident(i))
	}
	for _, h := range v.Held {
		if h.Where != "" {
			lines = append(lines, h.Sentence)
		}
	}
	return lines
}

// Incident says what stands out.
func (v *view) Incident(i Incident) string {
	when := v.Date(i.From)
	if i.To != i.From {
		when = v.T("page.days.span", "from", when, "to", v.Date(i.To))
	}
	key := "page.days.incident"
	if i.Provider != "" {
		key = "page.days.incident_at"
	}
	return v.T(key, "day", when, "what", v.Title(i.Cause), "who", v.Provider(i.Provider), "n", v.N(i.Worst), "usual", v.N(i.Usual))
}

// StepText says how many days a bar stands for, if it is not one.
func (v *view) StepText() string {
	if v.Step == 1 {
		return ""
	}
	return v.T("page.days.step", "n", v.N(v.Step))
}

// More says how many addresses are not shown.
func (v *view) More() string {
	if v.RemovalsAll <= len(v.Removals) {
		return ""
	}
	return v.T("page.addresses.more", "shown", v.N(len(v.Removals)), "n", v.N(v.RemovalsAll))
}
