package imap_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

func TestWrongPassword(t *testing.T) {
	h := serve(t)
	o := h.options()
	o.Password = password("S3cr3t!")
	err := read(t, h.url("INBOX"), nil, o).err
	if !errors.Is(err, scanner.ErrAuth) || errors.Is(err, scanner.ErrTemporary) {
		t.Errorf("error %v, want one that is ErrAuth", err)
	}
	if err == nil || strings.Contains(err.Error(), "S3cr3t!") || !strings.Contains(err.Error(), account) {
		t.Errorf("error %q, want the account and not the password", err)
	}
	o.Password = func(context.Context) (string, error) { return "", errors.New("no terminal") }
	if err := read(t, h.url("INBOX"), nil, o).err; err == nil || !strings.Contains(err.Error(), "no terminal") {
		t.Errorf("error %v, want the one of Password", err)
	}
	o.Password = nil
	if err := read(t, h.url("INBOX"), nil, o).err; !errors.Is(err, scanner.ErrAuth) {
		t.Errorf("without a password: %v, want ErrAuth", err)
	}
}

func TestStartTLS(t *testing.T) {
	h := serve(t)
	h.deliver(t, "INBOX", note("one"))
	url := fmt.Sprintf("imap://%s@%s/INBOX", account, h.starttls)
	r := read(t, url, nil, h.options())
	r.want(t, "one")
	r.warned(t, "")

	// This server takes no password in plain text and says so (LOGINDISABLED).
	o := h.options()
	o.TLS = imap.TLSNone
	r = read(t, url, nil, o)
	r.warned(t, "plain text")
	if !errors.Is(r.err, scanner.ErrAuth) || !strings.Contains(r.err.Error(), "LOGINDISABLED") {
		t.Errorf("without TLS: %v, want ErrAuth for LOGINDISABLED", r.err)
	}
	if err := read(t, h.url("INBOX"), nil, o).err; err == nil || !strings.Contains(err.Error(), "contradicts") {
		t.Errorf("imaps:// with TLSNone: %v, want a refusal", err)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	h := serve(t)
	o := h.options()
	o.TLSConfig = nil
	for _, url := range []string{h.url("INBOX"), fmt.Sprintf("imap://%s@%s/", account, h.starttls)} {
		err := read(t, url, nil, o).err
		if err == nil || !strings.Contains(err.Error(), "certificate is not trusted") || errors.Is(err, scanner.ErrTemporary) {
			t.Errorf("%s: error %v, want a lasting one about the certificate", url, err)
		}
		var untrusted *tls.CertificateVerificationError
		var unknown x509.UnknownAuthorityError
		if !errors.As(err, &untrusted) || !errors.As(err, &unknown) || strings.Contains(err.Error(), "…") {
			t.Errorf("%s: error %v, want one in which x509's is found, and whole", url, err)
		}
	}
	// TLS spoken to the port of STARTTLS.
	err := read(t, fmt.Sprintf("imaps://%s@%s/", account, h.starttls), nil, h.options()).err
	if err == nil || !strings.Contains(err.Error(), "does not speak TLS; write imap://") {
		t.Errorf("error %v, want advice to write imap://", err)
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	err = read(t, fmt.Sprintf("imaps://%s@%s/", account, l.Addr()), nil, &imap.Options{Password: password("x")}).err
	if !errors.Is(err, scanner.ErrTemporary) || !strings.Contains(err.Error(), "cannot connect to "+l.Addr().String()) {
		t.Errorf("error %v, want ErrTemporary with the address", err)
	}
}

func TestContextDone(t *testing.T) {
	h := serve(t)
	h.deliver(t, "INBOX", note("one"))
	h.deliver(t, "INBOX", note("two"))
	for _, batch := range []int{1, 2} { // the second message is yet to be asked for, or there already
		o := h.options()
		o.Batch = batch
		src, err := imap.Dial(t.Context(), h.url("INBOX"), nil, o)
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		ctx, cancel := context.WithCancel(t.Context())
		var got int
		for _, err = range src.Messages(ctx) {
			if err == nil {
				got++
				cancel()
			}
		}
		cancel()
		if got != 1 || !errors.Is(err, context.Canceled) {
			t.Errorf("batch %d: %d messages and error %v, want one and context.Canceled", batch, got, err)
		}
		if _, err := imap.Dial(ctx, h.url("INBOX"), nil, o); !errors.Is(err, context.Canceled) {
			t.Errorf("Dial: %v, want context.Canceled", err)
		}
	}
}
