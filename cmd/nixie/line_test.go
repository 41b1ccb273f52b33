//go:build unix

package main

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// slowPace is how long a slow line rests after each piece. The 300 bounces
// take some seconds then, time enough to be killed in.
const (
	slowPace  = 20 * time.Millisecond
	slowPiece = 4 << 10
)

// A line carries bytes to a server and back, at first slowly.
type line struct {
	address string
	server  string
	quick   atomic.Bool
}

// startLine listens for connections to carry until the test ends.
func startLine(t *testing.T, server string) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{address: listener.Addr().String(), server: server}
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

// fast ends the slowness.
func (l *line) fast() { l.quick.Store(true) }

// carry connects one client until either side ends.
func (l *line) carry(client net.Conn) {
	server, err := net.Dial("tcp", l.server)
	if err != nil {
		client.Close()
		return
	}
	var both sync.WaitGroup
	both.Go(func() { io.Copy(server, client); server.Close() })
	both.Go(func() { l.copy(client, server); client.Close() })
	both.Wait()
}

// copy carries what the server says, piece by piece.
func (l *line) copy(to io.Writer, from io.Reader) {
	buf := make([]byte, slowPiece)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
		if !l.quick.Load() {
			time.Sleep(slowPace)
		}
	}
}
