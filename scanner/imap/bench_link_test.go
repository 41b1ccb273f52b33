//go:build linux

package imap_test

import (
	"io"
	"net"
	"testing"
	"time"
)

const (
	linkRate  = 100_000_000 / 8       // bytes a second, each way
	linkDelay = 20 * time.Millisecond // there and back
	linkPiece = 16 << 10              // bytes that travel together
	linkQueue = 64                    // pieces under way or waiting for the line: more than it holds, 250 kB
)

// startLink puts a line of linkRate and linkDelay before the server at that
// address and returns the address of its near end.
func startLink(b *testing.B, server string) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				near.Close()
				continue
			}
			go carry(far, near)
			go carry(near, far)
		}
	}()
	return l.Addr().String()
}

// A parcel is what travels together, and when it arrives.
type parcel struct {
	bytes []byte
	due   time.Time
}

// carry passes on what comes from one end to the other, each piece when the
// line has been free for as long as it takes and half the delay has passed. Who
// sends more than that waits.
func carry(to, from net.Conn) {
	underWay := make(chan parcel, linkQueue)
	go deliver(to, underWay)
	defer close(underWay)
	var free time.Time // when the line has sent all so far
	for {
		piece := make([]byte, linkPiece)
		n, err := from.Read(piece)
		if n > 0 {
			if now := time.Now(); free.Before(now) {
				free = now
			}
			free = free.Add(time.Duration(n) * time.Second / linkRate)
			underWay <- parcel{piece[:n], free.Add(linkDelay / 2)}
		}
		if err != nil {
			return
		}
	}
}

// deliver writes each piece when it is due. Where nobody takes them any more,
// the rest is lost.
func deliver(to net.Conn, underWay <-chan parcel) {
	defer to.Close()
	var out io.Writer = to
	for p := range underWay {
		time.Sleep(time.Until(p.due))
		if _, err := out.Write(p.bytes); err != nil {
			out = io.Discard
		}
	}
}
