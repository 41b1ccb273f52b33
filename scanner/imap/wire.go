package imap

import (
	"errors"
	"net"
	"sync"
	"time"
)

const (
	// minRate is the slowest a server may be in the long run, in bytes a
	// second. Without it a server that sends a byte a minute never times out.
	minRate = 1 << 10

	// idleBytes may come while nothing is asked for: news of other clients.
	idleBytes = 1 << 20

	// wireShare and wireSlack allow for what surrounds the bytes asked for:
	// TLS records (a few dozen bytes around each, and servers send small
	// ones), certificates, and untagged responses.
	wireShare = 2
	wireSlack = 256 << 10
)

var (
	errSilent = errors.New("the server did not answer in time")
	errFlood  = errors.New("the server sent far more than was asked for")
)

// A wire is the connection under TLS and under the IMAP library, which itself
// waits for ever on a silent server and buffers whatever it is sent. While a
// command runs, every read and write has a deadline, and the bytes that may
// come in are counted down.
type wire struct {
	net.Conn
	timeout time.Duration

	mu    sync.Mutex
	busy  bool      // a command runs: silence is an error
	limit time.Time // of the command as a whole, at no bytes received
	got   int64     // bytes received in it
	left  int64     // bytes that may still come
	cause error     // what ended the connection from outside, nil while it lives

	gone  chan struct{} // closed when the connection has ended
	ended sync.Once
}

func newWire(conn net.Conn, timeout time.Duration) *wire {
	return &wire{Conn: conn, timeout: timeout, left: idleBytes, gone: make(chan struct{})}
}

// begin starts the clock for a command whose answer is expected to have that
// many bytes at most.
func (w *wire) begin(expect int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy, w.got, w.left = true, 0, expect*wireShare+wireSlack
	w.limit = time.Now().Add(w.timeout)
	w.Conn.SetReadDeadline(w.limit) // reaches a read that waits already
}

// end stops the clock: from here the server may be silent as long as it likes.
func (w *wire) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy, w.left = false, idleBytes
	w.Conn.SetReadDeadline(time.Time{})
}

// allow lets so many bytes come while no command runs.
func (w *wire) allow(n int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.left = n
}

// Read reads within the deadline and the budget.
func (w *wire) Read(b []byte) (int, error) {
	w.mu.Lock()
	if w.left <= 0 {
		w.note(errFlood)
	}
	if w.cause != nil {
		defer w.mu.Unlock()
		return 0, w.cause
	}
	if w.busy {
		w.Conn.SetReadDeadline(w.nextLimit())
	}
	w.mu.Unlock()

	n, err := w.Conn.Read(b)

	w.mu.Lock()
	defer w.mu.Unlock()
	w.got += int64(n)
	w.left -= int64(n)
	return n, w.note(err)
}

// Write writes within the time limit, also while no command runs: TLS says
// good-bye when it is closed.
func (w *wire) Write(b []byte) (int, error) {
	w.Conn.SetWriteDeadline(time.Now().Add(w.timeout))
	n, err := w.Conn.Write(b)
	w.mu.Lock()
	defer w.mu.Unlock()
	return n, w.note(err)
}

// nextLimit is until when the next read may wait: the time limit from now,
// within that of the whole command.
func (w *wire) nextLimit() time.Time {
	limit := w.limit.Add(time.Duration(w.got) * time.Second / minRate)
	if next := time.Now().Add(w.timeout); next.Before(limit) {
		return next
	}
	return limit
}

// note keeps the first error; the library hands on only its text. A closed
// connection is no cause: whoever closed it knows why.
func (w *wire) note(err error) error {
	var timeout net.Error
	switch {
	case err == nil || errors.Is(err, net.ErrClosed):
		return err
	case errors.As(err, &timeout) && timeout.Timeout():
		err = errSilent
	}
	if w.cause == nil {
		w.cause = err
	}
	w.ended.Do(func() { close(w.gone) })
	return err
}

// Close ends the connection. It may be called more than once and at any time.
func (w *wire) Close() error {
	w.ended.Do(func() { close(w.gone) })
	return w.Conn.Close()
}

// died returns what ended the connection from outside: errSilent, errFlood,
// io.EOF or an error of the network; nil if nothing did.
func (w *wire) died() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cause
}

// The library sets deadlines of its own and lifts them between commands. The
// wire's count, so these do nothing.

// SetDeadline does nothing.
func (*wire) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing.
func (*wire) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (*wire) SetWriteDeadline(time.Time) error { return nil }

var _ net.Conn = (*wire)(nil)
