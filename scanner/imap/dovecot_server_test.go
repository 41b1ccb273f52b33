package imap_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap"
)

// A dovecot is a private Dovecot on loopback: own folder, own ports, own
// process. The user is account, the password "secret".
type dovecot struct {
	maildir         string
	uid             int // owner of the mail
	imaps, starttls string
	trust           *tls.Config
	delivered       int
}

// startDovecot starts one, or skips the test where Dovecot is not installed.
// In CI it must be.
func startDovecot(t *testing.T) *dovecot {
	t.Helper()
	program, err := exec.LookPath("dovecot")
	if err != nil {
		if program = "/usr/sbin/dovecot"; !exists(program) {
			if os.Getenv("CI") != "" {
				t.Fatal("dovecot is not installed, and CI is set")
			}
			t.Skip("dovecot is not installed (Debian: dovecot-imapd)")
		}
	}
	dir := shortDir(t)
	d := &dovecot{maildir: filepath.Join(dir, "home", "Maildir"), uid: os.Getuid()}
	if d.uid == 0 {
		d.uid = 8 // Debian's user mail; Dovecot serves no mail of root
	}
	d.folder(t, "")
	d.own(t, filepath.Join(dir, "home"))
	conf := filepath.Join(dir, "dovecot.conf")
	write(t, conf, d.configure(t, dir))

	cmd := exec.Command(program, "-F", "-c", conf)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(dir, "dovecot.log"))
			t.Logf("Dovecot's log:\n%s", log)
		}
	})
	for range 100 {
		if conn, err := net.Dial("tcp", d.starttls); err == nil {
			var greeting [4]byte // a port where nobody listens can connect to itself
			conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			io.ReadFull(conn, greeting[:])
			conn.Close()
			if string(greeting[:]) == "* OK" {
				return d
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("Dovecot does not listen after 10 seconds")
	return nil
}

// shortDir is a temporary folder whose name leaves room for the names of
// sockets in it, which may have 107 bytes, and which Dovecot's users may enter.
func shortDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if len(dir) > 60 {
		short, err := os.MkdirTemp("/tmp", "nixie")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(short) })
		return open(t, short)
	}
	open(t, filepath.Dir(dir))
	return open(t, dir)
}

func open(t *testing.T, dir string) string {
	t.Helper()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// configure writes users and certificate and returns the configuration.
func (d *dovecot) configure(t *testing.T, dir string) string {
	t.Helper()
	internal, group, login := "dovecot", "dovecot", "dovenull" // as Debian's package creates them
	if d.uid == os.Getuid() {
		me, err := user.Current()
		if err != nil {
			t.Fatal(err)
		}
		mine, err := user.LookupGroupId(me.Gid)
		if err != nil {
			t.Fatal(err)
		}
		internal, group, login = me.Username, mine.Name, me.Username
	}
	server, trust := certify(t)
	d.trust = trust
	key, err := x509.MarshalPKCS8PrivateKey(server.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	write(t, filepath.Join(dir, "cert.pem"), block("CERTIFICATE", server.Certificates[0].Certificate[0]))
	write(t, filepath.Join(dir, "key.pem"), block("PRIVATE KEY", key))
	write(t, filepath.Join(dir, "users"), fmt.Sprintf("%s:{PLAIN}secret:%d:%d::%s::\n", account, d.uid, d.uid, filepath.Join(dir, "home")))
	port, sport := freePort(t), freePort(t)
	d.starttls, d.imaps = "127.0.0.1:"+port, "127.0.0.1:"+sport
	return strings.NewReplacer("$DIR", dir, "$UID", fmt.Sprint(d.uid), "$PORT", port, "$SPORT", sport,
		"$INTERNAL", internal, "$GROUP", group, "$LOGIN", login).Replace(dovecotConf)
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

const dovecotConf = `protocols = imap
listen = 127.0.0.1
base_dir = $DIR/b
state_dir = $DIR/s
instance_name = nixie-test
log_path = $DIR/dovecot.log
default_internal_user = $INTERNAL
default_internal_group = $GROUP
default_login_user = $LOGIN
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:~/Maildir
first_valid_uid = $UID
last_valid_uid = $UID
ssl = yes
ssl_cert = <$DIR/cert.pem
ssl_key = <$DIR/key.pem
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $DIR/users
}
userdb {
  driver = passwd-file
  args = username_format=%u $DIR/users
}
service anvil {
  chroot =
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $PORT
  }
  inet_listener imaps {
    port = $SPORT
    ssl = yes
  }
}
namespace inbox {
  inbox = yes
  separator = /
}
`

// own gives a tree to the owner of the mail.
func (d *dovecot) own(t *testing.T, tree string) {
	t.Helper()
	if d.uid == os.Getuid() {
		return
	}
	err := filepath.Walk(tree, func(path string, _ os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, d.uid, d.uid)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// folder makes a folder; its name is as Maildir++ writes it, "" is the INBOX.
func (d *dovecot) folder(t *testing.T, name string) {
	t.Helper()
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(d.maildir, name, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	d.own(t, d.maildir)
}

// deliver puts a message into a folder as a mail system does.
func (d *dovecot) deliver(t *testing.T, folder, message string) {
	t.Helper()
	d.delivered++
	path := filepath.Join(d.maildir, folder, "new", fmt.Sprintf("%d.M%06dP1.mx.example.net", 1_700_000_000+d.delivered, d.delivered))
	write(t, path, strings.ReplaceAll(message, "\r\n", "\n"))
	d.own(t, path)
}

func (d *dovecot) options() *imap.Options {
	return &imap.Options{Password: password("secret"), TLSConfig: d.trust}
}

// untouched checks that no message has a flag: Maildir keeps them in the name.
func (d *dovecot) untouched(t *testing.T) {
	t.Helper()
	var mails int
	err := filepath.Walk(d.maildir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() || !strings.Contains(info.Name(), ".M") {
			return err
		}
		mails++
		if _, flags, _ := strings.Cut(info.Name(), ":2,"); flags != "" {
			t.Errorf("%s has the flags %q", path, flags)
		}
		return nil
	})
	if err != nil || mails != d.delivered {
		t.Errorf("%d messages lie there (%v), want %d", mails, err, d.delivered)
	}
}
