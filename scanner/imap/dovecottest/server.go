// Package dovecottest runs a private Dovecot for tests: own folder, own ports
// on loopback, own process. The system's service is not touched.
//
//	d := dovecottest.Start(t, dovecottest.Config{})
//	d.Deliver(t, "", "Subject: a\r\n\r\nText.\r\n")
//	url, trust := d.URL("INBOX"), d.Trust
//
// The configuration is that of Dovecot 2.3 with Maildirs. A test skips where
// Dovecot is not installed, and fails where the environment has CI set.
package dovecottest

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

const (
	// Account is the user of a server whose Config names none.
	Account = "bounces@example.org"
	// Password is everybody's.
	Password = "secret"
)

// A Config says what is special about a server. The zero value works.
type Config struct {
	// Users are the names of all users; each has a Maildir. Default: Account.
	Users []string
	// PlainText switches TLS off: the server offers no STARTTLS and has no
	// port for TLS.
	PlainText bool
	// Separator stands between the levels of a folder's name. Default: "/".
	Separator string
	// Prefix begins the name of every folder but the INBOX: "INBOX.".
	Prefix string
	// Introspect is the URL of a token introspection endpoint (RFC 7662), to
	// which Dovecot appends the token: "http://127.0.0.1:8080/introspect?token=".
	// It answers {"active": true, "email": USER} for a token that is good.
	// With it the server takes OAUTHBEARER and XOAUTH2, too.
	Introspect string
	// Extra are further lines of configuration, behind all others:
	// "imap_capability = IMAP4rev1 UIDPLUS".
	Extra string
}

// A Server is a running Dovecot.
type Server struct {
	Plain string // host:port where the conversation begins in plain text
	TLS   string // host:port where it begins with TLS; "" with Config.PlainText
	Trust *tls.Config

	config    Config
	dir       string
	uid       int // owner of the mail
	program   string
	process   *exec.Cmd
	delivered map[int]string // what Deliver has put there, by its number
	last      int
}

// Start starts a server, which runs until the test ends.
func Start(t testing.TB, c Config) *Server {
	t.Helper()
	s := &Server{config: c, program: find(t), dir: folder(t), uid: os.Getuid(), delivered: map[int]string{}}
	if len(s.config.Users) == 0 {
		s.config.Users = []string{Account}
	}
	if s.config.Separator == "" {
		s.config.Separator = "/"
	}
	if s.uid == 0 {
		s.uid = 8 // Debian's user mail; Dovecot serves no mail of root
	}
	for _, user := range s.config.Users {
		s.maildir(t, s.Maildir(user))
	}
	s.configure(t)
	t.Cleanup(func() {
		s.Stop(t)
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			t.Logf("Dovecot's log:\n%s", log)
		}
	})
	s.Run(t)
	return s
}

// find returns the path of Dovecot.
func find(t testing.TB) string {
	t.Helper()
	program := "/usr/sbin/dovecot" // not on everybody's PATH
	if _, err := os.Stat(program); err == nil {
		return program
	}
	program, err := exec.LookPath("dovecot")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("dovecot is not installed, and CI is set")
	} else if err != nil {
		t.Skip("dovecot is not installed (Debian: dovecot-imapd)")
	}
	return program
}

// folder makes a folder that Dovecot's users may enter, with a name that leaves
// room for those of sockets, which may have 107 bytes.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "nixie")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Run starts the server again after Stop, on the same ports, and waits until
// it listens.
func (s *Server) Run(t testing.TB) {
	t.Helper()
	s.process = exec.Command(s.program, "-F", "-c", filepath.Join(s.dir, "dovecot.conf"))
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	const patience = time.Minute // against a hang: mostly it takes a tenth of a second
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if listens(s.Plain) {
			return
		}
	}
	t.Fatalf("Dovecot does not listen after %v", patience)
}

// listens reports whether a server greets there. A connection alone says
// nothing: a port where nobody listens can connect to itself.
func listens(address string) bool {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return false
	}
	defer conn.Close()
	var greeting [4]byte
	conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	io.ReadFull(conn, greeting[:])
	return string(greeting[:]) == "* OK"
}

// Stop ends the server and all its connections. It may be called twice.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if s.process == nil {
		return
	}
	s.process.Process.Signal(syscall.SIGTERM)
	s.process.Wait()
	s.process = nil
}

// URL returns the URL of a folder of the first user, "INBOX" or "Lists/Old".
func (s *Server) URL(folder string) string {
	if s.config.PlainText {
		return fmt.Sprintf("imap://%s@%s/%s", s.config.Users[0], s.Plain, folder)
	}
	return fmt.Sprintf("imaps://%s@%s/%s", s.config.Users[0], s.TLS, folder)
}
