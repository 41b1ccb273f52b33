package main

import (
	"strings"
	"testing"
	"time"
)

// Who is at work is told in words: the process, the host, since when.
func TestMailboxHeld(t *testing.T) {
	path := newLedger(t)
	other, err := new(app).openStore(t.Context(), path, false)
	must(err)
	defer other.close()
	mine, err := new(app).openStore(t.Context(), path, false)
	must(err)
	defer mine.close()
	before := time.Now().Truncate(time.Second)
	if _, err := other.Acquire(t.Context(), "imap://mail.example.org", "process 32125 on vm/1cda4e5f/4026531836, begun 2582046", time.Hour); err != nil {
		t.Fatal(err)
	}
	_, _, err = new(app).lease(t.Context(), mine, "imap://mail.example.org")
	if err == nil {
		t.Fatal("a mailbox has two nixies at once")
	}
	who, since, _ := strings.Cut(err.Error(), ", since ")
	if who != "another nixie is at work: process 32125 on vm" {
		t.Errorf("said %q", err)
	}
	// Not by parsing it: a minute of the hour that autumn repeats is two.
	for at := before.Add(-2 * time.Minute); at.Format(minuteFormat) != since; at = at.Add(time.Second) {
		if at.After(time.Now()) {
			t.Fatalf("since %q, want the present", since)
		}
	}
}
