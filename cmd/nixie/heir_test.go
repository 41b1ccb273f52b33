//go:build unix

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

// TestHeir: what root makes by hand among the files of a service is the service's,
// and what was there already, or is known under another name, stays whose it is.
func TestHeir(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root makes files for others")
	}
	owner := func(path string) uint32 {
		info, err := os.Lstat(path)
		must(err)
		return info.Sys().(*syscall.Stat_t).Uid
	}
	home := t.TempDir()
	roots := filepath.Join(home, "roots")
	must(os.WriteFile(roots, nil, 0o600))
	state := filepath.Join(home, "state")
	must(os.Mkdir(state, 0o700))
	must(os.Chown(state, nobody, nobody))

	book, err := new(app).openStore(t.Context(), filepath.Join(state, "nixie.db"), true)
	must(err)
	must(book.close())
	s := stranger(t, oauthtest.Start(t, oauthtest.Config{}), "")
	s.env = []string{s.env[0], "STATE_DIRECTORY=" + state}
	s.exits(t, exitUnreachable, "signed in as", "auth", "login", "--no-browser", "bounces")
	s.exits(t, exitDone, "refresh  works", "auth", "status", "--refresh")
	for _, name := range []string{"nixie.db", "tokens", "tokens/bounces.json", "tokens/bounces.json.lock"} {
		if got := owner(filepath.Join(state, name)); got != nobody {
			t.Errorf("%s is of user %d, want %d", name, got, nobody)
		}
	}

	link, second := filepath.Join(state, "link"), filepath.Join(state, "second")
	must(os.Symlink(roots, link))
	must(os.Link(roots, second))
	must(heirOf(link).inherit(link, second))
	if got := owner(roots); got != 0 {
		t.Errorf("a file of root is of user %d by way of another name", got)
	}
	if h := heirOf(filepath.Join(home, "a", "b")); h != nil {
		t.Errorf("in root's own folder the heir is %+v", h)
	}
}
