//go:build unix

package main

import (
	"io"
	"net"
	"sync"
	"testing"
)

// A line carries bytes to a server and back. It may call somebody when it has
// carried so many.
type line struct {
	address string
	server  string

	mu      sync.Mutex
	carried int64  // bytes, in both directions
	mark    int64  // when to call
	call    func() // nil: nobody
	open    map[net.Conn]bool
}

// startLine listens for connections to carry until the test ends.
func startLine(t *testing.T, server string) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{address: listener.Addr().String(), server: server, open: map[net.Conn]bool{}}
	var carrying sync.WaitGroup
	t.Cleanup(func() { listener.Close(); carrying.Wait() })
	carrying.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			carrying.Go(func() { l.carry(conn) })
		}
	})
	return l
}

// at has call called once when n bytes more are carried. These wait for it; what
// other connections say does not.
func (l *line) at(n int64, call func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mark, l.call = l.carried+n, call
}

// cut ends all connections.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.open {
		conn.Close()
	}
}

// bytes is how many bytes the line has carried.
func (l *line) bytes() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.carried
}

// count counts bytes that are about to be carried.
func (l *line) count(n int) {
	l.mu.Lock()
	l.carried += int64(n)
	call := l.call
	if call != nil && l.carried >= l.mark {
		l.call = nil
	} else {
		call = nil
	}
	l.mu.Unlock()
	if call != nil {
		call()
	}
}

// carry connects one client until either side ends.
func (l *line) carry(client net.Conn) {
	server, err := net.Dial("tcp", l.server)
	if err != nil {
		client.Close()
		return
	}
	l.keep(client, true)
	defer l.keep(client, false)
	var both sync.WaitGroup
	both.Go(func() { l.copy(server, client); server.Close() })
	both.Go(func() { l.copy(client, server); client.Close() })
	both.Wait()
}

// keep notes that a connection is open, or no longer.
func (l *line) keep(conn net.Conn, open bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[conn] = true; !open {
		delete(l.open, conn)
	}
}

// copy carries what one side says, piece by piece.
func (l *line) copy(to io.Writer, from io.Reader) {
	buf := make([]byte, 4<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			l.count(n)
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
