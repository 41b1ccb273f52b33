package imap_test

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

// A host is an IMAP server on loopback with one user, bounces@example.org,
// whose password is "secret".
type host struct {
	user     *imapmemserver.User
	implicit net.Addr // TLS
	starttls net.Addr
	trust    *tls.Config
}

const account = dovecottest.Account

// serve starts a server that knows little more than IMAP4rev1.
func serve(t *testing.T) *host { return serveWith(t, false) }

// serveWith starts a server; a rich one knows all that the library's does, and
// takes passwords in plain text.
func serveWith(t *testing.T, rich bool) *host {
	t.Helper()
	server, trust := dovecottest.Certificate(t)
	h := &host{user: imapmemserver.NewUser(account, "secret"), trust: trust}
	users := imapmemserver.New()
	users.AddUser(h.user)
	var caps goimap.CapSet
	if rich {
		caps = goimap.CapSet{
			goimap.CapIMAP4rev1: {}, goimap.CapNamespace: {}, goimap.CapUIDPlus: {}, goimap.CapESearch: {}, goimap.CapListExtended: {},
			goimap.CapMove: {}, goimap.CapIdle: {}, goimap.CapSpecialUse: {}, goimap.CapLiteralPlus: {},
		}
	}
	srv := imapserver.New(&imapserver.Options{
		Caps:         caps,
		InsecureAuth: rich,
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return users.NewSession(), nil, nil
		},
		TLSConfig: server,
		Logger:    log.New(io.Discard, "", 0),
	})
	t.Cleanup(func() { srv.Close() })
	listen := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	secure, plain := tls.NewListener(listen(), server), listen()
	h.implicit, h.starttls = secure.Addr(), plain.Addr()
	go srv.Serve(secure)
	go srv.Serve(plain)
	h.create(t, "INBOX")
	return h
}

func (h *host) url(folder string) string {
	return fmt.Sprintf("imaps://%s@%s/%s", account, h.implicit, folder)
}

func (h *host) options() *imap.Options {
	return &imap.Options{Password: password("secret"), TLSConfig: h.trust, Timeout: time.Minute}
}

func (h *host) create(t *testing.T, folder string) {
	t.Helper()
	if err := h.user.Create(folder, nil); err != nil {
		t.Fatal(err)
	}
}

func (h *host) deliver(t *testing.T, folder, message string, at ...time.Time) {
	t.Helper()
	o := &goimap.AppendOptions{Time: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	if len(at) > 0 {
		o.Time = at[0]
	}
	if _, err := h.user.Append(folder, literal{strings.NewReader(message)}, o); err != nil {
		t.Fatal(err)
	}
}

type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return int64(l.Len()) }

// client is another client of the same user.
func (h *host) client(t *testing.T, folder string) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialTLS(h.implicit.String(), &imapclient.Options{TLSConfig: h.trust})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Login(account, "secret").Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select(folder, nil).Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

func (h *host) remove(t *testing.T, folder string, uid goimap.UID) {
	t.Helper()
	c := h.client(t, folder)
	store := &goimap.StoreFlags{Op: goimap.StoreFlagsAdd, Silent: true, Flags: []goimap.Flag{goimap.FlagDeleted}}
	if err := c.Store(goimap.UIDSetNum(uid), store, nil).Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Expunge().Close(); err != nil {
		t.Fatal(err)
	}
	c.Close()
}
