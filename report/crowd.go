package report

import (
	"strings"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// crowd is how many recipients one message may speak against before the
// summary names it: a server takes at least 100 at once (RFC 5321 section
// 4.5.3.1.8), and few take more, so that more in one report is rare. It may be
// true, for a mailing that was handed over with thousands of recipients, or be
// somebody's list of addresses that he wants to be removed.
const crowd = 100

// maxCrowds is how many such messages are named.
const maxCrowds = 3

// A crowdCount counts messages that speak against a crowd.
type crowdCount struct {
	count int
	first []crowded
}

type crowded struct {
	location   string
	recipients int
}

// add counts a message if its news alone would remove more than a crowd.
func (c *crowdCount) add(res *scanner.Result, fresh []bool) {
	n := 0
	for i, o := range res.Outcomes {
		if a := o.Verdict.Advice; (a == rules.Remove || a == rules.Replace) && (i >= len(fresh) || fresh[i]) {
			n++
		}
	}
	if n <= crowd {
		return
	}
	if c.count++; len(c.first) < maxCrowds {
		c.first = append(c.first, crowded{strings.Clone(res.Outcomes[0].Location), n})
	}
}

// line names them, "" if there is none.
func (c *crowdCount) line(o Options) string {
	if c.count == 0 {
		return ""
	}
	var list []string
	for _, m := range c.first {
		list = append(list, safe.Line(m.location)+" ("+o.Locale.Number(m.recipients)+")")
	}
	if c.count > len(c.first) {
		list = append(list, "…")
	}
	return o.Locale.Text("summary.crowd", "n", o.Locale.Number(c.count), "list", o.Locale.List(list))
}
