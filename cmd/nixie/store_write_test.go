package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// owe records a message to which an act is owed, and returns the debt.
func owe(t *testing.T, s *store, n int) scanner.Debt {
	t.Helper()
	d := scanner.Debt{Act: scanner.Act{Verb: scanner.Move, Target: "Done"}, Source: "imaps://b@example.org/INBOX", Position: fmt.Sprint("1:", n)}
	if _, err := s.Record(t.Context(), &scanner.Result{Message: &scanner.Message{Source: d.Source, Position: d.Position}, Act: d.Act}); err != nil {
		t.Fatal(err)
	}
	return d
}

// Once the file of the ledger is not in its place any more, nothing is recorded
// and no act is begun.
func TestReplacedLedger(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(path string) error
		want string
	}{
		{"removed", os.Remove, "was removed"},
		{"another one", func(path string) error {
			text, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path+".new", text, 0o600)
			}
			return errors.Join(err, os.Rename(path+".new", path))
		}, "another file was put at"},
		{"a backup in the very file", func(path string) error { return os.Remove(path + "-wal") }, "-wal was removed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "n.db")
			s, err := new(app).openStore(t.Context(), path, true)
			if err != nil {
				t.Fatal(err)
			}
			defer s.close()
			debt := owe(t, s, 1)
			if err := c.do(path); err != nil {
				t.Skip("this system does not let go of an open file:", err)
			}
			_, recording := s.Record(t.Context(), &scanner.Result{Message: &scanner.Message{Source: debt.Source, Position: "1:2"}})
			granted, beginning := s.Begin(t.Context(), debt)
			for doing, err := range map[string]error{"recording": recording, "beginning": beginning} {
				if !errors.Is(err, ledger.ErrReplaced) || !strings.Contains(err.Error(), c.want) || codeOf(err) != exitFailed {
					t.Errorf("%s: %v (%d), want ErrReplaced, %q and code %d", doing, err, codeOf(err), c.want, exitFailed)
				}
			}
			if len(granted) > 0 {
				t.Error("an act may be done whose record is gone")
			}
		})
	}
}

// What a database says about noting acts is told in words, too.
func TestFullDiskNoting(t *testing.T) {
	s, err := new(app).openStore(t.Context(), filepath.Join(t.TempDir(), "n.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	debt := owe(t, s, 1)
	s.db.SetMaxOpenConns(1)
	if _, err := s.db.Exec("PRAGMA max_page_count = 1"); err != nil { // no more than there are
		t.Fatal(err)
	}
	err = s.Refused(t.Context(), debt, strings.Repeat("no ", 1<<20))
	if want := "no space left on the disk that holds the ledger"; err == nil || !strings.HasSuffix(err.Error(), want) || codeOf(err) != exitFailed {
		t.Errorf("%v, want … %s", err, want)
	}
}

// Refusals are of one sort when they differ in what the server makes up each time.
func TestSortOf(t *testing.T) {
	for _, c := range []struct{ why, want string }{
		{`the server refuses: "Mailbox is in use (0.001 + 0.000 secs)."`, "the server refuses: "},
		{`the server refuses: "[OVERQUOTA] no room for UID 12"`, "the server refuses: [OVERQUOTA"},
		{`the server refuses: "[BADURL x] no"`, "the server refuses: [BADURL"},
		{"the message lies in that folder already", "the message lies in that folder already"},
	} {
		if got := sortOf(c.why); got != c.want {
			t.Errorf("sortOf(%q) = %q, want %q", c.why, got, c.want)
		}
	}
}
