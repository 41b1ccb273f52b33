//go:build unix

package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// A turnstile counts who goes in and out of a server, and stops some.
type turnstile struct {
	mu      sync.Mutex
	now     int // connections that are signed in
	most    int
	signIns int
	opened  map[string]int // by folder

	login  func(signIns int) error              // nil: everybody may
	opens  func(folder string, times int) error // nil: every folder may
	atMost int                                  // folders that a connection may open; 0: any number
}

// A turnedSession is one that went through a turnstile.
type turnedSession struct {
	imapserver.Session
	*turnstile
	conn *imapserver.Conn
	in   bool
	open int
}

// tooMany ends a connection, as a server does that takes only so many commands.
var tooMany = &imap.Error{Type: imap.StatusResponseTypeBye, Text: "enough for today"}

func (s *turnedSession) Login(user, password string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signIns++
	if s.login != nil {
		if err := s.login(s.signIns); err != nil {
			return err
		}
	}
	for range 200 { // who has said goodbye to us is counted out a moment later
		if s.now < maxOpen {
			break
		}
		s.mu.Unlock()
		time.Sleep(10 * time.Millisecond)
		s.mu.Lock()
	}
	s.in = true
	s.now++
	if s.most = max(s.most, s.now); s.now > maxOpen {
		return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeLimit, Text: "too many connections"}
	}
	return s.Session.Login(user, password)
}

func (s *turnedSession) Select(folder string, o *imap.SelectOptions) (*imap.SelectData, error) {
	s.mu.Lock()
	if s.opened == nil {
		s.opened = map[string]int{}
	}
	s.opened[folder]++
	s.open++
	var err error
	if s.opens != nil {
		err = s.opens(folder, s.opened[folder])
	}
	if s.atMost > 0 && s.open > s.atMost {
		err = tooMany
	}
	if errors.Is(err, tooMany) {
		s.leave()
		s.conn.NetConn().Close()
	}
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.Session.Select(folder, o)
}

func (s *turnedSession) Close() error {
	s.mu.Lock()
	s.leave()
	s.mu.Unlock()
	return s.Session.Close()
}

func (s *turnedSession) leave() {
	if s.in {
		s.in = false
		s.now--
	}
}

// enter puts the turnstile before a post office.
func (s *turnstile) enter(p *postOffice) {
	p.shut()
	p.bend = func(session imapserver.Session, conn *imapserver.Conn) imapserver.Session {
		return &turnedSession{Session: session, turnstile: s, conn: conn}
	}
	p.open()
}

// fill makes so many folders with a bounce in each, F0 to F(n-1), and returns the
// key of the configuration that names them.
func (p *postOffice) fill(folders int) string {
	p.t.Helper()
	var names []string
	for n := range folders {
		name := fmt.Sprintf("F%d", n)
		names = append(names, fmt.Sprintf("%q", name))
		if err := p.user.Create(name, nil); err != nil {
			p.t.Fatal(err)
		}
		p.put(name, n)
	}
	return "folders = [" + strings.Join(names, ", ") + "]"
}

// put delivers a bounce to a folder.
func (p *postOffice) put(folder string, n int) {
	p.t.Helper()
	if _, err := p.user.Append(folder, literal([]byte(bounce(n))), &imap.AppendOptions{}); err != nil {
		p.t.Fatal(err)
	}
}

