package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

// What a person meets who signs an account in for the first time.

// stranger configures an account whose mail server is out of reach, which is as
// far as these tests go.
func stranger(t *testing.T, issuer *oauthtest.Issuer, keys string) *signing {
	t.Helper()
	return sign(t, issuer, fmt.Sprintf("imap://bounces@127.0.0.1:%d", closedPort(t)), keys)
}

// without checks that there is no token file.
func (s *signing) without(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(s.token); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a token file (%v)", err)
	}
}

// pasting signs in as a person who does not open the page, but pastes lines
// that are made of its address.
func (s *signing) pasting(t *testing.T, lines func(page string) []string) (code int, said string) {
	t.Helper()
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	talk := &screen{want: regexp.MustCompile(`http://\S+/authorize\?\S+`), does: func(page string) {
		for _, line := range lines(page) {
			fmt.Fprintln(keyboard, line)
		}
	}}
	code = run(t.Context(), []string{"auth", "login", "bounces"}, s.env, in, io.Discard, talk)
	return code, talk.String()
}

func TestAuthLogout(t *testing.T) {
	issuer := oauthtest.Start(t, oauthtest.Config{})
	s := stranger(t, issuer, "")
	login := func() {
		t.Helper()
		s.exits(t, exitUnreachable, "signed in as", "auth", "login", "--no-browser", "bounces")
	}
	login()
	s.exits(t, exitDone, "bounces: signed out; the provider has revoked the token", "auth", "logout", "bounces")
	s.without(t)
	if n := len(issuer.Forms(oauthtest.Revoke)); n != 1 {
		t.Errorf("the issuer was told %d times, want once", n)
	}
	s.exits(t, exitDone, "signed out; there is no token", "auth", "logout", "bounces")

	login()
	issuer.Refuse(oauthtest.Revoke, 503, "busy")
	s.exits(t, exitPartly, "not revoked: |status 503|at the provider's own pages|signed out", "auth", "logout", "bounces")
	s.without(t)

	login()
	must(os.Chmod(s.token, 0o644))
	s.exits(t, exitPartly, "not revoked: |others can read|signed out", "auth", "logout", "bounces")
	s.without(t)
}

func TestAuthLogoutUnknown(t *testing.T) {
	issuer := oauthtest.Start(t, oauthtest.Config{NoRevocation: true})
	s := stranger(t, issuer, "")
	s.exits(t, exitUnreachable, "signed in as", "auth", "login", "--no-browser", "bounces")
	s.exits(t, exitDone, "offers no way to revoke|who has a copy can use it|signed out", "auth", "logout", "bounces")
	s.without(t)

	s = stranger(t, issuer, fmt.Sprintf(`, revoke_url = "%s%s"`, issuer.URL, oauthtest.Revoke))
	s.exits(t, exitUnreachable, "signed in as", "auth", "login", "--no-browser", "bounces")
	s.exits(t, exitDone, "the provider has revoked the token", "auth", "logout", "bounces")
}

// TestAuthWrongMode: signing in again mends a token file that others can read.
func TestAuthWrongMode(t *testing.T) {
	s := stranger(t, oauthtest.Start(t, oauthtest.Config{}), "")
	s.exits(t, exitUnreachable, "signed in as", "auth", "login", "--no-browser", "bounces")
	must(os.Chmod(s.token, 0o640))
	s.exits(t, exitFailed, "others can read|chmod 600", "auth", "status", "--refresh")
	s.exits(t, exitUnreachable, "signed in as", "auth", "login", "--no-browser", "bounces")
	if info, err := os.Stat(s.token); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("token file: %v, %v; want mode 0600", info, err)
	}
}

// TestAuthRefusedPage: the client id is wrong, so the provider shows a page and
// sends nobody back.
func TestAuthRefusedPage(t *testing.T) {
	s := stranger(t, oauthtest.Start(t, oauthtest.Config{}), "")
	code, said := s.pasting(t, func(string) []string {
		return []string{"Sign in", "Sorry, but we're having trouble signing you in.", "AADSTS700016: Application with identifier 'nixie-test' was not found in the directory 'x'."}
	})
	if code != exitAuth || !strings.Contains(said, "the app is not known in this tenant; check client_id") || !strings.Contains(said, "not the whole address") {
		t.Errorf("exit code %d, want %d and what the page means:\n%s", code, exitAuth, said)
	}
	s.without(t)
}

