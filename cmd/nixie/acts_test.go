package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
)

// What was gone already is not called moved.
func TestGoneIsNotDone(t *testing.T) {
	book, err := new(app).openStore(t.Context(), newLedger(t), false)
	if err != nil {
		t.Fatal(err)
	}
	defer book.close()
	var said bytes.Buffer
	s := &scan{reading: &reading{app: &app{stderr: &said, logFormat: "text"}}}
	count := &tally{Book: book, acting: &s.acting}
	move := scanner.Act{Verb: scanner.Move, Target: "Done"}
	for n, gone := range []bool{false, true, true} {
		if err := count.Done(t.Context(), scanner.Debt{Act: move, Source: "imaps://b@example.org/INBOX", Position: fmt.Sprint("1:", n), Gone: gone}); err != nil {
			t.Fatal(err)
		}
	}
	s.tellActs()
	want := "Done in the mailbox: move to Done: 1.\nAlready gone from the mailbox, so nothing was done: 2\n"
	if said.String() != want {
		t.Errorf("said\n%s\nwant\n%s", said.String(), want)
	}
	s.done, s.gone = nil, 0
	said.Reset()
	if err := count.Done(t.Context(), scanner.Debt{Act: move, Gone: true}); err != nil {
		t.Fatal(err)
	}
	if s.tellActs(); strings.Contains(said.String(), "Done in") {
		t.Errorf("nothing was done, and it says\n%s", said.String())
	}
}

// Only where all that went wrong is refused acts can the folder be read.
func TestOnlyRefused(t *testing.T) {
	refused := fmt.Errorf("INBOX#1: %w", scanner.ErrRefused)
	for _, c := range []struct {
		err  error
		want bool
	}{
		{nil, false}, {refused, true}, {errors.Join(refused, refused), true},
		{errors.Join(refused, scanner.ErrTemporary), false}, {scanner.ErrAuth, false},
	} {
		if got := onlyRefused(c.err); got != c.want {
			t.Errorf("onlyRefused(%v) = %v, want %v", c.err, got, c.want)
		}
	}
}
