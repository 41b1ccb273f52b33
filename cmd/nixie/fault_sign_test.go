//go:build unix

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

// TestFaultToken: in the middle of a scan the connection breaks, and the server
// takes the token no more. With a refresh token the scan goes on; without, it
// says how to sign in, and the next one goes on.
func TestFaultToken(t *testing.T) {
	issuer := oauthtest.Start(t, oauthtest.Config{User: dovecottest.Account})
	d := dovecottest.Start(t, dovecottest.Config{PlainText: true, Introspect: issuer.Introspection()})
	const moments = 2 // of each sort
	for i := range 2 * moments {
		lasting := i >= moments
		t.Run(fmt.Sprintf("%d, refresh refused %v", i%moments, lasting), func(t *testing.T) {
			tr := newFaultTrial(t, d, fmt.Sprint("t", i))
			tr.configure(fmt.Sprintf("imap://%s@%s", dovecottest.Account, tr.address),
				fmt.Sprintf("tls = \"none\"\nauth = { type = \"oauth2\", issuer = %q, client_id = %q, scopes = [\"mail\"] }", issuer.URL, oauthtest.ClientID))
			s := &signing{issuer: issuer, env: []string{"NIXIE_CONFIG=" + filepath.Join(tr.home, "nixie.toml"), "HOME=" + tr.home, "XDG_STATE_HOME=" + tr.home}}
			tr.env = s.env
			s.exits(t, exitDone, "signed in", "auth", "login", "--no-browser", "box")
			tr.at(int64(5000+i%moments*12000), func() {
				issuer.RevokeAccess()
				if lasting {
					issuer.RevokeRefresh()
				}
				tr.cut()
			})
			code, said := tr.scan(t.Context())
			switch {
			case !lasting && code != exitDone:
				t.Errorf("exit code %d, want 0 with another token\n%s", code, said)
			case lasting && (code != exitPartly && code != exitAuth || !strings.Contains(said, "nixie auth login box")):
				t.Errorf("exit code %d, want %d or %d, and what to do\n%s", code, exitPartly, exitAuth, said)
			}
			tr.stored(t)
			if lasting {
				s.exits(t, exitDone, "signed in", "auth", "login", "--no-browser", "box")
				if code, said := tr.scan(t.Context()); code != exitDone {
					t.Errorf("signed in again: exit code %d\n%s", code, said)
				}
			}
			tr.finished(t)
		})
	}
}

// TestFaultCertificate: a server whose certificate has expired hears no
// password, and its mail is left alone until it has another.
func TestFaultCertificate(t *testing.T) {
	d := dovecottest.Start(t, dovecottest.Config{PlainText: true})
	tr := newFaultTrial(t, d, "t")
	old, renewed := certificate(t, -time.Hour), certificate(t, time.Hour)
	var text []byte
	for _, c := range []*tls.Certificate{old, renewed} {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]})...)
	}
	must(os.WriteFile(filepath.Join(tr.home, "ca.pem"), text, 0o600))
	var shown atomic.Pointer[tls.Certificate]
	shown.Store(old)
	address := encrypt(t, tr.address, &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return shown.Load(), nil }})
	tr.configure(fmt.Sprintf("imaps://%s@%s", dovecottest.Account, address), "tls = { ca = \"ca.pem\" }\n"+faultPassword)
	before := tr.shelf(t, "")
	code, said := tr.scan(t.Context())
	if code != exitFailed || !strings.Contains(said, "certificate has expired") || tr.shelf(t, "") != before {
		t.Errorf("exit code %d, want %d and a word about the certificate\n%s", code, exitFailed, said)
	}
	if n := tr.bytes(); n > 200 { // the greeting
		t.Errorf("%d bytes were said to a server that nobody knows", n)
	}
	shown.Store(renewed)
	if code, said := tr.scan(t.Context()); code != exitDone {
		t.Errorf("with another certificate: exit code %d\n%s", code, said)
	}
	tr.finished(t)
}

// certificate makes one that is good for this time from now.
func certificate(t *testing.T, good time.Duration) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	end := time.Now().Add(good)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(end.Unix()), NotBefore: end.Add(-24 * time.Hour), NotAfter: end,
		IsCA: true, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(err)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// encrypt speaks TLS for a server that does not, and returns its address.
func encrypt(t *testing.T, server string, config *tls.Config) string {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	must(err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			conn, err := net.Dial("tcp", server)
			if err != nil {
				client.Close()
				continue
			}
			go func() { io.Copy(conn, client); conn.Close() }()
			go func() { io.Copy(client, conn); client.Close() }()
		}
	}()
	return listener.Addr().String()
}
