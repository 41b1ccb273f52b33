package imap_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap"
)

// What an interrupted run has begun is looked for in the target before it is
// done again.
func TestSettleTwins(t *testing.T) {
	const id = "Message-ID: <1@example.org>\r\n"
	mail := id + note("m1")
	for _, tt := range []struct {
		name       string
		inbox, old []string
		answer     string // to EXAMINE of the target
		left, want string
		why        string
	}{
		{"not copied", []string{mail}, []string{note("other")}, "", "", "m1, other", ""},
		{"copied", []string{mail}, []string{mail, note("other")}, "", "", "m1, other", ""},
		{"copied, without Message-ID", []string{note("m1")}, []string{note("m1")}, "", "", "m1", ""},
		{"same Message-ID and size, other words", []string{mail}, []string{id + note("m2")}, "", "", "m1, m2", ""},
		{"same size, other words", []string{note("m1")}, []string{note("m2")}, "", "", "m1, m2", ""},
		{"same words, and more", []string{mail}, []string{mail + "more\r\n"}, "", "", "m1, m1", ""},
		{"one copy of two", []string{mail, mail}, []string{mail}, "", "", "m1, m1", ""},
		{"Message-ID that cannot be asked for", []string{"Message-ID: <\"\x01ü\\@>\r\n" + note("m1")}, []string{"Message-ID: <\"\x01ü\\@>\r\n" + note("m1")}, "", "", "m1", ""},
		{"header without end", []string{"Subject: m1\r\nX: " + strings.Repeat("x", 9000) + "\r\n\r\n"}, []string{"Subject: m1\r\nX: " + strings.Repeat("x", 9000) + "\r\n\r\n"}, "", "", "m1", ""},
		{"target that may not be read", []string{mail}, []string{mail}, "TAG NO [NOPERM] write only", "m1", "m1", "cannot be seen"},
		{"search fails", []string{mail}, []string{mail}, "", "m1", "m1", "no search"},
	} {
		for _, without := range []string{"", "MOVE"} {
			t.Run(tt.name+" "+without, func(t *testing.T) {
				h := serveWith(t, true)
				h.create(t, "Old")
				for _, m := range tt.inbox {
					h.deliver(t, "INBOX", m)
				}
				for _, m := range tt.old {
					h.deliver(t, "Old", m)
				}
				b := &bend{hide: []string{without}, command: func(line string) string {
					switch {
					case strings.Contains(line, " EXAMINE "):
						return tt.answer
					case tt.why == "no search" && strings.Contains(line, "SMALLER"):
						return "TAG NO no search"
					}
					return ""
				}}
				url, o := b.front(t, h)
				acts := owing(t, key(t, url), "1 move:Old", "2 move:Old")
				acts.debts = acts.debts[:len(tt.inbox)]
				for i := range acts.debts {
					acts.debts[i].Begun = true
				}
				_, err := acts.pay(context.Background(), t, url, o)
				if (err != nil) != (tt.why != "") || err != nil && !strings.Contains(err.Error(), tt.why) {
					t.Errorf("error %v, want %q in it", err, tt.why)
				}
				h.wantShelf(t, "INBOX", tt.left)
				h.wantShelf(t, "Old", tt.want)
			})
		}
	}
}

// A server may finish a COPY after the client that asked for it is gone. It is
// waited for, so that nothing is copied twice.
func TestSettleLateCopy(t *testing.T) {
	for _, without := range []string{"", "MOVE"} {
		h := serveWith(t, true)
		h.create(t, "Old")
		h.deliver(t, "INBOX", note("m1"))
		url, o := (&bend{hide: []string{without}}).front(t, h)
		acts := owing(t, key(t, url), "1 move:Old")
		acts.debts[0].Begun = true
		waited := 0
		src, err := imap.Dial(t.Context(), url, nil, imap.WithSleep(o, func(d time.Duration) {
			if waited++; d < time.Second {
				t.Errorf("waits %v, too short for a server at work", d)
			}
			h.deliver(t, "Old", note("m1"))
		}))
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		if err := src.Settle(t.Context(), acts.owed(), acts); err != nil || waited != 1 {
			t.Errorf("error %v, waited %d times", err, waited)
		}
		h.wantShelf(t, "INBOX", "")
		h.wantShelf(t, "Old", "m1")
	}
}
