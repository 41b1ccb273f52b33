package explain

import (
	"strings"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A storyPage lays a story out, for a terminal or in Markdown.
type storyPage struct {
	opts     report.Options
	markdown bool
	text     strings.Builder
}

// width is the widest line of a story.
func (p *storyPage) width() int { return min(max(p.opts.Width, terminal.MinWidth), maxCardWidth) }

// title begins the page.
func (p *storyPage) title(text string, class rules.Class) {
	if p.markdown {
		p.text.WriteString("## " + markdownText(text) + "\n\n")
		return
	}
	p.text.WriteString(terminal.Paint(p.opts.Color, terminal.Bold+report.ClassColour(class), text) + "\n")
}

// heading begins a part of the page.
func (p *storyPage) heading(text string) {
	if p.markdown {
		p.text.WriteString("\n### " + markdownText(text) + "\n\n")
		return
	}
	p.text.WriteString("\n" + terminal.Paint(p.opts.Color, terminal.Bold, text) + "\n")
}

// line writes a sentence.
func (p *storyPage) line(text string) {
	if p.markdown {
		p.text.WriteString(markdownText(text) + "  \n") // two blanks: a hard line break (CommonMark section 6.7)
		return
	}
	terminal.Wrap(&p.text, 0, "", p.width(), text)
}

// item writes an element of a list.
func (p *storyPage) item(text string) {
	if p.markdown {
		p.text.WriteString("- " + markdownText(text) + "\n")
		return
	}
	p.text.WriteString(terminal.Indent)
	terminal.Wrap(&p.text, len(terminal.Indent), terminal.Indent+terminal.Indent, p.width(), strings.ReplaceAll(text, "  ", " "))
}

// fact writes a named text below an element, if there is one.
func (p *storyPage) fact(name, text string) {
	switch {
	case text == "":
	case p.markdown:
		p.text.WriteString("  - " + markdownText(name+": "+text) + "\n")
	default:
		deep := strings.Repeat(terminal.Indent, 3)
		p.text.WriteString(deep + terminal.Paint(p.opts.Color, terminal.Dim, name) + " ")
		terminal.Wrap(&p.text, len(deep)+terminal.Width(name)+1, deep, p.width(), paintQuote(p.opts.Color, text))
	}
}

// MaskStory returns the story with the local parts of all addresses hidden,
// wherever they stand: "j***@example.org".
func MaskStory(s *ledger.Story) (*ledger.Story, error) {
	named := []string{s.Address}
	for _, other := range s.Elsewhere {
		named = append(named, other.Address)
	}
	return maskStory(s, named)
}

// maskStory hides the local parts of the named addresses even where they stand
// alone.
func maskStory(s *ledger.Story, named []string) (*ledger.Story, error) {
	mask := func(text string) string { return safe.Mask(text, named...) }
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
		st.Originals = nil
		for _, a := range s.Standing.Originals {
			st.Originals = append(st.Originals, mask(a))
		}
		st.Deciding.Recipient.Alias = mask(st.Deciding.Recipient.Alias)
		masked.Standing = &st
	}
	masked.Events = nil
	for _, e := range s.Events {
		m, err := report.MaskOutcome(e, named...)
		if err != nil {
			return nil, err
		}
		masked.Events = append(masked.Events, m)
	}
	masked.Elsewhere = nil
	for _, other := range s.Elsewhere {
		m, err := maskStory(other, named)
		if err != nil {
			return nil, err
		}
		masked.Elsewhere = append(masked.Elsewhere, m)
	}
	return &masked, nil
}
