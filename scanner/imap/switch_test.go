package imap_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// A shelfTrial is a scan of three folders with acts, over one connection.
type shelfTrial struct {
	*host
	*bend
	db   string
	urls []string
	o    *imap.Options
}

// newShelfTrial fills the INBOX and two folders with six messages each.
func newShelfTrial(t *testing.T, b *bend) *shelfTrial {
	t.Helper()
	h := serveWith(t, true)
	for f, folder := range []string{"INBOX", "Second", "Third"} {
		if f > 0 {
			h.create(t, folder)
		}
		for n := range 6 {
			h.deliver(t, folder, trialMessage(10*f+n+4)) // two bounces, then one of each sort
		}
	}
	url, o := b.front(t, h)
	base := strings.TrimSuffix(url, "INBOX")
	return &shelfTrial{host: h, bend: b, db: filepath.Join(t.TempDir(), "nixie.db"), urls: []string{url, base + "Second", base + "Third"}, o: o}
}

// run is one run of the scan. It must end within the deadline of the test.
func (tr *shelfTrial) run(t *testing.T) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := scanAndSettle(ctx, tr.db, tr.urls[0], tr.o, trialActs, tr.urls[1:]...)
	if ctx.Err() != nil {
		t.Errorf("the run hangs: %v", err)
	}
	return err
}

