package imap_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
)

// body reports whether the command asks for messages, and for that one.
func body(cmd command, uid int) bool {
	return cmd.is("UID FETCH", "BODY.PEEK") && within(cmd.args, uid)
}

func TestSilentServer(t *testing.T) {
	for _, name := range []string{"greeting", "CAPABILITY", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"} {
		t.Run(name, func(t *testing.T) {
			s := &script{mail: letters(3), answer: func(c *peer, _ int, cmd command) bool {
				if cmd.name == name {
					c.tooLong()
				}
				return false
			}}
			if name == "CAPABILITY" {
				s.greeting = "* OK hello"
			}
			if name == "greeting" {
				s.greeting = "* O" // and no line end
				s.answer = nil
			}
			url, o := s.serve(t)
			r := read(t, url, nil, o)
			if !errors.Is(r.err, scanner.ErrTemporary) || len(r.messages) > 0 {
				t.Errorf("%d messages, error %v; want none and ErrTemporary", len(r.messages), r.err)
			}
			if name != "greeting" && !strings.Contains(r.err.Error(), "did not answer in time (1m0s)") {
				t.Errorf("error %q does not speak of the time", r.err)
			}
		})
	}
}

func TestDrippingServer(t *testing.T) {
	s := &script{mail: letters(1), answer: func(c *peer, _ int, cmd command) bool {
		for cmd.name == "EXAMINE" {
			if _, err := c.Write([]byte("* OK x\r\n")); err != nil {
				break
			}
			time.Sleep(10 * time.Millisecond) // never silent for the 100 ms allowed
		}
		return false
	}}
	url, o := s.serve(t)
	o.Timeout = 100 * time.Millisecond
	if err := read(t, url, nil, o).err; !errors.Is(err, scanner.ErrTemporary) {
		t.Errorf("error %v, want ErrTemporary", err)
	}
}

func TestHangUpInLiteral(t *testing.T) {
	s := &script{mail: letters(4), answer: func(c *peer, n int, cmd command) bool {
		if n > 1 || !body(cmd, 2) {
			return false
		}
		c.item(1, note("m1"), false)
		c.say("* 2 FETCH (UID 2 BODY[]<0> {%d}\r\nFrom: a@ex", len(note("m2")))
		c.Close()
		return true
	}}
	url, o := s.serve(t)
	read(t, url, nil, o).want(t, "m1 m2 m3 m4")
	if n := s.said("LOGIN"); n != 2 {
		t.Errorf("%d sign-ins, want 2", n)
	}
	t.Run("ours", func(t *testing.T) { // we stop while the server stalls in a literal
		open := make(chan struct{})
		s := &script{mail: letters(4), answer: func(c *peer, _ int, cmd command) bool {
			if !body(cmd, 3) {
				return false
			}
			c.say("* 3 FETCH (UID 3 BODY[]<0> {99}\r\nFrom: a@ex")
			close(open)
			c.silent()
			return true
		}}
		url, o := s.serve(t)
		o.Batch, o.Timeout = 2, time.Hour
		eachMessage(t, url, o, func(int) bool { <-open; return false })
	})
}

// The server sends 3 before 2 and hangs up between them.
func TestHangUpOutOfOrder(t *testing.T) {
	s := &script{mail: letters(4), answer: func(c *peer, n int, cmd command) bool {
		if n > 1 || !body(cmd, 2) {
			return false
		}
		c.item(1, note("m1"), false)
		c.item(3, note("m3"), false)
		c.Close()
		return true
	}}
	url, o := s.serve(t)
	read(t, url, nil, o).want(t, "m1 m2 m3 m4")
}

// Wherever the connection breaks, every message comes once and in order; while
// signing in, the error is a temporary one.
func TestCutAnywhere(t *testing.T) {
	for _, batch := range []int{1, 3, 200} {
		for cut := 1; cut < 3000; cut += 41 {
			s := &script{mail: letters(8), cut: cut}
			url, o := s.serve(t)
			o.Batch = batch
			r := read(t, url, nil, o)
			if s.said("EXAMINE") == 0 && errors.Is(r.err, scanner.ErrTemporary) {
				continue
			}
			if got := r.subjects(); r.err != nil || got != "m1 m2 m3 m4 m5 m6 m7 m8" {
				t.Errorf("batch %d, cut after %d bytes: read %q, error %v", batch, cut, got, r.err)
			}
		}
	}
}

