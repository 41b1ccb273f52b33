package imap_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
)

// piece returns from which byte on, and how many, a command asks of messages.
func piece(cmd command) (from, length int, is bool) {
	_, text, is := strings.Cut(cmd.args, "BODY.PEEK[]<")
	if !is {
		return 0, 0, false
	}
	text, _, _ = strings.Cut(text, ">")
	a, b, _ := strings.Cut(text, ".")
	from, _ = strconv.Atoi(a)
	length, _ = strconv.Atoi(b)
	return from, length, true
}

// give answers a FETCH for a piece of one message as the RFC wants it.
func (s *script) give(c *peer, cmd command, uid int) bool {
	from, length, is := piece(cmd)
	if !is || !within(cmd.args, uid) {
		return false
	}
	mail := s.mail[uid]
	text := mail[min(from, len(mail)):min(from+length, len(mail))]
	c.say("* %d FETCH (UID %[1]d BODY[]<%d> {%d}\r\n%s)\r\n%s OK done", uid, from, len(text), text, cmd.tag)
	return true
}

// alone reports whether a command asks for this message only.
func alone(cmd command, uid int) bool {
	set, _, _ := strings.Cut(cmd.args, " ")
	return cmd.is("UID FETCH", "BODY.PEEK") && set == strconv.Itoa(uid)
}

// TestChanceDeaths: a message over which connections end by chance is read whole.
// One that ends each connection is blamed when it was alone in three of them.
func TestChanceDeaths(t *testing.T) {
	for _, tt := range []struct {
		name   string
		deaths int64 // connections that end over it when it is alone
		rest   bool  // only over what follows its beginning
		want   string
		warned string
	}{
		{"one", 1, false, "m1 m2 m3", ""},
		{"two", 2, false, "m1 m2 m3", ""},
		{"each", 99, false, "m1 ! m3", ""},
		{"one over its rest", 1, true, "m1 m2 m3", ""},
		{"each over its rest", 99, true, "m1 m2 m3", "#2: only the first 4096 of "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var died atomic.Int64
			s := &script{mail: letters(3)}
			s.mail[2] = late("m2", 100<<10)
			s.answer = func(c *peer, _ int, cmd command) bool {
				from, _, _ := piece(cmd)
				switch {
				case body(cmd, 2) && !alone(cmd, 2): // each range dies
					c.Close()
				case alone(cmd, 2) && (from > 0) == tt.rest && died.Load() < tt.deaths:
					died.Add(1)
					c.Close()
				case alone(cmd, 2):
					return s.give(c, cmd, 2)
				default:
					return false
				}
				return true
			}
			url, o := s.serve(t)
			o.Partial = 4096
			r := read(t, url, nil, o)
			r.want(t, tt.want)
			if got := strings.Join(r.warnings, " "); !strings.Contains(got, tt.warned) || tt.warned == "" && strings.Contains(got, "only the first") {
				t.Errorf("warnings %q, want %q", got, tt.warned)
			}
			if tt.warned == "" && tt.deaths < 3 && string(r.messages[1].Raw) != s.mail[2] {
				t.Errorf("%d bytes of m2 were read, want %d", len(r.messages[1].Raw), len(s.mail[2]))
			}
			if n := died.Load(); tt.deaths == 99 && !tt.rest && n != 3 {
				t.Errorf("it was blamed after %d deaths, want 3", n)
			}
		})
	}
}

// TestChanceBeforeTheRest: two deaths over the beginning of a message are not held
// against it when its rest is what kills: what has come of it is read.
func TestChanceBeforeTheRest(t *testing.T) {
	var died atomic.Int64
	s := &script{mail: letters(3)}
	s.mail[2] = late("m2", 100<<10)
	s.answer = func(c *peer, _ int, cmd command) bool {
		from, _, _ := piece(cmd)
		switch {
		case body(cmd, 2) && !alone(cmd, 2), alone(cmd, 2) && (from > 0 || died.Add(1) <= 2):
			c.Close()
			return true
		}
		return alone(cmd, 2) && s.give(c, cmd, 2)
	}
	url, o := s.serve(t)
	o.Partial = 4096
	r := read(t, url, nil, o)
	if r.want(t, "m1 m2 m3"); !strings.Contains(strings.Join(r.warnings, " "), "#2: only the first 4096 of ") {
		t.Errorf("warnings %q", r.warnings)
	}
}

// TestLargeMessageOnABadLine: where each connection lasts for one piece only, a
// large message is read whole, and no piece twice.
func TestLargeMessageOnABadLine(t *testing.T) {
	s := &script{mail: letters(3)}
	s.mail[2] = late("m2", 11<<20)
	var last atomic.Int64
	s.answer = func(c *peer, _ int, cmd command) bool {
		if _, _, is := piece(cmd); !is || !within(cmd.args, 2) {
			return false
		}
		from, _, _ := piece(cmd)
		if before := last.Swap(int64(from)); from > 0 && int64(from) < before {
			t.Errorf("asked for what follows byte %d after %d", from, before)
		}
		s.give(c, cmd, 2)
		if from > 0 {
			c.Close()
		}
		return true
	}
	url, o := s.serve(t)
	r := read(t, url, nil, o)
	if r.want(t, "m1 m2 m3"); len(r.messages) == 3 && string(r.messages[1].Raw) != s.mail[2] {
		t.Errorf("%d bytes of m2 were read, want %d", len(r.messages[1].Raw), len(s.mail[2]))
	}
}

