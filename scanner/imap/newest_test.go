package imap_test

import (
	"fmt"
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// TestNewest: the end of a folder, whatever is known of it, gaps in the UIDs
// included.
func TestNewest(t *testing.T) {
	h := serve(t)
	for n := range 8 {
		h.deliver(t, "INBOX", note(fmt.Sprint(n+1)))
	}
	h.remove(t, "INBOX", goimap.UID(6))
	memory := positions{}
	read(t, h.url("INBOX"), memory, h.options()).want(t, "1 2 3 4 5 7 8")
	src, err := imap.Dial(t.Context(), h.url("INBOX"), memory, h.options())
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for n, want := range map[int]string{0: "", 1: "8", 3: "5 7 8", 7: "1 2 3 4 5 7 8", 100: "1 2 3 4 5 7 8"} {
		var r reading
		for m, err := range src.Newest(n).Messages(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			r.messages = append(r.messages, m)
		}
		r.want(t, want)
	}
	for range src.Newest(3).Messages(t.Context()) {
		break // the connection is made anew for what follows
	}
	n := 0
	for res, err := range scanner.Scan(t.Context(), src.Newest(2), nil) {
		if err != nil || res.Message == nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
}

// A server that asks for patience when the folder is opened gets it.
func TestNewestThrottled(t *testing.T) {
	left := 2
	s := &script{mail: letters(5), answer: func(c *peer, _ int, cmd command) bool {
		if cmd.name != "EXAMINE" || left == 0 {
			return false
		}
		left--
		c.say("%s NO [THROTTLED] slow down", cmd.tag)
		return true
	}}
	url, o := s.serve(t)
	var pauses []time.Duration
	src, err := imap.Dial(t.Context(), url, nil, imap.WithSleep(o, func(d time.Duration) { pauses = append(pauses, d) }))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var r reading
	for m, err := range src.Newest(2).Messages(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		r.messages = append(r.messages, m)
	}
	r.want(t, "m4 m5")
	if got := fmt.Sprint(pauses); got != "[15s 30s]" {
		t.Errorf("pauses %s, want 15s and 30s", got)
	}
}

func TestKeys(t *testing.T) {
	for _, c := range []struct{ url, folder, account string }{
		{"imaps://b@example.org@Mail.Example.org", "imaps://b@example.org@mail.example.org/INBOX", "imaps://b@example.org@mail.example.org"},
		{"imaps://b@mail.example.org:993/inbox", "imaps://b@mail.example.org/INBOX", "imaps://b@mail.example.org"},
		{"imap://b@mail.example.org:1143/Old/M%C3%BCll", "imap://b@mail.example.org:1143/Old/M%C3%BCll", "imap://b@mail.example.org:1143"},
	} {
		folder, account, err := imap.Keys(c.url)
		if err != nil || folder != c.folder || account != c.account {
			t.Errorf("Keys(%q) = %q, %q, %v; want %q, %q", c.url, folder, account, err, c.folder, c.account)
		}
	}
	if _, _, err := imap.Keys("imaps://b:secret@mail.example.org"); err == nil {
		t.Error("a URL with a password has keys")
	}
}
