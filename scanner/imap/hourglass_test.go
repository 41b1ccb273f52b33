package imap_test

import (
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap"
)

// An hourglass measures how long clients wait for a server: not by the clock, which
// a busy machine outruns, but by what the server does. Where that falls silent, the
// time that a client allows is over as soon as it has heard all that was said, and
// not before.
type hourglass struct {
	mu     sync.Mutex
	change sync.Cond
	near   map[string]*nearEnd // by the client's address
	broken bool
}

func newHourglass() *hourglass {
	h := &hourglass{near: map[string]*nearEnd{}}
	h.change.L = &h.mu
	return h
}

// on returns o with its connections under the hourglass.
func (h *hourglass) on(o *imap.Options) *imap.Options {
	return imap.WithLine(o, func(conn net.Conn) net.Conn {
		h.mu.Lock()
		defer h.mu.Unlock()
		n := &nearEnd{Conn: conn}
		h.near[conn.LocalAddr().String()] = n
		h.change.Broadcast()
		return n
	})
}

// far wraps a connection that a server has accepted.
func (h *hourglass) far(conn net.Conn) *farEnd { return &farEnd{Conn: conn, glass: h} }

// end lets who waits for a client go.
func (h *hourglass) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.broken = true
	h.change.Broadcast()
}

// rest waits until no client waits for a server.
func (h *hourglass) rest(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(time.Minute); h.waiting(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the client goes on waiting for the server")
		}
	}
}

func (h *hourglass) waiting() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, n := range h.near {
		n.mu.Lock()
		waits := !n.limit.IsZero()
		n.mu.Unlock()
		if waits {
			return true
		}
	}
	return false
}

// A farEnd is the server's end of a connection.
type farEnd struct {
	net.Conn
	glass *hourglass
	said  atomic.Int64 // bytes
}

func (f *farEnd) Write(b []byte) (int, error) {
	n, err := f.Conn.Write(b)
	f.said.Add(int64(n))
	return n, err
}

// fallSilent has the client wait in vain from now on.
func (f *farEnd) fallSilent() {
	if n := f.near(); n != nil {
		n.restrict(f.said.Load(), 0)
	}
}

// hurry leaves the client no more time than most for each thing from now on, for
// where nobody knows whether it will wait in vain.
func (f *farEnd) hurry(most time.Duration) {
	if n := f.near(); n != nil {
		n.restrict(0, most)
	}
}

// near returns the other end, or nil at the end of the test.
func (f *farEnd) near() *nearEnd {
	f.glass.mu.Lock()
	defer f.glass.mu.Unlock()
	for address := f.RemoteAddr().String(); !f.glass.broken; f.glass.change.Wait() {
		if n := f.glass.near[address]; n != nil {
			return n
		}
	}
	return nil
}

// A nearEnd is the client's end of a connection.
type nearEnd struct {
	net.Conn

	mu         sync.Mutex
	limit      time.Time // the deadline that the client has set
	heard      int64     // bytes
	restricted bool
	after      int64 // what the client must have heard before its time is over
	most       time.Duration
}

func (n *nearEnd) Read(b []byte) (int, error) {
	got, err := n.Conn.Read(b)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.heard += int64(got)
	n.set()
	return got, err
}

func (n *nearEnd) SetReadDeadline(limit time.Time) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.limit = limit
	return n.set()
}

func (n *nearEnd) restrict(after int64, most time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.restricted, n.after, n.most = true, after, most
	n.set()
}

// set passes the deadline on, or an earlier one. Where there is none, there is none.
func (n *nearEnd) set() error {
	limit := n.limit
	if n.restricted && n.heard >= n.after && !limit.IsZero() {
		limit = time.Now().Add(n.most)
	}
	return n.Conn.SetReadDeadline(limit)
}
