package imap_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// offersID greets as a server that wants to know who is there.
const offersID = "* OK [CAPABILITY IMAP4rev1 ID] ready"

// TestUnsafeLogin: NetEase opens no folder for a program that has not said its
// name after the sign-in.
func TestUnsafeLogin(t *testing.T) {
	known := false
	s := &script{mail: letters(2), greeting: offersID, offers: "ID", answer: func(c *peer, _ int, cmd command) bool {
		switch {
		case cmd.name == "LOGIN":
			known = false
		case cmd.name == "ID":
			known = true
			c.say(`* ID ("name" "Coremail Imap" "vendor" "Mailtech" "TransID" "x")`)
		case cmd.name == "EXAMINE" && !known:
			c.say("%s NO EXAMINE Unsafe Login. Please contact kefu@188.com for help", cmd.tag)
			return true
		}
		return false
	}}
	url, o := s.serve(t)
	read(t, url, nil, o).want(t, "m1 m2")
	i := slices.IndexFunc(s.lines, func(l string) bool { return strings.Contains(l, " ID ") })
	if i < 0 || !regexp.MustCompile(`^T\d+ ID \("name" "nixie" "version" "[^" ]+"\)$`).MatchString(strings.TrimSpace(s.lines[i])) || s.said(" ID ") != 1 {
		t.Errorf("the client said %q, want ID once with name and version and no more", s.lines)
	}
}

func TestIDAfterToken(t *testing.T) {
	s := &script{mail: letters(1), greeting: strings.Replace(bearerGreeting, "SASL-IR", "SASL-IR ID", 1), offers: "ID"}
	url, o := s.serve(t)
	o.Password, o.Token = nil, (&tokens{}).next
	read(t, url, nil, o).want(t, "m1")
	if s.said(` ID ("name" "nixie"`) != 1 {
		t.Errorf("the client said %q, want ID once", s.lines)
	}
}

// TestIDAnswers: whatever a server answers, the mail is read; one that cannot
// bear the question is not asked again.
func TestIDAnswers(t *testing.T) {
	for _, tt := range []struct {
		name, offers string
		answer       func(c *peer, cmd command)
		asked        int  // how often the client says ID
		warned       bool // that it goes on without
	}{
		{"not offered", "IDLE", nil, 0, false},
		{"nothing to say", "ID", func(c *peer, cmd command) { c.say("* ID NIL\r\n%s OK", cmd.tag) }, 1, false},
		{"an empty list", "ID", func(c *peer, cmd command) { c.say("* ID ()\r\n%s OK done", cmd.tag) }, 1, false},
		{"no answer but OK", "ID", func(c *peer, cmd command) { c.say("%s OK done", cmd.tag) }, 1, false},
		{"refused", "ID", func(c *peer, cmd command) { c.say("%s NO not you", cmd.tag) }, 1, false},
		{"unknown", "ID", func(c *peer, cmd command) { c.say("%s BAD what?", cmd.tag) }, 1, false},
		{"a NIL in the list", "ID", func(c *peer, cmd command) { c.say("* ID (\"name\" \"Cyrus\" \"version\" NIL)\r\n%s OK done", cmd.tag) }, 1, true},
		{"garbage", "ID", func(c *peer, cmd command) { c.say("* ID \x1b[31m\r\n%s OK done", cmd.tag) }, 1, true},
		{"hangs up", "ID", func(c *peer, _ command) { c.Close() }, 1, true},
		{"silent", "ID", func(c *peer, _ command) { c.silent() }, 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(2), greeting: fmt.Sprintf("* OK [CAPABILITY IMAP4rev1 %s] ready", tt.offers), offers: tt.offers, answer: func(c *peer, n int, cmd command) bool {
				switch {
				case cmd.name == "ID":
					tt.answer(c, cmd)
				case cmd.name == "EXAMINE" && n == 1 && !tt.warned:
					c.Close() // the next connection must not ask either, if it was too much
				default:
					return false
				}
				return true
			}}
			url, o := s.serve(t)
			o.Timeout = 300 * time.Millisecond
			r := read(t, url, nil, o)
			r.want(t, "m1 m2")
			if asked := s.said(" ID "); asked < tt.asked || asked > 2*tt.asked || tt.warned && asked != 1 {
				t.Errorf("asked %d times, want %d", asked, tt.asked)
			}
			if tt.warned {
				r.warned(t, "going on without")
			}
		})
	}
}
