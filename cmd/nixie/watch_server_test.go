//go:build unix

package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log"
	"net"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"go.uber.org/goleak"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

// A postOffice is an IMAP server of one user that can be shut and opened again.
type postOffice struct {
	t       *testing.T
	user    *imapmemserver.User
	address string
	server  *imapserver.Server
	door    net.Listener
	ended   chan error

	bend func(imapserver.Session, *imapserver.Conn) imapserver.Session // nil: as it is
}

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	p := &postOffice{t: t, user: imapmemserver.NewUser("bounces", "secret"), address: "127.0.0.1:" + dovecottest.FreePort(t)}
	if err := p.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	p.open()
	return p
}

// listen listens where the office always was.
func (p *postOffice) listen() net.Listener {
	p.t.Helper()
	l, err := net.Listen("tcp", p.address)
	if err != nil {
		p.t.Fatal(err)
	}
	return l
}

// open opens the office.
func (p *postOffice) open() {
	p.t.Helper()
	memory := imapmemserver.New()
	memory.AddUser(p.user)
	p.server = imapserver.New(&imapserver.Options{
		NewSession: func(conn *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			if p.bend != nil {
				return p.bend(memory.NewSession(), conn), nil, nil
			}
			return memory.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}, imap.CapIdle: {}},
		InsecureAuth: true,
		Logger:       log.New(io.Discard, "", 0),
	})
	p.door, p.ended = p.listen(), make(chan error, 1)
	go func() { p.ended <- p.server.Serve(p.door) }()
}

// shut ends all conversations.
func (p *postOffice) shut() {
	p.server.Close()
	p.door.Close() // the server does not, if it has not begun to serve
	<-p.ended
}

// slam lets who comes in and throws him out, and returns how many came until
// the returned function is called.
func (p *postOffice) slam() (end func() int) {
	l := p.listen()
	var came atomic.Int64
	var door sync.WaitGroup
	door.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			came.Add(1)
			conn.Close()
		}
	})
	return func() int { l.Close(); door.Wait(); return int(came.Load()) }
}

// deliver delivers the bounces from first to last.
func (p *postOffice) deliver(first, last int) {
	p.t.Helper()
	for n := first; n <= last; n++ {
		if _, err := p.user.Append("INBOX", literal([]byte(bounce(n))), &imap.AppendOptions{}); err != nil {
			p.t.Error(err)
		}
	}
}

// A watchInside is `nixie watch` in this process, with its pauses between tries
// a sixtieth as long.
type watchInside struct {
	t    *testing.T
	book *sql.DB
	stop context.CancelFunc
	done chan error
	mu   sync.Mutex
	text strings.Builder

	paused atomic.Int64 // nanoseconds between tries until now, as nixie wants them
	most   atomic.Int64 // the pause that comes to so many in all, if not 0, lasts until resume
	resume chan struct{}
}

// Write keeps what nixie says.
func (w *watchInside) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(b)
}

func (w *watchInside) said() string { w.mu.Lock(); defer w.mu.Unlock(); return w.text.String() }

// watchInProcess watches the only account, which has more keys if need be.
func watchInProcess(t *testing.T, p *postOffice, keys ...string) *watchInside {
	t.Helper()
	home := t.TempDir()
	t.Chdir(home)
	w := &watchInside{t: t, done: make(chan error, 1), resume: make(chan struct{})}
	(&watchProcess{t: t, home: home}).write("nixie.toml", fmt.Sprintf(
		"[[accounts]]\nname = \"post\"\nurl = \"imap://bounces@%s\"\nauth = { password_cmd = \"echo secret\" }\n%s", p.address, strings.Join(keys, "\n")))
	a := &app{stdout: io.Discard, stderr: w, color: "never", logFormat: "text", asked: map[string]string{}}
	a.sleep = func(ctx context.Context, d time.Duration) error {
		over := time.After(d / 60)
		if paused, most := w.paused.Add(int64(d)), w.most.Load(); most > 0 && paused >= most {
			over = nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-over:
		case <-w.resume:
		}
		return nil
	}
	var ctx context.Context
	ctx, w.stop = context.WithCancel(context.Background())
	go func() { w.done <- a.watch(ctx, nil, &watchFlags{batch: 500}) }()
	w.book = openBook(t, filepath.Join(home, "nixie.db"))
	return w
}

