package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A warning of the same thing is told once a day, whatever our port and the length
// of the pause; one about another message is another.
func TestWarnOfServer(t *testing.T) {
	var said strings.Builder
	a := &app{stderr: &said, logFormat: "text"}
	for _, port := range []int{45154, 50003} {
		a.warnOfServer(fmt.Sprintf("imaps://b@example.org: read tcp 192.0.2.1:%d->192.0.2.2:993: connection reset by peer: going on in %v", port, time.Duration(port)*time.Millisecond))
		a.warnOfServer(fmt.Sprintf("imaps://b@example.org/INBOX#%d: only the first 1024 bytes are read", port))
	}
	if n := strings.Count(said.String(), "\n"); n != 3 {
		t.Errorf("%d lines, want one about the connection and one for each message:\n%s", n, said.String())
	}
}

// The same words are told once an hour at most, whatever the numbers in them, and
// other words at once; an outage that comes back is told when it lasts.
func TestTroubles(t *testing.T) {
	var woes troubles
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	begun, told, port := now, 0, 40000
	fail := func(words string) bool {
		port++
		return woes.begin("INBOX", fmt.Sprintf("read 127.0.0.1:%d->192.0.2.1:993: %s", port, words), now)
	}
	for ; now.Before(begun.Add(24 * time.Hour)); now = now.Add(5 * time.Minute) {
		if fail("connection refused") {
			told++
		}
	}
	if told != 24 {
		t.Errorf("told %d times in a day, want once an hour", told)
	}
	now = now.Add(-time.Minute)
	if !fail("no route to host") || fail("connection refused") {
		t.Error("want other words told at once, and the old ones not")
	}
	if !woes.begin("Archive", "connection refused", now) {
		t.Error("another folder has news of its own")
	}
	if since, said := woes.end("INBOX"); !said || !since.Equal(begun) {
		t.Errorf("works again, told %v since %v; want told, since %v", said, since, begun)
	}
	if _, said := woes.end("INBOX"); said {
		t.Error("works again is told twice")
	}
	if fail("connection refused") {
		t.Error("one failure within the hour is told")
	}
	if _, said := woes.end("INBOX"); said {
		t.Error("works again is told of a trouble that was not")
	}
	if fail("connection refused") || !fail("connection refused") {
		t.Error("want a second failure told, not the first")
	}
}
