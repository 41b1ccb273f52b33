package report

import (
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// foreignColumn is the name of the field and the column that hold the word of
// another program for a cause. It follows all others.
const foreignColumn = "foreign_cause"

// A foreignEvent is an event with the word that another program has for its
// cause.
type foreignEvent struct {
	scanner.Event
	ForeignCause string `json:"foreign_cause"` // "" if there is none
}

// foreignCause returns the word of m for what became of o.
func foreignCause(m *rules.Mapping, o *scanner.Outcome) string {
	return m.NameFor(o.Kind, &o.Recipient, &o.Verdict)
}

// eventOf returns the event of o as JSON has it: with the word of m, if there
// is an m.
func eventOf(m *rules.Mapping, o *scanner.Outcome) any {
	if m == nil {
		return o.Event()
	}
	return foreignEvent{o.Event(), foreignCause(m, o)}
}
