package report

import (
	"strconv"
	"time"

	"github.com/nixie-mail/nixie/report/locale"
)

// group writes a number with its thousands apart.
func group(l *locale.Locale, n int) string { return l.Number(n) }

// day writes a date in words: "3 March", with the year if it is not this one.
func day(opts Options, t time.Time) string {
	t = t.In(opts.Now.Location())
	key := "date.day"
	if t.Year() != opts.Now.Year() {
		key = "date.full"
	}
	name := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		name = opts.Locale.Text("date.first")
	}
	return opts.Locale.Text(key, "day", name, "year", strconv.Itoa(t.Year()),
		"month", opts.Locale.Text("month."+strconv.Itoa(int(t.Month()))))
}

// moment writes the time of day for today, else the day.
func moment(opts Options, t time.Time) string {
	if today(opts, t) {
		return t.In(opts.Now.Location()).Format("15:04")
	}
	return day(opts, t)
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