// done runs once more, now that nothing happens any more, and checks that in all
// folders everything is done, once.
func (tr *shelfTrial) done(t *testing.T) {
	t.Helper()
	tr.mu.Lock()
	tr.command, tr.reply = nil, nil
	tr.mu.Unlock()
	if err := tr.run(t); err != nil {
		t.Errorf("the run without trouble: %v", err)
	}
	tr.wantShelf(t, "INBOX", "m06, m08 complained, m09")
	tr.wantShelf(t, "Second", "m16, m18 complained, m19")
	tr.wantShelf(t, "Third", "m26, m28 complained, m29")
	tr.wantShelf(t, "Done/Bounces", "m04, m05, m14, m15, m24, m25")
	tr.wantShelf(t, "Kept", "m06, m16, m26")
	db := (&trial{db: tr.db}).open(t)
	defer db.Close()
	for query, want := range map[string]string{
		"SELECT 'outcomes', count(*), count(DISTINCT recipient) FROM outcome":                                "outcomes 15 15",
		"SELECT state, count(*), count(DISTINCT source || position) FROM debt GROUP BY state ORDER BY state": "done 15 15",
		"SELECT what, 1, 1 FROM trouble": "",
	} {
		if got := table(t, db, query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	tr.harmless(t)
	if t.Failed() {
		t.Logf("the client said\n%s", strings.Join(tr.lines, "\n"))
	}
}

// TestSwitch: folder after folder is read and settled with one sign-in.
func TestSwitch(t *testing.T) {
	tr := newShelfTrial(t, new(bend))
	if err := tr.run(t); err != nil {
		t.Error(err)
	}
	if n := len(tr.said("AUTHENTICATE")); n != 1 {
		t.Errorf("%d sign-ins, want 1", n)
	}
	tr.done(t)
}

// TestSwitchFault: wherever the connection ends between and within three folders,
// or a command is refused, the next run finds everything as if nothing had been.
func TestSwitchFault(t *testing.T) {
	t.Parallel()
	const commands = 60 // a trial without trouble needs more
	for first, how := range []string{"* BYE Going down\r\n" + hangUp, "TAG NO Not now"} {
		command := func(i int) int { return 1 + first + 2*i }
		name := func(i int) string { return fmt.Sprintf("%q at command %d", how, command(i)) }
		several(t, commands/2, name, func(t *testing.T, i int) {
			n := 0
			tr := newShelfTrial(t, &bend{command: func(string) string {
				if n++; n == command(i) {
					return how
				}
				return ""
			}})
			err := tr.run(t)
			if dead := how != "TAG NO Not now"; dead && err != nil && !errors.Is(err, scanner.ErrTemporary) {
				t.Errorf("error %v, want none or ErrTemporary", err)
			}
			if n < command(i) {
				t.Errorf("only %d commands were said: the test has missed", n)
			}
			tr.done(t)
		})
	}
}

// TestSwitchFew: a server that takes only so many commands on a connection is
// signed in to as often as it takes, and everything is done in one run.
func TestSwitchFew(t *testing.T) {
	for _, commands := range []int{14, 23} {
		tr := newShelfTrial(t, &bend{command: func(line string) string {
			tag, _, _ := strings.Cut(line, " ")
			if n, _ := strconv.Atoi(strings.TrimPrefix(tag, "T")); n > commands {
				return "* BYE Enough\r\n" + hangUp
			}
			return ""
		}})
		if err := tr.run(t); err != nil {
			t.Errorf("%d commands: %v", commands, err)
		}
		if n := len(tr.said("AUTHENTICATE")); n < 2 || n > 20 {
			t.Errorf("%d commands: %d sign-ins", commands, n)
		}
		tr.done(t)
	}
}

// TestSwitchRefused: a folder that the server does not open costs no sign-in, and
// keeps nobody from the next.
func TestSwitchRefused(t *testing.T) {
	for _, answer := range []string{"NO [NONEXISTENT] where?", "NO no such folder", "NO [NOPERM] not yours", "NO [INUSE] locked", "BAD what?"} {
		t.Run(answer, func(t *testing.T) {
			s := &script{mail: letters(2), answer: func(c *peer, _ int, cmd command) bool {
				if cmd.is("EXAMINE", "Lost") {
					c.say("%s %s", cmd.tag, answer)
				}
				return cmd.is("EXAMINE", "Lost")
			}}
			url, o := s.serve(t)
			base := strings.TrimSuffix(url, "INBOX")
			signIns := 1
			if strings.Contains(answer, "INUSE") { // it wants to be left alone
				signIns = 14 // one for each of twelve pauses, and one for the next folder
			}
			src, err := imap.Dial(t.Context(), url, nil, imap.WithoutPause(o))
			if err != nil {
				t.Fatal(err)
			}
			defer src.Close()
			for _, folder := range []string{"INBOX", "Lost", "Other"} {
				if err := src.Switch(base + folder); err != nil {
					t.Fatal(err)
				}
				n := 0
				for m, err := range src.Messages(t.Context()) {
					if (err != nil) != (folder == "Lost") {
						t.Errorf("%s: error %v", folder, err)
					}
					if throttled := signIns > 1; err != nil && imap.OfAccount(err) != throttled {
						t.Errorf("%s: error %v concerns all folders: %v, want %v", folder, err, !throttled, throttled)
					}
					if err == nil && !strings.Contains(m.Location, "/"+folder+"#") {
						t.Errorf("%s: a message of %s", folder, m.Location)
					}
					n++
				}
				if want := map[string]int{"INBOX": 2, "Lost": 1, "Other": 2}[folder]; n != want {
					t.Errorf("%s: %d messages or errors, want %d", folder, n, want)
				}
			}
			if n := s.said("LOGIN"); n != signIns {
				t.Errorf("%d sign-ins, want %d", n, signIns)
			}
		})
	}
}

// TestSwitchElsewhere: a source stays with its user and server.
func TestSwitchElsewhere(t *testing.T) {
	s := &script{mail: letters(1)}
	url, o := s.serve(t)
	src, err := imap.Dial(t.Context(), url, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for _, other := range []string{strings.Replace(url, "ann@", "bob@", 1), "imap://ann@example.org/INBOX", strings.Replace(url, "imap:", "imaps:", 1), "nothing"} {
		if err := src.Switch(other); err == nil {
			t.Errorf("switched to %s", other)
		}
	}
	for m, err := range src.Messages(t.Context()) {
		if err != nil || !strings.HasSuffix(m.Location, "/INBOX#1") {
			t.Errorf("message %v, error %v", m, err)
		}
	}
}

// TestSwitchToANewFolder: nothing is known of a folder that was not read yet, though
// it has the numbers of the one before.
func TestSwitchToANewFolder(t *testing.T) {
	s := &script{mail: letters(2)}
	url, o := s.serve(t)
	src, err := imap.Dial(t.Context(), url, nil, imap.WithoutPause(o))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	for _, err := range src.Messages(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := src.Switch(strings.TrimSuffix(url, "INBOX") + "Other"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := src.Wait(ctx, &imap.WaitOptions{Poll: time.Hour, NoIdle: true}); err != nil {
		t.Errorf("it waits for mail that is there: %v", err)
	}
}