func TestMessageThatKills(t *testing.T) {
	t.Parallel()
	kills := map[string]func(c *peer, cmd command){
		"hang-up":            func(c *peer, _ command) { c.Close() },
		"unknown item":       func(c *peer, _ command) { c.say("* 3 FETCH (UID 3 X-ODD 5 BODY[] {1}\r\nx)") },
		"unknown response":   func(c *peer, _ command) { c.say("* VANISHED (EARLIER) 1:2") },
		"not IMAP":           func(c *peer, _ command) { c.say("* 3 FETCH (UID 3 BODY[] (((") },
		"silence":            func(c *peer, _ command) { c.say("* 3 FETCH (UID 3 BODY[]<0> {99}\r\nx"); c.tooLong() },
		"more than asked":    func(c *peer, _ command) { flood(c, "* 3 FETCH (UID 3 BODY[]<0> {99999999999}\r\n", "x") },
		"endless line":       func(c *peer, _ command) { flood(c, "* OK ", "x") },
		"endless news":       func(c *peer, _ command) { flood(c, "", "* OK still here\r\n") },
		"literal of 200 MiB": func(c *peer, _ command) { flood(c, "* 3 FETCH (UID 3 FLAGS ({209715200}\r\n", "x") },
	}
	for name, kill := range kills {
		t.Run(name, func(t *testing.T) {
			s := &script{mail: letters(6), answer: func(c *peer, _ int, cmd command) bool {
				if !body(cmd, 3) {
					return false
				}
				for uid := 1; uid < 3; uid++ {
					if within(cmd.args, uid) {
						c.item(uid, note("m"+string(rune('0'+uid))), false)
					}
				}
				kill(c, cmd)
				return true
			}}
			url, o := s.serve(t)
			o.MaxMessage = 1 << 20
			memory := positions{}
			r := read(t, url, memory, o)
			if r.want(t, "m1 m2 ! m4 m5 m6"); t.Failed() {
				return
			}
			if m := r.messages[2]; !strings.HasSuffix(m.Location, "#3") || m.Position != "7:3" || m.Err == nil || m.Raw != nil {
				t.Errorf("the unreadable one is %+v", m)
			}
			read(t, url, memory, o).want(t, "")
		})
	}
}

// flood sends a beginning and then the same again and again, 64 MiB at most.
func flood(c *peer, begin, again string) {
	block := []byte(strings.Repeat(again, 32<<10/len(again)))
	if _, err := c.Write([]byte(begin)); err != nil {
		return
	}
	for range 2048 {
		if _, err := c.Write(block); err != nil {
			return
		}
	}
}

func TestDateThatKills(t *testing.T) {
	s := &script{mail: letters(4), answer: func(c *peer, _ int, cmd command) bool {
		if !cmd.is("UID FETCH", "INTERNALDATE") || !within(cmd.args, 2) {
			return false
		}
		c.say("* 2 FETCH (UID 2 RFC822.SIZE 9 INTERNALDATE \"32-Mar-2026 12:00:00 +0000\")")
		return true
	}}
	url, o := s.serve(t)
	r := read(t, url, nil, o)
	r.want(t, "m1 m2 m3 m4")
	if !r.messages[1].Received.IsZero() || r.messages[2].Received.IsZero() {
		t.Errorf("Received %v and %v, want none for m2 only", r.messages[1].Received, r.messages[2].Received)
	}
}

func TestServerThatAlwaysDies(t *testing.T) {
	s := &script{mail: letters(50), answer: func(c *peer, _ int, cmd command) bool {
		if cmd.name == "UID FETCH" {
			c.Close()
		}
		return false
	}}
	url, o := s.serve(t)
	memory := positions{}
	r := read(t, url, memory, o)
	if !errors.Is(r.err, scanner.ErrTemporary) || len(r.messages) > 0 || len(memory) > 0 {
		t.Errorf("%d messages, positions %v, error %v; want none, none and ErrTemporary", len(r.messages), memory, r.err)
	}
	if n := s.said("LOGIN"); n != 8 {
		t.Errorf("%d sign-ins, want 8", n)
	}
}

func TestDeathBetweenCalls(t *testing.T) {
	s := &script{mail: letters(2), answer: func(c *peer, n int, cmd command) bool {
		if n == 1 && cmd.name == "UID SEARCH" {
			c.say("* BYE Autologout; idle for too long")
			c.Close()
		}
		return false
	}}
	url, o := s.serve(t)
	read(t, url, nil, o).want(t, "m1 m2")
}
