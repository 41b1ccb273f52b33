package locale

import (
	"strconv"
	"strings"
	"time"
)

// List joins the items of a list: "a, b, c".
func (l *Locale) List(items []string) string {
	return strings.Join(items, l.Text("summary.comma"))
}

// Named puts a text behind its name: "Cause: mailbox full".
func (l *Locale) Named(name, text string) string {
	return l.Text("join.named", "name", name, "text", text)
}

// Day writes the date of t, in the time zone of now: "3 March", with the year if
// it is not that of now.
func (l *Locale) Day(now, t time.Time) string {
	t = t.In(now.Location())
	key := "date.day"
	if t.Year() != now.Year() {
		key = "date.full"
	}
	name := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		name = l.Text("date.first")
	}
	return l.Text(key, "day", name, "year", strconv.Itoa(t.Year()), "month", l.Text("month."+strconv.Itoa(int(t.Month()))))
}
