package scanner

import (
	"fmt"
	"time"

	"github.com/nixie-mail/nixie/dsn"
)

// clockSkew is how far a stated date may lie from the arrival of the message
// before that is worth a word. A day also covers dates without a zone.
const clockSkew = 24 * time.Hour

// eraBegins is the time before which no bounce that is still around was sent:
// RFC 1123 (October 1989) gave dates their four-digit years. A clock that was
// never set says 1970 or 1980.
var eraBegins = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// timeOf returns when the failure happened: the last attempt, else the date of
// the report, else its arrival. A date that cannot be is replaced by the
// arrival; where no arrival is known, by the next best.
//
// Whoever writes a report dates it as he likes, and a policy counts days. So
// where the newest Received field says on which day the report came in (RFC
// 5321 4.4: the receiving server writes it, on top), the failure happened on
// that day of UTC: a date of another day is replaced by the arrival. What the
// mailbox knows is not taken for that, as it changes when mail is moved.
//
// Doubts says so where the two are more than clockSkew apart; a report from
// the minutes before midnight needs no word.
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
		case fault == "" && (!received(r) || sameDay(stated.at, arrival)):
			return second(stated.at), doubts
		case fault == "" && arrival.Sub(stated.at) <= clockSkew:
			return second(arrival), doubts
		case fault == "":
			fault = "is more than a day before the arrival of the message"
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
	if received(r) {
		return r.Received
	}
	if !m.Received.Before(eraBegins) {
		return m.Received
	}
	return time.Time{}
}

// received reports whether the report itself says when it came in.
func received(r *dsn.Report) bool { return !r.Received.Before(eraBegins) }

func sameDay(a, b time.Time) bool {
	const day = 24 * time.Hour // Truncate counts from a midnight of UTC
	return a.Truncate(day).Equal(b.Truncate(day))
}

// second returns t in UTC and whole seconds, as it is printed and stored.
func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
