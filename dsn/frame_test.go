package dsn_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// Whatever was done to the frame of a message, its recipients stay the same,
// and the fault is noted.
func TestParseBrokenFrames(t *testing.T) {
	second := "\nFrom MAILER-DAEMON Tue Mar 10 08:15:00 2026\n" + strings.ReplaceAll(plain, "user@example.org", "second@example.org")
	tests := []struct{ name, raw string }{
		{"UTF-16, little end first", utf16Text(plain, false)},
		{"UTF-16, big end first", utf16Text(plain, true)},
		{"blank line after the first field", "Received: by mx.example.net\n\n" + plain},
		{"blank lines twice", "X-A: b\n\n\nReceived: by mx.example.net\n\n" + plain},
		{"a second mail behind it", plain + second},
		{"text/plain of the whole", strings.Replace(plain, "multipart/report", "text/plain", 1)},
		{"no Content-Type of the whole", strings.Replace(plain, reportType, "\n", 1)},
		{"boundary over two lines", strings.Replace(strings.ReplaceAll(plain, "--BB", "--BBCC"), `boundary="BB"`, "boundary=\"BB\n CC\"", 1)},
		{"boundary in another case", strings.Replace(plain, `boundary="BB"`, `boundary="bb"`, 1)},
		{"boundary with a blank", strings.Replace(plain, `boundary="BB"`, `boundary=" BB"`, 1)},
		{"delimiters cut away", strings.ReplaceAll(plain, "--BB\n", "\n")},
	}
	want := mustParse(t, plain).Recipients
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := mustParse(t, tt.raw)
			if diff := cmp.Diff(want, rep.Recipients); diff != "" {
				t.Errorf("recipients (-want +got):\n%s", diff)
			}
			if len(rep.Problems) == 0 {
				t.Error("the fault was not noted")
			}
		})
	}
}

// A message that a notice quotes, with its mbox line, is not a second one.
func TestParseQuotedMboxLine(t *testing.T) {
	rep := mustParse(t, "From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.net.\n"+
		"I'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"+
		"<user@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"+
		"From news@example.com Tue Mar 10 08:15:00 2026\nReturn-Path: <news@example.com>\nMessage-ID: <n1@example.com>\nFrom: news@example.com\nTo: user@example.org\n\nhello\n")
	if len(rep.Problems) != 0 || len(rep.Recipients) != 1 {
		t.Errorf("%d recipients, problems %v; want one recipient and no problem", len(rep.Recipients), rep.Problems)
	}
}

func utf16Text(s string, bigEndian bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		if bigEndian {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}
