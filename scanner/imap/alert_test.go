package imap_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// What the server wants people to read is told once; what stands in mail is not.
func TestAlerts(t *testing.T) {
	s := idling(func(s *script, c *peer, n int, _ command) bool {
		c.say("* NO [alert] disk is \x1bfull")
		if n == 2 {
			s.arrive(c)
		}
		return false
	})
	s.mail[1] = note("m1") + "\r\n* OK [ALERT] call 555\r\n"
	old := s.answer
	s.answer = func(c *peer, n int, cmd command) bool {
		if cmd.name == "LOGIN" {
			c.say("%s OK [ALERT] The service moves on Sunday.", cmd.tag)
			return true
		}
		return old(c, n, cmd)
	}
	url, o := s.serve(t)
	w := watch(t, url, imap.WithIdle(o, 50*time.Millisecond))
	w.wait(long)
	w.read()
	host := strings.TrimPrefix(strings.TrimSuffix(url, "/INBOX"), "imap://ann@")
	want := fmt.Sprintf("[%s: the server says: The service moves on Sunday. %[1]s: the server says: disk is full]", "imap://ann@"+host)
	var said []string
	for _, line := range w.warnings {
		if strings.Contains(line, "the server says") {
			said = append(said, line)
		}
	}
	if got := fmt.Sprint(said); got != want {
		t.Errorf("told %s\nwant %s", got, want)
	}
}

// How long to leave a server alone that cannot even be signed in to.
func TestRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		greeting string
		want     time.Duration
	}{
		{"* BYE [UNAVAILABLE] try again in 5 minutes", 5 * time.Minute},
		{"* BYE Too many simultaneous connections", 15 * time.Second},
		{"* BYE no", 0},
	} {
		s := &script{greeting: tt.greeting}
		url, o := s.serve(t)
		_, err := imap.Dial(context.Background(), url, nil, o)
		if got := imap.RetryAfter(err); !errors.Is(err, scanner.ErrTemporary) || got != tt.want {
			t.Errorf("%q: error %v, retry after %v, want ErrTemporary and %v", tt.greeting, err, got, tt.want)
		}
	}
}
