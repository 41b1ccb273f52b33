package imap_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
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

// TestUnsafeLoginRemedy: where the folder stays closed, the person is told what
// the server knows of the program, not which folders there are.
func TestUnsafeLoginRemedy(t *testing.T) {
	for _, tt := range []struct {
		name, offers, answer, want string
	}{
		{"told", "ID", "* ID NIL\r\nTAG OK done", "confirm that it was you"},
		{"not offered", "IDLE", "", "(ID, RFC 2971), and it does not offer to be told"},
		{"refused", "ID", "TAG NO not you", `(ID, RFC 2971), and it has refused to be told, "not you"`},
		{"hangs up over it", "ID", "", "(ID, RFC 2971), and the connection has ended when it was told"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(1), greeting: fmt.Sprintf("* OK [CAPABILITY IMAP4rev1 %s] ready", tt.offers), offers: tt.offers, answer: func(c *peer, _ int, cmd command) bool {
				switch {
				case cmd.name == "EXAMINE":
					c.say("%s NO EXAMINE Unsafe Login. Please contact kefu@188.com for help", cmd.tag)
				case cmd.name == "ID" && tt.answer == "":
					c.Close()
				case cmd.name == "ID":
					c.say("%s", strings.ReplaceAll(tt.answer, "TAG", cmd.tag))
				default:
					return false
				}
				return true
			}}
			url, o := s.serve(t)
			err := read(t, url, nil, o).err
			if !errors.Is(err, scanner.ErrAuth) || !strings.Contains(fmt.Sprint(err), tt.want) || strings.Contains(fmt.Sprint(err), "there are: ") {
				t.Errorf("error %v, want ErrAuth with %q", err, tt.want)
			}
		})
	}
}

// TestIDAgain: a server that has hung up when it was told the name, which may
// have been chance, is told again, but not within the hour.
func TestIDAgain(t *testing.T) {
	for after, want := range map[time.Duration]int{59 * time.Minute: 1, 61 * time.Minute: 2} {
		var passed time.Duration
		s := &script{mail: letters(1), greeting: offersID, offers: "ID"}
		s.answer = func(c *peer, n int, cmd command) bool {
			if n == 1 && cmd.name == "ID" || n == 2 && passed > 0 {
				c.Close()
				return true
			}
			return false
		}
		url, o := s.serve(t)
		w := watch(t, url, imap.WithClock(o, func() time.Time { return time.Now().Add(passed).Round(0) }))
		passed = after
		w.read()
		w.want(t, "m1")
		if got := s.said(" ID "); got != want || s.said("LOGIN") != 3 {
			t.Errorf("after %v: %d times in %d sessions, want %d in 3", after, got, s.said("LOGIN"), want)
		}
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
		{"silent", "ID", func(c *peer, _ command) { c.tooLong() }, 1, true},
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
