package dsn

import "time"

// Action is what the reporting system did (RFC 3464 section 2.3.3).
type Action string

// The registered actions. The zero value means that the report states none.
const (
	ActionFailed    Action = "failed"
	ActionDelayed   Action = "delayed"
	ActionDelivered Action = "delivered"
	ActionRelayed   Action = "relayed"
	ActionExpanded  Action = "expanded"
)

// A Recipient is what a report says about one address.
//
// Reply and Remark are two voices and never share a string: the words of the
// host that refused, and the words of the system that tells us about it.
type Recipient struct {
	Address string // where delivery was tried (Final-Recipient), domain in lower case
	Alias   string // what the sender wrote (Original-Recipient), if another; else ""
	Action  Action // "" if the report states none
	Status  Status // RFC 3463; the code inside Reply wins over the Status field; zero if none is stated
	Reply   Reply  // what the refusing host said
	Remark  string // what the reporting system adds in its own words, unfolded
	Command string // SMTP command that Reply answers, one of Commands, or ""
	Host    string // host that refused (Remote-MTA), in lower case, without "dns;"

	LastTry  time.Time // Last-Attempt-Date; zero if not stated
	TryUntil time.Time // Will-Retry-Until; zero if not stated
}

// Commands returns the names that Recipient.Command may have beside "", in the
// order of an SMTP session. The slice is the caller's. EOD is the end of the
// data.
func Commands() []string {
	return []string{"CONN", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "EOD"}
}

// A Reply is an answer of an SMTP server, or the words of whatever else
// refused: a local delivery program, a queue that expired.
type Reply struct {
	Code int    // 200 to 599, 0 if none is stated
	Text string // verbatim and unfolded, codes included: "550 5.1.1 <a@example.org>: User unknown"
}
