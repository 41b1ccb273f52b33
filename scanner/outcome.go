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
	Time      time.Time // when it happened, UTC, whole seconds; zero if nothing tells
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

// outcomes returns one outcome for every recipient of the report. A report
// that names none (a complaint with the address blacked out) still gives one,
// with an empty recipient: every message ends in a visible state.
func outcomes(set *rules.Set, m *Message, r *dsn.Report) []Outcome {
	recipients := r.Recipients
	if len(recipients) == 0 {
		recipients = []dsn.Recipient{{}}
	}
	list := make([]Outcome, 0, len(recipients))
	for _, rcpt := range recipients {
		list = append(list, outcome(set, m, r, rcpt))
	}
	return list
}

func outcome(set *rules.Set, m *Message, r *dsn.Report, rcpt dsn.Recipient) Outcome {
	kind := r.KindOf(rcpt)
	when, doubts := timeOf(m, r, rcpt)
	o := Outcome{
		ID:        fingerprint(r, rcpt),
		Location:  m.Location,
		Time:      when,
		Kind:      kind,
		Recipient: rcpt,
		Verdict:   verdict(set, r, kind, rcpt),
		Format:    r.Format,
		Reporter:  r.Reporter,
		MessageID: r.MessageID,

		OriginalMessageID: r.Original.MessageID(),
		OriginalSubject:   r.Original.Subject(),
		OriginalFrom:      r.Original.From(),
		ListID:            r.Original.ListID(),
	}
	if r.Feedback != nil {
		o.FeedbackType = r.Feedback.Type
	}
	for _, p := range r.Problems {
		o.Problems = append(o.Problems, p.String())
	}
	o.Problems = append(o.Problems, doubts...)
	return o
}

// verdict judges failures and delays by their words; any other event is its
// own cause.
func verdict(set *rules.Set, r *dsn.Report, kind dsn.Kind, rcpt dsn.Recipient) rules.Verdict {
	switch kind {
	case dsn.Complaint:
		v := rules.Event(kind)
		if r.Feedback != nil && r.Feedback.Type == "auth-failure" {
			// RFC 6591: the receiver found SPF, DKIM or DMARC to fail. The
			// recipient has said nothing.
			v.Advice = rules.Keep
		}
		return v
	case dsn.Delay:
		// It never counts, and may be said of the report as a whole only.
		rcpt.Action = dsn.ActionDelayed
		return set.Classify(rcpt)
	case dsn.Bounce:
		return set.Classify(rcpt)
	}
	return rules.Event(kind)
}
