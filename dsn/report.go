package dsn

import (
	"errors"
	"time"
)

// ErrNotReport says that a message is ordinary mail: no bounce, complaint,
// automatic reply or receipt. Such mail is nobody's failure; leave it alone.
// The error that Parse returns wraps it and says what the message is instead.
var ErrNotReport = errors.New("dsn: not a report")

// Kind is what a message, or one recipient's part of it, tells. The values
// are the "event" of nixie's output.
type Kind string

// The kinds of report.
const (
	Bounce      Kind = "bounce"       // delivery failed for good, as far as the reporter knows
	Delay       Kind = "delay"        // not delivered yet; the reporter goes on trying
	Delivered   Kind = "delivered"    // delivered, relayed or expanded (RFC 3464 section 2.3.3)
	AutoReply   Kind = "auto-reply"   // absence notice or other automatic response (RFC 3834)
	Challenge   Kind = "challenge"    // asks the sender to prove to be human
	Complaint   Kind = "complaint"    // the recipient calls the message spam (RFC 5965)
	Unsubscribe Kind = "unsubscribe"  // the recipient wants no more (RFC 5965 opt-out, or by mail)
	ReadReceipt Kind = "read-receipt" // message disposition notification (RFC 8098)
)

// Other is ordinary mail, for lists that name every message. No Report is of
// this kind: Parse returns ErrNotReport.
const Other Kind = "other"

// A Report is what one message says about the fate of another.
type Report struct {
	Kind       Kind     // of the message as a whole; see KindOf for one recipient
	Format     string   // what it was read as: "rfc3464", "rfc5965", "qmail", …
	Reporter   string   // host that speaks (Reporting-MTA), in lower case
	MessageID  string   // of the report itself, without angle brackets
	Subject    string   // of the report itself, decoded
	EnvelopeID string   // Original-Envelope-Id (RFC 3464 section 2.2.1)
	SentTo     []string // addresses that the report itself was sent to, the envelope's first; at most MaxSentTo

	Date     time.Time // Date field of the report; zero if it has none that can be read
	Received time.Time // newest Received field; zero if none. The receiving server's clock

	Recipients []Recipient // in the report's order; never two with the same address
	Original   Original    // the message that it is about
	Feedback   *Feedback   // complaints only (RFC 5965), else nil
	Text       string      // what it tells human readers, decoded, without the banners of gateways; at most MaxText bytes
	Problems   []Problem   // what had to be forgiven; never fatal

	// Stated is Text with all that Text leaves out: links behind addresses, banners.
	// It is set where neither Original nor EnvelopeID names the message, and nothing
	// but its text tells a report from others.
	Stated string

	// More are the further reports inside the same message, as in a digest of
	// the day's bounces, without More of their own.
	More []*Report

	// Cut says that there may be more recipients than MaxRecipients, of which
	// some were left out.
	Cut bool
}

// KindOf returns what the report tells about one of its recipients. One report
// may carry a failure for one recipient and a delivery for the next
// (RFC 3464 section 2.3).
func (r *Report) KindOf(rcpt Recipient) Kind {
	if r.Kind != Bounce && r.Kind != Delay && r.Kind != Delivered {
		return r.Kind
	}
	switch rcpt.Action {
	case ActionFailed:
		return Bounce
	case ActionDelayed:
		return Delay
	case ActionDelivered, ActionRelayed, ActionExpanded:
		return Delivered
	}
	return r.Kind
}

// Feedback is what only a complaint carries (RFC 5965 section 3).
type Feedback struct {
	Type      string // Feedback-Type in lower case: "abuse", "fraud", "opt-out", …
	UserAgent string // program that made the report
	SourceIP  string // address that the message came from
}

// A Problem is a fault of the message that was forgiven.
type Problem struct {
	Where string // part or field: "header", "part 2", "Final-Recipient"
	What  string // what is wrong, in plain words
}

// String returns the place and the fault, as it appears in output.
func (p Problem) String() string { return p.Where + ": " + p.What }
