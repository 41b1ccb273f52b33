package imap_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// positions is a Memory of positions, as a ledger keeps them.
type positions map[string]string

func (p positions) Position(_ context.Context, source string) (string, error) { return p[source], nil }
func (p positions) Known(context.Context, string, string) (bool, error)       { return false, nil }

func password(word string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return word, nil }
}

// A reading is what a source yielded in one go.
type reading struct {
	messages []*scanner.Message
	err      error
	warnings []string
}

// read dials, reads everything, records the positions in memory, closes.
func read(t *testing.T, url string, memory positions, o *imap.Options) (r reading) {
	t.Helper()
	p := *imap.WithoutPause(o)
	p.Warn = func(line string) { r.warnings = append(r.warnings, line) }
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	src, err := imap.Dial(ctx, url, memory, &p)
	if err != nil {
		r.err = err
		return r
	}
	defer src.Close()
	for m, err := range src.Messages(ctx) {
		if err != nil {
			r.err = err
			break
		}
		r.messages = append(r.messages, m)
		if memory != nil {
			memory[m.Source] = m.Position
		}
	}
	return r
}

// subjects are the Subject fields of the messages in order; "!" where one is
// unreadable.
func (r reading) subjects() string {
	var all []string
	for _, m := range r.messages {
		if m.Err != nil {
			all = append(all, "!")
			continue
		}
		_, after, _ := bytes.Cut(m.Raw, []byte("Subject: "))
		line, _, _ := bytes.Cut(after, []byte("\r\n"))
		all = append(all, string(line))
	}
	return strings.Join(all, " ")
}

// want checks what was read, and that nothing else was wrong.
func (r reading) want(t *testing.T, subjects string) {
	t.Helper()
	if r.err != nil {
		t.Errorf("error %v, want none", r.err)
	}
	if got := r.subjects(); got != subjects {
		t.Errorf("read %q, want %q", got, subjects)
	}
}

// warned checks that one of the warnings, if any is expected, contains the text.
func (r reading) warned(t *testing.T, text string) {
	t.Helper()
	has := slices.ContainsFunc(r.warnings, func(w string) bool { return strings.Contains(w, text) })
	if text == "" && len(r.warnings) > 0 || !has && text != "" {
		t.Errorf("warnings %q, want %q in one of them", r.warnings, text)
	}
}

// note is a small message.
func note(subject string) string {
	return fmt.Sprintf("From: a@example.org\r\nSubject: %s\r\n\r\nText of %[1]s.\r\n", subject)
}

// report is a bounce whose returned message has so many bytes.
func report(subject string, returned int) string {
	return "From: MAILER-DAEMON@mx.example.net\r\nSubject: " + subject + "\r\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=\"=_r\"\r\n\r\n" +
		"--=_r\r\n\r\nYour message could not be delivered.\r\n" +
		"--=_r\r\nContent-Type: message/delivery-status\r\n\r\n" +
		"Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; ann@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n" +
		"--=_r\r\nContent-Type: message/rfc822\r\n\r\nSubject: Hello\r\n\r\n" +
		strings.Repeat("0123456789abcde\r\n", returned/17) + "--=_r--\r\n"
}

// late is a bounce whose text is so long that the report comes late.
func late(subject string, text int) string {
	return strings.Replace(report(subject, 0), "Your message could not be delivered.\r\n", strings.Repeat("Sorry about that\r\n", text/18), 1)
}
