package scanner

import (
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// An Outcome is what became of one message for one recipient, why, and which
// words prove it. Printed it takes the flat form of Event.
type Outcome struct {
	ID        string    // the same whenever the same statement is read again, from whatever source
	Location  string    // where the message lies
	Time      time.Time // when it happened, UTC
	Kind      dsn.Kind
	Recipient dsn.Recipient
	Verdict   rules.Verdict

	Format    string // what the message was read as
	Reporter  string // host that reports
	MessageID string // of the report

	OriginalMessageID string
	OriginalSubject   string
	OriginalFrom      string
	ListID            string

	Campaign     string // from the returned message, where the sender's headers are known
	Subscriber   string
	FeedbackType string   // complaints only
	Problems     []string // what had to be forgiven while reading
}
