package imap_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
	"github.com/nixie-mail/nixie/scanner/imap/oauth"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

// person is somebody who has signed in with the issuer.
func person(t *testing.T, issuer *oauthtest.Issuer) *oauth.Client {
	t.Helper()
	client, err := oauth.New(oauth.Config{Issuer: issuer.URL, ClientID: oauthtest.ClientID, Scopes: []string{"mail"}},
		oauth.NewFile(filepath.Join(t.TempDir(), "token.json")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Login(t.Context(), oauth.Prompt{Browse: func(page string) { go issuer.Browse(t, page) }}); err != nil {
		t.Fatal(err)
	}
	return client
}

func TestDovecotToken(t *testing.T) {
	for _, tt := range []struct{ mechanism, extra string }{
		{"OAUTHBEARER", ""},
		{"XOAUTH2", "auth_mechanisms = plain login xoauth2\n"},
	} {
		t.Run(tt.mechanism, func(t *testing.T) {
			t.Parallel() // the server takes its time over a refusal
			issuer := oauthtest.Start(t, oauthtest.Config{})
			d := dovecottest.Start(t, dovecottest.Config{Introspect: issuer.Introspection(), Extra: tt.extra})
			for i := range 4 {
				d.Deliver(t, "", note(fmt.Sprint("m", i)))
			}
			client := person(t, issuer)
			o := &imap.Options{Token: client.Token, TLSConfig: d.Trust}
			read(t, d.URL("INBOX"), nil, o).want(t, "m0 m1 m2 m3")

			// A token that was revoked: a fresh one is got, and it goes on.
			issuer.RevokeAccess()
			read(t, d.URL("INBOX"), nil, o).want(t, "m0 m1 m2 m3")

			// The same between two connections of one source.
			src, err := imap.Dial(t.Context(), d.URL("INBOX"), nil, o)
			if err != nil {
				t.Fatal(err)
			}
			defer src.Close()
			for range src.Messages(t.Context()) {
				break // closes the connection
			}
			issuer.RevokeAccess()
			var got int
			for _, err := range src.Messages(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				got++
			}
			if got != 4 {
				t.Errorf("%d messages after the token was revoked, want 4", got)
			}

			o.Token = func(context.Context, bool) (string, error) { return "made-up-token", nil }
			err = read(t, d.URL("INBOX"), nil, o).err
			if !errors.Is(err, scanner.ErrAuth) || !strings.Contains(err.Error(), "the server refuses") || !strings.Contains(err.Error(), "its reason: status ") {
				t.Errorf("made-up token: %v; want ErrAuth with the server's reason", err)
			}
			if strings.Contains(err.Error(), "made-up-token") {
				t.Errorf("the error shows the token: %v", err)
			}
		})
	}
}

// TestDovecotTokenOfAnother shows a good token for another mailbox than the
// URL's: Dovecot compares.
func TestDovecotTokenOfAnother(t *testing.T) {
	t.Parallel()
	issuer := oauthtest.Start(t, oauthtest.Config{User: "someone@example.org"})
	d := dovecottest.Start(t, dovecottest.Config{Introspect: issuer.Introspection()})
	err := read(t, d.URL("INBOX"), nil, &imap.Options{Token: person(t, issuer).Token, TLSConfig: d.Trust}).err
	if !errors.Is(err, scanner.ErrAuth) || !strings.Contains(err.Error(), "names the address that signed in") {
		t.Errorf("token of another: %v; want ErrAuth and what to check", err)
	}
}

// tokens makes tokens: the n-th call gets the n-th, with "!" if the last was refused.
type tokens struct{ calls []string }

func (k *tokens) next(_ context.Context, refused bool) (string, error) {
	name := fmt.Sprint("token-", len(k.calls)+1)
	if refused {
		name += "!"
	}
	k.calls = append(k.calls, name)
	return name, nil
}

// shown decodes the token in an AUTHENTICATE command.
func shown(cmd command) string {
	_, encoded, _ := strings.Cut(cmd.args, " ")
	text, _ := base64.StdEncoding.DecodeString(encoded)
	return string(text)
}

const bearerGreeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready"

func TestTokenWords(t *testing.T) {
	for _, tt := range []struct{ name, offers, mailbox, begins string }{
		{"XOAUTH2", "AUTH=XOAUTH2", "shared@example.org", "user=shared@example.org"},
		{"OAUTHBEARER first", "AUTH=XOAUTH2 AUTH=OAUTHBEARER", "a=b,c@example.org", "n,a=a=3Db=2Cc@example.org,\x01host=127.0.0.1\x01port="},
		{"the user's own", "AUTH=XOAUTH2", "", "user=ann\x01"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said := make(chan string, 2)
			s := &script{mail: letters(1), greeting: "* OK [CAPABILITY IMAP4rev1 SASL-IR " + tt.offers + "] ready", answer: func(_ *peer, _ int, cmd command) bool {
				if cmd.name == "AUTHENTICATE" {
					said <- shown(cmd)
				}
				return false
			}}
			url, o := s.serve(t)
			o.Password, o.Token, o.Mailbox = nil, (&tokens{}).next, tt.mailbox
			read(t, url, nil, o).want(t, "m1")
			if got := <-said; !strings.HasPrefix(got, tt.begins) || !strings.HasSuffix(got, "\x01auth=Bearer token-1\x01\x01") {
				t.Errorf("said %q, want it to begin with %q and to end with the token", got, tt.begins)
			}
		})
	}
}

func TestTokenRefusals(t *testing.T) {
	reason := base64.StdEncoding.EncodeToString([]byte(`{"status":"400","schemes":"Bearer","scope":"https://mail.example.org/"}`))
	for _, tt := range []struct {
		name, greeting string
		answer         func(c *peer, cmd command)
		kind           error
		words          string
		calls          string
	}{
		{"a reason, then NO", bearerGreeting, func(c *peer, cmd command) {
			c.say("+ %s", reason)
			if line, _ := c.r.ReadString('\n'); line != "AQ==\r\n" {
				c.say("%s BAD %s", cmd.tag, strings.TrimSpace(line))
				return
			}
			c.say("%s NO [AUTHENTICATIONFAILED] Invalid credentials", cmd.tag)
		}, scanner.ErrAuth, `"[AUTHENTICATIONFAILED] Invalid credentials"; its reason: status 400, schemes Bearer, scope https://mail.example.org/; check`, "token-1 token-2!"},
		{"a reason, then gone", bearerGreeting, func(c *peer, _ command) {
			c.say("+ %s", reason)
			c.Close()
		}, scanner.ErrAuth, "its reason: status 400", "token-1 token-2!"},
		{"NO with the token", bearerGreeting, func(c *peer, cmd command) {
			c.say("%s NO what is %s?", cmd.tag, strings.TrimPrefix(strings.Split(shown(cmd), "Bearer ")[1], ""))
		}, scanner.ErrAuth, `"what is …?"`, "token-1 token-2!"},
		{"a reason that is none", bearerGreeting, func(c *peer, cmd command) {
			c.say("+ %s", base64.StdEncoding.EncodeToString([]byte("\x1b[31m{")))
			c.r.ReadString('\n')
			c.say("%s NO no", cmd.tag)
		}, scanner.ErrAuth, `"no"; check`, "token-1 token-2!"},
		{"down", bearerGreeting, func(c *peer, cmd command) { c.say("%s NO [UNAVAILABLE] later", cmd.tag) }, scanner.ErrTemporary, "later", "token-1"},
		{"gone", bearerGreeting, func(c *peer, _ command) { c.Close() }, scanner.ErrTemporary, "hung up", "token-1"},
		{"no OAuth2", "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready", nil, scanner.ErrAuth, "offers no sign-in by OAuth2", "token-1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{mail: letters(1), greeting: tt.greeting, answer: func(c *peer, _ int, cmd command) bool {
				if cmd.name == "AUTHENTICATE" {
					tt.answer(c, cmd)
				}
				return cmd.name == "AUTHENTICATE"
			}}
			url, o := s.serve(t)
			var k tokens
			o.Token = k.next
			err := read(t, url, nil, o).err
			if err == nil || !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.words) || strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Errorf("error %v; want one line of %v with %q", err, tt.kind, tt.words)
			}
			if got := strings.Join(k.calls, " "); got != tt.calls {
				t.Errorf("tokens %q, want %q", got, tt.calls)
			}
		})
	}
}

