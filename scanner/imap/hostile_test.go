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
					c.silent()
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
			o.Timeout = 50 * time.Millisecond
			r := read(t, url, nil, o)
			if !errors.Is(r.err, scanner.ErrTemporary) || len(r.messages) > 0 {
				t.Errorf("%d messages, error %v; want none and ErrTemporary", len(r.messages), r.err)
			}
			if name != "greeting" && !strings.Contains(r.err.Error(), "did not answer in time (50ms)") {
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
}

func TestMessageThatKills(t *testing.T) {
	kills := map[string]func(c *peer, cmd command){
		"hang-up":            func(c *peer, _ command) { c.Close() },
		"unknown item":       func(c *peer, _ command) { c.say("* 3 FETCH (UID 3 X-ODD 5 BODY[] {1}\r\nx)") },
		"unknown response":   func(c *peer, _ command) { c.say("* VANISHED (EARLIER) 1:2") },
		"not IMAP":           func(c *peer, _ command) { c.say("* 3 FETCH (UID 3 BODY[] (((") },
		"silence":            func(c *peer, _ command) { c.say("* 3 FETCH (UID 3 BODY[]<0> {99}\r\nx"); c.silent() },
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
			if name == "silence" {
				o.Timeout = 300 * time.Millisecond
			}
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
	if n := s.said("LOGIN"); n != 6 {
		t.Errorf("%d sign-ins, want 6", n)
	}
}

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
		read(t, url, nil, o).want(t, "m1 ! m3")
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
			if !body(cmd, 1) {
				return false
			}
			for uid, mail := range letters(3) {
				c.say("* %d FETCH (UID %[1]d BODY[] {%d}\r\n%s)", uid, len(mail), mail) // in any order
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
		{"zero", "* SEARCH 0 2", "m2"},
		{"the last message below n, unsorted", "* SEARCH 3 1 2 2", "m1 m2 m3"},
		{"none", "* SEARCH", ""},
		{"no answer", "* OK", ""},
		{"ESEARCH", "* ESEARCH (TAG \"%s\") UID ALL 1:2", "m1 m2"},
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

func TestRefusals(t *testing.T) {
	type want struct {
		kind  error // nil: neither ErrAuth nor ErrTemporary
		words string
	}
	on := func(name, answer string) func(*peer, int, command) bool {
		return func(c *peer, _ int, cmd command) bool {
			if cmd.name != name {
				return false
			}
			c.say("%s", strings.ReplaceAll(answer, "TAG", cmd.tag))
			if strings.HasPrefix(answer, "* BYE") || answer == "" {
				c.Close()
			}
			return true
		}
	}
	for _, tt := range []struct {
		name, greeting string
		answer         func(*peer, int, command) bool
		want           want
	}{
		{"greeting of SMTP", "220 mx.example.net ESMTP", nil, want{scanner.ErrTemporary, "cannot be read as IMAP"}},
		{"greeting of HTTP", "<html>", nil, want{scanner.ErrTemporary, "cannot be read as IMAP"}},
		{"greeting with BYE", "* BYE Too many connections", nil, want{scanner.ErrTemporary, `"Too many connections"`}},
		{"greeting with NO", "* NO Not today", nil, want{scanner.ErrTemporary, `"Not today"`}},
		{"wrong password", "", on("LOGIN", "TAG NO [AUTHENTICATIONFAILED] Who is secret?"), want{scanner.ErrAuth, `"[AUTHENTICATIONFAILED] Who is …?"`}},
		{"sign-in is down", "", on("LOGIN", "TAG NO [UNAVAILABLE] Later"), want{scanner.ErrTemporary, "try again later"}},
		{"BYE at sign-in", "", on("LOGIN", "* BYE Go away"), want{scanner.ErrTemporary, `signing in: the server ended the conversation: "Go away"`}},
		{"hang-up at sign-in", "", on("LOGIN", ""), want{scanner.ErrTemporary, "signing in"}},
		{"control characters", "", on("LOGIN", "TAG NO red \x1b[31malert"), want{scanner.ErrAuth, `"red [31malert"`}},
		{"no such folder", "", on("EXAMINE", "TAG NO [NONEXISTENT] No folder"), want{nil, `opening the folder "INBOX"`}},
		{"folder forbidden", "", on("EXAMINE", "TAG NO [NOPERM] Not yours"), want{scanner.ErrAuth, "may not read"}},
		{"no SEARCH", "", on("UID SEARCH", "TAG BAD What?"), want{nil, "listing messages"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(1), greeting: tt.greeting, answer: tt.answer}
			url, o := s.serve(t)
			r := read(t, url, nil, o)
			if r.err == nil {
				t.Fatal("no error")
			}
			for _, kind := range []error{scanner.ErrAuth, scanner.ErrTemporary} {
				if errors.Is(r.err, kind) != (kind == tt.want.kind) {
					t.Errorf("error %q: is %q = %v", r.err, kind, kind != tt.want.kind)
				}
			}
			text := r.err.Error()
			if !strings.Contains(text, tt.want.words) || !strings.Contains(text, "imap://ann@127.0.0.1:") || strings.ContainsAny(text, "\n\x1b") {
				t.Errorf("error %q; want one line with the place and %q", text, tt.want.words)
			}
		})
	}
}

func TestSignInWays(t *testing.T) {
	for _, tt := range []struct{ name, greeting, said string }{
		{"LOGIN", "* OK [CAPABILITY IMAP4rev1] ready", `LOGIN "ann" "secret"`},
		{"PLAIN at once", "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN LOGINDISABLED] ready", "AUTHENTICATE PLAIN AGFubgBzZWNyZXQ="},
		{"signed in already", "* PREAUTH [CAPABILITY IMAP4rev1] hello ann", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(1), greeting: tt.greeting}
			url, o := s.serve(t)
			read(t, url, nil, o).want(t, "m1")
			if tt.said != "" && s.said(tt.said) != 1 || tt.said == "" && s.said("LOGIN") > 0 {
				t.Errorf("the client said %q, want %q", s.lines, tt.said)
			}
		})
	}
	t.Run("PLAIN after a plus", func(t *testing.T) {
		s := &script{mail: letters(1), greeting: "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready", answer: func(c *peer, _ int, cmd command) bool {
			if cmd.name != "AUTHENTICATE" {
				return false
			}
			c.say("+ ")
			line, _ := c.r.ReadString('\n')
			if strings.TrimSpace(line) != "AGFubgBzZWNyZXQ=" {
				c.say("%s NO %s", cmd.tag, strings.TrimSpace(line))
				return true
			}
			return false
		}}
		url, o := s.serve(t)
		read(t, url, nil, o).want(t, "m1")
	})
	t.Run("refused before it is asked", func(t *testing.T) {
		// The library waits for a second "+" that never comes, unless it sees
		// the refusal in time.
		s := &script{greeting: "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready", answer: func(c *peer, _ int, cmd command) bool {
			if cmd.name == "AUTHENTICATE" {
				c.say("+ \r\n%s NO no", cmd.tag)
			}
			return cmd.name == "AUTHENTICATE"
		}}
		url, o := s.serve(t)
		o.Timeout = 50 * time.Millisecond
		if err := read(t, url, nil, o).err; !errors.Is(err, scanner.ErrAuth) && !errors.Is(err, scanner.ErrTemporary) {
			t.Errorf("error %v, want ErrAuth or ErrTemporary", err)
		}
	})
}

