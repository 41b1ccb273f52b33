package mailbox

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// maxFromLine is the length in bytes above which no line is a "From " line:
// an address has at most 320 (RFC 5321 section 4.5.3.1), and a date follows.
const maxFromLine = 1000

// isFromLine reports whether a line, its line end included, is one that begins
// a message of an mbox: "From ", an address, and a date.
func isFromLine(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("From ")) || len(line) > maxFromLine {
		return false
	}
	return !fromDate(line).IsZero()
}

// fromDate returns the date of a "From " line, zero if there is none. What
// writers put there:
//
//	From a@example.org Tue Jan  2 15:04:05 2024          (asctime, RFC 4155)
//	From a@example.org Tue Jan  2 15:04:05 CET 2024
//	From - Tue, 02 Jan 2024 15:04:05 +0100               (Thunderbird and others)
//	From 17@xxx Tue Jan 02 15:04:05 +0000 2024           (Gmail's export)
//	From a@example.org 2024-01-02T15:04:05Z
//	From a@example.org Tue Jan  2 2024
//
// A date without a zone is taken as UTC; one without a clock needs a day of the
// week, and its year at the end, to be told from prose.
func fromDate(line []byte) time.Time {
	words := strings.Fields(string(bytes.TrimPrefix(line, []byte("From "))))
	if len(words) < 2 {
		return time.Time{}
	}
	var d dateParts
	for _, w := range words[1:] { // the first is the sender
		d.add(strings.Trim(w, ",()"))
	}
	if d.clock == "" && d.weekday && words[len(words)-1] == strconv.Itoa(d.year) {
		d.clock = "00:00"
	}
	return d.time()
}

// dateParts collects the parts of a date in whatever order they come.
type dateParts struct {
	year, day   int
	month       time.Month
	weekday     bool
	clock, zone string
	whole       time.Time // an ISO 8601 date with its clock
}

func (d *dateParts) add(w string) {
	number, err := strconv.Atoi(w)
	switch {
	case (w[:min(1, len(w))] == "+" || w[:min(1, len(w))] == "-") && len(w) == 5 && err == nil:
		d.zone = w
	case err == nil && len(w) == 4 && number >= 1970:
		d.year = number
	case err == nil && len(w) <= 2 && number >= 1 && number <= 31 && d.day == 0:
		d.day = number
	case strings.Count(w, ":") >= 1 && len(w) <= len("15:04:05") && d.clock == "":
		d.clock = w
	case len(w) == 3 && strings.Contains("Mon Tue Wed Thu Fri Sat Sun", w):
		d.weekday = true
	case d.month == 0 && len(w) == 3:
		d.month = monthOf(w)
	case len(w) >= len("2006-01-02") && w[4] == '-':
		d.iso(w)
	}
}

func (d *dateParts) iso(w string) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, w); err == nil {
			d.whole = t
			return
		}
	}
	if t, err := time.Parse(time.DateOnly, w); err == nil {
		d.year, d.month, d.day = t.Year(), t.Month(), t.Day()
	}
}

func (d *dateParts) time() time.Time {
	if !d.whole.IsZero() {
		return d.whole
	}
	if d.year == 0 || d.month == 0 || d.day == 0 || d.clock == "" {
		return time.Time{}
	}
	clock, err := time.Parse("15:04:05", d.clock)
	if err != nil {
		if clock, err = time.Parse("15:04", d.clock); err != nil {
			return time.Time{}
		}
	}
	zone := time.UTC
	if d.zone != "" {
		if t, err := time.Parse("-0700", d.zone); err == nil {
			zone = t.Location()
		}
	}
	return time.Date(d.year, d.month, d.day, clock.Hour(), clock.Minute(), clock.Second(), 0, zone).UTC()
}

func monthOf(w string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(w, m.String()[:3]) {
			return m
		}
	}
	return 0
}
