package report

import (
	"strconv"
	"time"

	"github.com/nixie-mail/nixie/report/locale"
)

// Clock writes when something happened: ISO 8601, so that a column of them
// lines up in every language, and "" for the zero time. The days of a policy are
// days of UTC, so this is, too, and says so.
func Clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// moment writes the time of day for today, with the name of its zone, else the
// day.
func moment(opts Options, t time.Time) string {
	if today(opts, t) {
		return t.In(opts.Now.Location()).Format("15:04 MST")
	}
	return opts.Locale.Day(opts.Now, t)
}

func today(opts Options, t time.Time) bool {
	return t.In(opts.Now.Location()).Format(time.DateOnly) == opts.Now.Format(time.DateOnly)
}

// duration writes how long something took, to two or three figures.
func duration(l *locale.Locale, d time.Duration) string {
	switch {
	case d < time.Second:
		return l.Text("number.ms", "n", strconv.FormatInt(d.Milliseconds(), 10))
	case d < time.Minute:
		return l.Text("number.s", "n", l.Decimal(d.Seconds(), 1))
	}
	return d.Round(time.Second).String()
}
