package oauth_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

// refreshOf is the refresh token in a token file.
func refreshOf(t *testing.T, path string) string {
	t.Helper()
	g, err := oauth.NewFile(path).Load()
	if err != nil {
		t.Fatal(err)
	}
	return g.Refresh.Reveal()
}

// gone checks that there is no token file any more.
func gone(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the token file is still there (%v)", err)
	}
}

func TestLogoutRevokes(t *testing.T) {
	for _, tt := range []struct {
		name, secret string
		plain        bool // the metadata of RFC 8414
	}{
		{"a public client", "", false},
		{"a confidential client", "s3cr3t of/client+", false},
		{"metadata of RFC 8414", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := oauthtest.Start(t, oauthtest.Config{ClientSecret: tt.secret, Plain: tt.plain})
			config, path := configFor(i), tokenPath(t)
			if tt.secret != "" {
				config.ClientSecret = func(context.Context) (string, error) { return tt.secret, nil }
			}
			c := client(t, config, path)
			if _, err := c.Login(t.Context(), browsing(t, i)); err != nil {
				t.Fatal(err)
			}
			refresh, access := refreshOf(t, path), token(t, i, c, false)
			f, err := c.Logout(t.Context())
			if err != nil || !f.Revoked || f.Err != nil || f.Page != "" {
				t.Errorf("farewell %+v, error %v; want it revoked", f, err)
			}
			if i.GoodRefresh(refresh) || i.Good(access) {
				t.Error("the issuer still takes the tokens")
			}
			if asked := i.Forms(oauthtest.Revoke); len(asked) != 1 || asked[0].Get("token_type_hint") != "refresh_token" {
				t.Errorf("asked %v, want once, for the refresh token", asked)
			}
			gone(t, path)
			if f, err := c.Logout(t.Context()); err != nil || f != (oauth.Farewell{}) {
				t.Errorf("once more: %+v, %v; want nothing to be done", f, err)
			}
		})
	}
}

// TestLogoutUnrevoked: whatever the issuer says or does, the local token goes,
// and what stays valid is said.
func TestLogoutUnrevoked(t *testing.T) {
	for _, tt := range []struct {
		name  string
		bend  func(t *testing.T, i *oauthtest.Issuer, path string)
		set   func(c *oauth.Config, i *oauthtest.Issuer)
		kind  error // of Farewell.Err; nil: none of ours
		words string
		page  string
	}{
		{"down", func(_ *testing.T, i *oauthtest.Issuer, _ string) { i.Refuse(oauthtest.Revoke, 503, "busy") }, nil, oauth.ErrTemporary, "status 503", ""},
		{"no network", nil, func(c *oauth.Config, _ *oauthtest.Issuer) { c.RevokeURL = "http://127.0.0.1:1/" }, oauth.ErrTemporary, "connection refused", ""},
		{"refused", func(_ *testing.T, i *oauthtest.Issuer, _ string) {
			i.Refuse(oauthtest.Revoke, 400, `{"error":"unsupported_token_type"}`)
		}, nil, oauth.ErrRefused, "does not revoke this kind", ""},
		{"repeats the token", func(t *testing.T, i *oauthtest.Issuer, path string) {
			i.Refuse(oauthtest.Revoke, 400, `{"error":"odd","error_description":"what is `+refreshOf(t, path)+`?"}`)
		}, nil, oauth.ErrRefused, "what is …?", ""},
		{"no endpoint", nil, func(c *oauth.Config, i *oauthtest.Issuer) { c.Issuer, c.TokenURL = "", i.URL+oauthtest.Token }, oauth.ErrNoRevocation, "offers no way", ""},
		{"Microsoft", nil, func(c *oauth.Config, i *oauthtest.Issuer) {
			c.Issuer, c.Provider, c.TokenURL = "", oauth.Microsoft, i.URL+oauthtest.Token
		}, oauth.ErrNoRevocation, "offers no way", "https://myapps.microsoft.com"},
		{"Google is down", func(_ *testing.T, i *oauthtest.Issuer, _ string) { i.Refuse(oauthtest.Revoke, 503, "") }, google, oauth.ErrTemporary, "status 503", "https://myaccount.google.com/connections"},
		{"another client's", nil, func(c *oauth.Config, _ *oauthtest.Issuer) { c.ClientID = "another" }, nil, "another client_id", ""},
		{"a file that others can read", func(t *testing.T, _ *oauthtest.Issuer, path string) {
			if err := os.Chmod(path, 0o644); err != nil {
				t.Fatal(err)
			}
		}, nil, nil, "others can read", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := oauthtest.Start(t, oauthtest.Config{})
			_, path := signedIn(t, i)
			refresh, config := refreshOf(t, path), configFor(i)
			if tt.set != nil {
				tt.set(&config, i)
			}
			if tt.bend != nil {
				tt.bend(t, i, path)
			}
			f, err := client(t, config, path).Logout(t.Context())
			if err != nil || f.Revoked || f.Err == nil || !strings.Contains(f.Err.Error(), tt.words) || !strings.HasPrefix(f.Page, tt.page) || (f.Page == "") != (tt.page == "") {
				t.Errorf("farewell %+v, error %v; want %q and the page %q", f, err, tt.words, tt.page)
			}
			if tt.kind != nil && !errors.Is(f.Err, tt.kind) {
				t.Errorf("farewell %v, want %v", f.Err, tt.kind)
			}
			if strings.Contains(f.Err.Error(), refresh) || strings.Contains(f.Err.Error(), "try again") {
				t.Errorf("farewell %v shows the token, or says to try again with one that is gone", f.Err)
			}
			gone(t, path)
		})
	}
}

