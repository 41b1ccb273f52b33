package dsn_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
)

// A plain report as Postfix writes it; the tests bend it.
const (
	outerHeader = "From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\n" +
		"To: news@example.com\nSubject: Undelivered Mail Returned to Sender\n" +
		"Date: Tue, 10 Mar 2026 08:15:00 +0100\nMessage-ID: <r1@mx.example.net>\nMIME-Version: 1.0\n"
	reportType  = "Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"BB\"\n\n"
	textPart    = "--BB\nContent-Type: text/plain; charset=us-ascii\n\nI'm sorry.\n\n"
	statusField = "Reporting-MTA: dns; mx.example.net\nOriginal-Envelope-Id: E7\n\n" +
		"Final-Recipient: rfc822; user@Example.ORG\nOriginal-Recipient: rfc822;alias@example.org\n" +
		"Action: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.example.org\n" +
		"Diagnostic-Code: smtp; 550 5.1.1 <user@example.org>: User\n    unknown\n" +
		"Last-Attempt-Date: Tue, 10 Mar 2026 08:14:59 +0100\n\n"
	statusPart   = "--BB\nContent-Type: message/delivery-status\n\n" + statusField
	returnedPart = "--BB\nContent-Type: message/rfc822\n\nMessage-ID: <n1@example.com>\nFrom: News <news@example.com>\n" +
		"To: alias@example.org\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\nList-Id: The list <list.example.com>\n\n550 5.7.1 this is spam, user unknown\n\n"
	closing = "--BB--\n"
	plain   = outerHeader + reportType + textPart + statusPart + returnedPart + closing
)

func mustParse(t *testing.T, raw string) *dsn.Report {
	t.Helper()
	rep, err := dsn.ParseBytes([]byte(raw))
	if err != nil {
		t.Fatalf("ParseBytes: %v of\n%s", err, raw)
	}
	return rep
}

func TestParsePlainReport(t *testing.T) {
	rep := mustParse(t, plain)
	zone := time.FixedZone("", 3600)
	want := []dsn.Recipient{{
		Address: "user@example.org", Alias: "alias@example.org",
		Action: dsn.ActionFailed, Status: dsn.Status{Class: 5, Subject: 1, Detail: 1},
		Reply: dsn.Reply{Code: 550, Text: "550 5.1.1 <user@example.org>: User unknown"},
		Host:  "mx.example.org", LastTry: time.Date(2026, 3, 10, 8, 14, 59, 0, zone),
	}}
	if diff := cmp.Diff(want, rep.Recipients); diff != "" {
		t.Errorf("recipients (-want +got):\n%s", diff)
	}
	facts := map[string][2]string{
		"Kind":       {string(rep.Kind), "bounce"},
		"Format":     {rep.Format, "rfc3464"},
		"Reporter":   {rep.Reporter, "mx.example.net"},
		"MessageID":  {rep.MessageID, "r1@mx.example.net"},
		"EnvelopeID": {rep.EnvelopeID, "E7"},
		"original":   {rep.Original.MessageID(), "n1@example.com"},
		"subject":    {rep.Original.Subject(), "Grüße"},
		"list":       {rep.Original.ListID(), "list.example.com"},
		"from":       {rep.Original.From(), "News <news@example.com>"},
		"text":       {strings.TrimSpace(rep.Text), "I'm sorry."},
	}
	for name, f := range facts {
		if f[0] != f[1] {
			t.Errorf("%s = %q, want %q", name, f[0], f[1])
		}
	}
	if len(rep.Problems) != 0 {
		t.Errorf("a well-formed report has problems: %v", rep.Problems)
	}
}

