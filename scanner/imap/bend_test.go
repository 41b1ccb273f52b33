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

	mu    sync.Mutex
	lines []string // what clients said
}

const hangUp = "\x00"

// front starts the bend before the server, and returns the URL of the INBOX
// and options.
func (b *bend) front(t *testing.T, h *host) (string, *imap.Options) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var lines sync.WaitGroup
	lines.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", h.starttls.String())
			if err != nil {
				t.Error(err)
				return
			}
			end := func() { client.Close(); server.Close() }
			lines.Go(func() { defer end(); b.there(client, server) })
			lines.Go(func() { defer end(); b.back(server, client) })
		}
	})
	t.Cleanup(func() { l.Close(); lines.Wait() })
	return fmt.Sprintf("imap://%s@%s/INBOX", account, l.Addr()),
		&imap.Options{Password: password("secret"), TLS: imap.TLSNone, Timeout: 10 * time.Second}
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
func (b *bend) back(server io.Reader, client io.Writer) {
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
		if b.reply != nil {
			b.mu.Lock()
			line = b.reply(line)
			b.mu.Unlock()
		}
		if line == hangUp {
			return
		}
		io.WriteString(client, line)
	}
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
