package imap_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
)

// step is how many bytes lie between two places where something happens.
const step = 997

// length returns how many bytes the server says in a trial without trouble.
func (b *bend) length(t *testing.T) int {
	t.Helper()
	tr := newTrial(t, b)
	if err := tr.run(t); err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	n := b.count
	b.mu.Unlock()
	if tr.recovers(t); n < 15*step {
		t.Fatalf("only %d bytes are said", n)
	}
	return n
}

// TestFaultBytes: at every 997th byte that the server says in a scan of 20
// messages with acts, the connection ends, or nothing comes any more.
func TestFaultBytes(t *testing.T) {
	for _, hide := range []string{"", "MOVE"} {
		length := (&bend{hide: []string{hide}}).length(t)
		for _, what := range []mishap{cut, stall} {
			name := func(i int) string { return fmt.Sprintf("%s at %d, without %s", what, i*step+1, hide) }
			several(t, length/step, name, func(t *testing.T, i int) {
				b := &bend{hide: []string{hide}, at: i*step + 1, what: what}
				tr := newTrial(t, b)
				if what == stall {
					tr.o.Timeout = 500 * time.Millisecond
				}
				// While connecting there is only the next run to try again.
				if err := tr.run(t); err != nil && !errors.Is(err, scanner.ErrTemporary) {
					t.Errorf("error %v, want none or ErrTemporary", err)
				}
				if !b.happened() {
					t.Error("the server did not say so much: the test has missed")
				}
				tr.recovers(t)
			})
		}
	}
}

// TestFaultGarbledTLS: a wrong bit in what TLS carries ends the connection, and
// nothing more.
func TestFaultGarbledTLS(t *testing.T) {
	length := (&bend{raw: true}).length(t)
	name := func(i int) string { return fmt.Sprint("at ", i*step+1) }
	several(t, length/step, name, func(t *testing.T, i int) {
		b := &bend{raw: true, at: i*step + 1, what: garble}
		tr := newTrial(t, b)
		tr.o.Timeout = 500 * time.Millisecond // a length may be wrong, and then bytes are waited for
		err := tr.run(t)
		t.Logf("the run says: %v", err)
		if !b.happened() {
			t.Error("the server did not say so much: the test has missed")
		}
		tr.recovers(t)
	})
}

// TestFaultDelay: an answer that comes two seconds late is waited for, or, where
// that is longer than is allowed, asked for again.
func TestFaultDelay(t *testing.T) {
	length := new(bend).length(t)
	const places = 8
	several(t, 2*places, func(i int) string { return fmt.Sprint(i) }, func(t *testing.T, i int) {
		b := &bend{at: 1 + i%places*length/places, what: dawdle}
		tr := newTrial(t, b)
		allowed, signIns := 30*time.Second, 1
		if i >= places {
			allowed, signIns = time.Second, 2
		}
		tr.o.Timeout = allowed
		err := tr.run(t)
		if i == places && !errors.Is(err, scanner.ErrTemporary) { // the greeting is late
			t.Errorf("error %v, want ErrTemporary", err)
		} else if i != places && err != nil {
			t.Errorf("error %v, want none", err)
		}
		if n := len(b.said("AUTHENTICATE")); err == nil && n != signIns {
			t.Errorf("%d sign-ins, want %d", n, signIns)
		}
		tr.recovers(t)
	})
}

// TestFaultGarbledPlain: without TLS a wrong bit may look right. Whatever nixie
// then reads, it ends, loses no mail, and counts nothing twice.
func TestFaultGarbledPlain(t *testing.T) {
	length := new(bend).length(t)
	several(t, length/step, func(i int) string { return fmt.Sprint("at ", i*step+1) }, func(t *testing.T, i int) {
		b := &bend{at: i*step + 1, what: garble}
		tr := newTrial(t, b)
		tr.o.Timeout = 500 * time.Millisecond
		t.Logf("the run says: %v", tr.run(t))
		tr.survives(t)
	})
}
