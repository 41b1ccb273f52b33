package imap_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
)

// survives runs once more without trouble, and checks what holds even if nixie
// was told lies: each message that may not be deleted lies in one place, and
// what has gone from the INBOX was counted, once.
func (tr *trial) survives(t *testing.T) {
	t.Helper()
	tr.mu.Lock()
	tr.at, tr.command, tr.reply = 0, nil, nil
	tr.mu.Unlock()
	if err := tr.run(t); err != nil {
		t.Errorf("the run without trouble: %v", err)
	}
	inbox, kept := tr.shelf(t, "INBOX"), ""
	done := ""
	for folder, text := range map[string]*string{"Done/Bounces": &done, "Kept": &kept} {
		if tr.has(t, folder) {
			*text = tr.shelf(t, folder)
		}
	}
	for n := range trialMail {
		name := fmt.Sprintf("m%02d", n)
		places := strings.Count(inbox, name) + strings.Count(done, name)
		if deleted := n%10 == 7; places > 1 || places == 0 && !deleted || strings.Count(kept, name) > 1 {
			t.Errorf("%s: INBOX %q, Done/Bounces %q, Kept %q", name, inbox, done, kept)
		}
	}
	db := tr.open(t)
	defer db.Close()
	var counted, recipients int
	if err := db.QueryRow("SELECT count(*), count(DISTINCT recipient) FROM outcome").Scan(&counted, &recipients); err != nil {
		t.Fatal(err)
	}
	gone := trialMail - strings.Count(inbox, "m")
	if counted > 18 || counted != recipients || counted < gone {
		t.Errorf("%d events of %d recipients are counted, and %d messages are gone from the INBOX", counted, recipients, gone)
	}
	tr.harmless(t)
	if t.Failed() {
		t.Logf("the client said\n%s", strings.Join(tr.lines, "\n"))
	}
}

// has reports whether a folder is there.
func (h *host) has(t *testing.T, folder string) bool {
	t.Helper()
	list, err := h.client(t, "INBOX").List("", folder, nil).Collect()
	if err != nil {
		t.Fatal(err)
	}
	return len(list) > 0
}

// TestFaultBye: the server ends the conversation at each command: in place of
// an answer, instead of the last line of it, or asking for patience.
func TestFaultBye(t *testing.T) {
	t.Parallel()
	const commands = 38 // as many as a trial without trouble needs
	for _, how := range []string{"BYE", "BYE [UNAVAILABLE]", "BYE and no answer"} {
		name := func(i int) string { return fmt.Sprintf("%s at command %d", how, i+1) }
		several(t, commands, name, func(t *testing.T, i int) {
			n, tag := 0, ""
			b := &bend{command: func(line string) string {
				if n++; n != i+1 {
					return ""
				}
				if how == "BYE and no answer" {
					tag, _, _ = strings.Cut(line, " ")
					return ""
				}
				return "* " + how + " Going down\r\n" + hangUp
			}}
			b.reply = func(line string) string {
				if tag != "" && strings.HasPrefix(line, tag+" ") {
					tag = ""
					return "* BYE Autologout\r\n" + hush
				}
				return line
			}
			tr := newTrial(t, b)
			if err := tr.run(t); err != nil && !errors.Is(err, scanner.ErrTemporary) {
				t.Errorf("error %v, want none or ErrTemporary", err)
			}
			if n <= i {
				t.Errorf("only %d commands were said: the test has missed", n)
			}
			tr.recovers(t)
		})
	}
}

// TestFaultRefused: the server refuses to copy or to move, for lack of room or
// for no reason. Nothing is lost, the acts stay owed, the rest is done, and the
// next run does them.
func TestFaultRefused(t *testing.T) {
	for _, tt := range []struct{ name, hide, refuses, answer string }{
		{"NO to COPY", "MOVE", " COPY ", "TAG NO Not now"},
		{"NO to COPY, MOVE known", "", " COPY ", "TAG NO Not now"},
		{"NO to MOVE", "", " MOVE ", "TAG NO Not now"},
		{"BAD to MOVE", "", " MOVE ", "TAG BAD What?"},
		{"disk full, COPY", "MOVE", " COPY ", "TAG NO [OVERQUOTA] Quota exceeded (mailbox for user is full)"},
		{"disk full, MOVE", "", " MOVE ", "TAG NO [OVERQUOTA] Quota exceeded (mailbox for user is full)"},
		{"disk full, no code", "MOVE", " COPY ", "TAG NO Internal error: no space left on device"},
		{"disk full, CREATE", "", " CREATE ", "TAG NO [OVERQUOTA] No room for a folder"},
		{"NO to EXPUNGE", "MOVE", " EXPUNGE ", "TAG NO Not now"},
		{"NO to STORE", "MOVE", " STORE ", "TAG NO [NOPERM] Not yours"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := &bend{hide: []string{tt.hide}, command: func(line string) string {
				if strings.Contains(line, tt.refuses) {
					return tt.answer
				}
				return ""
			}}
			tr := newTrial(t, b)
			if err := tr.run(t); err == nil || len(b.said(tt.refuses)) == 0 {
				t.Errorf("error %v, and said was %q; want an error about it", err, b.said(tt.refuses))
			}
			for n := range trialMail {
				if place := tr.shelf(t, "INBOX"); n%10 != 7 && n%10 > 5 && !strings.Contains(place, fmt.Sprintf("m%02d", n)) {
					t.Errorf("after the refusal the INBOX holds %q", place)
				}
			}
			tr.recovers(t)
		})
	}
}

// TestFaultRenumbered: a run dies at each command, and before the next the
// server has given the folder another UIDVALIDITY.
func TestFaultRenumbered(t *testing.T) {
	t.Parallel()
	for _, hide := range []string{"", "MOVE"} {
		name := func(i int) string { return fmt.Sprintf("after command %d, without %s", i+8, hide) }
		several(t, 30, name, func(t *testing.T, i int) { // a trial without trouble needs 38 commands
			n, validity, dead := 0, "1", false
			b := &bend{hide: []string{hide}, command: func(line string) string {
				if n++; n >= i+8 && !dead {
					return hangUp
				}
				return ""
			}}
			b.reply = func(line string) string {
				return strings.Replace(line, "[UIDVALIDITY 1]", "[UIDVALIDITY "+validity+"]", 1)
			}
			tr := newTrial(t, b)
			if err := tr.run(t); !errors.Is(err, scanner.ErrTemporary) {
				t.Errorf("error %v, want ErrTemporary", err)
			}
			b.mu.Lock()
			validity, dead = "2", true
			b.mu.Unlock()
			if err := tr.run(t); err != nil {
				t.Errorf("after the folder was renumbered: %v", err)
			}
			tr.counted(t)
			tr.recovers(t) // renumbered once more
		})
	}
}
