package page

import (
	"strings"

	"github.com/nixie-mail/nixie/report/safe"
)

// Untaken is news that a webhook does not take.
type Untaken struct {
	Webhook  string `json:"webhook"`
	Count    int    `json:"count"`
	Why      string `json:"why"`      // it did not take the last
	Sentence string `json:"sentence"` // all that in words
}

// untaken gathers what webhooks do not take, whatever the period: it is as wrong
// today as on the day when it was refused.
func (b *builder) untaken() error {
	targets, err := b.book.Untaken(b.ctx)
	if err != nil {
		return err
	}
	b.page.Untaken = []Untaken{}
	for _, t := range targets {
		u := Untaken{Webhook: safe.Line(b.masked(t.Target, "")), Count: int(t.Refused), Why: safe.Line(strings.TrimRight(b.masked(t.Why, ""), "."))}
		u.Sentence = b.opts.Locale.Text("page.verdict.untaken", "name", u.Webhook, "n", b.opts.Locale.Number(u.Count), "what", u.Why)
		b.page.Untaken = append(b.page.Untaken, u)
	}
	return nil
}

// Mends reports whether anything is for the sender to mend.
func (v *view) Mends() bool { return len(v.Fixes)+len(v.Untaken) > 0 }