func TestPlainTextOnlyOnLoopback(t *testing.T) {
	s := &script{mail: letters(1), answer: func(c *peer, _ int, cmd command) bool {
		if cmd.name == "STARTTLS" {
			c.say("%s BAD unknown", cmd.tag)
		}
		return cmd.name == "STARTTLS"
	}}
	url, o := s.serve(t)
	o.TLS = ""
	r := read(t, url, nil, o)
	r.want(t, "m1")
	r.warned(t, "no STARTTLS")

	s = &script{greeting: "* PREAUTH hello"} // someone on the way wants to skip TLS
	url, o = s.serve(t)
	o.TLS, o.Timeout = "", 100*time.Millisecond
	if err := read(t, url, nil, o).err; err == nil {
		t.Error("PREAUTH before STARTTLS was accepted")
	}
}

func TestOnlyHarmlessCommands(t *testing.T) {
	s := &script{mail: letters(5)}
	url, o := s.serve(t)
	read(t, url, nil, o).want(t, "m1 m2 m3 m4 m5")
	for _, l := range s.lines {
		name := strings.Fields(l)[1:]
		switch strings.Join(name[:min(2, len(name))], " ") {
		case "UID SEARCH", "LOGOUT", "EXAMINE INBOX", "CAPABILITY", `LOGIN "ann"`:
		case "UID FETCH":
			if strings.Contains(l, "BODY[") || strings.Contains(l, "FLAGS") || strings.Contains(l, "ENVELOPE") {
				t.Errorf("the client said %q", l)
			}
		default:
			t.Errorf("the client said %q", l)
		}
	}
}