// Every way in which mail systems break a message must lead to the same
// recipients as the whole message.
func TestParseBrokenReport(t *testing.T) {
	crlf := strings.ReplaceAll(plain, "\n", "\r\n")
	b64 := "--BB\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n" +
		wrap(base64.StdEncoding.EncodeToString([]byte(statusField)), 60) + "\n"
	qp := "--BB\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: quoted-printable\n\n" +
		strings.ReplaceAll(strings.ReplaceAll(statusField, "=", "=3D"), "User\n", "Us=\ner\n")
	mixed := outerHeader + "Content-Type: multipart/mixed; boundary=OO\n\n--OO\n" + reportType + textPart + statusPart + returnedPart + closing +
		"\n--OO\nContent-Type: text/plain\n\nThis mail was scanned.\n--OO--\n"
	tests := []struct {
		name, raw string
		silent    bool // no problem need be noted
	}{
		{"CRLF", crlf, true},
		{"lone CR", strings.ReplaceAll(plain, "\n", "\r"), false},
		{"CRCRLF", strings.ReplaceAll(plain, "\n", "\r\r\n"), true},
		{"mbox line first", "From MAILER-DAEMON Tue Mar 10 08:15:00 2026\n" + plain, true},
		{"byte order mark", "\xef\xbb\xbf" + plain, false},
		{"blank lines first", "\n\r\n\n" + plain, false},
		{"continuation line first", "\tfor <news@example.com>\n" + plain, false},
		{"closing boundary missing", strings.TrimSuffix(plain, closing), false},
		{"cut in the returned message", plain[:strings.Index(plain, "List-Id")], false},
		{"junk line in the header", strings.Replace(plain, "MIME-Version", "this is no field\nMIME-Version", 1), false},
		{"8-bit field name", strings.Replace(plain, "MIME-Version", "X-\xe9t\xe9: 1\nMIME-Version", 1), false},
		{"junk line among the status fields", strings.Replace(plain, "Status: 5", "~~~\nStatus: 5", 1), false},
		{"base64 status part", outerHeader + reportType + textPart + b64 + returnedPart + closing, true},
		{"quoted-printable status part", outerHeader + reportType + textPart + qp + returnedPart + closing, true},
		{"base64 with junk behind", outerHeader + reportType + textPart + b64 + "-- \na footer!\n" + returnedPart + closing, false},
		{"inside multipart/mixed with a footer", mixed, true},
		{"global form", strings.Replace(plain, "message/delivery-status", "message/global-delivery-status", 1), true},
		{"x- form", strings.Replace(plain, "message/delivery-status", "message/xdelivery-status", 1), true},
		{"charset of the text unknown", strings.Replace(plain, "us-ascii", "x-klingon", 1), true},
		{"transfer encoding unknown", strings.Replace(plain, "us-ascii\n", "us-ascii\nContent-Transfer-Encoding: 8-bit\n", 1), true},
		{"blank before the colon", strings.Replace(plain, "Status:", "Status :", 1), true},
		{"no boundary parameter", strings.Replace(plain, ";\n\tboundary=\"BB\"", "", 1), false},
		{"fields in plain text", outerHeader + "Content-Type: text/plain\n\nI'm sorry.\n\n" + statusField, false},
		{"recipient and message fields in one block", strings.Replace(plain, "E7\n\n", "E7\n", 1), true},
		{"blank line among the recipient's fields", strings.Replace(plain, "Action:", "\nAction:", 1), true},
		{"NUL bytes in the text", strings.Replace(plain, "sorry", "so\x00rry", 1), true},
		{"a line of 200 KiB", strings.Replace(plain, "sorry", strings.Repeat("x", 200<<10), 1), false},
	}
	want := mustParse(t, plain).Recipients
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := mustParse(t, tt.raw)
			if diff := cmp.Diff(want, rep.Recipients); diff != "" {
				t.Errorf("recipients (-want +got):\n%s", diff)
			}
			if !tt.silent && len(rep.Problems) == 0 {
				t.Error("the fault was not noted")
			}
		})
	}
}

func wrap(s string, n int) string {
	var b strings.Builder
	for len(s) > n {
		b.WriteString(s[:n] + "\n")
		s = s[n:]
	}
	return b.String() + s + "\n"
}

