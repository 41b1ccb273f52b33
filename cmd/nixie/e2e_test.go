//go:build unix

package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// messages is how many bounces lie in the mailbox of a test from end to end.
const messages = 300

// TestDovecotKilledScan: nixie is killed in the middle of a scan (kill -9) and
// started again. Every message is counted once, none is lost, and the mailbox
// is as it was.
func TestDovecotKilledScan(t *testing.T) {
	// Plain text, which nixie allows on loopback: scanner/imap tests encryption.
	d := dovecottest.Start(t, dovecottest.Config{Users: []string{"bounces"}, PlainText: true})
	for n := range messages {
		d.Deliver(t, "", bounce(n))
	}
	stoppedScan(t, d.Plain, syscall.SIGKILL)
	d.Untouched(t)
}

// TestKilledScan is the same with a server in this process.
func TestKilledScan(t *testing.T) {
	stoppedScan(t, memoryServer(t), syscall.SIGKILL)
}

// TestInterruptedScan: after Ctrl-C, what was read is recorded and the list
// written.
func TestInterruptedScan(t *testing.T) {
	stoppedScan(t, memoryServer(t), syscall.SIGINT)
}

// memoryServer serves the bounces from this process and returns its address.
func memoryServer(t *testing.T) string {
	t.Helper()
	var mbox bytes.Buffer
	for n := range messages {
		fmt.Fprintf(&mbox, "From MAILER-DAEMON Tue Nov 17 06:00:00 2026\n%s\n", bounce(n))
	}
	path := filepath.Join(t.TempDir(), "mbox")
	must(os.WriteFile(path, mbox.Bytes(), 0o600))
	return fmt.Sprintf("127.0.0.1:%d", serveIMAP(t, "bounces", "secret", path))
}

// stoppedScan scans the mailbox over a line that carries no more at some place,
// ends the program with the signal once a part of it is recorded, and scans again.
func stoppedScan(t *testing.T, server string, sig syscall.Signal) {
	line := startLine(t, server)
	home := t.TempDir()
	book := openBook(t, filepath.Join(home, "nixie.db"))

	var length int64 // behind so many bytes about 250 messages are carried, the first range of 200 among them
	for n := range messages {
		length += int64(len(bounce(n)))
	}
	gone := make(chan struct{})
	release := sync.OnceFunc(func() { close(gone) })
	defer release()
	line.at(length, func() { <-gone })
	first := startScan(t, home, line.address)
	waitForSome(t, book, first)
	must(first.cmd.Process.Signal(sig))
	first.wait()
	release()
	recorded := count(t, book)
	t.Logf("%d of %d messages were recorded when %v came", recorded, messages, sig)
	if recorded == messages {
		t.Fatal("everything was recorded before the signal came: the line was not held up in time")
	}
	checkFirst(t, first, sig, home)

	second := startScan(t, home, line.address)
	if code := second.wait(); code != exitDone {
		t.Fatalf("second scan: exit code %d\n%s", code, second.stderr.String())
	}
	want := fmt.Sprintf("%d messages read", messages-recorded)
	if !strings.Contains(second.stderr.String(), want) {
		t.Errorf("second scan after %d recorded messages: want %q in\n%s", recorded, want, second.stderr.String())
	}
	checkBook(t, book)
	checkList(t, filepath.Join(home, "recipients.csv"))

	third := startScan(t, home, line.address)
	if code := third.wait(); code != exitDone || !strings.Contains(third.stderr.String(), "Nothing new.") {
		t.Errorf("third scan: exit code %d, want 0 and nothing new:\n%s", code, third.stderr.String())
	}
}

// checkFirst checks how the stopped scan ended.
func checkFirst(t *testing.T, s *scanProcess, sig syscall.Signal, home string) {
	t.Helper()
	_, err := os.Stat(filepath.Join(home, "recipients.csv"))
	if sig == syscall.SIGKILL {
		if err == nil {
			t.Error("the killed scan has written recipients.csv: it was not killed in the middle")
		}
		return
	}
	if s.wait() != exitInterrupted || !strings.Contains(s.stderr.String(), "run the same command again to go on") {
		t.Errorf("interrupted scan: exit code %d, want %d\n%s", s.wait(), exitInterrupted, s.stderr.String())
	}
	if err != nil {
		t.Errorf("interrupted scan: %v", err)
	}
}

// A scanProcess is a running `nixie scan`.
type scanProcess struct {
	cmd    *exec.Cmd
	stderr bytes.Buffer
	done   chan struct{}
}

func startScan(t *testing.T, home, address string) *scanProcess {
	t.Helper()
	s := &scanProcess{done: make(chan struct{})}
	s.cmd = exec.Command("nixie", "scan", "--no-progress", "--batch", "10", "--password-stdin", "imap://bounces@"+address)
	s.cmd.Dir, s.cmd.Stderr, s.cmd.Stdin = home, &s.stderr, strings.NewReader("secret\n")
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.cmd.Wait(); close(s.done) }()
	t.Cleanup(func() { s.cmd.Process.Kill(); <-s.done })
	return s
}

// wait returns the exit code.
func (s *scanProcess) wait() int {
	<-s.done
	return s.cmd.ProcessState.ExitCode()
}

// openBook opens the ledger that the scans write to.
func openBook(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := ledger.Open(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	return db
}

func count(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	if err := db.QueryRow("SELECT count(*) FROM outcome").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// waitForSome waits until the scan has recorded a fifth of the mailbox.
func waitForSome(t *testing.T, db *sql.DB, s *scanProcess) {
	t.Helper()
	for range 6000 {
		if count(t, db) >= messages/5 {
			return
		}
		select {
		case <-s.done:
			t.Fatalf("the scan ended early:\n%s", s.stderr.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Fatal("too little recorded after a minute")
}

// checkBook checks that each bounce is in the ledger, once.
func checkBook(t *testing.T, db *sql.DB) {
	t.Helper()
	var outcomes, recipients int
	row := db.QueryRow("SELECT count(*), count(DISTINCT recipient) FROM outcome, fact WHERE fact.n = outcome.fact AND event = 'bounce'")
	if err := row.Scan(&outcomes, &recipients); err != nil {
		t.Fatal(err)
	}
	if outcomes != messages || recipients != messages {
		t.Errorf("the ledger holds %d bounces of %d recipients, want %d of each", outcomes, recipients, messages)
	}
}

// checkList checks that each address is in the list, with one bounce.
func checkList(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != messages+1 {
		t.Fatalf("%d rows in the list, want a header and %d", len(rows), messages)
	}
	for i, row := range rows[1:] {
		if want := recipient(i); row[0] != want || row[7] != "1" {
			t.Errorf("row %d is about %s with %s bounces, want %s with 1", i+1, row[0], row[7], want)
		}
	}
}