// google makes the issuer of a test Google.
func google(c *oauth.Config, i *oauthtest.Issuer) {
	c.Issuer, c.Provider, c.TokenURL, c.RevokeURL = "", oauth.Google, i.URL+oauthtest.Token, i.URL+oauthtest.Revoke
}

// TestLogoutGoogle: its page knows one parameter, and says invalid_token of what
// it takes no more.
func TestLogoutGoogle(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{})
	_, path := signedIn(t, i)
	config := configFor(i)
	google(&config, i)
	i.Refuse(oauthtest.Revoke, 400, `{"error":"invalid_token","error_description":"Token expired or revoked"}`)
	f, err := client(t, config, path).Logout(t.Context())
	if asked := i.Forms(oauthtest.Revoke); err != nil || !f.Revoked || len(asked) != 1 || len(asked[0]) != 1 || asked[0].Get("token") == "" {
		t.Errorf("farewell %+v, error %v, asked %v; want the token alone, and it void", f, err, asked)
	}
	gone(t, path)
}

// TestLogoutInterrupted: somebody presses Ctrl-C while a silent issuer is asked.
func TestLogoutInterrupted(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{})
	c, path := signedIn(t, i)
	f, err := c.Logout(untilAsked(t, i, oauthtest.Revoke))
	if err != nil || !errors.Is(f.Err, context.Canceled) {
		t.Errorf("farewell %+v, error %v; want that of the context", f, err)
	}
	gone(t, path)
}

// TestDeleteLeftovers: a nixie that was killed while it stored a token has left
// half a file, with a secret in it.
func TestDeleteLeftovers(t *testing.T) {
	path := tokenPath(t)
	f := oauth.NewFile(path)
	if err := f.Save(kept); err != nil {
		t.Fatal(err)
	}
	left, other := filepath.Join(filepath.Dir(path), ".bounces.json-12"), filepath.Join(filepath.Dir(path), ".other.json-12")
	for _, name := range []string{left, other} {
		if err := os.WriteFile(name, []byte("secret"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Delete(); err != nil {
		t.Fatal(err)
	}
	gone(t, path)
	gone(t, left)
	if _, err := os.Stat(other); err != nil {
		t.Errorf("another account's file is gone: %v", err)
	}
}

// TestNoKeyringDelete: what lies in the file is removed without a keyring, also
// if its mode is wrong; and nobody is told that a keyring is empty which cannot
// be asked.
func TestNoKeyringDelete(t *testing.T) {
	keyring.MockInitWithError(errors.New("no Secret Service"))
	path := tokenPath(t)
	k := oauth.NewKeyring("bounces", oauth.NewFile(path), nil)
	for _, mode := range []os.FileMode{0o600, 0o644} {
		if err := k.Save(kept); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if err := k.Delete(); err != nil {
			t.Errorf("mode %v: %v", mode, err)
		}
		gone(t, path)
	}
	if err := k.Delete(); err == nil || !strings.Contains(err.Error(), "no Secret Service") || !strings.Contains(err.Error(), "run this again") {
		t.Errorf("error %v, want it to say that the keyring may hold a token", err)
	}
}