// TestTokenRefusedMidRun: the server hangs up after the first message, and
// takes the old token no more.
func TestTokenRefusedMidRun(t *testing.T) {
	good := "token-1"
	fetched := false
	s := &script{mail: letters(3), greeting: bearerGreeting}
	s.answer = func(c *peer, n int, cmd command) bool {
		switch {
		case cmd.name == "AUTHENTICATE" && !strings.Contains(shown(cmd), "Bearer "+good+"\x01"):
			c.say("%s NO [EXPIRED] the token has expired", cmd.tag) // RFC 5530 section 3
		case cmd.name == "UID FETCH" && strings.Contains(cmd.args, "BODY") && n == 1:
			if !fetched {
				fetched, good = true, "token-3!"
				c.item(1, s.mail[1], false)
			}
			c.say("* BYE session expired")
			c.Close()
		default:
			return false
		}
		return true
	}
	url, o := s.serve(t)
	var k tokens
	o.Token, o.Batch = k.next, 1
	read(t, url, nil, o).want(t, "m1 m2 m3")
	if got := strings.Join(k.calls, " "); got != "token-1 token-2 token-3!" {
		t.Errorf("tokens %q, want the second connection's refused and a fresh one", got)
	}
}

// TestNotConnected: Microsoft signs in whoever has a good token and refuses the
// command after that.
func TestNotConnected(t *testing.T) {
	s := &script{mail: letters(1), greeting: bearerGreeting, answer: func(c *peer, _ int, cmd command) bool {
		if cmd.name == "LIST" {
			c.say("%s BAD User is authenticated but not connected.", cmd.tag)
		}
		return cmd.name == "LIST"
	}}
	url, o := s.serve(t)
	o.Token = (&tokens{}).next
	err := read(t, url, nil, o).err
	if !errors.Is(err, scanner.ErrAuth) || !strings.Contains(err.Error(), "FullAccess") || !strings.Contains(err.Error(), "-ImapEnabled") {
		t.Errorf("error %v; want ErrAuth with the grants that may be missing", err)
	}
}

