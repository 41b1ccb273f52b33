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

// A watching reads a folder and waits, in turns.
type watching struct {
	t   *testing.T
	ctx context.Context
	src *imap.Source
	reading
	memory positions
	pauses []time.Duration
}

// watch dials, with pauses that are noted and not made, and reads.
func watch(t *testing.T, url string, o *imap.Options) *watching {
	t.Helper()
	w := &watching{t: t, memory: positions{}}
	var stop context.CancelFunc
	w.ctx, stop = context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(stop)
	p := *imap.WithSleep(o, func(d time.Duration) { w.pauses = append(w.pauses, d) })
	p.Warn = func(line string) {
		if !strings.Contains(line, "plain text") {
			w.warnings = append(w.warnings, line)
		}
	}
	if w.src, w.err = imap.Dial(w.ctx, url, w.memory, &p); w.err != nil {
		t.Fatal(w.err)
	}
	t.Cleanup(func() { w.src.Close() })
	w.read()
	return w
}

// read reads what is new.
func (w *watching) read() {
	for m, err := range w.src.Messages(w.ctx) {
		if err != nil {
			w.err = err
			return
		}
		w.messages = append(w.messages, m)
		w.memory[m.Source] = m.Position
	}
}

// wait waits, and fails over an error.
func (w *watching) wait(poll time.Duration) {
	w.t.Helper()
	if err := w.src.Wait(w.ctx, &imap.WaitOptions{Poll: poll}); err != nil {
		w.t.Fatal(err)
	}
}

// long is a poll that never comes.
const long = time.Hour

// arrive adds a message and tells of it.
func (s *script) arrive(c *peer) {
	n := len(s.mail) + 1
	s.mail[n] = note(fmt.Sprint("m", n))
	c.say("* %d EXISTS", n)
}

// idling makes a server that says this at each IDLE, n counted from 1; it
// reports whether that is all of the answer.
func idling(answer func(s *script, c *peer, n int, cmd command) bool) *script {
	s := &script{mail: letters(1), offers: "IDLE"}
	s.answer = func(c *peer, _ int, cmd command) bool {
		if cmd.name != "IDLE" {
			return false
		}
		return answer(s, c, s.said(" IDLE"), cmd)
	}
	return s
}

// Wait returns when the server tells of mail, whatever it went through before.
func TestWaitTold(t *testing.T) {
	for _, tt := range []struct {
		name   string
		until  int // the IDLE at which mail comes
		before func(c *peer, cmd command) bool
		pauses string
	}{
		{"at once", 1, nil, "[1s]"},
		{"after news of nothing", 4, func(c *peer, cmd command) bool { c.say("* 1 EXISTS"); return false }, "[1s 2s 4s 1s]"},
		{"after a hang-up", 3, func(c *peer, cmd command) bool { c.say("+ ok"); c.Close(); return true }, "[1s 2s 1s]"},
		{"after a BYE", 2, func(c *peer, cmd command) bool { c.say("+ ok\r\n* BYE restart"); c.Close(); return true }, "[1s 1s]"},
		{"after a plea for patience", 4, func(c *peer, cmd command) bool {
			c.say("+ ok\r\n* BYE [UNAVAILABLE] try again in 7 seconds")
			c.Close()
			return true
		}, "[7s 7s 7s 1s]"},
		{"after a refusal for now", 4, func(c *peer, cmd command) bool { c.say("%s NO [UNAVAILABLE] later", cmd.tag); return true }, "[15s 30s 1m0s 1s]"},
		{"after an answer that is none", 2, func(c *peer, cmd command) bool { c.say("+ ok\r\n* VANISHED 1"); return false }, "[1s 1s]"},
		{"after OK without waiting", 2, func(c *peer, cmd command) bool { c.say("%s OK done", cmd.tag); return true }, "[1s 1s]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := idling(func(s *script, c *peer, n int, cmd command) bool {
				if n < tt.until {
					return tt.before(c, cmd)
				}
				c.say("* OK still here\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 0 RECENT")
				s.arrive(c)
				return false
			})
			url, o := s.serve(t)
			w := watch(t, url, o)
			w.wait(long)
			if got := fmt.Sprint(w.pauses); got != tt.pauses {
				t.Errorf("pauses %s, want %s", got, tt.pauses)
			}
			w.read()
			w.want(t, "m1 m2")
			if s.said("SELECT") > 0 {
				t.Error("the folder was opened for changes")
			}
		})
	}
}