func TestParseSeveralRecipients(t *testing.T) {
	fields := "Reporting-MTA: dns; mx.example.net\n\n" +
		"Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n\n" +
		"Final-Recipient: rfc822; b@example.org\nAction: delayed\nStatus: 4.2.2\nWill-Retry-Until: Wed, 11 Mar 2026 08:00:00 +0000\n\n" +
		"Final-Recipient: rfc822; c@example.org\nAction: relayed\nStatus: 2.0.0\n\n" +
		"Final-Recipient: rfc822; A@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n"
	rep := mustParse(t, outerHeader+reportType+"--BB\nContent-Type: message/delivery-status\n\n"+fields+closing)
	var got []string
	for _, r := range rep.Recipients {
		got = append(got, fmt.Sprintf("%s %s %s %d", r.Address, rep.KindOf(r), r.Status, r.Reply.Code))
	}
	want := []string{"a@example.org bounce 5.1.1 550", "b@example.org delay 4.2.2 0", "c@example.org delivered 2.0.0 0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("recipients (-want +got):\n%s", diff)
	}
	if rep.Kind != dsn.Bounce {
		t.Errorf("Kind = %s, want bounce: a failure outranks the rest", rep.Kind)
	}
}

func TestParseOrdinaryMail(t *testing.T) {
	forwarded := strings.ReplaceAll(plain, "BB", "IN")
	tests := []struct{ name, raw string }{
		{"a letter", "From: ann@example.org\nTo: bob@example.com\nSubject: lunch\n\nUser unknown? 550 5.1.1 is what I got.\n"},
		{"a person forwards a bounce as attachment", "From: ann@example.org\nTo: help@example.com\nSubject: Fwd: Undelivered Mail\nMIME-Version: 1.0\n" +
			"Content-Type: multipart/mixed; boundary=OUT\n\n--OUT\nContent-Type: text/plain\n\nWhat does this mean?\n--OUT\nContent-Type: message/rfc822\n\n" + forwarded + "\n--OUT--\n"},
		{"a person quotes status fields", "From: ann@example.org\nSubject: Re: Undelivered Mail\n\n> Final-Recipient: rfc822; a@example.org\n> Action: failed\nFinal-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n"},
		{"empty", ""},
		{"only blank lines", "\n\n\r\n"},
		{"no header", "just some words\n"},
		{"binary", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"},
	}
	for _, tt := range tests {
		if rep, err := dsn.ParseBytes([]byte(tt.raw)); !errors.Is(err, dsn.ErrNotReport) {
			t.Errorf("%s: ParseBytes = %+v, %v; want ErrNotReport", tt.name, rep, err)
		}
	}
}

func TestParseForwardedByProgram(t *testing.T) {
	inner := strings.ReplaceAll(plain, "BB", "IN")
	rep := mustParse(t, "Return-Path: <>\nFrom: MAILER-DAEMON@lists.example.net\nSubject: Bounce\nMIME-Version: 1.0\n"+
		"Content-Type: multipart/mixed; boundary=OUT\n\n--OUT\nContent-Type: text/plain\n\nThe attached message came to the list.\n"+
		"--OUT\nContent-Type: message/rfc822\n\n"+inner+"\n--OUT--\n")
	if len(rep.Recipients) != 1 || rep.Recipients[0].Address != "user@example.org" {
		t.Errorf("recipients = %+v, want user@example.org", rep.Recipients)
	}
}

func TestParseLimits(t *testing.T) {
	parts := outerHeader + "Content-Type: multipart/mixed; boundary=BB\n\n" + strings.Repeat("--BB\n\nx\n", 5000) + closing
	deep := outerHeader
	for i := range 60 {
		deep += fmt.Sprintf("Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n", i, i)
	}
	many := outerHeader + reportType + "--BB\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n" +
		strings.Repeat("Final-Recipient: rfc822; u%d@example.org\nAction: failed\nStatus: 5.1.1\n\n", 1)
	var b strings.Builder
	for i := range dsn.MaxRecipients + 5 {
		fmt.Fprintf(&b, "Final-Recipient: rfc822; u%d@example.org\nAction: failed\nStatus: 5.1.1\n\n", i)
	}
	many = strings.Replace(many, "Final-Recipient: rfc822; u%d@example.org\nAction: failed\nStatus: 5.1.1\n\n", b.String(), 1) + closing

	for name, raw := range map[string]string{"5000 parts": parts, "60 levels": deep} {
		if _, err := dsn.ParseBytes([]byte(raw)); !errors.Is(err, dsn.ErrNotReport) {
			t.Errorf("%s: error %v, want ErrNotReport", name, err)
		}
	}
	rep := mustParse(t, many)
	if len(rep.Recipients) != dsn.MaxRecipients || len(rep.Problems) == 0 {
		t.Errorf("%d recipients and problems %v, want %d and a note", len(rep.Recipients), rep.Problems, dsn.MaxRecipients)
	}
	huge := io.MultiReader(strings.NewReader(strings.TrimSuffix(plain, closing)), io.LimitReader(zeros{}, 2*dsn.MaxMessage))
	rep, err := dsn.Parse(huge)
	if err != nil || len(rep.Recipients) != 1 || !strings.Contains(fmt.Sprint(rep.Problems), "32 MiB") {
		t.Errorf("huge message: %v, %+v; want one recipient and a note about 32 MiB", err, rep)
	}
}

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "0123456789\n"[i%11]
	}
	return len(p), nil
}