// TestWatchManyFolders: of an account with many folders all are read, again and
// again, with no more connections than a server allows, and with no more sign-ins
// than connections, unless they end.
func TestWatchManyFolders(t *testing.T) {
	const folders = 4 * maxOpen
	starving := &turnstile{} // the connection ends over F20 until all others have been read twice
	starving.opens = func(folder string, _ int) error {
		if folder == "F20" && starving.opened[fmt.Sprintf("F%d", folders-1)] < 2 {
			return tooMany
		}
		return nil
	}
	forbidden := &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeNoPerm, Text: "not yours"}
	for _, tt := range []struct {
		name    string
		gate    *turnstile
		lost    string // a folder that cannot be read at first
		signIns int    // 0: more than one for each connection, in each round
		said    string
	}{
		{name: "all is well", gate: &turnstile{}, signIns: maxOpen},
		{name: "a folder is forbidden", lost: "F20", signIns: maxOpen, said: "F20: ", gate: &turnstile{opens: func(folder string, times int) error {
			if folder == "F20" && times == 1 {
				return forbidden
			}
			return nil
		}}},
		{name: "the connection ends between two folders", signIns: maxOpen + 1, gate: &turnstile{opens: func(folder string, times int) error {
			if folder == "F20" && times == 1 {
				return tooMany
			}
			return nil
		}}},
		{name: "the connection ends over a folder each time at first", lost: "F20", signIns: maxOpen + 3, said: "more folders: post F20: ", gate: &turnstile{opens: func(folder string, times int) error {
			if folder == "F20" && times <= 3 {
				return tooMany
			}
			return nil
		}}},
		{name: "the connection ends over a folder until all others have been read", lost: "F20", gate: starving, said: "more folders: post F20: "},
		{name: "a connection opens three folders only", gate: &turnstile{atMost: 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPostOffice(t)
			tt.gate.enter(p)
			w := watchInProcess(t, p, p.fill(folders), "[watch]", `poll = "10s"`) // a sixtieth of it where folders take turns
			w.until(folders - 1)
			for n := range folders { // a second round
				if name := fmt.Sprintf("F%d", n); name != tt.lost {
					p.put(name, folders+n)
				}
			}
			if tt.lost != "" {
				p.put(tt.lost, 2*folders)
			}
			w.until(2 * folders)
			tt.gate.mu.Lock()
			signIns, most := tt.gate.signIns, tt.gate.most
			tt.gate.mu.Unlock()
			w.end(2 * folders)
			p.shut()
			if most > maxOpen {
				t.Errorf("%d connections at once, want %d at most; nixie says:\n%s", most, maxOpen, w.said())
			}
			if tt.signIns > 0 && signIns != tt.signIns || signIns < maxOpen {
				t.Errorf("%d sign-ins, want %d; nixie says:\n%s", signIns, tt.signIns, w.said())
			}
			if !strings.Contains(w.said(), tt.said) || tt.said == "" && strings.Contains(w.said(), "trying again") {
				t.Errorf("nixie says:\n%s\nwant %q", w.said(), tt.said)
			}
		})
	}
}

// TestWatchCircleShut: where nobody can sign in any more, the folders that share
// a connection cost one try, not one each, and all are read afterwards.
func TestWatchCircleShut(t *testing.T) {
	const folders = 5 * maxOpen
	gate := &turnstile{}
	p := newPostOffice(t)
	gate.enter(p)
	w := watchInProcess(t, p, p.fill(folders), "[watch]", `poll = "10s"`) // a sixtieth of it where folders take turns
	w.until(folders)
	p.shut()
	gate.mu.Lock()
	gate.signIns, gate.login = 0, func(int) error {
		return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeAuthenticationFailed, Text: "who are you?"}
	}
	gate.mu.Unlock()
	p.open()
	for end := time.Now().Add(2 * patience); strings.Count(w.said(), "who are you?") < maxOpen; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not every task is refused; nixie says:\n%s", w.said())
		}
	}
	gate.mu.Lock()
	if gate.signIns >= folders { // there is one for each connection, and another after five seconds
		t.Errorf("%d sign-ins were refused, want fewer than there are folders", gate.signIns)
	}
	gate.login = nil
	gate.mu.Unlock()
	for n := range folders {
		p.put(fmt.Sprintf("F%d", n), folders+n)
	}
	w.until(2 * folders)
	w.end(2 * folders)
	p.shut()
	if !strings.Contains(w.said(), "post F7 and 32 more folders: works again") {
		t.Errorf("nixie says:\n%s\nwant that the circle works again", w.said())
	}
}
