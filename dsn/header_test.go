package dsn_test

import (
	"testing"

	"github.com/nixie-mail/nixie/dsn"
)

// A program that forgets the blank line below its header says the first
// sentence there; a field or a folded line is none.
func TestParseHeaderWithoutEnd(t *testing.T) {
	const header = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nTo: news@example.com\nSubject: Undelivered\n"
	const sentence = "Your message was not delivered to <ann@example.org>: no such user\n\n"
	rep := mustParse(t, header+sentence+"Regards\n")
	if rep.Kind != dsn.Bounce || len(rep.Recipients) != 1 || rep.Recipients[0].Address != "ann@example.org" {
		t.Errorf("%s of %+v, want a bounce of ann@example.org", rep.Kind, rep.Recipients)
	}
	rep = mustParse(t, header+"X-Note: a b c d\n  e f g h\n\n"+sentence)
	if len(rep.Problems) != 0 {
		t.Errorf("a sound header has problems: %v", rep.Problems)
	}
}
