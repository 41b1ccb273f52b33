package dsn

import (
	"net/mail"
	"strings"
	"time"
)

// dateLayouts are forms of dates that are seen beside that of RFC 5322: those
// of C programs, of RFC 3339, and of programs that follow their owner's habits.
var dateLayouts = []string{
	time.ANSIC, "Mon Jan _2 15:04:05 2006 -0700", "Mon Jan _2 15:04:05 MST 2006", "Mon Jan _2 15:04:05 -0700 2006",
	time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05",
	"Mon, _2 Jan 2006 15:04:05", "Mon, _2 Jan 2006 15:04", "_2 Jan 2006 15:04:05", "Mon, _2 January 2006 15:04:05 -0700",
	"Monday, January _2, 2006 3:04 PM", "Monday, January 02, 2006 3:04 PM", "Monday, _2 January 2006 15:04:05 -0700",
	"02-01-2006 15:04", "02-01-2006 15:04:05", "02.01.2006 15:04:05",
}

// parseDate returns the time in a date field, or the zero time. Comments and
// what follows the zone are ignored; without a zone it is UTC.
func parseDate(v string) time.Time {
	v = strings.TrimSpace(v)
	if v == "" || len(v) > 200 {
		return time.Time{}
	}
	if t, err := mail.ParseDate(v); err == nil {
		return t
	}
	v, _, _ = strings.Cut(v, " (")
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, v); err == nil {
			return t
		}
	}
	return time.Time{}
}
