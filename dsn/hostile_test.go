package dsn_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
)

// hostile are messages of about n bytes that were made to take long. The cost
// of a byte must not grow with n.
var hostile = []struct {
	name string
	make func(n int) string
}{
	{"delimiters", func(n int) string { return outerHeader + reportType + fill("--BB\nContent-Type: x/y\n\n", n) }},
	{"delimiters of text", func(n int) string { return outerHeader + "\n" + number("--b%d\nContent-Type: a/b\n\n", n) }},
	{"MIME words", func(n int) string { return outerHeader + "X-A: " + fill("=?utf-8?q?a", n) + "\n\n" }},
	{"MIME words that end", func(n int) string { return outerHeader + "X-A: " + fill("=?utf-8?q?", n) + "?=\n\n" }},
	{"MIME words of base64", func(n int) string { return outerHeader + "Subject: " + fill("=?utf-8?b?YQ==?= ", n) + "\n\n" }},
	{"question marks", func(n int) string { return outerHeader + "Subject: " + fill("=?", n) + "\n\n" }},
	{"comments", func(n int) string { return outerHeader + "From: " + fill("(", n) + "\nDate: " + fill("(", n) + "\n\nx" }},
	{"comments in the type", func(n int) string { return outerHeader + "Content-Type: text/plain; " + fill("a=(;", n) + "\n\nx" }},
	{"addressees", func(n int) string {
		return outerHeader + reportType + "--BB\nContent-Type: message/delivery-status\n\n" + number("Final-Recipient: rfc822; u%d\nAction: failed\n\n", n/2) +
			"--BB\nContent-Type: message/rfc822\n\nTo: " + number("u%d@example.org, ", n/2) + "\n" + closing
	}},
	{"recipients with a text each", func(n int) string {
		return outerHeader + reportType + "--BB\n\n" + number("<u%d@example.org>: 550-no 550 such\n\n", n/2) +
			"--BB\nContent-Type: message/delivery-status\n\n" + number("Final-Recipient: rfc822; u%d@example.org\nAction: failed\n\n", n/2) + closing
	}},
	{"continuation lines", func(n int) string { return outerHeader + "X-A: a\n" + fill(" b\n", n) + "\n" }},
	{"header fields", func(n int) string { return outerHeader + fill("A: b\n", n) + "\n" }},
	{"hashes", func(n int) string { return notice(fill("#", n)) }},
	{"replies", func(n int) string { return notice(fill("550 ", n)) }},
	{"continued replies", func(n int) string { return notice(fill("550-5.1.1 ", n)) }},
	{"replies in a status", func(n int) string { return status("smtp; 550-a " + fill("550 5.1.1 ", n)) }},
	{"numbers", func(n int) string { return status(fill("4.5", n)) }},
	{"angle brackets", func(n int) string { return notice(fill("<", n)) }},
	{"addresses", func(n int) string { return notice(number("<u%d@example.org>: 550 no\n", n)) }},
	{"long word", func(n int) string { return notice(fill("a", n)) }},
	{"at signs", func(n int) string { return notice(fill("a@", n)) }},
	{"tags", func(n int) string { return outerHeader + "Content-Type: text/html\n\n" + fill("<p><a href=x>", n) }},
	{"open tag", func(n int) string { return outerHeader + "Content-Type: text/html\n\n<" + fill("a ", n) }},
	{"entities", func(n int) string { return outerHeader + "Content-Type: text/html\n\n" + fill("&lt;&amp", n) }},
	{"wrapped links", func(n int) string { return notice("safelinks.protection. " + fill("https://urldefense.com/v3/__", n)) }},
	{"deep multiparts", func(n int) string {
		return outerHeader + number("Content-Type: multipart/mixed; boundary=B%d\n\n--B%[1]d\n", n)
	}},
	{"forwarded in forwarded", func(n int) string { return outerHeader + fill("Content-Type: message/rfc822\n\n", n) }},
	{"mbox lines", func(n int) string {
		return outerHeader + "\n" + fill("\nFrom a Tue Mar 10 08:15:00 2026\nFrom: a\n", n)
	}},
	{"escapes", func(n int) string {
		return outerHeader + "Content-Type: text/plain; charset=iso-2022-jp\n\n" + fill("$B", n)
	}},
	{"paragraphs", func(n int) string {
		return "Auto-Submitted: auto-replied\nFrom: a@example.org\n\n" + fill("no longer\n\n", n)
	}},
	{"carriage returns", func(n int) string { return outerHeader + "\n" + fill("\r", n) }},
	{"X.400", func(n int) string {
		return outerHeader + reportType + "--BB\nContent-Type: message/delivery-status\n\nFinal-Recipient: x400; " + fill("/S=a", n) + "\nAction: failed\n" + returnedPart + closing
	}},
}

func fill(s string, n int) string { return strings.Repeat(s, n/len(s)+1) }

// number repeats a format with a running number up to n bytes.
func number(format string, n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func notice(text string) string {
	return "From: MAILER-DAEMON@example.org\nSubject: failure notice\n\nYour message could not be delivered:\n\n" + text + "\n"
}

func status(diagnostic string) string {
	return outerHeader + reportType + "--BB\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: " + diagnostic + "\n" + closing
}

// BenchmarkParseHostile shows the cost of a byte of hostile mail at two sizes,
// eight times apart. What is quadratic costs eight times as much in the
// second.
func BenchmarkParseHostile(b *testing.B) {
	for _, h := range hostile {
		for _, size := range []int{128 << 10, 1 << 20} {
			raw := []byte(h.make(size))
			b.Run(fmt.Sprintf("%s/%dKiB", strings.ReplaceAll(h.name, " ", "_"), size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(raw)))
				for b.Loop() {
					if _, err := dsn.ParseBytes(raw); err != nil && !errors.Is(err, dsn.ErrNotReport) {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// Hostile mail is read to an end, without a panic.
func TestParseHostile(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			raw := []byte(h.make(32 << 10))
			rep, err := dsn.ParseBytes(raw)
			if (rep == nil) != errors.Is(err, dsn.ErrNotReport) {
				t.Errorf("ParseBytes = %v, %v", rep, err)
			}
			if rep != nil {
				checkReport(t, rep)
			}
		})
	}
}
