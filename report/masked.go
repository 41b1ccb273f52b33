package report

import (
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
)

// NewMasked returns a Writer that hands every outcome to out with the local
// parts of all addresses hidden: "j***@example.org". So it does with problems,
// if out is a ProblemWriter.
func NewMasked(out Writer) Writer { return &masked{out} }

type masked struct{ Writer }

// Write masks o.
func (m *masked) Write(o scanner.Outcome) error {
	hidden, err := MaskOutcome(o)
	if err != nil {
		return err
	}
	return m.Writer.Write(hidden)
}

// WriteProblem masks p.
func (m *masked) WriteProblem(p Problem) error {
	out, ok := m.Writer.(ProblemWriter)
	if !ok {
		return nil
	}
	p.Path, p.What = safe.Mask(p.Path), safe.Mask(p.What)
	return out.WriteProblem(p)
}

// Flush hands over what is buffered.
func (m *masked) Flush() error {
	if out, ok := m.Writer.(interface{ Flush() error }); ok {
		return out.Flush()
	}
	return nil
}

// MaskOutcome returns the outcome with the local parts of all addresses
// hidden, and those of its recipient and of the addresses named wherever a text
// holds them alone. Words of ours, "hard" or "block", may be local parts, too,
// and stay. The error is of an outcome that cannot be masked: one whose time has
// no year of four digits.
func MaskOutcome(o scanner.Outcome, named ...string) (scanner.Outcome, error) {
	named = append([]string{o.Recipient.Address, o.Recipient.Alias}, named...)
	mask := func(text string) string { return safe.Mask(text, named...) }
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
