package imap_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

func TestServerThatRefusesToSend(t *testing.T) {
	refuse := func(code string, from, to int) *script {
		return &script{mail: letters(30), answer: func(c *peer, _ int, cmd command) bool {
			for uid := from; uid <= to; uid++ {
				if strings.HasSuffix(cmd.name, "FETCH") && strings.Contains(cmd.args, "BODY") && within(cmd.args, uid) {
					c.say("%s NO %scannot read", cmd.tag, code)
					return true
				}
			}
			return false
		}}
	}
	t.Run("one message", func(t *testing.T) {
		s := refuse("", 2, 2)
		s.mail = letters(3)
		url, o := s.serve(t)
		r := read(t, url, nil, o)
		r.want(t, "m1 ! m3")
		if text := fmt.Sprint(r.messages[1].Err); !strings.Contains(text, `"cannot read"`) {
			t.Errorf("error %q, want the server's words in it", text)
		}
	})
	t.Run("all of them", func(t *testing.T) {
		url, o := refuse("", 1, 30).serve(t)
		r := read(t, url, nil, o)
		if !errors.Is(r.err, scanner.ErrTemporary) || len(r.messages) > 0 {
			t.Errorf("%d messages, error %v; want none and ErrTemporary", len(r.messages), r.err)
		}
	})
	t.Run("for now", func(t *testing.T) {
		s := refuse("[THROTTLED] ", 3, 3)
		s.mail = letters(5)
		url, o := s.serve(t)
		o.Batch = 2
		r := read(t, url, nil, o)
		if got := r.subjects(); !errors.Is(r.err, scanner.ErrTemporary) || got != "m1 m2" {
			t.Errorf("read %q, error %v; want m1 m2 and ErrTemporary", got, r.err)
		}
	})
}

func TestLostBodies(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer func(c *peer, cmd command) bool
	}{
		{"flags of another client come before the body", func(c *peer, cmd command) bool {
			if body(cmd, 1) && body(cmd, 2) {
				c.say("* 2 FETCH (UID 2 FLAGS (\\Seen))")
			}
			return false
		}},
		{"flags come before the size", func(c *peer, cmd command) bool {
			if cmd.is("UID FETCH", "RFC822.SIZE") {
				c.say("* 2 FETCH (UID 2 FLAGS (\\Seen))")
			}
			return false
		}},
		{"the UID stands behind the body", func(c *peer, cmd command) bool {
			if !strings.Contains(cmd.args, "BODY") {
				return false
			}
			for uid := 1; uid <= 3; uid++ {
				if within(cmd.args, uid) {
					mail := letters(3)[uid]
					c.say("* %d FETCH (BODY[]<0> {%d}\r\n%s UID %[1]d)", uid, len(mail), mail)
				}
			}
			c.say("%s OK done", cmd.tag)
			return true
		}},
		{"no origin of the piece", func(c *peer, cmd command) bool {
			if !strings.HasSuffix(cmd.name, "FETCH") || !strings.Contains(cmd.args, "BODY") {
				return false // also if it is asked again, by UID or number
			}
			for uid, mail := range letters(3) {
				if within(cmd.args, uid) {
					c.say("* %d FETCH (UID %[1]d BODY[] {%d}\r\n%s)", uid, len(mail), mail) // in any order
				}
			}
			c.say("%s OK done", cmd.tag)
			return true
		}},
		{"a body is left out once", func(c *peer, cmd command) bool {
			if !body(cmd, 2) || !body(cmd, 3) {
				return false
			}
			c.item(1, note("m1"), false)
			c.say("* 2 FETCH (UID 2 BODY[]<0> NIL)")
			c.item(3, note("m3"), false)
			c.say("%s OK done", cmd.tag)
			return true
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(3), answer: func(c *peer, _ int, cmd command) bool { return tt.answer(c, cmd) }}
			url, o := s.serve(t)
			read(t, url, nil, o).want(t, "m1 m2 m3")
		})
	}
}

