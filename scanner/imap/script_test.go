package imap_test

import (
	"bufio"
	"cmp"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap"
)

// A script is a server on loopback that says what a test wants. What it does
// not set is answered as a well-behaved server does.
type script struct {
	mail     map[int]string // by UID; the sequence number is the UID
	greeting string
	offers   string // capabilities beside IMAP4rev1, to who is signed in
	cut      int    // bytes after which the first connection breaks; 0: never
	// answer may answer a command itself and return true. n counts connections from 1.
	answer func(c *peer, n int, cmd command) bool

	away func() // listens no more; set by serve

	mu    sync.Mutex
	lines []string // what clients said
}

// A command is a line of the client: "T4 UID FETCH 1:3 (UID …)".
type command struct{ tag, name, args string }

func (c command) is(name string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(c.args, p) {
			return false
		}
	}
	return c.name == name
}

type peer struct {
	*farEnd
	r   *bufio.Reader
	cut int // bytes that may still be said; negative: any number
}

func (p *peer) Write(b []byte) (int, error) {
	if p.cut < 0 {
		return p.farEnd.Write(b)
	}
	n := min(p.cut, len(b))
	p.farEnd.Write(b[:n])
	if p.cut -= n; p.cut == 0 {
		p.Close()
	}
	return n, nil
}

func (p *peer) say(format string, args ...any) { fmt.Fprintf(p, format+"\r\n", args...) }

// tooLong says nothing for longer than the client waits.
func (p *peer) tooLong() {
	p.fallSilent()
	p.silent()
}

// silent waits until the client has gone.
func (p *peer) silent() {
	for {
		if _, err := p.r.ReadByte(); err != nil {
			return
		}
	}
}

// serve starts the script and returns its URL and options to read it with.
func (s *script) serve(t *testing.T) (string, *imap.Options) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.away = func() { l.Close() }
	glass := newHourglass()
	var peers sync.WaitGroup
	peers.Go(func() {
		for n := 1; ; n++ {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			peers.Go(func() {
				defer conn.Close()
				p := &peer{farEnd: glass.far(conn), r: bufio.NewReader(conn), cut: -1}
				if n == 1 && s.cut > 0 {
					p.cut = s.cut
				}
				s.talk(p, n)
			})
		}
	})
	t.Cleanup(func() { l.Close(); glass.end(); peers.Wait() })
	return fmt.Sprintf("imap://ann@%s/INBOX", l.Addr()),
		glass.on(&imap.Options{Password: password("secret"), TLS: imap.TLSNone, Timeout: time.Minute})
}

func (s *script) talk(c *peer, n int) {
	c.say("%s", cmp.Or(s.greeting, "* OK [CAPABILITY IMAP4rev1] ready"))
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			return
		}
		s.mu.Lock()
		s.lines = append(s.lines, strings.TrimSpace(line))
		s.mu.Unlock()
		var cmd command
		cmd.tag, cmd.args, _ = strings.Cut(strings.TrimSpace(line), " ")
		cmd.name, cmd.args, _ = strings.Cut(cmd.args, " ")
		if cmd.name == "UID" {
			cmd.name, cmd.args, _ = strings.Cut(cmd.args, " ")
			cmd.name = "UID " + cmd.name
		}
		if s.answer == nil || !s.answer(c, n, cmd) {
			s.usual(c, cmd)
		}
	}
}

// usual answers as a well-behaved server does.
func (s *script) usual(c *peer, cmd command) {
	switch cmd.name {
	case "CAPABILITY":
		c.say("* CAPABILITY IMAP4rev1 %s", s.offers)
	case "EXAMINE":
		c.say("* %d EXISTS\r\n* OK [UIDVALIDITY 7] ok", len(s.mail))
	case "UID SEARCH", "SEARCH":
		c.say("* SEARCH%s", s.found(cmd.args))
	case "UID FETCH", "FETCH":
		for uid := 1; uid <= 1000; uid++ {
			if mail, has := s.mail[uid]; has && within(cmd.args, uid) {
				if strings.HasSuffix(cmd.args, " (UID)") {
					c.say("* %d FETCH (UID %[1]d)", uid)
					continue
				}
				c.item(uid, mail, strings.Contains(cmd.args, "RFC822.SIZE"))
			}
		}
	case "IDLE":
		c.say("+ waiting")
		if line, _ := c.r.ReadString('\n'); line != "DONE\r\n" {
			return
		}
	case "LOGOUT":
		c.say("* BYE")
	}
	c.say("%s OK done", cmd.tag)
}

func (s *script) found(args string) (list string) {
	_, set, _ := strings.Cut(args, "UID ")
	for uid := 1; uid <= 1000; uid++ {
		if _, has := s.mail[uid]; has && within(set, uid) {
			list += fmt.Sprint(" ", uid)
		}
	}
	return list
}

// item says the usual answer about one message.
func (p *peer) item(uid int, mail string, sizes bool) {
	if sizes {
		p.say("* %d FETCH (UID %[1]d RFC822.SIZE %d INTERNALDATE \"01-Mar-2026 12:00:00 +0000\")", uid, len(mail))
		return
	}
	p.say("* %d FETCH (UID %[1]d BODY[]<0> {%d}\r\n%s)", uid, len(mail), mail)
}

// within reports whether a sequence set begins the text and holds n.
func within(text string, n int) bool {
	set, _, _ := strings.Cut(text, " ")
	for part := range strings.SplitSeq(set, ",") {
		from, to, ranged := strings.Cut(part, ":")
		low, _ := strconv.Atoi(from)
		high, err := strconv.Atoi(to)
		if err != nil {
			high = 1 << 30 // "*"
		}
		if !ranged {
			high = low
		}
		if low <= n && n <= high {
			return true
		}
	}
	return false
}

// said counts the lines of the clients that contain the text.
func (s *script) said(text string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lines {
		if strings.Contains(l, text) {
			n++
		}
	}
	return n
}

// letters are n messages with the subjects m1, m2, …
func letters(n int) map[int]string {
	mail := make(map[int]string)
	for uid := 1; uid <= n; uid++ {
		mail[uid] = note(fmt.Sprint("m", uid))
	}
	return mail
}