// Wait returns after the time for polling where the server does not tell.
func TestWaitPolls(t *testing.T) {
	for _, tt := range []struct {
		name    string
		offers  string
		answer  func(c *peer, cmd command) bool
		idles   int // how often IDLE is tried in two waits, or until one behind the warning
		warning string
	}{
		{"no IDLE", "", nil, 0, ""},
		{"silence", "IDLE", func(*peer, command) bool { return false }, 2, ""},
		{"refused", "IDLE", func(c *peer, cmd command) bool { c.say("%s NO not today", cmd.tag); return true }, 1, `refuses IDLE, "not today"`},
		{"refused in one breath", "IDLE", func(c *peer, cmd command) bool { c.say("+ ok\r\n%s BAD no", cmd.tag); return true }, 1, `refuses IDLE, "no"`},
		{"dies each time", "IDLE", func(c *peer, _ command) bool { c.say("+ ok"); c.Close(); return true }, 3, "ends the connection in IDLE"},
		{"never begins", "IDLE", func(c *peer, _ command) bool { c.tooLong(); return true }, 3, "ends the connection in IDLE"},
		{"never ends", "IDLE", func(c *peer, _ command) bool { c.say("+ ok\r\n* 1 EXISTS"); c.tooLong(); return true }, 3, "ends the connection in IDLE"},
		{"floods", "IDLE", func(c *peer, _ command) bool {
			c.say("+ ok")
			for range 4 << 10 {
				c.say("* OK %s", strings.Repeat("x", 1000))
			}
			return true
		}, 3, "ends the connection in IDLE"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := idling(func(_ *script, c *peer, _ int, cmd command) bool { return tt.answer(c, cmd) })
			s.offers = tt.offers
			url, o := s.serve(t)
			w := watch(t, url, o)
			for n, most := 0, 2; n < most; n++ {
				w.wait(200 * time.Millisecond)
				w.read()
				if tt.warning != "" && len(w.warnings) == 0 {
					most = n + 3 // the time was over before the server had failed often enough
				}
			}
			if got := s.said(" IDLE"); got != tt.idles {
				t.Errorf("IDLE was tried %d times, want %d", got, tt.idles)
			}
			w.want(t, "m1")
			w.warned(t, tt.warning)
			if tt.warning != "" && len(w.warnings) != 1 {
				t.Errorf("warnings %q, want one", w.warnings)
			}
		})
	}
}

// Mail of which the server does not tell is found all the same.
func TestWaitDeafIdle(t *testing.T) {
	s := idling(func(s *script, _ *peer, _ int, _ command) bool { s.mail[2] = note("m2"); return false })
	url, o := s.serve(t)
	w := watch(t, url, o)
	w.wait(200 * time.Millisecond)
	w.read()
	w.want(t, "m1 m2")
}

// IDLE is issued anew before anybody forgets the connection.
func TestWaitIdleAnew(t *testing.T) {
	s := idling(func(s *script, c *peer, n int, _ command) bool {
		if n == 3 {
			s.arrive(c)
		}
		return false
	})
	url, o := s.serve(t)
	w := watch(t, url, imap.WithIdle(o, 50*time.Millisecond))
	w.wait(long)
	if got := s.said(" IDLE"); got != 3 || s.said("LOGIN") != 1 {
		t.Errorf("%d IDLEs on %d connections, want 3 on one", got, s.said("LOGIN"))
	}
}

// When the machine has slept, the connection is made anew at once.
func TestWaitAfterSleep(t *testing.T) {
	for _, offers := range []string{"IDLE", ""} {
		var hour time.Duration
		s := &script{mail: letters(1), offers: offers}
		s.answer = func(c *peer, n int, cmd command) bool {
			if cmd.name == "EXAMINE" && n == 2 {
				s.mail[2] = note("m2")
			}
			return false
		}
		url, o := s.serve(t)
		w := watch(t, url, imap.WithClock(o, func() time.Time {
			hour += time.Hour // each time somebody looks
			return time.Now().Add(hour).Round(0)
		}))
		w.wait(long)
		w.read()
		w.want(t, "m1 m2")
		if got := s.said("LOGIN"); got != 2 {
			t.Errorf("offers %q: %d connections, want 2", offers, got)
		}
	}
}

// A server that numbers messages that are not there is asked less and less.
func TestWaitForNothing(t *testing.T) {
	next := 2
	s := &script{mail: letters(1)}
	s.answer = func(c *peer, _ int, cmd command) bool {
		if cmd.name == "EXAMINE" {
			next++
			c.say("* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT %d] ok\r\n%s OK", next, cmd.tag)
		}
		return cmd.name == "EXAMINE"
	}
	url, o := s.serve(t)
	w := watch(t, url, o)
	for range 9 {
		w.wait(long)
		w.read()
	}
	if got := fmt.Sprint(w.pauses); got != "[1s 2s 4s 8s 16s 32s 1m4s 2m0s 2m0s]" {
		t.Errorf("pauses %s, want them to double", got)
	}
	s.mail[30] = note("m30")
	next = 30
	w.wait(long)
	w.read()
	w.want(t, "m1 m30")
	w.wait(long)
	if got := w.pauses[len(w.pauses)-1]; got != time.Second {
		t.Errorf("a pause of %v after mail has come, want a second", got)
	}
}

// The end of the context ends the wait, and a server that is away is the
// caller's affair.
func TestWaitEnds(t *testing.T) {
	for _, offers := range []string{"IDLE", ""} {
		ctx, stop := context.WithCancel(context.Background())
		s := idling(func(_ *script, c *peer, _ int, _ command) bool { stop(); return false })
		s.offers = offers
		url, o := s.serve(t)
		w := watch(t, url, o)
		if offers == "" {
			stop()
		}
		if err := w.src.Wait(ctx, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("offers %q: error %v, want that of the context", offers, err)
		}
	}
	t.Run("away", func(t *testing.T) {
		var away func()
		s := idling(func(_ *script, c *peer, _ int, _ command) bool { away(); c.Close(); return true })
		url, o := s.serve(t)
		away = s.away
		w := watch(t, url, o)
		if err := w.src.Wait(w.ctx, nil); !errors.Is(err, scanner.ErrTemporary) {
			t.Errorf("error %v, want ErrTemporary", err)
		}
	})
}