// TestAuthDenied: the person at the page says no.
func TestAuthDenied(t *testing.T) {
	issuer := oauthtest.Start(t, oauthtest.Config{})
	s := stranger(t, issuer, "")
	issuer.Next(oauthtest.Authorize, func(w http.ResponseWriter, r *http.Request) {
		q := url.Values{"error": {"access_denied"}, "error_description": {"The user declined."}, "state": {r.Form.Get("state")}}
		http.Redirect(w, r, r.Form.Get("redirect_uri")+"/?"+q.Encode(), http.StatusFound)
	})
	s.exits(t, exitAuth, "access_denied|sign in again and accept", "auth", "login", "--no-browser", "bounces")
	s.without(t)
}

// TestAuthPastedTwice: the first address is that of a sign-in that was given up.
func TestAuthPastedTwice(t *testing.T) {
	issuer := oauthtest.Start(t, oauthtest.Config{})
	s := stranger(t, issuer, "")
	code, said := s.pasting(t, func(page string) []string {
		ends := issuer.Ends(t, page)
		return []string{"http://127.0.0.1:1/?code=old&state=old", ends}
	})
	if code != exitUnreachable || !strings.Contains(said, "belongs to another sign-in") || !strings.Contains(said, "signed in as bounces@example.org") {
		t.Errorf("exit code %d, want a word about the old one, and the sign-in:\n%s", code, said)
	}
}

// TestAuthBrowser: on a desktop the page opens by itself, and what a script has
// on standard input is left to it.
func TestAuthBrowser(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the command that opens a browser is another one here")
	}
	bin := t.TempDir()
	opened := filepath.Join(bin, "opened")
	must(os.WriteFile(filepath.Join(bin, "xdg-open"), []byte("#!/bin/sh\nprintf %s \"$1\" >"+opened+".new && mv "+opened+".new "+opened+"\n"), 0o700))
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	s := stranger(t, oauthtest.Start(t, oauthtest.Config{}), "")
	s.env = append(s.env, "DISPLAY=:0")
	code, _, said := s.nixie(t, untouched{t}, "auth", "login", "bounces")
	if code != exitUnreachable || !strings.Contains(said, "A browser opens") || !strings.Contains(said, "signed in as") || strings.Contains(said, "paste") {
		t.Errorf("exit code %d, want the browser and nothing to paste:\n%s", code, said)
	}
	page, err := os.ReadFile(opened)
	for late := time.Now().Add(time.Minute); err != nil && time.Now().Before(late); page, err = os.ReadFile(opened) {
		time.Sleep(10 * time.Millisecond) // nobody waits for a browser
	}
	if err != nil || !strings.Contains(said, string(page)) || !strings.Contains(string(page), "/authorize?") {
		t.Errorf("the browser opened %q (%v), want the page that is shown:\n%s", page, err, said)
	}
}

// untouched is an input that nobody may read.
type untouched struct{ t *testing.T }

func (u untouched) Read([]byte) (int, error) {
	u.t.Error("standard input was read")
	return 0, io.EOF
}

// TestAuthNoKeyring: a server has none; the token goes to a file, with a word,
// and is found and removed there.
func TestAuthNoKeyring(t *testing.T) {
	keyring.MockInitWithError(errors.New("no Secret Service"))
	s := stranger(t, oauthtest.Start(t, oauthtest.Config{}), `, store = "keyring"`)
	s.exits(t, exitAuth, "not signed in|no Secret Service|nixie auth login bounces", "auth", "status")
	s.exits(t, exitUnreachable, "no keyring: the token is kept in "+s.token+"|signed in as", "auth", "login", "--no-browser", "bounces")
	s.exits(t, exitDone, "signed in as|kept in  "+s.token+"|refresh  works", "auth", "status", "--refresh")
	s.exits(t, exitDone, "signed out", "auth", "logout", "bounces")
	s.without(t)
	s.exits(t, exitFailed, "keyring cannot be reached|run this again", "auth", "logout", "bounces")
}
