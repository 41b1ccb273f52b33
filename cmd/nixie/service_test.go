//go:build unix

package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/cmd/nixie/internal/watch"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

// TestServiceSignsIn: who signs in for a service by hand, and the service itself,
// which has no home, mean the same token.
func TestServiceSignsIn(t *testing.T) {
	s := stranger(t, oauthtest.Start(t, oauthtest.Config{}), "")
	conf := strings.TrimPrefix(s.env[0], "NIXIE_CONFIG=")
	state := filepath.Join(filepath.Dir(conf), "state")
	s.token = filepath.Join(state, "tokens", "bounces.json")
	byHand := []string{s.env[0], "HOME=" + t.TempDir()}
	service := []string{s.env[0], "HOME=/", "STATE_DIRECTORY=" + state + ":/elsewhere"}

	s.env = service
	s.exits(t, exitUnreachable, "signed in as|kept in "+s.token, "auth", "login", "--no-browser", "bounces")
	s.exits(t, exitDone, "refresh  works", "auth", "status", "--refresh")
	s.env = byHand
	s.exits(t, exitAuth, "not signed in", "auth", "status")

	text, err := os.ReadFile(conf)
	must(err)
	must(os.WriteFile(conf, []byte("tokens = \"state/tokens\"\n"+string(text)), 0o600))
	s.exits(t, exitDone, "refresh  works|kept in  "+s.token, "auth", "status", "--refresh")
	s.exits(t, exitDone, `auth.token_file = "`+s.token, "config", "show")
	s.env = service
	s.exits(t, exitDone, "refresh  works|kept in  "+s.token, "auth", "status", "--refresh")
	s.env = service[:2]
	s.exits(t, exitDone, "signed out", "auth", "logout", "bounces")
	s.without(t)
}

// TestConfigInitFolder: the folder of a configuration that is asked for by name is
// made; what is in it is left alone.
func TestConfigInitFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "nixie", "config.toml")
	for _, want := range []int{exitDone, exitUsage} {
		var said strings.Builder
		if code := run(t.Context(), []string{"config", "init", path}, nil, nil, io.Discard, &said); code != want || !strings.Contains(said.String(), path) {
			t.Errorf("exit code %d, want %d; said %s", code, want, &said)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v; want a file of mode 0600", info, err)
	}
}

// TestHelpOfConfig: the page that every mistake points to has each line of the
// sample, and with it each key.
func TestHelpOfConfig(t *testing.T) {
	var out strings.Builder
	if code := run(t.Context(), []string{"help", "config"}, nil, nil, &out, io.Discard); code != exitDone {
		t.Fatalf("exit code %d", code)
	}
	for line := range strings.Lines(string(config.Sample)) {
		if !strings.Contains(out.String(), line) {
			t.Errorf("the help has no %q", line)
		}
	}
}

// TestHealthIsForOthers: a service has a mask that closes its files to others; the
// health file is there for them. A mode that somebody gave it stays.
func TestHealthIsForOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "health.json")
	w := &watcher{app: &app{stderr: io.Discard}, watchPlan: &watchPlan{health: path}, state: watch.NewHealth("1", 1, nil)}
	defer syscall.Umask(syscall.Umask(0o077))
	for _, mode := range []os.FileMode{0o644, 0o640} {
		w.saveHealth()
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%v, %v; want mode %v", info, err, mode)
		}
		must(os.Chmod(path, 0o640))
	}
}
