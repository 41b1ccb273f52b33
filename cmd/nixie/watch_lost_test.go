//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/cmd/nixie/internal/watch"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// waiting returns how many messages are in the INBOX.
func (p *postOffice) waiting() int {
	p.t.Helper()
	data, err := p.user.Status("INBOX", &imap.StatusOptions{NumMessages: true})
	if err != nil {
		p.t.Fatal(err)
	}
	return int(*data.NumMessages)
}

// TestWatchLost: where nothing can be recorded any more, because another file is
// in the place of the ledger or a newer nixie has been there, watch ends by itself,
// in a way that starts the next one, and moves no mail.
func TestWatchLost(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(*watchInside) error
		want error
	}{
		{"replaced", func(w *watchInside) error {
			_, err := w.book.Exec("VACUUM INTO 'backup.db'")
			return errors.Join(err, os.Rename("backup.db", "nixie.db"))
		}, ledger.ErrReplaced},
		{"newer", func(w *watchInside) error {
			_, err := w.book.Exec("INSERT INTO nixie_schema (version_id, is_applied) VALUES (99, true)")
			return err
		}, ledger.ErrNewer},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPostOffice(t)
			defer p.shut()
			p.deliver(1, 2)
			w := watchInProcess(t, p, `mailbox_actions = "apply"`, `on = { bounce = "move:Done" }`, "[watch]", `health = "health.json"`)
			w.until(2)
			for end := time.Now().Add(patience); p.waiting() > 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			}
			if err := c.do(w); err != nil {
				t.Fatal(err)
			}
			p.deliver(3, 4)
			select {
			case err := <-w.done:
				if !errors.Is(err, c.want) || codeOf(err) != exitFailed {
					t.Errorf("it ended with %v (%d), want %v (%d)", err, codeOf(err), c.want, exitFailed)
				}
			case <-time.After(patience):
				w.stop()
				t.Fatalf("it goes on; nixie says:\n%s", w.said())
			}
			if n := p.waiting(); n != 2 {
				t.Errorf("%d messages in the INBOX, want the 2 that were not recorded", n)
			}
			if strings.Contains(w.said(), "trying again") {
				t.Errorf("nixie says:\n%s\nwant no word of trying again", w.said())
			}
			if text, err := os.ReadFile("health.json"); err != nil || !strings.Contains(string(text), `"state":"stopped","healthy":false`) {
				t.Errorf("health %s, %v; want it stopped", text, err)
			}
		})
	}
}

// A thiefSession removes the ledger while mail is read.
type thiefSession struct{ imapserver.Session }

func (s thiefSession) Fetch(w *imapserver.FetchWriter, of imap.NumSet, o *imap.FetchOptions) error {
	_ = os.Remove("nixie.db")
	return s.Session.Fetch(w, of, o)
}

// TestScanLost: a scan ends, too, when its ledger is removed, and moves no mail.
func TestScanLost(t *testing.T) {
	p := newPostOffice(t)
	defer p.shut()
	p.shut()
	p.bend = func(s imapserver.Session, _ *imapserver.Conn) imapserver.Session { return thiefSession{s} }
	p.open()
	p.deliver(1, 2)
	home := t.TempDir()
	t.Chdir(home)
	(&watchProcess{t: t, home: home}).write("nixie.toml", fmt.Sprintf("[[accounts]]\nname = \"post\"\nurl = \"imap://bounces@%s\"\n"+
		"auth = { password_cmd = \"echo secret\" }\non = { bounce = \"move:Done\" }\n", p.address))
	var said strings.Builder
	code := run(t.Context(), []string{"scan", "--apply", "post"}, nil, nil, &said, &said)
	if code != exitFailed || !strings.Contains(said.String(), "was removed\nhint: start nixie again") {
		t.Errorf("exit code %d, said\n%s", code, said.String())
	}
	if n := p.waiting(); n != 2 {
		t.Errorf("%d messages in the INBOX, want the 2 that were not recorded", n)
	}
}

// TestWatchStopsBesideWriter: SIGTERM ends it within seconds also while another
// process writes to the ledger for long; what could not be recorded is read by the
// next one.
func TestWatchStopsBesideWriter(t *testing.T) {
	home, office := t.TempDir(), newPostOffice(t)
	defer office.shut()
	conf := fmt.Sprintf("[watch]\nhealth = \"health.json\"\n[[accounts]]\nname = \"post\"\nurl = \"imap://bounces@%s\"\nauth = { password_cmd = \"echo secret\" }\n", office.address)
	p := startWatch(t, home, conf)
	p.until("health", func() bool { return p.health().State == watch.Well })
	book := openBook(t, filepath.Join(home, "nixie.db"))
	tx, err := book.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	office.deliver(1, 1)
	time.Sleep(time.Second) // it is read, and waits to be recorded
	p.signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(patience):
		t.Fatal("it has not ended")
	}
	if code := p.cmd.ProcessState.ExitCode(); code != exitTerminated {
		t.Errorf("exit code %d, want %d", code, exitTerminated)
	}
	if p.health().State != watch.Stopped {
		t.Errorf("health %+v, want it stopped", p.health())
	}
	tx.Rollback()
	next := startWatch(t, home, conf)
	next.until("the list", func() bool { return strings.Contains(next.list(), recipient(1)) })
}

// TestPasswordsApart: a command that hangs holds up its own account only.
func TestPasswordsApart(t *testing.T) {
	a := &app{asked: map[string]string{}}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	account := func(name, cmd string) *config.Account {
		acc := &config.Account{Name: name}
		acc.Auth.PasswordCmd = cmd
		return acc
	}
	begun := filepath.Join(t.TempDir(), "begun")
	hangs := make(chan error, 1)
	hung, end := context.WithCancel(ctx)
	go func() {
		_, err := a.password(hung, account("hangs", "touch '"+begun+"'; sleep 1000"))
		hangs <- err
	}()
	for _, err := os.Stat(begun); err != nil && ctx.Err() == nil; _, err = os.Stat(begun) {
		time.Sleep(10 * time.Millisecond)
	}
	if word, err := a.password(ctx, account("works", "echo secret")); word != "secret" {
		t.Errorf("password %q, %v", word, err)
	}
	select {
	case err := <-hangs:
		t.Errorf("the other command has ended: %v", err)
	default:
	}
	end()
	if err := <-hangs; err == nil {
		t.Error("a command that was called off gave a password")
	}
}
