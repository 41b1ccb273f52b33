package imap_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

// until reads and waits until so many messages are there.
func (w *watching) until(n int, poll time.Duration) {
	w.t.Helper()
	for w.ctx.Err() == nil && len(w.messages) < n {
		w.wait(poll)
		w.read()
		if w.err != nil {
			w.t.Fatal(w.err)
		}
	}
}

// once checks that each of n messages m1, m2, … was read once.
func (w *watching) once(n int) {
	w.t.Helper()
	seen := map[string]int{}
	for subject := range strings.FieldsSeq(w.subjects()) {
		seen[subject]++
	}
	for i := range n {
		if subject := fmt.Sprint("m", i+1); seen[subject] != 1 {
			w.t.Errorf("%s was read %d times", subject, seen[subject])
		}
	}
	if len(seen) != n {
		w.t.Errorf("%d different messages, want %d", len(seen), n)
	}
}

// A thousand messages come, in bursts, while the folder is read and watched.
func TestWaitThousandArrivals(t *testing.T) {
	const total = 1000
	for _, poll := range []time.Duration{long, 50 * time.Millisecond} {
		h := serveWith(t, true)
		h.deliver(t, "INBOX", note("m1"))
		w := watch(t, h.url("INBOX"), h.options())
		var sender sync.WaitGroup
		sender.Go(func() {
			for i := 1; i < total; i++ {
				h.deliver(t, "INBOX", note(fmt.Sprint("m", i+1)))
				if i%50 == 0 {
					time.Sleep(20 * time.Millisecond)
				}
			}
		})
		w.until(total, poll)
		sender.Wait()
		w.once(total)
		w.warned(t, "")
		w.src.Close()
	}
}

// A real server tells of mail in IDLE, also after acts, and its restart costs
// nothing but time: ten seconds, after which a Dovecot that was stopped ends
// connections in IDLE.
func TestDovecotWait(t *testing.T) {
	t.Parallel()
	d := dovecottest.Start(t, dovecottest.Config{})
	d.Deliver(t, "", note("m1"))
	w := watch(t, d.URL("INBOX"), optionsFor(d))
	w.until(1, long)

	acts := owing(t, key(t, d.URL("INBOX")), w.messages[0].Position+" move:Old")
	if err := w.src.Settle(w.ctx, acts.owed(), acts); err != nil || len(acts.owed()) > 0 {
		t.Fatalf("error %v, owed %v", err, acts.owed())
	}
	var sender sync.WaitGroup
	sender.Go(func() {
		time.Sleep(100 * time.Millisecond) // for IDLE to begin
		d.Deliver(t, "", note("m2"))
	})
	w.until(2, long)
	sender.Wait()

	ended := make(chan error, 1)
	go func() { ended <- w.src.Wait(w.ctx, &imap.WaitOptions{Poll: long}) }()
	time.Sleep(300 * time.Millisecond) // for IDLE to begin; if not, the test tests less
	d.Stop(t)
	if err := <-ended; !errors.Is(err, scanner.ErrTemporary) {
		t.Errorf("the server is away: %v, want ErrTemporary", err)
	}
	if err := w.src.Wait(w.ctx, nil); !errors.Is(err, scanner.ErrTemporary) {
		t.Errorf("the server is still away: %v, want ErrTemporary", err)
	}
	d.Run(t)
	d.Deliver(t, "", note("m3"))
	w.until(3, long)
	w.once(3)
}

// The token expires while mail is waited for.
func TestWaitTokenExpires(t *testing.T) {
	s := idling(func(s *script, c *peer, n int, _ command) bool {
		if n == 1 {
			c.say("+ ok\r\n* BYE session expired")
			c.Close()
			return true
		}
		s.arrive(c)
		return false
	})
	s.greeting = bearerGreeting
	usual := s.answer
	s.answer = func(c *peer, n int, cmd command) bool {
		if cmd.name == "AUTHENTICATE" && n == 2 {
			c.say("%s NO [EXPIRED] the token has expired", cmd.tag) // RFC 5530 section 3
			return true
		}
		return usual(c, n, cmd)
	}
	url, o := s.serve(t)
	var k tokens
	o.Token = k.next
	w := watch(t, url, o)
	w.until(2, long)
	w.want(t, "m1 m2")
	if got := strings.Join(k.calls, " "); got != "token-1 token-2 token-3!" {
		t.Errorf("tokens %q, want a fresh one after the refusal", got)
	}
}
