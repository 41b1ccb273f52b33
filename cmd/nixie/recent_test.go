package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// mailDates are the dates in the sample inbox, and how they are written.
var mailDates = map[string]*regexp.Regexp{
	"02 Jan 2006":          regexp.MustCompile(`\b\d\d? [A-Z][a-z][a-z] 2026\b`),
	"Jan _2 15:04:05 2006": regexp.MustCompile(`\b[A-Z][a-z][a-z] [ \d]\d \d\d:\d\d:\d\d 2026\b`),
}

// recentInbox is testdata/inbox.mbox so many weeks later that its newest mail is of
// the past days. What looks back from the present, as the policy does, finds
// nothing in the sample itself when that has grown old.
func recentInbox(t *testing.T) (path string) {
	t.Helper()
	text, err := os.ReadFile("../../testdata/inbox.mbox")
	if err != nil {
		t.Fatal(err)
	}
	newest := time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC)
	days := 7 * max(0, int(time.Since(newest)/(7*24*time.Hour))) // the days of the week stay true
	for layout, dates := range mailDates {
		text = dates.ReplaceAllFunc(text, func(word []byte) []byte {
			day, err := time.Parse(layout, string(word))
			if err != nil {
				t.Fatal(err)
			}
			return []byte(day.AddDate(0, 0, days).Format(layout))
		})
	}
	path = filepath.Join(t.TempDir(), "inbox.mbox")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