func TestOddLists(t *testing.T) {
	for _, tt := range []struct{ name, list, want string }{
		{"zero", "* SEARCH 0 1 2 3", "m1 m2 m3"},
		{"the last message below n, unsorted", "* SEARCH 3 1 2 2", "m1 m2 m3"},
		{"none", "* SEARCH", "m1 m2 m3"},
		{"no answer", "* OK", "m1 m2 m3"},
		{"ESEARCH", "* ESEARCH (TAG \"%s\") UID ALL 1:3", "m1 m2 m3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(3), answer: func(c *peer, _ int, cmd command) bool {
				if !cmd.is("UID SEARCH", "1:*") {
					return false
				}
				c.say("%s\r\n%s OK done", strings.ReplaceAll(tt.list, "%s", cmd.tag), cmd.tag)
				return true
			}}
			url, o := s.serve(t)
			read(t, url, nil, o).want(t, tt.want)
		})
	}
	t.Run("known message named by n:*", func(t *testing.T) {
		s := &script{mail: letters(3), answer: func(c *peer, _ int, cmd command) bool {
			if cmd.is("UID SEARCH", "4:*") {
				c.say("* SEARCH 3\r\n%s OK done", cmd.tag)
				return true
			}
			return false
		}}
		url, o := s.serve(t)
		memory := positions{strings.ToLower(strings.TrimSuffix(url, "INBOX")) + "INBOX": "7:3"}
		read(t, url, memory, o).want(t, "")
		if s.said("4:*") != 1 {
			t.Errorf("the test missed: nobody asked for 4:*")
		}
	})
}

// TestListAll: a server that names all messages, whatever it is asked for, is read to
// its end, although one list does not take them all.
func TestListAll(t *testing.T) {
	for _, refuses := range []bool{false, true} { // the search, so that it is asked without
		s := &script{mail: letters(5), answer: func(c *peer, _ int, cmd command) bool {
			switch {
			case cmd.is("UID SEARCH") && refuses:
				c.say("%s NO not here", cmd.tag)
			case cmd.is("UID SEARCH"):
				c.say("* SEARCH 1 2 3 4 5\r\n%s OK done", cmd.tag)
			case cmd.is("UID FETCH", ":* (UID)"):
				for uid := 1; uid <= 5; uid++ {
					c.say("* %d FETCH (UID %[1]d)", uid)
				}
				c.say("%s OK done", cmd.tag)
			default:
				return false
			}
			return true
		}}
		url, o := s.serve(t)
		read(t, url, nil, imap.WithList(o, 2)).want(t, "m1 m2 m3 m4 m5")
	}
}

// TestStoppedEarly: who stops in the middle leaves no connection on which an answer is
// still under way; the next call signs in anew, and reads from where he wants.
func TestStoppedEarly(t *testing.T) {
	s := &script{mail: letters(3)}
	url, o := s.serve(t)
	src, err := imap.Dial(t.Context(), url, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for range src.Messages(t.Context()) {
		break
	}
	n := 0
	for _, err := range src.Messages(t.Context()) {
		if n++; err != nil {
			t.Error(err)
		}
	}
	if n != 3 || s.said("LOGIN") != 2 {
		t.Errorf("%d messages and %d sign-ins, want 3 and 2", n, s.said("LOGIN"))
	}
}

// TestIndexBehind: of a folder that was read before, messages are read that UIDNEXT
// announces and the search does not find.
func TestIndexBehind(t *testing.T) {
	s := &script{mail: letters(3), answer: func(c *peer, _ int, cmd command) bool {
		switch {
		case cmd.is("UID SEARCH"):
			c.say("* SEARCH\r\n%s OK done", cmd.tag)
		case cmd.name == "EXAMINE":
			c.say("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4] ok\r\n%s OK done", cmd.tag)
		default:
			return false
		}
		return true
	}}
	url, o := s.serve(t)
	memory := positions{strings.ToLower(strings.TrimSuffix(url, "INBOX")) + "INBOX": "7:1"}
	read(t, url, memory, o).want(t, "m2 m3")
}

// TestItselfIsNoProof: the only message of a folder, which ends each connection when
// it is asked for by its UID, is not given up because it comes by its number.
func TestItselfIsNoProof(t *testing.T) {
	s := &script{mail: letters(1), answer: func(c *peer, _ int, cmd command) bool {
		if body(cmd, 1) && cmd.name == "UID FETCH" {
			c.Close()
			return true
		}
		return false
	}}
	url, o := s.serve(t)
	r := read(t, url, nil, o)
	if r.subjects() != "" || !errors.Is(r.err, scanner.ErrTemporary) || s.said("FETCH 1 (") == 0 {
		t.Errorf("read %q, error %v; want nothing, and that it is tried again later", r.subjects(), r.err)
	}
}

func TestServerWithoutUIDValidity(t *testing.T) {
	s := &script{mail: letters(1), answer: func(c *peer, _ int, cmd command) bool {
		if cmd.name == "EXAMINE" {
			c.say("* 1 EXISTS\r\n%s OK done", cmd.tag)
		}
		return cmd.name == "EXAMINE"
	}}
	url, o := s.serve(t)
	memory := positions{}
	for range 2 {
		r := read(t, url, memory, o)
		r.want(t, "m1")
		r.warned(t, "no UIDVALIDITY")
	}
}
