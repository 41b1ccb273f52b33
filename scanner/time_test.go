package scanner

import (
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
)

func TestTimeOf(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2024, 1, d, 12, 0, 0, 0, time.FixedZone("", 3600)) }
	old := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	var none time.Time
	near := func(d, hour, minute int) time.Time { return time.Date(2024, 1, d, hour, minute, 0, 0, time.UTC) }
	for _, c := range []struct {
		name                             string
		lastTry, date, received, arrived time.Time
		want                             time.Time
		says                             string // the problem noted, "" for none
	}{
		{"last attempt first", near(3, 1, 0), near(3, 2, 0), day(3), day(4), near(3, 1, 0), ""},
		{"else the date", none, near(3, 2, 0), day(3), day(4), near(3, 2, 0), ""},
		{"else the Received field", none, none, day(3), day(4), day(3), ""},
		{"else the arrival in the mailbox", none, none, none, day(4), day(4), ""},
		{"nothing", none, none, none, none, none, ""},
		{"a fast clock on the day of the arrival", near(3, 23, 59), none, day(3), none, near(3, 23, 59), ""},
		{"a fast clock on the next day", near(4, 0, 1), none, near(3, 23, 50), none, near(3, 23, 50), ""},
		{"some minutes before midnight", near(2, 23, 59), near(2, 23, 59), near(3, 0, 1), none, near(3, 0, 1), ""},
		{"yesterday, as a forger may state", none, near(2, 12, 0), day(3), none, day(3), ""},
		{"days before", near(1, 12, 0), day(3), day(3), none, day(3), "Last-Attempt-Date: 2024-01-01T12:00:00Z is more than a day before the arrival of the message; the arrival is taken"},
		{"days before, by the mailbox alone", day(1), day(2), none, day(4), day(1), ""},
		{"days of other zones are days of UTC", none, time.Date(2024, 1, 3, 1, 0, 0, 0, time.FixedZone("", 7200)), near(2, 23, 30), none, near(2, 23, 0), ""},
		{"after the arrival by its Received field", day(5), day(2), day(3), day(9), day(3), "Last-Attempt-Date: 2024-01-05T11:00:00Z is later than the arrival"},
		{"after the arrival in the mailbox", none, day(9), none, day(4), day(4), "Date: 2024-01-09T11:00:00Z is later"},
		{"a fast clock, by the mailbox", none, day(4).Add(23 * time.Hour), none, day(4), day(4).Add(23 * time.Hour), ""},
		{"before 1990", old, day(2), day(3), none, day(3), "Last-Attempt-Date: 1980-01-01T00:00:00Z is before 1990"},
		{"before 1990, arrival not known", old, day(2), none, none, day(2), "is before 1990"},
		{"all before 1990", old, old, old, old, none, "is before 1990"},
		{"a Received field before 1990 is none", none, day(4), old, day(1), day(1), "is later than the arrival"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, r := &Message{Received: c.arrived}, &dsn.Report{Date: c.date, Received: c.received}
			got, doubts := timeOf(m, r, dsn.Recipient{LastTry: c.lastTry})
			if !got.Equal(c.want) || got.Location() != time.UTC {
				t.Errorf("timeOf = %v, want %v in UTC", got, c.want)
			}
			if said := strings.Join(doubts, "; "); !strings.Contains(said, c.says) || (c.says == "") != (said == "") {
				t.Errorf("doubts %q, want %q", said, c.says)
			}
		})
	}
}
