//go:build unix

package main

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// A countedSession is one of a user who may have maxOpen at once.
type countedSession struct {
	imapserver.Session
	now, most *atomic.Int64
	in        atomic.Bool
}

func (s *countedSession) Login(user, password string) error {
	n := s.now.Add(1)
	s.in.Store(true)
	if s.most.Store(max(s.most.Load(), n)); n > maxOpen {
		return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeLimit, Text: "too many connections"}
	}
	return s.Session.Login(user, password)
}

func (s *countedSession) Close() error {
	if s.in.Swap(false) {
		s.now.Add(-1)
	}
	return s.Session.Close()
}

// TestWatchManyFolders: of an account with many folders all are read, and no
// more connections are made than a server allows.
func TestWatchManyFolders(t *testing.T) {
	const folders = 4 * maxOpen
	p := newPostOffice(t)
	p.shut()
	var now, most atomic.Int64
	p.bend = func(s imapserver.Session) imapserver.Session {
		return &countedSession{Session: s, now: &now, most: &most}
	}
	p.open()
	var names []string
	for n := range folders {
		name := fmt.Sprintf("F%d", n)
		names = append(names, fmt.Sprintf("%q", name))
		if err := p.user.Create(name, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := p.user.Append(name, literal([]byte(bounce(n))), &imap.AppendOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	w := watchInProcess(t, p, "folders = ["+strings.Join(names, ", ")+"]")
	w.until(folders)
	for end := time.Now().Add(patience); now.Load() >= maxOpen && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
	}
	if n := now.Load(); n >= maxOpen {
		t.Errorf("%d connections stay open, want fewer than %d", n, maxOpen)
	}
	w.end(folders)
	p.shut()
	if n := most.Load(); n > maxOpen {
		t.Errorf("%d connections at once, want %d at most; nixie says:\n%s", n, maxOpen, w.said())
	}
}
