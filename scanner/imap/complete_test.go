package imap

import (
	"bytes"
	"strings"
	"testing"
)

const (
	reportHeader = "Content-Type: multipart/report;\n report-type=delivery-status; boundary=\"r1\"\n\n"
	textPart     = "--r1\nContent-Type: text/plain\n\nIt could not be delivered.\n"
	statusPart   = "--r1\ncontent-type: Message/Delivery-Status\n\nFinal-Recipient: rfc822; ann@example.com\nStatus: 5.1.1\n"
	returnedPart = "--r1\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=inner\n\n--inner\n\nHello"
)

func TestComplete(t *testing.T) {
	for _, tt := range []struct {
		name, beginning string
		want            bool
	}{
		{"header cut", "Subject: x\nFrom: a@exam", false},
		{"nothing", "", false},
		{"letter", "Subject: x\n\nText", true},
		{"report cut in the text", reportHeader + "--r1\n\nIt could", false},
		{"report cut in a part's header", reportHeader + textPart + "--r1\nContent-Type: mess", false},
		{"report cut in the report", reportHeader + textPart + statusPart, false},
		{"report cut in the returned message", reportHeader + textPart + statusPart + returnedPart, true},
		{"report cut in the header of the returned message", reportHeader + textPart + statusPart + "--r1\nContent-Ty", true},
		{"report that has ended", reportHeader + textPart + statusPart + "--r1--\n", true},
		{"with CRLF", strings.ReplaceAll(reportHeader+textPart+statusPart+returnedPart, "\n", "\r\n"), true},
		{"status after the returned message", reportHeader + textPart + returnedPart, false},
		{"second report part open", reportHeader + statusPart + strings.ReplaceAll(statusPart, "delivery-status", "feedback-report"), false},
		{"dashes within the report", reportHeader + statusPart + "-- \n----\n--r\n", false},
		{"report inside a list's footer", "Content-Type: multipart/mixed; boundary=m\n\n--m\n" + reportHeader + statusPart + "--r1--\n--m\n\nFooter", true},
		{"report inside a list's footer, cut", "Content-Type: multipart/mixed; boundary=m\n\n--m\n" + reportHeader + statusPart, false},
		{"letter with an attachment", "Content-Type: multipart/mixed; boundary=m\n\n--m\n\nSee\n--m\nContent-Type: image/png\n\nAAAA", true},
		{"letter with a bounce attached", "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: message/rfc822\n\n" + reportHeader + statusPart, true},
		{"machine's attachment first", "From: MAILER-DAEMON@mx.example.net\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: image/png\n\nAAAA", false},
		{"automatic multipart", "Auto-Submitted: auto-replied\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nI am away", false},
		{"no sender", "Return-Path: <>\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nx", false},
		{"sent by a person", "Auto-Submitted: no\nReturn-Path: <a@example.org>\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nx", true},
		{"notice without MIME", "From: MAILER-DAEMON@mx.example.net\n\n<ann@example.com>:\n550 no such user\n\n--- Below this line is a copy", true},
		{"report of its own", "Content-Type: message/delivery-status\n\nStatus: 5.1.1\n", false},
		{"broken parameters", "Content-Type: multipart/report; boundary=r1; report-type=a b\n\n" + textPart + statusPart, false},
		{"closing line that ends the text", reportHeader + statusPart + "--r1--", true},
	} {
		if got := complete([]byte(tt.beginning)); got != tt.want {
			t.Errorf("%s: complete(%q) = %v, want %v", tt.name, tt.beginning, got, tt.want)
		}
	}
}

// Every beginning of a report is read without a panic, and once a beginning is
// complete with its report, so are all longer ones.
func TestCompleteGrows(t *testing.T) {
	whole := []byte(reportHeader + textPart + statusPart + returnedPart + "\n--r1--\n")
	before := false
	for n := range len(whole) + 1 {
		got := complete(whole[:n])
		if before && !got {
			t.Fatalf("complete with %d bytes, not with %d: %q", n-1, n, whole[:n])
		}
		before = got
	}
	if !before {
		t.Error("the whole is not complete")
	}
}

func FuzzComplete(f *testing.F) {
	f.Add([]byte(reportHeader + textPart + statusPart + returnedPart))
	f.Add([]byte(strings.Repeat("Content-Type: multipart/mixed; boundary=a\n\n--a\n", 50)))
	f.Fuzz(func(t *testing.T, text []byte) {
		kept := bytes.Clone(text)
		first := complete(text)
		if again := complete(text); again != first || !bytes.Equal(kept, text) {
			t.Errorf("complete(%q) changes its mind or its input", text)
		}
	})
}

// The worst texts of 256 KiB: as many parts, or as long a field, as there is room.
func BenchmarkComplete(b *testing.B) {
	for name, text := range map[string]string{
		"parts":     "Content-Type: multipart/mixed; boundary=a\n\n" + strings.Repeat("--a\nContent-Type: multipart/mixed; boundary=ab\n\n", 5000),
		"folded":    "Content-Type: multipart/mixed;" + strings.Repeat("\n x=y;", 50000),
		"dashes":    reportHeader + strings.Repeat("--r\n", 64000),
		"delimiter": reportHeader + strings.Repeat("--r1\n\n", 40000),
		"returned":  reportHeader + textPart + strings.Repeat("0123456789abcde\n", 16000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				complete([]byte(text))
			}
		})
	}
}