// TestNoProof: a message is given up only where the server shows that it can send
// another one; the last ones of a folder are the new ones.
func TestNoProof(t *testing.T) {
	hangs := func(c *peer, _ command) { c.Close() }
	refuses := func(c *peer, cmd command) { c.say("%s NO cannot read", cmd.tag) }
	pleads := func(c *peer, cmd command) { c.say("%s NO [UNAVAILABLE] cannot read", cmd.tag) }
	nothing := func(c *peer, cmd command) { c.say("%s OK done", cmd.tag) }
	for _, tt := range []struct {
		name string
		kept func(uid int) bool // which messages are not sent
		mail int
		how  func(*peer, command)
		want string
		ends bool // with ErrTemporary
	}{
		{"the only one kills", func(uid int) bool { return true }, 1, hangs, "", true},
		{"the only one is refused", func(uid int) bool { return true }, 1, refuses, "", true},
		{"the only one does not come", func(uid int) bool { return true }, 1, nothing, "", true},
		{"the last one kills", func(uid int) bool { return uid == 3 }, 3, hangs, "m1 m2 !", false},
		{"the last one is refused", func(uid int) bool { return uid == 3 }, 3, refuses, "m1 m2 !", false},
		{"the last one is not available", func(uid int) bool { return uid == 3 }, 3, pleads, "m1 m2 !", false},
		{"one is not available", func(uid int) bool { return uid == 2 }, 3, pleads, "m1 ! m3", false},
		{"the last one does not come", func(uid int) bool { return uid == 3 }, 3, nothing, "m1 m2 !", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var well atomic.Bool
			s := &script{mail: letters(tt.mail), answer: func(c *peer, _ int, cmd command) bool {
				for uid := 1; uid <= tt.mail; uid++ {
					if !well.Load() && tt.kept(uid) && strings.HasSuffix(cmd.name, "FETCH") && strings.Contains(cmd.args, "BODY") && within(cmd.args, uid) {
						tt.how(c, cmd)
						return true
					}
				}
				return false
			}}
			url, o := s.serve(t)
			memory := positions{}
			r := read(t, url, memory, o)
			if got := r.subjects(); got != tt.want || errors.Is(r.err, scanner.ErrTemporary) != tt.ends || !tt.ends && r.err != nil {
				t.Errorf("read %q, error %v; want %q, and an end before the end: %v", got, r.err, tt.want, tt.ends)
			}
			well.Store(true)
			if tt.ends {
				read(t, url, memory, o).want(t, "m1")
			}
		})
	}
}

// TestUnavailableForAWhile: what was unavailable until the server was well again
// is not given up.
func TestUnavailableForAWhile(t *testing.T) {
	for _, times := range []int64{4, 5, 6} { // thrice among others, then alone; with the sixth it is given up until m4 has come
		var refused atomic.Int64
		s := &script{mail: letters(5), answer: func(c *peer, _ int, cmd command) bool {
			if !body(cmd, 3) || refused.Load() >= times {
				return false
			}
			refused.Add(1)
			c.say("%s NO [UNAVAILABLE] UID FETCH Server error while fetching messages", cmd.tag)
			return true
		}}
		url, o := s.serve(t)
		r := read(t, url, nil, o)
		r.want(t, "m1 m2 m3 m4 m5")
		if len(r.messages) == 5 && r.messages[2].Received.IsZero() {
			t.Errorf("refused %d times: m3 has no date", times)
		}
	}
}

// TestOddPieces: servers that cut pieces otherwise than they were asked to.
func TestOddPieces(t *testing.T) {
	whole := late("m2", 100<<10)
	for _, tt := range []struct {
		name   string
		answer func(s *script, c *peer, from, length int) string
		size   int // that the server says; 0: the true one
	}{
		{"no pieces at all", func(s *script, _ *peer, _, _ int) string { return whole }, 0},
		{"no pieces but the first", func(s *script, _ *peer, from, length int) string {
			if from > 0 {
				return whole
			}
			return whole[:length]
		}, 0},
		{"pieces of 3,000 bytes at the beginning", func(s *script, _ *peer, from, length int) string {
			if from == 0 {
				return whole[:3000]
			}
			return whole[from:min(from+length, len(whole))]
		}, 0},
		{"a size that is too small", nil, 5000},
		{"a size that is too large", nil, 200 << 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(3)}
			s.mail[2] = whole
			s.answer = func(c *peer, _ int, cmd command) bool {
				if tt.size > 0 && cmd.is("UID FETCH", "RFC822.SIZE") {
					for uid := 1; uid <= 3; uid++ {
						size := len(s.mail[uid])
						if uid == 2 {
							size = tt.size
						}
						c.say("* %d FETCH (UID %[1]d RFC822.SIZE %d INTERNALDATE \"01-Mar-2026 12:00:00 +0000\")", uid, size)
					}
					c.say("%s OK done", cmd.tag)
					return true
				}
				from, length, is := piece(cmd)
				if !is {
					return false
				}
				for uid := 1; uid <= 3; uid++ {
					if !within(cmd.args, uid) {
						continue
					}
					text := s.mail[uid][min(from, len(s.mail[uid])):min(from+length, len(s.mail[uid]))]
					if uid == 2 && tt.answer != nil {
						text = tt.answer(s, c, from, length)
					}
					c.say("* %d FETCH (UID %[1]d BODY[]<%d> {%d}\r\n%s)", uid, from, len(text), text)
				}
				c.say("%s OK done", cmd.tag)
				return true
			}
			url, o := s.serve(t)
			o.Partial = 4096
			r := read(t, url, nil, o)
			r.want(t, "m1 m2 m3")
			if len(r.messages) == 3 && string(r.messages[1].Raw) != whole {
				t.Errorf("%d bytes of m2 were read, want %d", len(r.messages[1].Raw), len(whole))
			}
			if got := fmt.Sprint(r.warnings); strings.Contains(got, "only the first") {
				t.Errorf("warnings %s", got)
			}
		})
	}
}
