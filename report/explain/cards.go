package explain

import (
	"fmt"
	"io"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/scanner"
)

// Cards is a Writer that explains every outcome on a card of its own: to whom,
// what happened, the server's own words with the deciding phrase marked, whose
// turn it is, what to do. On a terminal the phrase is bold; in Markdown, for
// tickets, it is bold, too.
type Cards struct {
	w     io.Writer
	opts  *report.Options
	view  View
	begun bool
}

// NewCards returns a writer to w.
func NewCards(w io.Writer, opts *report.Options, view View) *Cards {
	return &Cards{w: w, opts: opts, view: view}
}

// Write prints the card of an outcome.
func (c *Cards) Write(o scanner.Outcome) error {
	if c.begun {
		between := "\n"
		if c.view.Markdown {
			between = "\n---\n\n" // CommonMark section 4.1
		}
		if _, err := io.WriteString(c.w, between); err != nil {
			return fmt.Errorf("explain: cards: %w", err)
		}
	}
	c.begun = true
	if err := Outcome(o).Print(c.w, c.opts, c.view); err != nil {
		return fmt.Errorf("explain: cards: %w", err)
	}
	return nil
}

// Close does nothing: every card is complete.
func (c *Cards) Close() error { return nil }
