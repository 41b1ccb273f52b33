package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Size is a number of bytes, written "262144", "256KiB" or "32MiB". It is
// a value of flags and of the configuration.
type Size int64

// The units of Size. Mail people say KB and mean KiB; so do we.
var units = []struct {
	suffix string
	bytes  int64
}{
	{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30},
	{"kb", 1 << 10}, {"mb", 1 << 20}, {"gb", 1 << 30},
	{"k", 1 << 10}, {"m", 1 << 20}, {"g", 1 << 30}, {"b", 1}, {"", 1},
}

// Set reads a Size; it makes Size a value of flags.
func (s *Size) Set(text string) error { return s.UnmarshalText([]byte(text)) }

// Type names the value in the help.
func (s *Size) Type() string { return "SIZE" }

// UnmarshalText reads a size above zero.
func (s *Size) UnmarshalText(text []byte) error {
	t := strings.ToLower(strings.TrimSpace(string(text)))
	for _, u := range units {
		number, ok := strings.CutSuffix(t, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if err != nil || n <= 0 || n > (1<<62)/u.bytes {
			break
		}
		*s = Size(n * u.bytes)
		return nil
	}
	return fmt.Errorf("%q is no size; write 256KiB or 32MiB", text)
}

// String returns the size in the largest unit that leaves no rest.
func (s Size) String() string {
	n := int64(s)
	for _, u := range []struct {
		name  string
		bytes int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if n > 0 && n%u.bytes == 0 {
			return strconv.FormatInt(n/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10)
}

// A Moment is a point in time, written as a date ("2026-01-31", UTC), a
// date and time (RFC 3339), or a time ago ("36h", "7d", "2w"). It is a value of flags
// and of the configuration.
type Moment struct {
	text string
	ago  time.Duration // before the time of the run; counts if at is zero
	at   time.Time
	day  bool // at is a date without a time
}

// Set reads a Moment; it makes Moment a value of flags.
func (m *Moment) Set(text string) error { return m.UnmarshalText([]byte(text)) }

// Type names the value in the help.
func (m *Moment) Type() string { return "TIME" }

// String returns the moment as it was written.
func (m Moment) String() string { return m.text }

// UnmarshalText reads a moment.
func (m *Moment) UnmarshalText(text []byte) error {
	t := strings.TrimSpace(string(text))
	if at, err := time.Parse(time.DateOnly, t); err == nil {
		*m = Moment{text: t, at: at, day: true}
		return nil
	}
	if at, err := time.Parse(time.RFC3339, t); err == nil {
		*m = Moment{text: t, at: at}
		return nil
	}
	ago, err := parseAgo(strings.ToLower(t))
	if err != nil {
		return fmt.Errorf("%q is no time; write a date (2026-01-31) or how long ago (36h, 7d, 2w)", text)
	}
	*m = Moment{text: t, ago: ago}
	return nil
}

// parseAgo reads "36h", "7d" and "2w", up to a century.
func parseAgo(t string) (time.Duration, error) {
	if t == "" {
		return 0, errors.New("empty")
	}
	var unit time.Duration
	switch t[len(t)-1] {
	case 'h':
		unit = time.Hour
	case 'd':
		unit = 24 * time.Hour
	case 'w':
		unit = 7 * 24 * time.Hour
	default:
		return 0, errors.New("no unit")
	}
	const century = 100 * 365 * 24 * time.Hour
	n, err := strconv.Atoi(t[:len(t)-1])
	if err != nil || n <= 0 || time.Duration(n) > century/unit {
		return 0, errors.New("no number")
	}
	return time.Duration(n) * unit, nil
}

// Begin returns the point in time, seen from now; the zero Time if m is not
// set.
func (m Moment) Begin(now time.Time) time.Time {
	switch {
	case !m.at.IsZero():
		return m.at.UTC()
	case m.ago > 0:
		return now.Add(-m.ago).UTC()
	}
	return time.Time{}
}

// End is like Begin, but a date means the whole of that day: the point in
// time is the first that no longer belongs.
func (m Moment) End(now time.Time) time.Time {
	if m.day {
		return m.at.AddDate(0, 0, 1).UTC()
	}
	return m.Begin(now)
}

// A Duration is a length of time, written "90s", "5m" or "1h30m".
type Duration time.Duration

// UnmarshalText reads a duration above zero.
func (d *Duration) UnmarshalText(text []byte) error {
	t, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err != nil || t <= 0 {
		return fmt.Errorf("%q is no length of time; write 90s, 5m or 1h", text)
	}
	*d = Duration(t)
	return nil
}

// String returns the duration as UnmarshalText reads it.
func (d Duration) String() string { return time.Duration(d).String() }
