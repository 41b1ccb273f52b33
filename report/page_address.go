package report

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// advise counts the addresses by advice and names the first that should go.
func (b *builder) advise() error {
	p := b.page
	counts := map[rules.Advice]int{}
	p.Removals, p.Advice = []Removal{}, []AdviceCount{}
	if b.query.Standings != nil {
		for st, err := range b.query.Standings {
			if err != nil {
				return err
			}
			counts[st.Advice]++
			switch st.Advice {
			case rules.Remove, rules.Replace, rules.Unsubscribe:
			default:
				continue
			}
			if p.RemovalsAll++; len(p.Removals) < MaxAddresses {
				p.Removals = append(p.Removals, Removal{
					Email: visible(b.masked(st.Email, st.Email)), Advice: st.Advice, Cause: st.Cause,
					Reason: visible(Reason(&b.opts, st)), Last: st.LastSeen,
				})
			}
		}
	}
	for _, a := range adviceOrder {
		if counts[a] > 0 {
			p.Advice = append(p.Advice, AdviceCount{a, counts[a]})
		}
	}
	return nil
}

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
		n := UnknownCount{Wording: visible(b.masked(g.Wording, "")), Count: g.Count, Example: cutEnd(visible(b.masked(g.Example, "")), maxExample)}
		if r, err := b.query.Rules.Draft(g.Example); err == nil {
			id := r.ID
			for i := 2; taken[r.ID]; i++ {
				r.ID = fmt.Sprintf("%s-%d", id, i)
			}
			taken[r.ID] = true
			if b.query.Redact { // a local part may stand alone
				n.Example = cutEnd(visible(b.masked(r.Examples[0], "")), maxExample)
			}
			n.Rule = visibleLines(strings.TrimSpace(r.TOML()))
		}
		p.Unknown = append(p.Unknown, n)
	}
	p.UnknownMore = len(groups) - len(p.Unknown)
	return nil
}

// visibleLines is visible for a text of several lines.
func visibleLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = visible(lines[i])
	}
	return strings.Join(lines, "\n")
}

// maxUnknown bounds how many unknown replies, the newest, are grouped.
const maxUnknown = 100_000

// about says what the numbers come from.
func (b *builder) about() error {
	sources, err := b.book.Sources(b.ctx)
	if err != nil {
		return err
	}
	b.page.Sources = []string{}
	for _, s := range sources {
		b.page.Sources = append(b.page.Sources, visible(b.masked(s, "")))
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

// masked masks the addresses in a text if the query asks for it, and every
// mention of the local part of the address that the text is about.
func (b *builder) masked(text, address string) string {
	if !b.query.Redact {
		return text
	}
	return maskNamed(Mask(text), address)
}

// Mask hides the local part of every address in a text: "j***@example.org".
// The domain stays, because it tells who refused.
func Mask(text string) string {
	var out strings.Builder
	for {
		at := strings.IndexByte(text, '@')
		if at < 0 {
			out.WriteString(text)
			return out.String()
		}
		begin := localBegin(text[:at])
		out.WriteString(text[:begin])
		out.WriteString(maskLocal(text[begin:at]))
		out.WriteByte('@')
		text = text[at+1:]
	}
}

// localBegin returns where the local part at the end of a text begins. A
// quoted one begins at its quote (RFC 5321 section 4.1.2).
func localBegin(text string) int {
	if quoted, ok := strings.CutSuffix(text, `"`); ok {
		if i := strings.LastIndexByte(quoted, '"'); i >= 0 {
			return i
		}
	}
	return strings.LastIndexAny(text, " \t\r\n<>()[],;:\"'/@") + 1
}

// maskLocal leaves the first letter.
func maskLocal(local string) string {
	local = strings.Trim(local, `"`)
	if local == "" {
		return ""
	}
	_, size := utf8.DecodeRuneInString(local)
	return local[:size] + "***"
}

// shortestLocal is the length from which a local part is looked for in free
// text: shorter ones stand in too many words.
const shortestLocal = 3

// maskNamed hides the local part of an address where a text names it alone:
// "user john.doe unknown".
func maskNamed(text, address string) string {
	local := address
	if at := strings.LastIndexByte(address, '@'); at >= 0 {
		local = address[:at]
	}
	if len(local) < shortestLocal {
		return text
	}
	var out strings.Builder
	for {
		i := indexFold(text, local)
		if i < 0 {
			out.WriteString(text)
			return out.String()
		}
		out.WriteString(text[:i] + maskLocal(local))
		text = text[i+len(local):]
	}
}

// indexFold is strings.Index whatever the case of ASCII letters.
func indexFold(text, part string) int {
	for i := 0; i+len(part) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}
