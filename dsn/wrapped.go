package dsn

import (
	"cmp"
	"strings"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// wraps reports whether m is a gateway's cover of the message inner, which it
// attaches, whatever the gateway is called: same addressees, same title but for its
// own tag. What people pass on has other addressees, or a mark of it in the title.
func (m *message) wraps(inner []byte) bool {
	own := title(m.Header.Get("Subject"))
	if own == "" || repeats(own) || m.Header.Get("In-Reply-To") != "" || m.fromPerson("") {
		return false
	}
	h, _ := readFields(inner, nil)
	to := cleanAddress(h.Get("To"))
	return isAddress(to) && title(h.Get("Subject")) == own && strings.EqualFold(cleanAddress(m.Header.Get("To")), to)
}

// readQuoted reads the report of a mail system that a program passes on in its own
// text, below the header of that message: a list server shows its owner the bounces
// of the list.
//
//	------------------ Message in error (20 lines) ------------------
//	From: MAILER-DAEMON@example.net
//	Subject: Returned mail: User unknown
func (m *message) readQuoted(rep *Report, level int) *Report {
	quoted := format.Returned(rep.Text)
	if level > 0 || !fromProgram(m.Header) || m.hasReport() {
		return nil
	}
	if h, _ := readFields([]byte(quoted), nil); !isMailer(h.Get("From")) {
		return nil
	}
	norm, _ := normalise([]byte(quoted), m.scratch)
	inner, _ := parse(norm, m.scratch, level+1)
	if inner == nil {
		return nil
	}
	inner.SentTo = appendSentTo(inner.SentTo, rep.SentTo...)
	inner.MessageID = cmp.Or(inner.MessageID, rep.MessageID) // what is shown may be shortened
	if inner.Date.IsZero() {
		inner.Date = rep.Date
	}
	if inner.Received.IsZero() {
		inner.Received = rep.Received
	}
	return inner
}

// namesRecipient reports whether an address to which a report went may name the
// recipient of what it reports on: "news+ann=example.org@example.com".
func namesRecipient(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	before, domain, _ := strings.Cut(local, "=")
	return strings.ContainsAny(before, "+-") && strings.Contains(domain, ".") && !strings.Contains(domain, "=")
}
