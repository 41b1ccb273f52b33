package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

// A screen is what a person sees, who does what the first match of want asks for.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
	want *regexp.Regexp
	does func(match string)
	done bool
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(b)
	if m := s.want.FindString(s.text.String()); m != "" && !s.done {
		s.done = true
		go s.does(m)
	}
	return len(b), nil
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// A signing is a configured account with its issuer and its mail server.
type signing struct {
	issuer *oauthtest.Issuer
	token  string // path of the token file
	env    []string
}

// sign configures the account "bounces" with further keys of auth.
func sign(t *testing.T, issuer *oauthtest.Issuer, url, keys string) *signing {
	t.Helper()
	dir := t.TempDir()
	text := fmt.Sprintf("version = 1\nstate = \"sqlite:%s\"\n[[accounts]]\nname = \"bounces\"\nurl = %q\ntls = \"none\"\n"+
		"auth = { type = \"oauth2\", issuer = %q, client_id = %q, scopes = [\"mail\"]%s }\n",
		filepath.Join(dir, "nixie.db"), url, issuer.URL, oauthtest.ClientID, keys)
	path := filepath.Join(dir, "nixie.toml")
	must(os.WriteFile(path, []byte(text), 0o600))
	return &signing{issuer, filepath.Join(dir, "state", "nixie", "tokens", "bounces.json"),
		[]string{"NIXIE_CONFIG=" + path, "HOME=" + dir, "XDG_STATE_HOME=" + filepath.Join(dir, "state")}}
}

// nixie runs a command as somebody who signs in where asked to, and checks that
// no token, code or secret is seen.
func (s *signing) nixie(t *testing.T, stdin io.Reader, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out bytes.Buffer
	talk := &screen{want: regexp.MustCompile(`http://\S+/authorize\?\S+`), does: func(page string) { s.issuer.Browse(t, page) }}
	code = run(t.Context(), args, s.env, stdin, &out, talk)
	for _, secret := range append(s.issuer.Secrets(), "s3cr3t-of-client") {
		if strings.Contains(out.String()+talk.String(), secret) {
			t.Errorf("nixie %q shows %q:\n%s%s", args, secret, &out, talk)
		}
	}
	return code, out.String(), talk.String()
}

// exits runs a command and checks exit code and words.
func (s *signing) exits(t *testing.T, code int, words string, args ...string) {
	t.Helper()
	got, stdout, stderr := s.nixie(t, strings.NewReader(""), args...)
	for _, word := range strings.Split(words, "|") {
		if got != code || !strings.Contains(stdout+stderr, word) {
			t.Errorf("nixie %q: exit code %d, want %d with %q:\n%s%s", args, got, code, word, stdout, stderr)
		}
	}
}

func TestAuth(t *testing.T) {
	issuer := oauthtest.Start(t, oauthtest.Config{User: dovecottest.Account})
	d := dovecottest.Start(t, dovecottest.Config{PlainText: true, Introspect: issuer.Introspection()})
	s := sign(t, issuer, strings.TrimSuffix(d.URL(""), "/"), "")

	s.exits(t, exitAuth, "bounces: not signed in|run: nixie auth login bounces", "auth", "status")
	s.exits(t, exitDone, "signed in as bounces@example.org|kept in "+s.token+"|the mail server takes the token", "auth", "login", "--no-browser", "bounces", "-vv")
	if info, err := os.Stat(s.token); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("token file: %v, %v; want mode 0600", info, err)
	}
	s.exits(t, exitDone, "bounces: signed in as bounces@example.org|expires  2|renewed by itself|scopes   mail|kept in  "+s.token, "auth", "status", "-vv")
	s.exits(t, exitDone, "refresh  works", "auth", "status", "--refresh", "bounces")

	issuer.RevokeRefresh()
	s.exits(t, exitAuth, "invalid_grant|run: nixie auth login bounces", "auth", "status", "--refresh")
	issuer.Refuse(oauthtest.Token, 503, "busy")
	s.exits(t, exitUnreachable, "status 503", "auth", "status", "--refresh")

	s.exits(t, exitDone, "signed out", "auth", "logout", "bounces")
	s.exits(t, exitDone, "signed out", "auth", "logout", "bounces")
	s.exits(t, exitAuth, "not signed in", "auth", "status")
	if _, err := os.Stat(s.token); !os.IsNotExist(err) {
		t.Errorf("the token file is still there: %v", err)
	}
}

