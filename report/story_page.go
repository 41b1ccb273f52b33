package report

import (
	"strings"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A storyPage lays a story out, for a terminal or in Markdown.
type storyPage struct {
	opts     Options
	markdown bool
	text     strings.Builder
}

// width is the widest line of a story.
func (p *storyPage) width() int { return min(max(p.opts.Width, minWidth), maxCardWidth) }

// title begins the page.
func (p *storyPage) title(text string, class rules.Class) {
	if p.markdown {
		p.text.WriteString("## " + markdownText(text) + "\n\n")
		return
	}
	p.text.WriteString(paint(p.opts.Color, bold+classColour(class), text) + "\n")
}

// heading begins a part of the page.
func (p *storyPage) heading(text string) {
	if p.markdown {
		p.text.WriteString("\n### " + markdownText(text) + "\n\n")
		return
	}
	p.text.WriteString("\n" + paint(p.opts.Color, bold, text) + "\n")
}

// line writes a sentence.
func (p *storyPage) line(text string) {
	if p.markdown {
		p.text.WriteString(markdownText(text) + "  \n") // two blanks: a hard line break (CommonMark section 6.7)
		return
	}
	wrap(&p.text, 0, "", p.width(), text)
}

// item writes an element of a list.
func (p *storyPage) item(text string) {
	if p.markdown {
		p.text.WriteString("- " + markdownText(text) + "\n")
		return
	}
	p.text.WriteString(indent)
	wrap(&p.text, len(indent), indent+indent, p.width(), strings.ReplaceAll(text, "  ", " "))
}

// fact writes a named text below an element, if there is one.
func (p *storyPage) fact(name, text string) {
	switch {
	case text == "":
	case p.markdown:
		p.text.WriteString("  - " + markdownText(name+": "+text) + "\n")
	default:
		begin, end := "", ""
		if p.opts.Color {
			begin, end = bold, plain
		}
		deep := strings.Repeat(indent, 3)
		p.text.WriteString(deep + paint(p.opts.Color, dim, name) + " ")
		wrap(&p.text, len(deep)+width(name)+1, deep, p.width(), strings.NewReplacer(quoteBegin, begin, quoteEnd, end).Replace(text))
	}
}

// MaskStory returns the story with the local parts of all addresses hidden,
// wherever they stand: "j***@example.org".
func MaskStory(s *ledger.Story) (*ledger.Story, error) {
	mask := func(text string) string { return maskNamed(Mask(text), s.Address) }
	masked := *s
	masked.Address = mask(s.Address)
	masked.Hands = nil
	for _, h := range s.Hands {
		h.Address, h.Reason = mask(h.Address), mask(h.Reason)
		masked.Hands = append(masked.Hands, h)
	}
	if s.Standing != nil {
		st := *s.Standing
		st.Email, st.Diagnostic, st.NewAddress, st.Subscriber = mask(st.Email), mask(st.Diagnostic), mask(st.NewAddress), mask(st.Subscriber)
		if st.Hand != nil {
			h := *st.Hand
			h.Address, h.Reason = mask(h.Address), mask(h.Reason)
			st.Hand = &h
		}
		masked.Standing = &st
	}
	masked.Events = nil
	for _, e := range s.Events {
		m, err := maskOutcome(e, mask)
		if err != nil {
			return nil, err
		}
		masked.Events = append(masked.Events, m)
	}
	return &masked, nil
}

// maskOutcome masks the texts of an outcome that come from strangers; its words
// of ours, "hard" or "block", may be local parts, too, and stay.
func maskOutcome(o scanner.Outcome, mask func(string) string) (scanner.Outcome, error) {
	e := o.Event()
	for _, text := range []*string{
		&e.Path, &e.Recipient, &e.OriginalRecipient, &e.Diagnostic, &e.Remark, &e.NewAddress, &e.Quote, &e.MessageID,
		&e.OriginalMessageID, &e.OriginalSubject, &e.OriginalFrom, &e.ListID, &e.Campaign, &e.Subscriber,
	} {
		*text = mask(*text)
	}
	for i := range e.Problems {
		e.Problems[i] = mask(e.Problems[i])
	}
	m, err := e.Outcome()
	if err == nil && len(m.Verdict.Evidence) > 0 {
		m.Verdict.Evidence[0].Source = o.Verdict.Evidence[0].Source // the rules' own
	}
	m.Verdict.Lasting = o.Verdict.Lasting
	return m, err
}
