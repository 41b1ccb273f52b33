package page

import (
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
)

// maxUnknown bounds how many unknown replies, the newest, are grouped.
const maxUnknown = 100_000

// unknown groups what no rule knows.
func (b *builder) unknown() error {
	p := b.page
	p.Unknown = []UnknownCount{}
	if now, _ := p.Cause(rules.Unknown); now == 0 {
		return nil
	}
	f := b.query.Filter
	f.Causes, f.Kinds, f.Limit = []rules.Cause{rules.Unknown}, []dsn.Kind{dsn.Bounce}, maxUnknown
	var found rules.Unknowns
	for o, err := range b.book.Newest(b.ctx, f) {
		if err != nil {
			return err
		}
		found.Add(o.Recipient)
	}
	taken := map[string]bool{}
	groups := found.Groups()
	for _, g := range groups[:min(len(groups), maxWordings)] {
		n := UnknownCount{Wording: safe.Line(b.masked(g.Wording, "")), Count: g.Count, Example: terminal.Cut(safe.Line(b.masked(g.Example, "")), maxExample)}
		if r, err := b.query.Rules.DraftBeside(g.Example, taken); err == nil {
			if b.query.Redact { // a local part may stand alone
				n.Example = terminal.Cut(safe.Line(b.masked(r.Examples[0], "")), maxExample)
			}
			n.Rule = safe.Lines(strings.TrimSpace(r.TOML()))
		}
		p.Unknown = append(p.Unknown, n)
	}
	p.UnknownMore = len(groups) - len(p.Unknown)
	return nil
}
