package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/mailbox"
)

// messagesOf returns the messages of an mbox as they are sent over a wire,
// with CRLF.
func messagesOf(t *testing.T, path string) [][]byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all [][]byte
	for m, err := range (mailbox.Mbox{Name: path, R: f}).Messages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, bytes.ReplaceAll(bytes.Clone(m.Raw), []byte("\n"), []byte("\r\n")))
	}
	if len(all) == 0 {
		t.Fatalf("%s holds no messages", path)
	}
	return all
}

// A literalReader is a message as the IMAP library takes it.
type literalReader struct {
	io.Reader
	size int64
}

// Size returns the number of bytes.
func (l literalReader) Size() int64 { return l.size }

func literal(raw []byte) literalReader {
	return literalReader{bytes.NewReader(raw), int64(len(raw))}
}

// recipient is who did not get the n-th message.
func recipient(n int) string { return fmt.Sprintf("reader%03d@example.org", n) }

// refusals are what the host of the recipients says, in turn.
var refusals = []struct{ status, reply string }{
	{"5.1.1", "550 5.1.1 <%s>: Recipient address rejected: User unknown"},
	{"4.2.2", "452 4.2.2 <%s>: Mailbox is over quota"},
	{"5.7.1", "554 5.7.1 <%s>: Service unavailable; client host [192.0.2.20] blocked using zen.spamhaus.org"},
}

// bounce is the n-th bounce of a mailbox, as Postfix writes it. Every one is
// about another recipient.
func bounce(n int) string {
	refusal := refusals[n%len(refusals)]
	return strings.NewReplacer("{to}", recipient(n), "{status}", refusal.status,
		"{reply}", fmt.Sprintf(refusal.reply, recipient(n)), "{n}", fmt.Sprint(n)).Replace(bounceText)
}

const bounceText = `Return-Path: <>
Received: by mx.example.com (Postfix) id {n}A7; Tue, 17 Nov 2026 06:00:00 +0000
Date: Tue, 17 Nov 2026 06:00:00 +0000
From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces@example.com
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{n}/mx"
Message-Id: <bounce-{n}@mx.example.com>

This is a MIME-encapsulated message.

--{n}/mx
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.com.

<{to}>: host mx.example.org[192.0.2.61] said: {reply} (in reply to RCPT TO command)

--{n}/mx
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
Arrival-Date: Tue, 17 Nov 2026 05:59:58 +0000

Final-Recipient: rfc822; {to}
Action: failed
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; {reply}

--{n}/mx
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: news@example.com
To: {to}
Subject: Letter {n}
Message-ID: <letter-{n}@example.com>
Date: Tue, 17 Nov 2026 05:59:58 +0000

--{n}/mx--
`
