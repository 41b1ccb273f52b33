package page

import (
	"strings"

	"github.com/nixie-mail/nixie/rules"
)

// A heat is the table of providers and causes.
type heat struct {
	Floor   string
	Columns []heatColumn
	Rows    []heatRow
}

type heatColumn struct{ Title, Family string }

type heatRow struct {
	Name, Total string
	Cells       []heatCell
}

type heatCell struct{ Class, Text string }

const (
	heatFloor   = 20 // with fewer bounces at a provider, their parts say nothing
	heatRows    = 12
	heatColumns = 8
)

// Heat returns the table: the most frequent causes and providers, and the rest
// of both together.
func (v *view) Heat() *heat {
	h := &heat{Floor: v.N(heatFloor)}
	var causes []rules.Cause
	total := 0
	for _, c := range v.Causes {
		if c.Count == 0 {
			continue
		}
		if total++; len(causes) < heatColumns {
			causes = append(causes, c.Cause)
			// A slash is no place to break a line, unless one is made.
			title := strings.ReplaceAll(v.Title(c.Cause), "/", "/\u200b")
			h.Columns = append(h.Columns, heatColumn{title, string(c.Family)})
		}
	}
	more := total > len(causes)
	if more {
		h.Columns = append(h.Columns, heatColumn{v.T("page.others"), ""})
	}
	rest := ProviderCount{Causes: map[rules.Cause]int{}}
	for i, p := range v.Providers {
		if i < heatRows && p.Provider != "" {
			h.Rows = append(h.Rows, v.heatRow(p, v.Provider(p.Provider), causes, more))
			continue
		}
		rest.Bounces += p.Bounces
		for c, n := range p.Causes {
			rest.Causes[c] += n
		}
	}
	if rest.Bounces > 0 {
		h.Rows = append(h.Rows, v.heatRow(rest, v.T("page.others"), causes, more))
	}
	return h
}

func (v *view) heatRow(p ProviderCount, name string, causes []rules.Cause, more bool) heatRow {
	r := heatRow{Name: name, Total: v.N(p.Bounces)}
	left := p.Bounces
	for _, c := range causes {
		r.Cells = append(r.Cells, v.heatCell(p.Causes[c], p.Bounces))
		left -= p.Causes[c]
	}
	if more {
		r.Cells = append(r.Cells, v.heatCell(left, 0)) // of many causes: nothing to point at
	}
	return r
}

// heatCell colours by the part of the provider's bounces, in five steps.
func (v *view) heatCell(n, of int) heatCell {
	if n == 0 {
		return heatCell{"zero", "·"}
	}
	c := heatCell{Text: v.N(n)}
	if of < heatFloor {
		return c // too few to speak of parts
	}
	for step, limit := range []int{60, 40, 20, 10, 3} { // percent
		if n*100 >= of*limit {
			c.Class = []string{"h5", "h4", "h3", "h2", "h1"}[step]
			break
		}
	}
	return c
}
