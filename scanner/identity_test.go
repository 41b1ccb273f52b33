package scanner_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

const header = `Received: from mx.example.net (mx.example.net [192.0.2.25])
	by in.example.org with ESMTP; Tue, 02 Jan 2024 10:01:00 +0000
From: MAILER-DAEMON@mx.example.net
To: news@example.org
Subject: Delivery Status Notification (Failure)
Date: Tue, 2 Jan 2024 10:01:00 +0000
Message-ID: <report-1@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

Your message could not be delivered to the person below.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; Jane.Doe@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <Jane.Doe@example.com>: no such user here, sorry about that
Last-Attempt-Date: Tue, 2 Jan 2024 10:00:30 +0000
`

const returned = `
--b1
Content-Type: message/rfc822

Message-ID: <news-1@example.org>
From: news@example.org
To: Jane.Doe@example.com
Subject: January news

`

// whole is a bounce that returns the message, tail one that does not.
var (
	whole = header + returned + strings.Repeat("Many lines of news.\n", 20000) + "\n--b1--\n"
	short = header + "\n--b1--\n"
)

// ids scans a source and returns the ids of its outcomes.
func ids(t *testing.T, src scanner.Source) string {
	t.Helper()
	var list []string
	for res, err := range scanner.Scan(t.Context(), src, nil) {
		if err != nil {
			t.Fatal(err)
		}
		if res.Err != nil {
			t.Fatalf("%s: %v", res.Message.Location, res.Err)
		}
		for _, o := range res.Outcomes {
			list = append(list, o.ID)
		}
	}
	return strings.Join(list, " ")
}

func idOf(t *testing.T, mail string) string {
	t.Helper()
	return ids(t, mailbox.Reader("-", strings.NewReader(mail), nil, nil))
}

// The same statement has the same ID however it was carried.
func TestSameID(t *testing.T) {
	const diagnostic = "Diagnostic-Code: smtp; 550 5.1.1 <Jane.Doe@example.com>: no such user here, sorry about that\n"
	for _, c := range []struct {
		name string
		bend func(string) string
	}{
		{"CRLF", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }},
		{"folded field", func(s string) string {
			return strings.Replace(s, diagnostic, "Diagnostic-Code: smtp; 550 5.1.1\n  <Jane.Doe@example.com>:\n\tno such user here,\n sorry about that\n", 1)
		}},
		{"text wrapped", func(s string) string { return strings.Replace(s, "could not be", "could\nnot be", 1) }},
		{"case of the recipient", func(s string) string {
			return strings.Replace(s, "Final-Recipient: rfc822; Jane.Doe@example.com", "Final-Recipient: RFC822;jane.doe@EXAMPLE.com", 1)
		}},
		{"another zone", func(s string) string {
			s = strings.Replace(s, "Last-Attempt-Date: Tue, 2 Jan 2024 10:00:30 +0000", "Last-Attempt-Date: Tue, 2 Jan 2024 12:00:30 +0200", 1)
			return strings.Replace(s, "\nDate: Tue, 2 Jan 2024 10:01:00 +0000", "\nDate: Tue, 2 Jan 2024 05:01:00 -0500", 1)
		}},
		{"delivered once more", func(s string) string {
			return "Received: by archive.example.org; Fri, 05 Jan 2024 08:00:00 +0000\n" + s
		}},
		{"fields added", func(s string) string { return "Status: RO\nX-Spam-Flag: NO\n" + s }},
		{"From_ line", func(s string) string { return "From MAILER-DAEMON Wed Jan  3 09:00:00 2024\n" + s }},
		{"fetched in part", func(s string) string { return s[:min(len(s), len(header)+len(returned)+300)] }},
	} {
		for kind, mail := range map[string]string{"with the original": whole, "without": short} {
			t.Run(c.name+"/"+kind, func(t *testing.T) {
				bent := c.bend(mail)
				if want, got := idOf(t, mail), idOf(t, bent); got != want || len(got) != 32 {
					t.Errorf("ID = %s, want %s", got, want)
				}
			})
		}
	}
}

// What is another statement has another ID.
func TestOtherID(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"recipient", "Jane.Doe@example.com\nAction", "Joe.Doe@example.com\nAction"},
		{"status", "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1", "Status: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1"},
		{"reply", "no such user here", "no such user there"},
		{"reply code", "smtp; 550", "smtp; 553"},
		{"time", "10:01:00 +0000\nMessage", "10:02:00 +0000\nMessage"},
		{"original", "<news-1@example.org>", "<news-2@example.org>"},
		{"reporting MTA", "Reporting-MTA: dns; mx", "Reporting-MTA: dns; mx2"},
		{"report", "<report-1@", "<report-2@"},
		{"text", "the person below", "the people below"},
	} {
		for kind, mail := range map[string]string{"with the original": whole, "without": short} {
			if c.name == "time" {
				mail = strings.Replace(mail, "Last-Attempt-Date: Tue, 2 Jan 2024 10:00:30 +0000\n", "", 1)
			}
			bent := strings.Replace(mail, c.old, c.new, 1)
			same := idOf(t, mail) == idOf(t, bent)
			// What identifies a report without an original is its own id and
			// text; otherwise they do not matter.
			want := bent == mail || kind == "with the original" && (c.name == "report" || c.name == "text") ||
				kind == "without" && c.name == "reporting MTA"
			if same != want {
				t.Errorf("%s, %s: same ID: %v, want %v", c.name, kind, same, want)
			}
		}
	}
}

