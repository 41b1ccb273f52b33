package scanner

import (
	"fmt"
	"time"

	"github.com/nixie-mail/nixie/dsn"
)

// clockSkew is how far a host's clock may run ahead of the receiving server's
// before its dates are not believed. A day also covers dates without a zone.
const clockSkew = 24 * time.Hour

// eraBegins is the time before which no bounce that is still around was sent:
// RFC 1123 (October 1989) gave dates their four-digit years. A clock that was
// never set says 1970 or 1980.
var eraBegins = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// timeOf returns when the failure happened: the last attempt, else the date of
// the report, else its arrival. A date that cannot be is replaced by the
// arrival, and doubts says so; where no arrival is known, by the next best.
func timeOf(m *Message, r *dsn.Report, rcpt dsn.Recipient) (when time.Time, doubts []string) {
	arrival := arrivalOf(m, r)
	for _, stated := range []struct {
		field string
		at    time.Time
	}{{"Last-Attempt-Date", rcpt.LastTry}, {"Date", r.Date}} {
		fault := doubt(stated.at, arrival)
		switch {
		case stated.at.IsZero():
			continue
		case fault == "":
			return second(stated.at), doubts
		}
		note := fmt.Sprintf("%s: %s %s", stated.field, stated.at.UTC().Format(time.RFC3339), fault)
		if !arrival.IsZero() {
			return second(arrival), append(doubts, note+"; the arrival is taken instead")
		}
		doubts = append(doubts, note)
	}
	return second(arrival), doubts
}

// doubt says what is wrong with a date, or "".
func doubt(at, arrival time.Time) string {
	switch {
	case at.Before(eraBegins):
		return "is before 1990"
	case !arrival.IsZero() && at.After(arrival.Add(clockSkew)):
		return "is later than the arrival of the message"
	}
	return ""
}

// arrivalOf returns when the report came in by the receiving server's clock:
// its newest Received field, else what the mailbox knows, else zero.
func arrivalOf(m *Message, r *dsn.Report) time.Time {
	if !r.Received.Before(eraBegins) {
		return r.Received
	}
	if !m.Received.Before(eraBegins) {
		return m.Received
	}
	return time.Time{}
}

// second returns t in UTC and whole seconds, as it is printed and stored.
func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
