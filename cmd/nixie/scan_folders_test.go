//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// TestScanManyFolders: a scan of many folders signs in once, and once more for
// each connection that ends; where nobody can sign in, it tries once.
func TestScanManyFolders(t *testing.T) {
	const folders = 100
	for _, tt := range []struct {
		name          string
		gate          *turnstile
		code          int
		events, times int // recorded; sign-ins
	}{
		{"all is well", &turnstile{}, exitDone, folders, 1},
		{"some are missing or forbidden", &turnstile{opens: func(folder string, _ int) error {
			if strings.HasSuffix(folder, "7") {
				return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "no such folder"}
			}
			return nil
		}}, exitPartly, folders - 10, 1},
		{"a connection opens ten folders only", &turnstile{atMost: 10}, exitDone, folders, 10},
		{"the password is wrong", &turnstile{login: func(int) error { return imapserver.ErrAuthFailed }}, exitAuth, 0, 1},
		{"the password is wrong after a while", &turnstile{atMost: 10, login: func(n int) error {
			if n > 3 {
				return imapserver.ErrAuthFailed
			}
			return nil
		}}, exitPartly, 30, 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPostOffice(t)
			tt.gate.enter(p)
			t.Cleanup(p.shut)
			keys := p.fill(folders)
			home := t.TempDir()
			t.Chdir(home)
			(&watchProcess{t: t, home: home}).write("nixie.toml", fmt.Sprintf(
				"[[accounts]]\nname = \"post\"\nurl = \"imap://bounces@%s\"\nauth = { password_cmd = \"echo secret\" }\n%s", p.address, keys))
			var said strings.Builder
			if code := run(context.Background(), []string{"scan"}, nil, nil, io.Discard, &said); code != tt.code {
				t.Errorf("exit %d, want %d; nixie says:\n%s", code, tt.code, said.String())
			}
			tt.gate.mu.Lock()
			if tt.gate.signIns != tt.times {
				t.Errorf("%d sign-ins, want %d; nixie says:\n%s", tt.gate.signIns, tt.times, said.String())
			}
			tt.gate.mu.Unlock()
			if tt.events == 0 {
				return
			}
			book := openBook(t, "nixie.db")
			if n := count(t, book); n != tt.events {
				t.Errorf("%d outcomes recorded, want %d; nixie says:\n%s", n, tt.events, said.String())
			}
		})
	}
}

// TestScanTwoSignIns: of two accounts that name one mailbox each signs in by itself,
// and what keeps one out keeps not the other.
func TestScanTwoSignIns(t *testing.T) {
	for _, refused := range []int{0, 1} { // of the first account
		gate := &turnstile{login: func(n int) error {
			if n <= refused {
				return imapserver.ErrAuthFailed
			}
			return nil
		}}
		p := newPostOffice(t)
		gate.enter(p)
		p.fill(2)
		home := t.TempDir()
		t.Chdir(home)
		account := "[[accounts]]\nname = \"%s\"\nurl = \"imap://bounces@%s\"\nauth = { password_cmd = \"echo secret\" }\nfolders = [\"%s\"]\n"
		(&watchProcess{t: t, home: home}).write("nixie.toml", fmt.Sprintf(account, "one", p.address, "F0")+fmt.Sprintf(account, "two", p.address, "F1"))
		var said strings.Builder
		run(context.Background(), []string{"scan"}, nil, nil, io.Discard, &said)
		gate.mu.Lock()
		if gate.signIns != 2 {
			t.Errorf("%d sign-ins, want one of each account; nixie says:\n%s", gate.signIns, said.String())
		}
		gate.mu.Unlock()
		if n := count(t, openBook(t, "nixie.db")); n != 2-refused {
			t.Errorf("%d outcomes recorded, want %d; nixie says:\n%s", n, 2-refused, said.String())
		}
		p.shut()
	}
}
