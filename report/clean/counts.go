package clean

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
)

// Counts say what became of the rows of a list. Rows without anything in
// them, and the header, are not counted.
type Counts struct {
	Rows       int         `json:"rows"`
	Kept       int         `json:"kept"`
	Dropped    int         `json:"dropped"`    // with Kept, that is Rows
	ByCause    []CauseRows `json:"by_cause"`   // of the dropped, the most first
	Replaced   int         `json:"replaced"`   // of the kept: have their new address
	Moved      int         `json:"moved"`      // of the dropped: the refusing host gives a new address
	Hearsay    int         `json:"hearsay"`    // of the dropped: a new address is given, but not by the host, or without a code that says so
	Held       int         `json:"held"`       // of the kept: bad, but held back
	Shared     int         `json:"shared"`     // of the kept: mail to it was passed on, and only some of it failed
	Several    int         `json:"several"`    // of the kept: hold several addresses, some of them bad
	NoAddress  int         `json:"no_address"` // of the kept
	Duplicates int         `json:"duplicates"` // had an address that an earlier row had
	Remembered int         `json:"remembered"` // if not 0, only so many different addresses were compared

	Replacements []Replacement `json:"replacements"` // the first MaxReplacements
}

// MaxReplacements is how many replacements are told one by one.
const MaxReplacements = 1000

// A Replacement is an address that was put in the place of another.
type Replacement struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// replace counts a row that has its new address.
func (c *Counts) replace(old, moved string) {
	if c.Replaced++; len(c.Replacements) < MaxReplacements {
		c.Replacements = append(c.Replacements, Replacement{old, moved})
	}
}

// CauseRows is the number of rows that were dropped for a cause.
type CauseRows struct {
	Cause rules.Cause `json:"cause"`
	Rows  int         `json:"rows"`
}

// drop counts a dropped row.
func (c *Counts) drop(cause rules.Cause) {
	c.Dropped++
	for i := range c.ByCause {
		if c.ByCause[i].Cause == cause {
			c.ByCause[i].Rows++
			return
		}
	}
	c.ByCause = append(c.ByCause, CauseRows{cause, 1})
}

func (c *Counts) finish(seen *seenAddresses) {
	c.Replacements = append([]Replacement{}, c.Replacements...) // never null
	if seen.n == maxSeen {
		c.Remembered = maxSeen
	}
	c.ByCause = slices.SortedFunc(slices.Values(c.ByCause), func(a, b CauseRows) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Cause, b.Cause))
	})
}

// A Plan is what is told of a run over a list, beside the counts.
type Plan struct {
	List          string // names of files
	Kept, Dropped string // "" for one of which nothing is to be told
	Dry           bool   // nothing was written
}

// Print tells people what became of the rows of list, in a language.
func (c *Counts) Print(w io.Writer, list *List, plan Plan, l *locale.Locale) error {
	say := l.Text
	number, name := list.Column()
	column := strconv.Itoa(number)
	if name != "" {
		column += " " + quotedName(name)
	}
	lines := []string{say("clean.read", "path", safe.Line(plan.List), "n", l.Number(c.Rows), "column", column)}
	lines = append(lines, c.lines(l)...)
	switch {
	case plan.Dry:
		lines = append(lines, say("clean.plan", "kept", safe.Line(plan.Kept), "dropped", safe.Line(plan.Dropped)))
	default:
		for i, path := range []string{plan.Kept, plan.Dropped} {
			if path != "" {
				lines = append(lines, say([]string{"clean.keptfile", "clean.droppedfile"}[i], "path", safe.Line(path)))
			}
		}
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// lines are a number and what it counts, each.
func (c *Counts) lines(l *locale.Locale) (lines []string) {
	say := l.Text
	wide := len(l.Number(c.Rows))
	line := func(n int, text string, always bool) {
		if n > 0 || always {
			lines = append(lines, fmt.Sprintf("%*s  %s", wide, l.Number(n), text))
		}
	}
	line(c.Kept, say("clean.kept"), true)
	line(c.Dropped, say("clean.dropped"), true)
	for _, cause := range c.ByCause {
		line(cause.Rows, "  "+l.Cause(cause.Cause).Title, true)
	}
	line(c.Replaced, say("clean.replaced"), false)
	for _, r := range c.Replacements {
		lines = append(lines, strings.Repeat(" ", wide+4)+safe.Line(r.Old)+" → "+safe.Line(r.New))
	}
	if more := c.Replaced - len(c.Replacements); more > 0 {
		lines = append(lines, strings.Repeat(" ", wide+4)+say("run.more", "n", l.Number(more)))
	}
	line(c.Moved, say("clean.moved"), false)
	line(c.Hearsay, say("clean.hearsay"), false)
	line(c.Held, say("clean.held"), false)
	line(c.Shared, say("clean.shared"), false)
	line(c.Several, say("clean.several"), false)
	line(c.NoAddress, say("clean.noaddress"), false)
	if c.Remembered > 0 {
		line(c.Duplicates, say("clean.atleast", "n", l.Number(c.Remembered)), false)
	} else {
		line(c.Duplicates, say("clean.duplicates"), false)
	}
	return lines
}