func TestTokenHint(t *testing.T) {
	for host, want := range map[string]string{
		"imap.gmail.com": "mail.google.com", "outlook.office365.com": "Set-CASMailbox", "partner.outlook.cn": "New-ServicePrincipal",
		"outlook.office365.us": "Set-CASMailbox", "notgmail.com": "trusts this issuer", "imap.example.org": "trusts this issuer",
	} {
		if got := imap.TokenHint(host); !strings.Contains(got, want) {
			t.Errorf("TokenHint(%q) = %q, want %q in it", host, got, want)
		}
	}
}

func TestTokenNotToBeHad(t *testing.T) {
	s := &script{mail: letters(1), greeting: bearerGreeting}
	url, o := s.serve(t)
	gone := fmt.Errorf("no issuer: %w", scanner.ErrTemporary)
	o.Token = func(context.Context, bool) (string, error) { return "", gone }
	if err := read(t, url, nil, o).err; !errors.Is(err, scanner.ErrTemporary) || !strings.Contains(err.Error(), "no issuer") {
		t.Errorf("error %v, want that of Token", err)
	}
	o.Token = func(context.Context, bool) (string, error) { return "a\r\nX LOGOUT", nil }
	if err := read(t, url, nil, o).err; !errors.Is(err, scanner.ErrAuth) || s.said("LOGOUT") > 0 {
		t.Errorf("token with a line end: %v, want ErrAuth", err)
	}
}

func TestExternal(t *testing.T) {
	for _, tt := range []struct{ offers, words string }{{"AUTH=EXTERNAL", ""}, {"AUTH=PLAIN", "EXTERNAL"}} {
		s := &script{mail: letters(1), greeting: "* OK [CAPABILITY IMAP4rev1 SASL-IR " + tt.offers + "] ready"}
		url, o := s.serve(t)
		o.Password, o.External = nil, true
		err := read(t, url, nil, o).err
		if tt.words == "" && (err != nil || s.said("AUTHENTICATE EXTERNAL "+base64.StdEncoding.EncodeToString([]byte("ann"))) != 1) {
			t.Errorf("%s: error %v, said %q; want EXTERNAL with the user", tt.offers, err, s.lines)
		}
		if tt.words != "" && (!errors.Is(err, scanner.ErrAuth) || !strings.Contains(err.Error(), tt.words)) {
			t.Errorf("%s: error %v, want ErrAuth with %q", tt.offers, err, tt.words)
		}
	}
}
