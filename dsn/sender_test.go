package dsn

import (
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// TestVoice shows whose words a message is, by its header and, at the end, by
// what it returns.
func TestVoice(t *testing.T) {
	const returned = "\nThis is returned:\n\n--- Original message follows ---\n\nReceived: from a by b\nFrom: News <news@example.com>\nMessage-ID: <1@example.com>\nSubject: x\n\nx\n"
	const to = "\nTo: news@example.com\n"
	tests := []struct {
		name, header, text string
		program            bool
		voice              format.Voice
	}{
		{"a letter", "From: Ann <ann@example.org>" + to + "Subject: lunch", "", false, format.Person},
		{"a daemon", "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)" + to + "Subject: x", "", true, format.System},
		{"a daemon by the path", "Return-Path: <MAILER-DAEMON@mx.example.org>\nFrom: x@example.org" + to + "Subject: x", "", true, format.System},
		{"a daemon by the sender", "Sender: postmaster@mx.example.org\nFrom: x@example.org" + to + "Subject: x", "", true, format.System},
		{"a daemon by its Russian name", "From: Почтовая система <x@example.org>" + to + "Subject: x", "", true, format.System},
		{"a person at a host called mailserver", "From: Ann <ann@mailserver.example.org>" + to + "Subject: x", "", false, format.Person},
		{"a newsletter sent by a mailer", "Return-Path: <news-mailer@example.org>\nFrom: Shop <shop@example.org>" + to + "Subject: x", "", false, format.Person},
		{"a postmaster forwards", "From: postmaster@example.org" + to + "Subject: Fwd: Undelivered Mail", "", false, format.Person},
		{"a daemon forwards", "Return-Path: <x@example.org>\nFrom: MAILER-DAEMON@example.org" + to + "Subject: Fwd: Undelivered Mail", "", true, format.System},
		{"a daemon's title that looks forwarded", "Return-Path: <>\nFrom: postmaster@example.org" + to + "Subject: I: mancata consegna", "", true, format.System},
		{"a postmaster is away", "From: postmaster@example.org" + to + "Subject: Out of office: Undelivered Mail", "", true, format.Person},
		{"a person is away", "Return-Path: <>\nAuto-Submitted: auto-replied\nFrom: Ann <ann@example.org>" + to + "Subject: Out of office: Undelivered Mail", "", true, format.Person},
		{"a mailbox answers", "Return-Path: <>\nAuto-Submitted: auto-replied\nFrom: Ann <ann@example.org>" + to + "Subject: Re: Undelivered Mail", "", true, format.Person},
		{"a mailbox answers in Polish", "Auto-Submitted: auto-replied\nFrom: Ann <ann@example.org>" + to + "Subject: [EXT] Odp: Undelivered Mail", "", true, format.Person},
		{"a bounce of an absence notice", "Return-Path: <>\nFrom: x@example.org" + to + "Subject: Undeliverable: Out of office: news", "", true, format.Notifier},
		{"a notification", "Auto-Submitted: auto-generated\nFrom: x@example.org" + to + "Subject: Your order", "", true, format.Program},
		{"a notification that mail failed", "Auto-Submitted: auto-generated\nFrom: x@example.org" + to + "Subject: Undelivered Mail", "", true, format.Notifier},
		{"no author", "To: news@example.com\nSubject: x", "", true, format.Program},
		{"an old program", "From: x@example.org" + to + "Subject: Undelivered Mail", "", false, format.Notifier},
		{"nobody's address", "Return-Path: <noreply@example.org>\nFrom: noreply@example.org" + to + "Subject: Undelivered Mail", "", false, format.Notifier},
		{"a person asks under that title", "Return-Path: <ann@example.org>\nFrom: Ann <ann@example.org>" + to + "Subject: Undelivered Mail", "", false, format.Person},
		{"a list asks under that title", "List-Id: <ops.example.org>\nFrom: Ann <ann@example.org>" + to + "Subject: Undelivered Mail", "", false, format.Person},
		{"whoever returns mail of the reader", "From: x@example.org" + to + "Subject: Sorry", returned, false, format.Notifier},
		{"who returns mail of somebody else", "From: x@example.org\nTo: other@example.com\nSubject: Sorry", returned, false, format.Person},
		{"who answers and returns", "In-Reply-To: <1@example.com>\nFrom: x@example.org" + to + "Subject: Sorry", returned, false, format.Person},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := readMessage([]byte(strings.TrimSpace(tt.header)+"\n\n"+tt.text), new(scratch))
			if got := fromProgram(m.Header); got != tt.program {
				t.Errorf("fromProgram = %v, want %v", got, tt.program)
			}
			if got := m.voice(tt.text); got != tt.voice {
				t.Errorf("voice = %d, want %d", got, tt.voice)
			}
		})
	}
}
