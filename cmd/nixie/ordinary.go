package main

import (
	"bytes"
	"mime"
	"net/mail"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// ordinary is the outcome of a message that reports nothing; the remark says who
// wrote it, about what, and what it was taken for.
func ordinary(res *scanner.Result) scanner.Outcome {
	_, why, _ := strings.Cut(res.Err.Error(), dsn.ErrNotReport.Error()+": ")
	o := scanner.Outcome{
		Location: res.Message.Location, Time: res.Message.Received, Kind: dsn.Other,
		Recipient: dsn.Recipient{Remark: why},
		Verdict:   rules.Verdict{Cause: rules.Cause(dsn.Other), Class: rules.None, Advice: rules.Ignore},
	}
	from, subject, date := letterhead(res.Message.Raw)
	if from+subject != "" {
		o.Recipient.Remark = strings.TrimSpace(from+" \""+subject+"\"") + ": " + why
	}
	if o.Time.IsZero() {
		o.Time = date
	}
	return o
}

const (
	maxLetterhead = 64 << 10 // bytes of a message in which its header is looked for
	maxShown      = 80       // columns of a name or a subject
)

// letterhead returns who wrote a message, its subject and its date, without what
// cannot be read.
func letterhead(raw []byte) (from, subject string, date time.Time) {
	m, err := mail.ReadMessage(bytes.NewReader(raw[:min(len(raw), maxLetterhead)]))
	if err != nil {
		return "", "", time.Time{}
	}
	decode := func(name string) string {
		text := m.Header.Get(name)
		if plain, err := new(mime.WordDecoder).DecodeHeader(text); err == nil {
			text = plain
		}
		return terminal.Cut(strings.Join(strings.Fields(strings.ToValidUTF8(text, "?")), " "), maxShown)
	}
	date, err = m.Header.Date()
	if err != nil {
		date = time.Time{}
	}
	return decode("From"), decode("Subject"), date
}