func TestAuthMistakes(t *testing.T) {
	issuer := oauthtest.Start(t, oauthtest.Config{})
	s := sign(t, issuer, fmt.Sprintf("imap://bounces@127.0.0.1:%d", closedPort(t)), "")
	s.exits(t, exitUsage, `there is no account "bounce"|did you mean`, "auth", "login", "bounce")
	s.exits(t, exitUsage, "takes the name of an account", "auth", "login")
	s.exits(t, exitUnreachable, "cannot connect|the token itself is good", "auth", "login", "--no-browser", "bounces")
	must(os.Chmod(s.token, 0o644))
	s.exits(t, exitFailed, "others can read|chmod 600", "auth", "status")
	must(os.Chmod(s.token, 0o600))

	issuer.Refuse(oauthtest.Token, 400, `{"error":"invalid_client","error_description":"AADSTS7000218: The request body must contain 'client_assertion' or 'client_secret'.\r\nTrace ID: 1","error_codes":[7000218]}`)
	s.exits(t, exitAuth, "AADSTS7000218|allow public client flows", "auth", "login", "--no-browser", "bounces")

	must(os.WriteFile(strings.TrimPrefix(s.env[0], "NIXIE_CONFIG="), []byte("version = 1\n[[accounts]]\nname = \"bounces\"\nurl = \"imaps://a@example.org\"\n"), 0o600))
	s.exits(t, exitUsage, "signs in by password", "auth", "login", "bounces")
	s.exits(t, exitUsage, "no account signs in by OAuth2", "auth", "status")
}

// TestAuthPasted: the browser runs on another machine, where the address that
// it ends at cannot be reached.
func TestAuthPasted(t *testing.T) {
	issuer := oauthtest.Start(t, oauthtest.Config{})
	s := sign(t, issuer, fmt.Sprintf("imap://bounces@127.0.0.1:%d", closedPort(t)), "")
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	talk := &screen{want: regexp.MustCompile(`http://\S+/authorize\?\S+`), does: func(page string) {
		fmt.Fprintf(keyboard, "\n%s\n", issuer.Ends(t, page))
	}}
	run(t.Context(), []string{"auth", "login", "--no-browser", "bounces"}, s.env, in, io.Discard, talk)
	if !strings.Contains(talk.String(), "bounces: signed in as bounces@example.org") {
		t.Errorf("after pasting:\n%s", talk)
	}
}

func TestAuthProgram(t *testing.T) {
	issuer := oauthtest.Start(t, oauthtest.Config{User: dovecottest.Account, ClientSecret: "s3cr3t-of-client"})
	d := dovecottest.Start(t, dovecottest.Config{PlainText: true, Introspect: issuer.Introspection()})
	s := sign(t, issuer, strings.TrimSuffix(d.URL(""), "/"), `, flow = "client-credentials", client_secret_env = "CLIENT"`)
	s.env = append(s.env, "CLIENT=s3cr3t-of-client")
	s.exits(t, exitDone, "the provider gives the program a token|the mail server takes the token", "auth", "login", "bounces")
	s.exits(t, exitDone, "signs in by itself|refresh  works", "auth", "status", "--refresh", "-vv")
	s.env = append(s.env, "CLIENT=wrong")
	s.exits(t, exitAuth, "invalid_client|check client_id and client_secret", "auth", "login", "bounces")
}

// TestAuthScan: a scan takes the token, and another when that is refused.
func TestAuthScan(t *testing.T) {
	issuer := oauthtest.Start(t, oauthtest.Config{User: dovecottest.Account})
	d := dovecottest.Start(t, dovecottest.Config{PlainText: true, Introspect: issuer.Introspection()})
	s := sign(t, issuer, strings.TrimSuffix(d.URL(""), "/"), "")
	t.Chdir(t.TempDir())
	d.Deliver(t, "", "Subject: a\n\nText.\n")
	s.exits(t, exitAuth, "nixie auth login bounces", "scan", "bounces")
	s.exits(t, exitDone, "takes the token", "auth", "login", "--no-browser", "bounces")
	s.exits(t, exitDone, "1 message read", "scan", "bounces", "-vv")
	d.Deliver(t, "", "Subject: b\n\nText.\n")
	issuer.RevokeAccess()
	s.exits(t, exitDone, "1 message read", "scan", "bounces", "-vv")
	d.Untouched(t)
}

func TestAccountUser(t *testing.T) {
	for source, want := range map[string]string{
		"imaps://a@example.org@mail.example.org:993/x@y": "a@example.org",
		"imaps://a%40example.org@mail.example.org":       "a@example.org",
		"imaps://mail.example.org/INBOX":                 "",
	} {
		if got := accountUser(source); got != want {
			t.Errorf("accountUser(%q) = %q, want %q", source, got, want)
		}
	}
}
