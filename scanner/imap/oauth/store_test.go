package oauth_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

var kept = &oauth.Grant{
	Access: oauth.NewSecret("access"), Refresh: oauth.NewSecret("refresh"), Expiry: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	Scope: "mail", User: "ann@example.org", Since: time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC), ClientID: "id", TokenURL: "https://login.example.org/token",
}

// same checks what a store has.
func same(t *testing.T, s oauth.Store) {
	t.Helper()
	g, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	if g.Access.Reveal() != "access" || g.Refresh.Reveal() != "refresh" || !g.Expiry.Equal(kept.Expiry) || !g.Since.Equal(kept.Since) ||
		g.Scope != kept.Scope || g.User != kept.User || g.ClientID != kept.ClientID || g.TokenURL != kept.TokenURL {
		t.Errorf("loaded %+v, want %+v", g, kept)
	}
}

func TestFile(t *testing.T) {
	path := tokenPath(t)
	f := oauth.NewFile(path)
	for range 2 {
		if err := f.Save(kept); err != nil {
			t.Fatal(err)
		}
	}
	same(t, f)
	for p, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(p); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v; want %v", p, info.Mode().Perm(), err, want)
		}
	}
	if names, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(names) > 0 {
		t.Errorf("left behind: %q", names)
	}
	os.Chmod(path, 0o640)
	if _, err := f.Load(); err == nil || !strings.Contains(err.Error(), "chmod 600 "+path) || errors.Is(err, oauth.ErrSignedOut) {
		t.Errorf("mode 0640: %v, want a refusal that says chmod", err)
	}
	os.Chmod(path, 0o600)
	os.WriteFile(path, []byte(`{"access_token": "acc`), 0o600)
	if _, err := f.Load(); !errors.Is(err, oauth.ErrSignedOut) || strings.Contains(err.Error(), "acc\"") {
		t.Errorf("half a file: %v, want ErrSignedOut", err)
	}
	for range 2 {
		if err := f.Delete(); err != nil {
			t.Error(err)
		}
	}
	if err := oauth.NewFile(filepath.Join(path, "below")).Save(kept); err != nil {
		t.Error(err) // path is free now, so a folder can be there
	}
}

func TestLockWaits(t *testing.T) {
	f := oauth.NewFile(tokenPath(t))
	unlock, err := f.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := f.Lock(soon); err == nil {
		t.Error("locked twice")
	}
	unlock()
	again, err := f.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again()
}

// TestKeyring runs on the library's keyring in memory.
func TestKeyring(t *testing.T) {
	keyring.MockInit()
	path := tokenPath(t)
	k := oauth.NewKeyring("bounces", oauth.NewFile(path), func(line string) { t.Errorf("note %q", line) })
	if _, err := k.Load(); !errors.Is(err, oauth.ErrSignedOut) {
		t.Errorf("empty: %v, want ErrSignedOut", err)
	}
	if err := k.Save(kept); err != nil {
		t.Fatal(err)
	}
	same(t, k)
	if _, err := os.Stat(path); err == nil || !strings.Contains(k.Place(), "keyring") {
		t.Errorf("the token is in %s, and there is a file (%v)", k.Place(), err)
	}
	if err := k.Delete(); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Load(); !errors.Is(err, oauth.ErrSignedOut) {
		t.Errorf("deleted: %v, want ErrSignedOut", err)
	}
}

func TestNoKeyring(t *testing.T) {
	keyring.MockInitWithError(errors.New("no Secret Service"))
	path := tokenPath(t)
	var notes []string
	k := oauth.NewKeyring("bounces", oauth.NewFile(path), func(line string) { notes = append(notes, line) })
	if _, err := k.Load(); !errors.Is(err, oauth.ErrSignedOut) || !strings.Contains(err.Error(), "no Secret Service") {
		t.Errorf("empty: %v, want ErrSignedOut and why", err)
	}
	if err := k.Save(kept); err != nil {
		t.Fatal(err)
	}
	same(t, k)
	same(t, oauth.NewFile(path))
	if len(notes) != 1 || !strings.Contains(notes[0], path) || k.Place() != path {
		t.Errorf("notes %q and place %q, want the path", notes, k.Place())
	}
	keyring.MockInit() // the desktop is back: the newer token is still that of the file
	same(t, k)
	if err := k.Save(kept); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the file stays beside the keyring")
	}
}

// TestTooBigForKeyring: some keyrings take 2,500 bytes.
func TestTooBigForKeyring(t *testing.T) {
	keyring.MockInitWithError(keyring.ErrSetDataTooBig)
	path := tokenPath(t)
	if err := oauth.NewKeyring("bounces", oauth.NewFile(path), nil).Save(kept); err != nil {
		t.Fatal(err)
	}
	same(t, oauth.NewFile(path))
}
