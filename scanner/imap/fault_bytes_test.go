package imap_test

import (
	"errors"
	"fmt"
	"testing"

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
	t.Parallel()
	for _, hide := range []string{"", "MOVE"} {
		length := (&bend{hide: []string{hide}}).length(t)
		for _, what := range []mishap{cut, stall} {
			name := func(i int) string { return fmt.Sprintf("%s at %d, without %s", what, i*step+1, hide) }
			several(t, length/step, name, func(t *testing.T, i int) {
				b := &bend{hide: []string{hide}, at: i*step + 1, what: what}
				tr := newTrial(t, b)
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
		err := tr.run(t)
		t.Logf("the run says: %v", err)
		if !b.happened() {
			t.Error("the server did not say so much: the test has missed")
		}
		tr.recovers(t)
	})
}

// TestFaultDelay: an answer that comes half a second late is waited for.
func TestFaultDelay(t *testing.T) {
	severalPlaces(t, func(t *testing.T, b *bend, _ int) {
		b.what = dawdle
		tr := newTrial(t, b)
		if err := tr.run(t); err != nil {
			t.Errorf("error %v, want none", err)
		}
		if n := len(b.said("AUTHENTICATE")); n != 1 {
			t.Errorf("%d sign-ins, want 1", n)
		}
		tr.recovers(t)
	})
}

// TestFaultMissed: an answer that comes later than is allowed is asked for again,
// once.
func TestFaultMissed(t *testing.T) {
	severalPlaces(t, func(t *testing.T, b *bend, i int) {
		b.what = miss
		tr := newTrial(t, b)
		err := tr.run(t)
		if i == 0 && !errors.Is(err, scanner.ErrTemporary) { // the greeting is late
			t.Errorf("error %v, want ErrTemporary", err)
		} else if i != 0 && err != nil {
			t.Errorf("error %v, want none", err)
		}
		if n := len(b.said("AUTHENTICATE")); err == nil && n != 2 {
			t.Errorf("%d sign-ins, want 2", n)
		}
		tr.recovers(t)
	})
}

// severalPlaces runs a test with a mishap at eight bytes of a trial, the first of
// them among them.
func severalPlaces(t *testing.T, test func(t *testing.T, b *bend, i int)) {
	t.Helper()
	const places = 8
	length := new(bend).length(t)
	several(t, places, func(i int) string { return fmt.Sprint(i) }, func(t *testing.T, i int) {
		test(t, &bend{at: 1 + i*length/places}, i)
	})
}

// TestFaultGarbledPlain: without TLS a wrong bit may look right. Whatever nixie
// then reads, it ends, loses no mail, and counts nothing twice.
func TestFaultGarbledPlain(t *testing.T) {
	length := new(bend).length(t)
	several(t, length/step, func(i int) string { return fmt.Sprint("at ", i*step+1) }, func(t *testing.T, i int) {
		b := &bend{at: i*step + 1, what: garble}
		tr := newTrial(t, b)
		t.Logf("the run says: %v", tr.run(t))
		tr.survives(t)
	})
}
