package imap_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// TestFaultOneCommandAtATime: no command is sent before the one before it has its
// answer. The library deadlocks over two FETCHes that one goroutine drains.
func TestFaultOneCommandAtATime(t *testing.T) {
	for _, hide := range []string{"", "MOVE"} {
		open := ""
		b := &bend{hide: []string{hide}}
		b.command = func(line string) string {
			if open != "" {
				t.Errorf("%q is said before %s is answered", line, open)
			}
			open, _, _ = strings.Cut(line, " ")
			return ""
		}
		b.reply = func(line string) string {
			if open != "" && strings.HasPrefix(line, open+" ") {
				open = ""
			}
			return line
		}
		tr := newTrial(t, b)
		// While one range is fetched, the rest of messages of another is wanted.
		tr.o.Batch, tr.o.Partial = 3, 100
		if err := tr.run(t); err != nil || len(b.lines) < 20 {
			t.Errorf("error %v after %d commands", err, len(b.lines))
		}
		tr.recovers(t)
	}
}

// TestFaultSlowConsumer: a caller who takes longer over each message than the
// server may take over anything is waited for: no literal is open meanwhile.
func TestFaultSlowConsumer(t *testing.T) {
	b := new(bend)
	tr := newTrial(t, b)
	tr.o.Batch = 5
	src, err := imap.Dial(t.Context(), tr.url, nil, tr.o)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	read := 0 // in several ranges: a server that says nothing between them is well
	for m, err := range src.Messages(t.Context()) {
		if err != nil || m.Err != nil {
			t.Fatal(err, m)
		}
		if read++; read%7 == 0 {
			b.glass.rest(t) // and then as long as you like
		}
	}
	if n := len(b.said("AUTHENTICATE")); read != trialMail || n != 1 {
		t.Errorf("%d messages in %d sessions, want %d in one", read, n, trialMail)
	}
}

// TestFaultUnreadable: a message that the server keeps back is moved to a folder
// of its own, once that is stored.
func TestFaultUnreadable(t *testing.T) {
	b := &bend{command: func(line string) string {
		_, asked, fetch := strings.Cut(line, "FETCH ") // by UID or by number
		if fetch && strings.Contains(asked, "BODY") && within(asked, 3) {
			return "TAG NO [SERVERBUG] cannot read"
		}
		return ""
	}}
	h := filled(t, 5)
	url, o := b.front(t, h)
	path := filepath.Join(t.TempDir(), "nixie.db")
	acts := scanner.Acts{scanner.SortError: {Verb: scanner.Move, Target: "Failed"}, scanner.SortOther: {Verb: scanner.Move, Target: "Other"}}
	if err := scanAndSettle(context.Background(), path, url, o, acts); err != nil {
		t.Fatal(err)
	}
	h.wantShelf(t, "INBOX", "")
	h.wantShelf(t, "Failed", "m3")
	h.wantShelf(t, "Other", "m1, m2, m4, m5")
	tr := &trial{db: path}
	db := tr.open(t)
	defer db.Close()
	if got := table(t, db, "SELECT 'troubles', count(*), 0 FROM trouble"); got != "troubles 1 0" {
		t.Errorf("the ledger knows %s, want 1", got)
	}
}
