package page

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A Fix is a cause that only the sender can mend.
type Fix struct {
	Cause      rules.Cause `json:"cause"`
	Count      int         `json:"count"`
	Before     int         `json:"before"`
	First      time.Time   `json:"first_seen"`
	Last       time.Time   `json:"last_seen"`
	By         []NameCount `json:"by"`         // who refused: providers, or domains of recipients, the most frequent first
	Lists      []string    `json:"lists"`      // blocklists named
	Identities []string    `json:"identities"` // for auth-failed: domains of senders, with what failed, among recent examples
	Example    string      `json:"example"`    // what a host said last
	Sentence   string      `json:"sentence"`   // all that in words
	Remedy     string      `json:"remedy"`     // what to do
}

// NameCount counts the bounces of something that has a name.
type NameCount struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// BlocklistCount counts the refusals that name a blocklist.
type BlocklistCount struct {
	List  string      `json:"list"`
	URL   string      `json:"url"` // where to ask for removal; "" if nobody knows
	Count int         `json:"count"`
	By    []NameCount `json:"by"`
	First time.Time   `json:"first_seen"`
	Last  time.Time   `json:"last_seen"`
}

// maxSamples bounds the outcomes that are looked at for an example and for
// failing identities of one cause.
const maxSamples = 40

// maxExample bounds an example, in columns.
const maxExample = 300

// fixes gathers what the sender must mend, the most frequent first.
func (b *builder) fixes() error {
	b.page.Fixes, b.page.Blocklists = []Fix{}, []BlocklistCount{}
	if err := b.blocklists(); err != nil {
		return err
	}
	for _, n := range b.page.Causes {
		if !report.SendersTurn(n.Cause) || n.Count == 0 {
			continue
		}
		f := Fix{Cause: n.Cause, Count: n.Count, Before: n.Before, By: []NameCount{}, Lists: []string{}, Identities: []string{}}
		for _, r := range b.sums.Refusers {
			if r.Cause == n.Cause {
				f.By = append(f.By, NameCount{safe.Line(r.Name), r.Count})
			}
		}
		if n.Cause == rules.Blocklisted {
			for _, l := range b.page.Blocklists {
				f.Lists = append(f.Lists, l.List)
			}
		}
		if err := b.exemplify(&f); err != nil {
			return err
		}
		f.Sentence = b.sentence(&f)
		f.Remedy = b.opts.Locale.Cause(f.Cause).List
		b.page.Fixes = append(b.page.Fixes, f)
	}
	return nil
}

// exemplify finds when it began and ended, what was said last, and for failed
// authentication who failed, in outcomes of different days and providers.
func (b *builder) exemplify(f *Fix) error {
	var cells []ledger.Cell
	b.bounces(func(c ledger.Cell) {
		if c.Cause == f.Cause && !c.Earlier {
			cells = append(cells, c)
			if f.First.IsZero() || c.First.Before(f.First) {
				f.First = c.First
			}
			if c.Last.After(f.Last) {
				f.Last = c.Last
			}
		}
	})
	slices.SortStableFunc(cells, func(x, y ledger.Cell) int { return y.Last.Compare(x.Last) })
	samples := 1
	if f.Cause == rules.AuthFailed {
		samples = maxSamples
	}
	for _, c := range cells[:min(len(cells), samples)] {
		o, ok, err := b.book.ExampleAt(b.ctx, c.Last, f.Cause, "")
		if err != nil {
			return err
		}
		if ok {
			b.learn(f, &o)
		}
	}
	return nil
}

// learn takes the example, and the identity that failed, from an outcome.
func (b *builder) learn(f *Fix, o *scanner.Outcome) {
	if f.Example == "" {
		f.Example = terminal.Cut(safe.Line(b.masked(cmp.Or(o.Recipient.Reply.Text, o.Recipient.Remark), o.Recipient.Address)), maxExample)
	}
	if f.Cause != rules.AuthFailed || len(f.Identities) >= maxIdentities {
		return
	}
	who := safe.Line(strings.ToLower(strings.TrimRight(o.OriginalFrom[strings.LastIndexByte(o.OriginalFrom, '@')+1:], "> \t")))
	if who == "" {
		return
	}
	if o.Verdict.Detail != "" {
		who += " (" + safe.Line(o.Verdict.Detail) + ")"
	}
	if !slices.Contains(f.Identities, who) {
		f.Identities = append(f.Identities, who)
	}
}

// sentence says it as the summary of a scan does.
func (b *builder) sentence(f *Fix) string {
	said := &report.Refusals{Cause: f.Cause, Count: f.Count, First: f.First, Last: f.Last, By: map[string]int{}, Others: f.Count, Lists: map[string]int{}}
	for _, n := range f.By {
		said.By[n.Name] = n.Count
		said.Others -= n.Count
	}
	if f.Cause == rules.Blocklisted {
		for _, l := range b.page.Blocklists {
			said.Lists[l.List] = l.Count
		}
	}
	return said.Sentence(&b.opts)
}

// blocklists adds up the refusals by blocklist, whoever refused.
func (b *builder) blocklists() error {
	at := map[string]int{} // place in the list
	for _, c := range b.sums.Lists {
		i, known := at[c.List]
		if !known {
			i = len(b.page.Blocklists)
			at[c.List] = i
			b.page.Blocklists = append(b.page.Blocklists, BlocklistCount{List: c.List, By: []NameCount{}, First: c.First})
		}
		n := &b.page.Blocklists[i]
		n.Count += c.Count
		if c.Provider != "" {
			n.By = append(n.By, NameCount{safe.Line(c.Provider), c.Count})
		}
		if c.First.Before(n.First) {
			n.First = c.First
		}
		if c.Last.After(n.Last) {
			n.Last = c.Last
		}
	}
	for i := range b.page.Blocklists {
		n := &b.page.Blocklists[i]
		o, ok, err := b.book.ExampleAt(b.ctx, n.Last, "", n.List)
		n.List = safe.Line(n.List)
		if err != nil {
			return err
		}
		if ok && strings.HasPrefix(o.Verdict.ListURL, "https://") {
			n.URL = o.Verdict.ListURL
		}
	}
	slices.SortStableFunc(b.page.Blocklists, func(x, y BlocklistCount) int { return cmp.Compare(y.Count, x.Count) })
	return nil
}
