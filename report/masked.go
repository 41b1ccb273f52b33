package report

import "github.com/nixie-mail/nixie/scanner"

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
	p.Path, p.What = Mask(p.Path), Mask(p.What)
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
// hidden, and that of its recipient wherever a text names it alone. The error
// is of an outcome that cannot be: one whose time has no year of four digits.
func MaskOutcome(o scanner.Outcome) (scanner.Outcome, error) {
	return maskOutcome(o, func(text string) string {
		return maskNamed(maskNamed(Mask(text), o.Recipient.Address), o.Recipient.Alias)
	})
}
