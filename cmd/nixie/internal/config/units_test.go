package config_test

import (
	"testing"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

func TestSize(t *testing.T) {
	for _, c := range []struct {
		text  string
		bytes int64 // 0: refused
		print string
	}{
		{"262144", 256 << 10, "256KiB"},
		{"256KiB", 256 << 10, "256KiB"},
		{"32MiB", 32 << 20, "32MiB"},
		{"32 mb", 32 << 20, "32MiB"},
		{"1g", 1 << 30, "1GiB"},
		{"1000", 1000, "1000"},
		{"12B", 12, "12"},
		{"0", 0, ""},
		{"-5", 0, ""},
		{"", 0, ""},
		{"much", 0, ""},
		{"1.5MiB", 0, ""},
		{"9999999999GiB", 0, ""},
	} {
		var s config.Size
		err := s.Set(c.text)
		if (err == nil) != (c.bytes > 0) || int64(s) != c.bytes {
			t.Errorf("size %q = %d, %v, want %d", c.text, s, err, c.bytes)
		}
		if err == nil && s.String() != c.print {
			t.Errorf("size %q prints as %q, want %q", c.text, s.String(), c.print)
		}
	}
}

func TestMoment(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ text, begin, end string }{
		{"2026-01-31", "2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z"},
		{"2026-01-31T08:30:00+02:00", "2026-01-31T06:30:00Z", "2026-01-31T06:30:00Z"},
		{"36h", "2026-03-09T00:00:00Z", "2026-03-09T00:00:00Z"},
		{"7d", "2026-03-03T12:00:00Z", "2026-03-03T12:00:00Z"},
		{"2W", "2026-02-24T12:00:00Z", "2026-02-24T12:00:00Z"},
		{"d", "", ""},
		{"-3d", "", ""},
		{"0d", "", ""},
		{"99999999d", "", ""},
		{"2026-02-30", "", ""},
		{"", "", ""},
	} {
		var m config.Moment
		err := m.Set(c.text)
		if (err == nil) != (c.begin != "") {
			t.Errorf("moment %q: error %v", c.text, err)
		}
		if err != nil {
			continue
		}
		begin, end := m.Begin(now).Format(time.RFC3339), m.End(now).Format(time.RFC3339)
		if begin != c.begin || end != c.end {
			t.Errorf("moment %q begins %s and ends %s, want %s and %s", c.text, begin, end, c.begin, c.end)
		}
	}
}
