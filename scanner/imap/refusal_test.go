package imap_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
)

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
		{"no list", "", func(c *peer, _ int, cmd command) bool {
			if strings.HasPrefix(cmd.name, "UID") {
				c.say("%s BAD What?", cmd.tag)
			}
			return strings.HasPrefix(cmd.name, "UID")
		}, want{nil, "listing messages"}},
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
	t.Parallel()
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
