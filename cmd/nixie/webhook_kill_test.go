//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	killRounds    = 50
	killAddresses = 300
)

// bounces returns an mbox in which so many addresses are unknown.
func bounces(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `From MAILER-DAEMON Thu Nov 19 06:00:01 2026
From: MAILER-DAEMON@mx.example.net
To: news@example.com
Subject: failure notice
Date: Thu, 19 Nov 2026 06:00:00 +0000
Message-ID: <%[1]d@mx.example.net>

Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<a%[1]d@h%[1]d.example.org>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 <a%[1]d@h%[1]d.example.org>: User unknown
Giving up on 192.0.2.7.

`, i)
	}
	return b.String()
}

// killed runs nixie, and kills it at a random moment unless it has ended before.
func killed(t *testing.T, home string, most time.Duration, args ...string) (finished bool) {
	t.Helper()
	cmd := exec.Command("nixie", args...)
	cmd.Dir, cmd.Env = home, append(os.Environ(), "HOOK_WORD=word")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(rand.N(most), func() { cmd.Process.Kill() })
	defer timer.Stop()
	return cmd.Wait() == nil
}

// nixieIn runs nixie to its end.
func nixieIn(t *testing.T, home string, args ...string) {
	t.Helper()
	cmd := exec.Command("nixie", args...)
	cmd.Dir, cmd.Env = home, append(os.Environ(), "HOOK_WORD=word")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("nixie %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// TestWebhookKilled: however often delivery is killed, every piece of news
// arrives, and at most one is sent again for each time.
func TestWebhookKilled(t *testing.T) {
	server := listenForHooks(t)
	home, _ := hookConf(t, server.URL)
	if err := os.WriteFile(filepath.Join(home, "mbox"), []byte(bounces(killAddresses)), 0o600); err != nil {
		t.Fatal(err)
	}
	server.status.Store(429) // the scan itself delivers nothing
	cmd := exec.Command("nixie", "scan", "-q", "--no-progress", "mbox")
	cmd.Dir, cmd.Env = home, append(os.Environ(), "HOOK_WORD=word")
	if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != exitPartly {
		t.Fatalf("scan: %v", err)
	}
	server.status.Store(0)
	kills := 0
	for range killRounds {
		if !killed(t, home, 100*time.Millisecond, "webhook", "flush") {
			kills++
		}
	}
	before, _ := server.counts()
	t.Logf("%d kills, %d of %d had arrived", kills, before, killAddresses)
	if kills == 0 {
		t.Error("no run was killed: the test shows nothing")
	}
	// What the last killed one had taken is due in some minutes only; here it
	// is due now.
	book := openBook(t, filepath.Join(home, "n.db"))
	if _, err := book.Exec("UPDATE outbox SET next = 0 WHERE state = 'owed'"); err != nil {
		t.Fatal(err)
	}
	nixieIn(t, home, "webhook", "flush")
	if ids, again := server.counts(); ids != killAddresses || again > kills {
		t.Errorf("%d ids arrived, %d again after %d kills; want %d", ids, again, kills, killAddresses)
	}
	var left int
	if err := book.QueryRow("SELECT COUNT(*) FROM outbox WHERE state <> 'done'").Scan(&left); err != nil || left > 0 {
		t.Errorf("%d deliveries are left: %v", left, err)
	}
}

// TestExportKilled: however often the export is killed, each file that appears
// is complete, and no address is in none of them.
func TestExportKilled(t *testing.T) {
	home := t.TempDir()
	met := map[string]bool{}
	file := filepath.Join(home, "new.txt")
	for round := range killRounds {
		mbox := fmt.Sprintf("mbox%d", round)
		text := strings.ReplaceAll(bounces(10), "@mx.", fmt.Sprintf("@mx%d.", round))
		text = strings.ReplaceAll(text, "example.org>", fmt.Sprintf("r%d.example.org>", round))
		if err := os.WriteFile(filepath.Join(home, mbox), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		nixieIn(t, home, "scan", "-q", "--no-progress", mbox)
		os.Remove(file)
		if !killed(t, home, 150*time.Millisecond, "export", "plain", "-o", "new.txt", "--since", "last-export") {
			collect(t, file, met) // what appeared is used
			nixieIn(t, home, "export", "plain", "-o", "new.txt", "--since", "last-export")
		}
		if collect(t, file, met); len(met) != 10*(round+1) {
			t.Fatalf("round %d: %d addresses were exported, want %d", round, len(met), 10*(round+1))
		}
	}
}

// collect adds the addresses of a file, if it is there.
func collect(t *testing.T, path string, met map[string]bool) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		address, complete := strings.CutSuffix(line, "\n")
		if !complete || !strings.HasSuffix(address, ".example.org") {
			t.Errorf("half an address: %q", line)
		}
		met[address] = true
	}
}

// TestWatchTellsWebhooks: a watcher tells while mail arrives.
func TestWatchTellsWebhooks(t *testing.T) {
	server := listenForHooks(t)
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, "mail"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "mail", "mbox"), []byte(bounces(5)), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startWatch(t, home, fmt.Sprintf("version = 1\n[[accounts]]\nname = \"files\"\nurl = \"mail\"\n"+
		"[[outputs]]\ntype = \"webhook\"\nurl = \"%s\"\n[[outputs]]\ntype = \"csv\"\npath = \"list.csv\"\n", server.URL))
	p.until("deliveries", func() bool { ids, _ := server.counts(); return ids == 5 })
	p.until("the list", func() bool { _, err := os.Stat(filepath.Join(home, "list.csv")); return err == nil })
	p.signal(syscall.SIGTERM)
	<-p.done
	if ids, again := server.counts(); ids != 5 || again != 0 {
		t.Errorf("%d ids arrived, %d again", ids, again)
	}
	if code := p.cmd.ProcessState.ExitCode(); code != exitTerminated {
		t.Errorf("exit code %d\n%s", code, p.said())
	}
}
