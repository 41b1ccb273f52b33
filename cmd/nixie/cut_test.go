package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

// manyRecipients is a report about n recipients.
func manyRecipients(n int) []byte {
	var b bytes.Buffer
	b.WriteString("From: MAILER-DAEMON@mx.example.net\nTo: news@example.com\nSubject: Delivery failed\n" +
		"Date: Thu, 19 Nov 2026 06:00:00 +0000\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
		"--b\n\nNot delivered.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n")
	for i := range n {
		fmt.Fprintf(&b, "Final-Recipient: rfc822; u%d@example.org\nAction: failed\nStatus: 5.1.1\n\n", i)
	}
	b.WriteString("--b--\n")
	return b.Bytes()
}

// A report that names more recipients than are read of one makes the run
// incomplete, and its message is not put away like one that is read.
func TestCutReport(t *testing.T) {
	dir := t.TempDir()
	mail := filepath.Join(dir, "many.eml")
	if err := os.WriteFile(mail, manyRecipients(dsn.MaxRecipients+5), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	args := []string{"scan", "--no-progress", "--ledger", "sqlite:" + filepath.Join(dir, "n.db"), "-o", filepath.Join(dir, "r.csv"), mail}
	if code := run(t.Context(), args, nil, nil, &said, &said); code != exitPartly {
		t.Errorf("exit code %d, want %d", code, exitPartly)
	}
	want := "Messages of which only a part was read: 1\n  " + mail + ": it names 10 000 recipients or more"
	if !strings.Contains(said.String(), want) {
		t.Errorf("said:\n%s\nwant %q", said.String(), want)
	}
}

func TestCutReportIsNotPutAway(t *testing.T) {
	acts := scanner.Acts{"bounce": {Verb: scanner.Delete}, scanner.SortError: {Verb: scanner.Flag, Target: "look"}}
	for n, want := range map[int]scanner.Act{2: {Verb: scanner.Delete}, dsn.MaxRecipients + 1: {Verb: scanner.Flag, Target: "look"}} {
		for res, err := range scanner.Scan(t.Context(), mailbox.Reader("stdin", bytes.NewReader(manyRecipients(n)), nil, nil), nil) {
			if err != nil {
				t.Fatal(err)
			}
			if got := acts.For(res); got != want {
				t.Errorf("a report about %d recipients: %v, want %v", n, got, want)
			}
		}
	}
}
