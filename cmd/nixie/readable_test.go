//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// TestOpenTwice: a process that opens its ledger a second time, as SIGHUP does,
// keeps its lock on it. Without it another program that closes the ledger takes
// itself for the last one and, as SQLite before version 3.51 does, removes the
// companion with the last changes.
func TestOpenTwice(t *testing.T) {
	const asked = "NIXIE_TEST_LOCK"
	if path := os.Getenv(asked); path != "" { // the other program: a process does not see its own locks
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		shared := syscall.Flock_t{Type: syscall.F_WRLCK, Start: 0x40000002, Len: 510} // the bytes of a shared lock, https://www.sqlite.org/lockingv3.html
		if err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &shared); err != nil {
			t.Fatal(err)
		}
		if shared.Type == syscall.F_UNLCK {
			t.Error("nobody has a lock on the ledger")
		}
		return
	}
	path := filepath.Join(t.TempDir(), "nixie.db")
	a := &app{stdout: io.Discard, stderr: io.Discard}
	for n := range 2 {
		book, err := a.openStore(t.Context(), path, true)
		if err != nil {
			t.Fatal(err)
		}
		defer book.close()
		other := exec.Command(os.Args[0], "-test.run=^TestOpenTwice$")
		other.Env = append(os.Environ(), asked+"="+path)
		if said, err := other.CombinedOutput(); err != nil {
			t.Errorf("opened %d times: %v\n%s", n+1, err, said)
		}
	}
}
