//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

// certificateOf writes the certificate of a server into a file, as its people
// would hand it out.
func certificateOf(t *testing.T, address, path string) {
	t.Helper()
	conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true}) // it is this very certificate that is wanted
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: conn.ConnectionState().PeerCertificates[0].Raw})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDovecotCheck tries an account out, over TLS with an authority of its own,
// and changes nothing.
func TestDovecotCheck(t *testing.T) {
	d := dovecottest.Start(t, dovecottest.Config{})
	for n := range 25 {
		d.Deliver(t, "", bounce(n))
	}
	d.Folder(t, ".Junk")
	d.Deliver(t, ".Junk", "From: a@example.org\r\nSubject: Hello\r\n\r\nHow are you?\r\n")
	dir := t.TempDir()
	certificateOf(t, d.TLS, filepath.Join(dir, "ca.pem"))
	account := `
[[accounts]]
name = "box"
url = "imaps://%s@%s"
folders = ["INBOX", "Jnk"]
auth = { password_cmd = "echo %s" }
tls = { %s }
[accounts.on]
bounce = "move:Done"
`
	check := func(tls string) (int, string) {
		text := fmt.Sprintf(account, dovecottest.Account, d.TLS, dovecottest.Password, tls)
		conf := filepath.Join(dir, "nixie.toml")
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		code := run(context.Background(), []string{"-c", conf, "check"}, os.Environ(), strings.NewReader(""), &out, &out)
		return code, out.String()
	}
	code, out := check(`ca = "ca.pem"`)
	if code != exitPartly { // one folder is not there
		t.Errorf("exit code %d, want %d", code, exitPartly)
	}
	for _, want := range []string{
		"line          TLS 1.3, certificate of localhost, valid for 0 days",
		"sign-in       password: accepted",
		"capabilities  MOVE, UIDPLUS, IDLE, NAMESPACE, ",
		"INBOX 25", "Junk 1",
		"box INBOX: the newest 20 messages: 20 bounce → move:Done",
		"1. box: The server's certificate expires in 0 days",
		`2. box: There is no folder "Jnk": correct the key folders; did you mean "Junk"?`,
		`3. box: The account says what becomes of its messages and does not allow it`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
	d.Untouched(t)
	if code, out := check(`mode = "auto"`); code == exitDone || !strings.Contains(out, "the server's certificate is not trusted") {
		t.Errorf("without the authority: exit code %d\n%s", code, out)
	}
	if code, out := check(`ca = "ca.pem", server_name = "other.example.org"`); code == exitDone || !strings.Contains(out, "not trusted") {
		t.Errorf("with another name: exit code %d\n%s", code, out)
	}
	if code, out := check(`ca = "nosuch.pem"`); code != exitUsage || !strings.Contains(out, "nosuch.pem") {
		t.Errorf("with a file that is not there: exit code %d\n%s", code, out)
	}
}

// TestCheckBrokenSTARTTLS: a server that says yes to everything encrypts nothing;
// what it is told to do about it can be done.
func TestCheckBrokenSTARTTLS(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				fmt.Fprint(conn, "* OK [CAPABILITY IMAP4rev1] hello\r\n")
				said := make([]byte, 4<<10)
				for {
					n, err := conn.Read(said)
					if err != nil {
						return
					}
					if tag, _, command := strings.Cut(string(said[:n]), " STARTTLS"); command {
						fmt.Fprintf(conn, "%s OK done\r\n", tag)
					} else {
						fmt.Fprint(conn, "* BAD what is that\r\n")
					}
				}
			}()
		}
	}()
	var out strings.Builder
	args := []string{"check", "--password-stdin", "imap://bounces@" + l.Addr().String()}
	code := run(t.Context(), args, nil, strings.NewReader("secret\n"), &out, &out)
	if code == exitDone || !strings.Contains(out.String(), `set tls = "none" if everybody may listen`) || strings.Contains(out.String(), "write imap://") {
		t.Errorf("exit code %d; nixie says\n%s", code, &out)
	}
}
