//go:build unix

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A dovecot is a private Dovecot on loopback with its own folder, port and
// process; the system's service is not touched. It speaks plain text, which
// nixie allows on loopback: scanner/imap has the tests of encryption.
type dovecot struct {
	address string
	maildir string
	uid     int // owner of the mail
}

// startDovecot starts one for the user bounces, password secret. It skips the
// test where Dovecot is not installed; where CI is set, it must be.
func startDovecot(t *testing.T) *dovecot {
	t.Helper()
	program := "/usr/sbin/dovecot" // not on everybody's PATH
	if _, err := os.Stat(program); err != nil {
		if program, err = exec.LookPath("dovecot"); err != nil && os.Getenv("CI") != "" {
			t.Fatal("dovecot is not installed, and CI is set")
		} else if err != nil {
			t.Skip("dovecot is not installed (Debian: dovecot-imapd)")
		}
	}
	dir, err := os.MkdirTemp("/tmp", "nixie") // paths of sockets have at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	must(os.Chmod(dir, 0o755))
	d := &dovecot{address: fmt.Sprintf("127.0.0.1:%d", closedPort(t)), maildir: filepath.Join(dir, "Maildir"), uid: os.Getuid()}
	if d.uid == 0 {
		d.uid = 8 // Debian's user mail; Dovecot serves no mail of root
	}
	for _, sub := range []string{"", "cur", "new", "tmp"} {
		must(os.MkdirAll(filepath.Join(d.maildir, sub), 0o755))
		must(os.Chown(filepath.Join(d.maildir, sub), d.uid, d.uid))
	}
	conf := filepath.Join(dir, "dovecot.conf")
	must(os.WriteFile(conf, []byte(d.configuration(t, dir)), 0o644))
	d.start(t, exec.Command(program, "-F", "-c", conf), filepath.Join(dir, "log"))
	return d
}

// start runs the server until the test ends, and waits until it listens.
func (d *dovecot) start(t *testing.T, cmd *exec.Cmd, log string) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
		if t.Failed() {
			text, _ := os.ReadFile(log)
			t.Logf("Dovecot's log:\n%s", text)
		}
	})
	for range 100 {
		if conn, err := net.Dial("tcp", d.address); err == nil {
			conn.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("Dovecot does not listen after 10 seconds")
}

// configuration writes the file of users and returns the configuration
// (Dovecot 2.3).
func (d *dovecot) configuration(t *testing.T, dir string) string {
	t.Helper()
	internal, login := "dovecot", "dovenull" // as Debian's package makes them
	if d.uid == os.Getuid() {
		me, err := user.Current()
		if err != nil {
			t.Fatal(err)
		}
		internal, login = me.Username, me.Username
	}
	users := fmt.Sprintf("bounces:{PLAIN}secret:%d:%d::%s::\n", d.uid, d.uid, dir)
	must(os.WriteFile(filepath.Join(dir, "users"), []byte(users), 0o644))
	_, port, err := net.SplitHostPort(d.address)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`protocols = imap
listen = 127.0.0.1
base_dir = %[1]s/base
state_dir = %[1]s/state
log_path = %[1]s/log
instance_name = nixie-e2e
ssl = no
disable_plaintext_auth = no
default_internal_user = %[3]s
default_login_user = %[4]s
mail_location = maildir:%[1]s/Maildir
first_valid_uid = %[5]d
last_valid_uid = %[5]d
passdb {
  driver = passwd-file
  args = %[1]s/users
}
userdb {
  driver = passwd-file
  args = %[1]s/users
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %[2]s
  }
  inet_listener imaps {
    port = 0
  }
}
`, dir, port, internal, login, d.uid)
}

// deliver puts a message where a mail system puts it: new, without flags.
func (d *dovecot) deliver(t *testing.T, n int, message string) {
	t.Helper()
	path := filepath.Join(d.maildir, "new", fmt.Sprintf("%d.M%06dP1.mx.example.com", 1_790_000_000+n, n))
	must(os.WriteFile(path, []byte(message), 0o644))
	must(os.Chown(path, d.uid, d.uid))
}

// untouched checks that every message is still there, as it was delivered, and
// has no flag: a Maildir keeps flags in the names, "S" for \Seen.
func (d *dovecot) untouched(t *testing.T, want []string) {
	t.Helper()
	found := 0
	for _, sub := range []string{"new", "cur"} {
		entries, err := os.ReadDir(filepath.Join(d.maildir, sub))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if _, flags, _ := strings.Cut(e.Name(), ":2,"); flags != "" {
				t.Errorf("%s has the flags %q", e.Name(), flags)
			}
			var at, n int
			if _, err := fmt.Sscanf(e.Name(), "%d.M%dP1", &at, &n); err != nil {
				t.Fatalf("%s: %v", e.Name(), err)
			}
			text, err := os.ReadFile(filepath.Join(d.maildir, sub, e.Name()))
			if err != nil || string(text) != want[n] {
				t.Errorf("%s is not what was delivered (%v)", e.Name(), err)
			}
			found++
		}
	}
	if found != len(want) {
		t.Errorf("%d messages lie in the mailbox, want %d", found, len(want))
	}
}