// The same report in an mbox, a Maildir, an .eml and on a pipe.
func TestSameIDFromEverySource(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"a.eml":   whole,
		"b.mbox":  "From MAILER-DAEMON Sat Jan  6 09:00:00 2024\n" + whole + "\n",
		"c/cur/1": whole, "c/new/2": strings.ReplaceAll(whole, "\n", "\r\n"),
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	src, err := mailbox.Open(dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := idOf(t, whole)
	if got := ids(t, src); got != strings.Join([]string{want, want, want, want}, " ") {
		t.Errorf("ids %s, want four times %s", got, want)
	}
}

// A report that gives no original is known by its text: the first 4 KiB of it,
// without white space.
func TestIDOfTextOnly(t *testing.T) {
	mail := "From: MAILER-DAEMON@mx.example.net\nTo: news@example.org\nSubject: failure notice\n" +
		"Date: Tue, 2 Jan 2024 10:01:00 +0000\nMessage-ID: <report-7@mx.example.net>\n\n" +
		"Hi. This is the qmail-send program at mx.example.net.\n" +
		"I'm afraid I wasn't able to deliver your message to the following addresses.\n" +
		"This is a permanent error; I've given up. Sorry it didn't work out.\n\n" +
		"<jane@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
	more := mail + strings.Repeat("A line that says more.\n", 400)
	id := idOf(t, more)
	if got := idOf(t, more+strings.Repeat("And still more.\n", 400)); got != id {
		t.Errorf("with more text behind the first 4 KiB, ID = %s, want %s", got, id)
	}
	if got := idOf(t, strings.ReplaceAll(more, "\n", "\r\n")); got != id {
		t.Errorf("with CRLF, ID = %s, want %s", got, id)
	}
	if got := idOf(t, strings.Replace(more, "<report-7@", "<report-8@", 1)); got == id {
		t.Errorf("another report has the same ID, %s", got)
	}
}

func TestIDNeedsNoClock(t *testing.T) {
	mail := strings.NewReplacer("\nDate: Tue, 2 Jan 2024 10:01:00 +0000", "", "Last-Attempt-Date: Tue, 2 Jan 2024 10:00:30 +0000\n", "").Replace(short)
	mail = mail[strings.Index(mail, "From: "):] // without Received, too
	a := received(t, mail, "From x Tue Jan  2 10:00:00 2024\n")
	b := received(t, mail, "From x Wed Jan  3 10:00:00 2024\n")
	if a.ID != b.ID || a.Time.Equal(b.Time) {
		t.Errorf("ids %s and %s, times %v and %v: want the same id, and the time at which each arrived", a.ID, b.ID, a.Time, b.Time)
	}
}

// received scans one message of an mbox.
func received(t *testing.T, mail, fromLine string) scanner.Outcome {
	t.Helper()
	src := mailbox.Mbox{Name: "b", R: bytes.NewReader([]byte(fromLine + mail))}
	for res, err := range scanner.Scan(context.Background(), src, nil) {
		if err != nil || len(res.Outcomes) != 1 {
			t.Fatal(fmt.Sprint(err, res))
		}
		return res.Outcomes[0]
	}
	t.Fatal("no result")
	return scanner.Outcome{}
}

// TestIDsOfOlderVersions: what an older nixie has recorded is not counted again
// because this one reads texts better. The ids are those that it gave.
func TestIDsOfOlderVersions(t *testing.T) {
	for _, c := range []struct{ name, id, raw string }{
		{"a banner, a link behind an address, typographic quotes", "5b1a082c68f892d59d847b6a6df59b40", "From: MAILER-DAEMON@mx.example.net\n" +
			"To: news@example.com\nSubject: Undelivered Mail Returned to Sender\nDate: Tue, 10 Mar 2026 08:15:00 +0100\nMessage-ID: <7@mx.example.net>\n" +
			"Content-Type: text/plain; charset=utf-8\n\nCAUTION: This message came from outside. Do not click links.\n\n" +
			"“Your message” could not be delivered to:\n\nann@example.org<mailto:ann@example.org>: 550 5.1.1 User unknown\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := scanner.Judge(&scanner.Message{Raw: []byte(c.raw)}, nil)
			if res.Err != nil || len(res.Outcomes) != 1 || res.Outcomes[0].ID != c.id {
				t.Errorf("%+v, %v; want one outcome with the id %s", res.Outcomes, res.Err, c.id)
			}
		})
	}
}
