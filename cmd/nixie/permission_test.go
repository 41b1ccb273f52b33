//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody is a user that owns no files.
const nobody = 65534

// TestNoPermission runs nixie as a user who may not read what it is given. A
// test that runs as root, as CI does, becomes somebody else for it.
func TestNoPermission(t *testing.T) {
	dir := publicDir(t)
	program := filepath.Join(dir, "nixie")
	copyProgram(t, program)
	locked, file := filepath.Join(dir, "locked"), filepath.Join(dir, "secret.eml")
	must(os.Mkdir(locked, 0o700))
	must(os.WriteFile(filepath.Join(locked, "a.eml"), []byte(bounce(1)), 0o600))
	must(os.WriteFile(file, []byte(bounce(2)), 0o600))
	shut := filepath.Join(dir, "shut")
	must(os.Mkdir(shut, 0o755))
	kept := filepath.Join(shut, "kept.db")
	book, err := os.ReadFile(newLedger(t))
	must(err)
	must(os.WriteFile(kept, book, 0o644))
	must(os.Chmod(shut, 0o555))
	t.Cleanup(func() { os.Chmod(shut, 0o755) })
	private := filepath.Join(dir, "private.db")
	must(os.WriteFile(private, book, 0o600))
	if os.Getuid() != 0 {
		must(os.Chmod(private, 0))
	}
	stale := filepath.Join(dir, "stale.db") // the folder may be written, the file may not
	book, err = os.ReadFile(oldLedger(t))
	must(err)
	must(os.WriteFile(stale, book, 0o444))
	must(os.Chmod(dir, 0o777))
	must(os.WriteFile(filepath.Join(dir, "open.eml"), []byte(bounce(3)), 0o644))
	if os.Getuid() != 0 {
		must(os.Chmod(locked, 0))
		must(os.Chmod(file, 0))
		t.Cleanup(func() { os.Chmod(locked, 0o700) })
	}

	for _, c := range []struct {
		name string
		args []string
		code int
		want string // in what it says
	}{
		{"folder", []string{locked}, exitAuth, "locked: permission denied: run nixie as a user who may read it"},
		{"file", []string{file}, exitAuth, "secret.eml: permission denied: run nixie as a user who may read it"},
		{"the rest goes on", []string{"analyze", locked, filepath.Join(dir, "open.eml")}, exitPartly, "Messages that could not be read: 1"},
		{"folder for the ledger", []string{"scan", "--ledger", "sqlite:" + filepath.Join(shut, "n.db"), filepath.Join(dir, "open.eml")}, exitAuth,
			"hint: the file and its folder must allow this user to write"},
		{"reading a ledger that may only be read", []string{"report", "--ledger", kept}, exitDone, ""},
		{"reading one of an older version", []string{"report", "--ledger", stale}, exitAuth, "stale.db: an older nixie has written it (version 2), and it may not be written"},
		{"a ledger of somebody else", []string{"report", "--ledger", private}, exitAuth,
			"private.db: permission denied\nhint: run nixie as the user whose ledger it is, or let this one read the file"},
		{"scanning into it", []string{"scan", "--ledger", private, filepath.Join(dir, "open.eml")}, exitAuth, "let this one read the file"},
		{"checking it", []string{"state", "check", "--ledger", kept}, exitDone, ""},
		{"writing to it", []string{"forgive", "--ledger", kept, "kim.pham@example.com"}, exitAuth, "it may not be written\nhint: the file"},
		{"scanning into it", []string{"scan", "--ledger", kept, filepath.Join(dir, "open.eml")}, exitAuth, "hint: the file and its folder must"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, said := runAsNobody(t, dir, program, c.args)
			if code != c.code || !strings.Contains(said, c.want) {
				t.Errorf("nixie %v: exit code %d, want %d; said\n%s\nwant %q", c.args, code, c.code, said, c.want)
			}
		})
	}
	if copies, err := filepath.Glob(filepath.Join(dir, "*.bak")); err != nil || len(copies) > 0 {
		t.Errorf("copies of what was not brought up to date: %v, %v", copies, err)
	}
}

// publicDir is a temporary folder that every user may enter.
func publicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "nixie")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	must(os.Chmod(dir, 0o755))
	return dir
}

// copyProgram copies this test binary, which is nixie under that name.
func copyProgram(t *testing.T, path string) {
	t.Helper()
	self, err := exec.LookPath("nixie")
	if err != nil {
		t.Fatal(err)
	}
	from, err := os.Open(self)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	must(to.Close())
}

// runAsNobody returns the exit code and what the program says.
func runAsNobody(t *testing.T, dir, program string, args []string) (int, string) {
	t.Helper()
	var said bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stderr = dir, &said
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), said.String()
}
