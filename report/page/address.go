package page

import (
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// advise counts the addresses by advice and names the first that should go.
func (b *builder) advise() error {
	p := b.page
	counts, held := map[rules.Advice]int{}, heldBack{}
	p.Removals, p.Advice = []Removal{}, []AdviceCount{}
	if b.query.Standings != nil {
		for st, err := range b.query.Standings {
			if err != nil {
				return err
			}
			counts[st.Advice]++
			if st.Held {
				p.HeldAll++
				held.add(st)
			}
			if !st.Removes() {
				continue
			}
			if p.RemovalsAll++; len(p.Removals) < MaxAddresses {
				p.Removals = append(p.Removals, Removal{
					Email: safe.Line(b.masked(st.Email, st.Email)), Advice: st.Advice, Cause: st.Cause,
					Reason: safe.Line(b.reason(st)), Last: st.LastSeen,
				})
			}
		}
	}
	p.Held = held.list(b)
	if b.query.Listed != nil {
		p.Listed = b.query.Listed()
	}
	for _, a := range report.Advices() {
		if counts[a] > 0 {
			p.Advice = append(p.Advice, AdviceCount{a, counts[a]})
		}
	}
	return nil
}

// reason says why an address goes, and for whom its mail was.
func (b *builder) reason(st ledger.Standing) string {
	text := report.Reason(&b.opts, st)
	if passed := report.Passed(&b.opts, st); passed != "" {
		text = b.opts.Locale.Text("join.parts", "one", text, "two", b.masked(passed, st.Email))
	}
	return text
}

// masked masks the addresses in a text if the query asks for it, and every
// mention of the local part of the address that the text is about.
func (b *builder) masked(text, address string) string {
	if !b.query.Redact {
		return text
	}
	return safe.Mask(text, address)
}
