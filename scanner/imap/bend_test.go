package imap_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap"
)

// A bend stands between a client and a good server, and makes it one that a
// test wants.
type bend struct {
	hide []string // capabilities that the server does not announce
	// command may answer a line of the client in place of the server: "" passes
	// it on. TAG in it is replaced, and hangUp ends the connection.
	command func(line string) (answer string)
	// reply may change a line of the server; hangUp ends the connection.
	reply func(line string) string

	// what happens once, at the byte of that number of all that the server
	// says; 0: nothing
	at   int
	what mishap
	raw  bool // carry TLS, which has no lines: only at and what work

	mu    sync.Mutex
	lines []string // what clients said
	count int      // bytes that the server has said

	glass *hourglass // of the clients; set by front
}

// A mishap is what can happen to a byte.
type mishap string

const (
	cut    mishap = "cut"    // the connection ends before it
	stall  mishap = "stall"  // nothing comes any more, and nobody hangs up
	garble mishap = "garble" // one bit of it is wrong
	dawdle mishap = "dawdle" // it comes half a second late
	miss   mishap = "miss"   // it comes when the client has given up
)

const hangUp = "\x00"

// hush ends a line of the server behind which the client waits in vain.
const hush = "\x01"

// garbledWait is what the client allows for anything once a byte was garbled:
// where a length is wrong, it waits for bytes that never come.
const garbledWait = 500 * time.Millisecond

// front starts the bend before the server, and returns the URL of the INBOX
// and options.
func (b *bend) front(t *testing.T, h *host) (string, *imap.Options) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := h.starttls
	if b.raw {
		address = h.implicit
	}
	b.glass = newHourglass()
	var lines sync.WaitGroup
	lines.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			client := b.glass.far(conn)
			server, err := net.Dial("tcp", address.String())
			if err != nil {
				t.Error(err)
				return
			}
			end := func() { client.Close(); server.Close() }
			there, back := b.there, b.back
			if b.raw {
				there, back = b.carry, b.carryBack
			}
			lines.Go(func() { defer end(); there(client, server) })
			lines.Go(func() { defer end(); back(server, client) })
		}
	})
	t.Cleanup(func() { l.Close(); b.glass.end(); lines.Wait() })
	if b.raw {
		return fmt.Sprintf("imaps://%s@%s/INBOX", account, l.Addr()), b.glass.on(h.options())
	}
	return fmt.Sprintf("imap://%s@%s/INBOX", account, l.Addr()),
		b.glass.on(&imap.Options{Password: password("secret"), TLS: imap.TLSNone, Timeout: time.Minute})
}

// there passes on what the client says.
func (b *bend) there(client io.ReadWriter, server io.Writer) {
	r := bufio.NewReader(client)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		b.mu.Lock()
		b.lines = append(b.lines, strings.TrimSpace(line))
		answer := ""
		if b.command != nil {
			answer = b.command(strings.TrimSpace(line))
		}
		b.mu.Unlock()
		tag, _, _ := strings.Cut(line, " ")
		switch answer, cut := strings.CutSuffix(strings.ReplaceAll(answer, "TAG", tag), hangUp); {
		case cut:
			io.WriteString(client, answer)
			return
		case answer != "":
			io.WriteString(client, answer+"\r\n")
		default:
			io.WriteString(server, line)
		}
	}
}

// back passes on what the server says.
func (b *bend) back(server io.Reader, client *farEnd) {
	r := bufio.NewReader(server)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		if strings.Contains(line, "CAPABILITY") {
			words := strings.Fields(line)
			for _, gone := range b.hide {
				for i, w := range words {
					if strings.TrimSuffix(w, "]") == gone {
						words[i] = strings.Replace(w, gone, "X-NONE", 1)
					}
				}
			}
			line = strings.Join(words, " ") + "\r\n"
		}
		b.mu.Lock()
		if b.reply != nil {
			line = b.reply(line)
		}
		b.mu.Unlock()
		line, quiet := strings.CutSuffix(line, hush)
		if line == hangUp || !b.pass([]byte(line), client, server) {
			return
		}
		if quiet {
			client.fallSilent()
		}
	}
}

// carry passes on bytes.
func (b *bend) carry(from io.ReadWriter, to io.Writer) { io.Copy(to, from) }

// carryBack passes on what the server says, with the mishap.
func (b *bend) carryBack(server io.Reader, client *farEnd) {
	buf := make([]byte, 4<<10)
	for {
		n, err := server.Read(buf)
		if !b.pass(buf[:n], client, server) || err != nil {
			return
		}
	}
}

// pass lets the mishap happen if it is among these bytes of the server, and
// reports whether the connection goes on.
func (b *bend) pass(text []byte, client *farEnd, server io.Reader) bool {
	b.mu.Lock()
	at, i := b.at, b.at-1-b.count
	b.count += len(text)
	b.mu.Unlock()
	if at == 0 || i < 0 || i >= len(text) {
		_, err := client.Write(text)
		return err == nil
	}
	switch b.what {
	case garble:
		text[i] ^= 1
		client.hurry(garbledWait)
		client.Write(text)
		return true
	case dawdle:
		client.Write(text[:i])
		time.Sleep(500 * time.Millisecond)
		client.Write(text[i:])
		return true
	case miss:
		client.Write(text[:i])
		client.fallSilent()
		io.Copy(io.Discard, server) // until the client has gone
		client.Write(text[i:])
		return false
	}
	client.Write(text[:i])
	if b.what == stall {
		client.fallSilent()
		io.Copy(io.Discard, server) // until the client has gone
	}
	return false
}

// happened reports whether the server has said so much that the mishap came.
func (b *bend) happened() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.count >= b.at
}

// said returns the lines of the clients that contain the text.
func (b *bend) said(text string) (lines []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.lines {
		if strings.Contains(l, text) {
			lines = append(lines, l)
		}
	}
	return lines
}
