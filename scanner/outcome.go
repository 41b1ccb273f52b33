package scanner

import (
	"cmp"
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

	Campaign     string   // as a Correlation finds it
	Subscriber   string   // the sender's id of the recipient, or the address on the list if another failed
	FeedbackType string   // complaints only
	Problems     []string // what had to be forgiven while reading
}

// outcomes returns one outcome for every recipient of the report. A report
// that names none (a complaint with the address blacked out) still gives one,
// with an empty recipient and the reason in its problems: every message ends in
// a visible state.
func outcomes(o *Options, m *Message, r *dsn.Report) []Outcome {
	stated := r.Recipients
	if len(stated) == 0 {
		stated = []dsn.Recipient{{}}
	}
	t := o.Correlate.find(r)
	known := t.recipients(r.Kind, stated)
	list := make([]Outcome, 0, len(known))
	for i, rcpt := range known {
		out := outcome(o.Rules, m, r, rcpt)
		// The id is of what the report states, whatever else is known of it:
		// other expressions tomorrow must not make it another event.
		out.ID = fingerprint(r, stated[i])
		out.ListID = cmp.Or(out.ListID, t.list)
		out.Campaign, out.Subscriber = t.campaign, t.subscriberOf(rcpt)
		if doubt := doubtOf(stated[i], rcpt); doubt != "" {
			out.Problems = append(out.Problems, doubt)
		}
		list = append(list, out)
	}
	for _, more := range r.More {
		list = append(list, outcomes(o, m, more)...)
	}
	return list
}

// doubtOf says why there is no recipient, or that the report alone would not
// have told it.
func doubtOf(stated, known dsn.Recipient) string {
	switch {
	case known.Address == "":
		return "no recipient: the report names none, and neither the address it was sent to nor the returned message does"
	case stated.Address == "" && known.Address != "":
		return "recipient: known from the return path only"
	case stated.Address != known.Address:
		return "recipient: of the return path, the report names another" // which is personal data, and of no use
	}
	return ""
}

func outcome(set *rules.Set, m *Message, r *dsn.Report, rcpt dsn.Recipient) Outcome {
	kind := r.KindOf(rcpt)
	when, doubts := timeOf(m, r, rcpt)
	o := Outcome{
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