func TestParseReadError(t *testing.T) {
	broken := errors.New("the disk is gone")
	_, err := dsn.Parse(io.MultiReader(strings.NewReader(plain), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("Parse = %v, want the reader's error", err)
	}
}

func TestParseOtherReports(t *testing.T) {
	arf := "From: <fbl@example.net>\nSubject: abuse report\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=BB\n\n" +
		"--BB\nContent-Type: text/plain\n\nThis is an email abuse report.\n--BB\nContent-Type: message/feedback-report\n\n" +
		"Feedback-Type: %s\nUser-Agent: Some/1.0\nVersion: 1\nSource-IP: 192.0.2.7\n%s\n" + returnedPart + closing
	mdn := "From: user@example.org\nSubject: Read: news\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=BB\n\n" +
		"--BB\nContent-Type: text/plain\n\n%s\n--BB\nContent-Type: message/disposition-notification\n\n" +
		"Reporting-UA: mx.example.org; x\nFinal-Recipient: rfc822; user@example.org\nDisposition: %s\n" + closing
	tests := []struct {
		name, raw string
		kind      dsn.Kind
		recipient string
		format    string
	}{
		{"complaint that names the recipient", fmt.Sprintf(arf, "abuse", "Original-Rcpt-To: <who@example.org>\n"), dsn.Complaint, "who@example.org", "rfc5965"},
		{"complaint that does not", fmt.Sprintf(arf, "Abuse", ""), dsn.Complaint, "alias@example.org", "rfc5965"},
		{"opt-out", fmt.Sprintf(arf, "opt-out", "Original-Rcpt-To: who@example.org\n"), dsn.Unsubscribe, "who@example.org", "rfc5965"},
		{"read receipt", fmt.Sprintf(mdn, "Your message was read.", "manual-action/MDN-sent-manually; displayed"), dsn.ReadReceipt, "user@example.org", "rfc8098"},
		{"rejection by a Sieve filter", fmt.Sprintf(mdn, "Your message to <user@example.org> was automatically rejected:\nThe mailbox is closed.", "automatic-action/MDN-sent-automatically; deleted"), dsn.Bounce, "user@example.org", "rfc8098"},
		{"absence notice", "From: Ann <ann@Example.org>\nSubject: Out of office: news\nAuto-Submitted: auto-replied\n\nI am away. User unknown until Monday.\n", dsn.AutoReply, "ann@example.org", "rfc3834"},
		{"unmarked absence notice", "From: ann@example.org\nSubject: Abwesenheitsnotiz: news\n\nIch bin nicht da.\n", dsn.AutoReply, "ann@example.org", "rfc3834"},
		{"unsubscribe by mail", "From: ann@example.org\nTo: leave-77@example.com\nSubject: Unsubscribe\n\n", dsn.Unsubscribe, "ann@example.org", "unsubscribe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := mustParse(t, tt.raw)
			if rep.Kind != tt.kind || rep.Format != tt.format || len(rep.Recipients) != 1 || rep.Recipients[0].Address != tt.recipient {
				t.Errorf("got %s, %s, %+v; want %s, %s, %s", rep.Kind, rep.Format, rep.Recipients, tt.kind, tt.format, tt.recipient)
			}
		})
	}
}
