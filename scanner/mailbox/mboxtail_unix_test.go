//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package mailbox

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
)

const (
	wholeReport = "From MAILER-DAEMON Tue Nov  3 10:00:00 2026\nSubject: failed\nContent-Type: multipart/report; boundary=\"b=1\"\n\n--b=1\n\nwords\n--b=1\n\nFinal-Recipient: rfc822; ann@example.org\n--b=1--\n\n"
	cutReport   = "From MAILER-DAEMON Tue Nov  3 11:00:00 2026\nSubject: failed\nContent-Type: multipart/report; boundary=\"b=1\"\n\n--b=1\n\nwords\n"
	restReport  = "--b=1\n\nFinal-Recipient: rfc822; bob@example.org\n--b=1--\n\n"
)

// A remembered is a memory of one mbox.
type remembered struct {
	scanner.Forgetful
	position string
}

// readOn reads an mbox from where it was left, and returns what was read and what
// was left for the next time.
func readOn(t *testing.T, path string, memory *remembered) (read, left []string) {
	t.Helper()
	src, err := Open(path, memory, &Options{OnUnfinished: func(location string) { left = append(left, filepath.Base(location)) }})
	if err != nil {
		t.Fatal(err)
	}
	for m, err := range src.Messages(t.Context()) {
		if err != nil || m.Err != nil {
			t.Fatal(err, m.Err)
		}
		read = append(read, string(m.Raw[max(0, len(m.Raw)-60):]))
		memory.position = m.Position
	}
	return read, left
}

// A message that is being written is read once, when it is complete.
func TestMboxBeingWritten(t *testing.T) {
	const soon, old = time.Hour, -time.Hour // for the time of change: a test may be slow
	dot := func(t *testing.T, path string) func() {
		must(t, os.WriteFile(path+".lock", nil, 0o600))
		return func() { must(t, os.Remove(path+".lock")) }
	}
	none := func(*testing.T, string) func() { return func() {} }
	for _, c := range []struct {
		name    string
		content string
		changed time.Duration
		lock    func(*testing.T, string) func()
		read    int // at first
		left    string
	}{
		{"complete, just now", wholeReport, soon, none, 1, ""},
		{"cut off in its body, just now", wholeReport + cutReport, soon, none, 1, "box#2"},
		{"cut off in its header, just now", wholeReport + cutReport[:60], soon, none, 1, "box#2"},
		{"cut off long ago", wholeReport + cutReport, old, none, 2, ""},
		{"no multipart", wholeReport + "From a Tue Nov  3 10:00:00 2026\nSubject: hi\n\ntext\n", soon, none, 2, ""},
		{"locked by a file", wholeReport + wholeReport, old, dot, 1, "box#2"},
		{"locked by flock", wholeReport + wholeReport, old, flocked, 1, "box#2"},
		{"locked by fcntl", wholeReport + wholeReport, old, fcntled, 1, "box#2"},
		{"the only one", cutReport, soon, none, 0, "box#1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "box")
			must(t, os.WriteFile(path, []byte(c.content), 0o600))
			at := time.Now().Add(c.changed)
			must(t, os.Chtimes(path, at, at))
			unlock := c.lock(t, path)
			memory := &remembered{}
			read, left := readOn(t, path, memory)
			if len(read) != c.read || strings.Join(left, " ") != c.left {
				t.Fatalf("read %q, left %q; want %d and %q", read, left, c.read, c.left)
			}
			unlock()
			if c.left == "" {
				return
			}
			whole := wholeReport + cutReport + restReport
			if c.read == 0 {
				whole = cutReport + restReport
			} else if c.changed == old {
				whole = c.content
			}
			must(t, os.WriteFile(path, []byte(whole), 0o600))
			for want := range 2 { // the rest is read, and then nothing more
				read, left = readOn(t, path, memory)
				if len(read) != 1-want || len(left) > 0 || slices.ContainsFunc(read, func(text string) bool { return !strings.HasSuffix(text, "--b=1--\n") }) {
					t.Errorf("when it is written: read %q, left %q; want %d", read, left, 1-want)
				}
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Position implements scanner.Memory.
func (m *remembered) Position(_ context.Context, _ string) (string, error) { return m.position, nil }

// flocked locks the file as a second program would.
func flocked(t *testing.T, path string) func() {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	must(t, syscall.Flock(int(f.Fd()), syscall.LOCK_EX))
	return func() { must(t, f.Close()) }
}

// fcntled has another process lock the file: locks by fcntl are no obstacle to
// the process that holds them.
func fcntled(t *testing.T, path string) func() {
	cmd := exec.Command(os.Args[0], "-test.run=^TestHoldLock$")
	cmd.Env = append(os.Environ(), "MAILBOX_LOCK="+path)
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	if _, err := out.Read(make([]byte, 1)); err != nil { // it is locked now
		t.Fatal(err)
	}
	return func() {
		must(t, in.Close())
		_ = cmd.Wait()
	}
}

// TestHoldLock is the other process of fcntled.
func TestHoldLock(t *testing.T) {
	path := os.Getenv("MAILBOX_LOCK")
	if path == "" {
		t.Skip("is run by TestMboxBeingWritten")
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	must(t, syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK}))
	os.Stdout.WriteString("!")
	_, _ = os.Stdin.Read(make([]byte, 1)) // until the test ends
}