// until waits until so many outcomes are recorded.
func (w *watchInside) until(n int) {
	w.t.Helper()
	for end := time.Now().Add(2 * patience); count(w.t, w.book) < n; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("%d outcomes recorded, want %d; nixie says:\n%s", count(w.t, w.book), n, w.said())
		}
	}
}

var toldRead = regexp.MustCompile(`(?m): messages read: ([0-9 ]+), new events: ([0-9 ]+)$`)

// end ends the watching, and checks that each of n messages was read once.
func (w *watchInside) end(n int) {
	w.t.Helper()
	w.stop()
	if err := <-w.done; err != nil {
		w.t.Errorf("it ended with %v", err)
	}
	read, events := 0, 0
	for _, m := range toldRead.FindAllStringSubmatch(w.said(), -1) {
		a, _ := strconv.Atoi(strings.ReplaceAll(m[1], " ", ""))
		b, _ := strconv.Atoi(strings.ReplaceAll(m[2], " ", ""))
		read, events = read+a, events+b
	}
	var outcomes, recipients int
	if err := w.book.QueryRow("SELECT count(*), count(DISTINCT recipient) FROM outcome, fact WHERE fact.n = outcome.fact AND event = 'bounce'").Scan(&outcomes, &recipients); err != nil {
		w.t.Fatal(err)
	}
	if read != n || events != n || outcomes != n || recipients != n {
		w.t.Errorf("%d messages read, %d events new, %d recorded, of %d recipients; want %d each. nixie says:\n%s", read, events, outcomes, recipients, n, w.said())
	}
}

// TestWatchThousandArrivals: a thousand bounces come while nixie watches, and
// the server restarts twice. Nothing is lost, nothing is counted twice, no
// memory is kept, and nothing runs afterwards.
func TestWatchThousandArrivals(t *testing.T) {
	leaks := goleak.IgnoreCurrent()
	p := newPostOffice(t)
	w := watchInProcess(t, p)
	p.deliver(1, 100)
	w.until(100)
	before := heap()
	for n := 101; n <= 600; n += 10 {
		p.deliver(n, n+9)
		time.Sleep(20 * time.Millisecond)
	}
	for _, n := range []int{800, 1000} {
		p.deliver(n-199, n-150)
		p.shut()
		p.deliver(n-149, n-100)
		p.open()
		p.deliver(n-99, n)
		w.until(n)
	}
	if after := heap(); after > before+16<<20 {
		t.Errorf("%d bytes of memory in use after 1,000 messages, %d after 100", after, before)
	}
	w.end(1000)
	p.shut()
	w.book.Close()
	goleak.VerifyNone(t, leaks)
}

// heap is how much memory is in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // a sync.Pool lets go of what it holds at the second
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestWatchOutage: until nixie has paused for three minutes, of which each is a
// second here, the server throws out whoever comes. It is not asked more often than
// the pauses allow, and what came meanwhile is read afterwards.
func TestWatchOutage(t *testing.T) {
	p := newPostOffice(t)
	p.deliver(1, 5)
	w := watchInProcess(t, p)
	w.until(5)
	w.most.Store(w.paused.Load() + int64(3*time.Minute))
	p.shut()
	end := p.slam()
	p.deliver(6, 10)
	for late := time.Now().Add(patience); w.paused.Load() < w.most.Load(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("it does not pause for three minutes; nixie says:\n%s", w.said())
		}
	}
	came := end()
	p.open()
	close(w.resume)
	w.until(10)
	w.end(10)
	p.shut()
	// Pauses of 1, 2, 4, 8 … seconds, half as long at worst, and one try of Wait.
	if came < 2 || came > 10 {
		t.Errorf("%d connections in three minutes, want 2 to 10", came)
	}
	if !strings.Contains(w.said(), "trying again in") || strings.Count(w.said(), "warning:") > 1 {
		t.Errorf("nixie says:\n%s\nwant the trouble, and each warning once", w.said())
	}
	if !strings.Contains(w.said(), "works again, after") {
		t.Errorf("nixie says:\n%s\nwant that it works again", w.said())
	}
}
