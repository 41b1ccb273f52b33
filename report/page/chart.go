package page

import (
	"strconv"
	"time"

	"github.com/nixie-mail/nixie/rules"
)

// A chart is the bounces per day as bars in SVG. All places are percentages of
// the drawing, so that it fits any width while letters keep their size.
type chart struct {
	Label  string // what a screen reader says
	Bars   []chartBar
	Grid   []chartLine
	Bands  []chartBand
	Labels []chartLabel
}

type chartBar struct {
	X, W  string
	Title string
	Parts []chartPart
}

type chartPart struct {
	Y, H   string
	Family rules.Family
}

type chartLine struct{ Y, Text string }

type chartBand struct{ X, W string }

type chartLabel struct {
	X, Anchor, Text string
	Minor           bool // left out on narrow screens
}

// chartLabels is how many days have their date below them: the first stands to
// the right of its bar and must not meet the second, in any language.
const chartLabels = 5

// Chart draws the days.
func (v *view) Chart() *chart {
	c := &chart{}
	most, best := 0, 0
	for i, d := range v.Days {
		if d.Bounces > most {
			most, best = d.Bounces, i
		}
	}
	top := roundUp(most)
	slot := 100 / float64(len(v.Days))
	for i, d := range v.Days {
		c.Bars = append(c.Bars, v.bar(d, float64(i)*slot, slot, top))
	}
	c.Grid = []chartLine{{"0", v.N(top)}, {"50", v.N(top / 2)}, {"100", ""}}
	c.Label = v.T("page.days.chart", "day", v.Date(v.Days[best].Date), "n", v.N(most))
	v.bands(c, slot)
	v.labels(c, slot)
	return c
}

// bar draws a day: the families on top of each other, the first at the bottom.
func (v *view) bar(d DayCount, x, slot float64, top int) chartBar {
	b := chartBar{X: percent(x + slot*0.1), W: percent(slot * 0.8), Title: v.o.Locale.Named(v.Date(d.Date), v.N(d.Bounces))}
	y := 100.0
	for _, f := range rules.Families() {
		n := d.Families[f]
		if n == 0 {
			continue
		}
		h := 100 * float64(n) / float64(top)
		y -= h
		b.Parts = append(b.Parts, chartPart{percent(y), percent(h), f})
		b.Title += " · " + v.Family(f) + " " + v.N(n)
	}
	return b
}

// bands marks the days that stand out.
func (v *view) bands(c *chart, slot float64) {
	from, to := dayNumber(v.Since), int64(len(v.Days)*v.Step)
	for _, i := range v.Incidents {
		first, last := max(dayOf(i.From)-from, 0), min(dayOf(i.To)-from+1, to)
		if first >= last {
			continue
		}
		step := float64(v.Step)
		c.Bands = append(c.Bands, chartBand{percent(float64(first) / step * slot), percent(float64(last-first) / step * slot)})
	}
}

// labels writes some dates below the bars; on narrow screens the first and the
// last of them.
func (v *view) labels(c *chart, slot float64) {
	every := max(1, (len(v.Days)+chartLabels-1)/chartLabels)
	for i, n := 0, 0; i < len(v.Days); i, n = i+every, n+1 {
		l := chartLabel{X: percent((float64(i) + 0.5) * slot), Anchor: "middle", Text: v.Date(v.Days[i].Date), Minor: n%4 != 0}
		switch at := (float64(i) + 0.5) * slot; {
		case at < 6 && len(v.Days) > 1:
			l.X, l.Anchor = "0", "start"
		case at > 94:
			l.X, l.Anchor = "100", "end"
		}
		c.Labels = append(c.Labels, l)
	}
}

// dayOf returns the number of a day that is written as in DayCount.Date.
func dayOf(date string) int64 {
	t, _ := time.Parse(time.DateOnly, date) // it is ours
	return dayNumber(t)
}

// roundUp returns the next number that makes a good upper end of an axis: one,
// two, four, six or eight, with zeros behind it.
func roundUp(n int) int {
	for unit := 1; ; unit *= 10 {
		for _, k := range []int{2, 4, 6, 8, 10} {
			if n <= k*unit {
				return k * unit
			}
		}
	}
}

// percent writes a number for an attribute of SVG.
func percent(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }
