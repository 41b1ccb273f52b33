package imap

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/nixie-mail/nixie/scanner"
)

// A session is one connection to the server.
type session struct {
	place  place
	wire   *wire
	tail   *tail
	alert  func(string)  // is told what the server wants people to read
	most   int           // UIDs that are taken from one list
	told   chan struct{} // holds something when the server has told of messages
	client *imapclient.Client

	command sync.Mutex     // held while a step runs: they never interleave
	running sync.WaitGroup // what is fetched ahead

	unlistable *bool // the list of all folders has ended a connection: Options.unlistable

	warning  string      // about the line, or ""
	nameless string      // why the server does not know which program this is; "" if it was told
	caps     imap.CapSet // nil: not asked for yet
	names    *naming     // nil: not asked for yet
}

// dial connects and waits for the greeting, encrypted as the place and the
// options demand. Nobody is signed in yet.
func dial(ctx context.Context, p place, o *Options) (*session, error) {
	switch {
	case p.implicit:
		return connect(ctx, p, o, (*session).speakTLS)
	case o.TLS == TLSNone:
		return plain(ctx, p, o, "everyone on the way can read the password and the mail")
	}
	s, err := connect(ctx, p, o, (*session).speakStartTLS)
	var refusal *imap.Error
	if !errors.As(err, &refusal) {
		return s, err
	}
	if !p.loopback() {
		return nil, &trouble{text: fmt.Sprintf("imap: %s: the server offers no STARTTLS (%q); write imaps:// if it speaks TLS on port 993, or set tls = \"none\" if everybody may listen",
			p.server(), clean(words(refusal)))}
	}
	return plain(ctx, p, o, "the server on this machine offers no STARTTLS")
}

// plain connects without encryption; the session bears a warning.
func plain(ctx context.Context, p place, o *Options, warning string) (*session, error) {
	s, err := connect(ctx, p, o, (*session).speakPlain)
	if err == nil {
		s.warning = fmt.Sprintf("%s: plain text: %s", p.server(), warning)
	}
	return s, err
}

// probes find out within two minutes that nobody is there any more while
// nothing is asked for; and routers do not forget a connection that has some.
var probes = net.KeepAliveConfig{Enable: true, Idle: 60 * time.Second, Interval: 15 * time.Second, Count: 4}

// connect opens the TCP connection and begins to speak in the manner given.
func connect(ctx context.Context, p place, o *Options, speak func(*session, context.Context, *tls.Config) error) (*session, error) {
	dialer := net.Dialer{Timeout: o.Timeout, KeepAliveConfig: probes}
	conn, err := dialer.DialContext(ctx, "tcp", p.address())
	if err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("imap: %s: connecting: %w", p.server(), ctx.Err())
		}
		return nil, &trouble{
			text: fmt.Sprintf("imap: %s: cannot connect to %s: %v; check host, port and network", p.server(), p.address(), clean(err.Error())),
			kind: scanner.ErrTemporary,
			dead: true,
		}
	}
	if o.line != nil {
		conn = o.line(conn)
	}
	s := &session{place: p, wire: newWire(conn, o.Timeout), tail: new(tail), alert: o.alert, most: o.list, unlistable: o.unlistable, told: make(chan struct{}, 1)}
	config := o.TLSConfig.Clone() // nil stays nil
	if config == nil {
		config = new(tls.Config)
	}
	if config.ServerName == "" {
		config.ServerName = p.host
	}
	if err := s.do(ctx, "connecting", 0, func() error { return speak(s, ctx, config) }); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// grace is what the library gets to finish a command whose connection has
// ended. It needs microseconds, except where it waits for ever: for a server's
// "+" after the command was refused, for TLS after a half-finished line.
const grace = 2 * time.Second

var errStuck = errors.New("the IMAP library did not come back")

// do runs one step of the conversation: within the time limit, with at most
// about the expected number of bytes in answer, and over at once when the
// context is done. After an isStuck error the step may still write
// to its caller's variables.
func (s *session) do(ctx context.Context, doing string, expect int64, step func() error) error {
	err := s.step(ctx, doing, expect, step)
	s.passOn()
	return err
}

// step is do for steps in which mail comes, whose words are nobody's alerts. It
// may be called while another step runs, and waits for the end of that, which
// the end of either context hastens.
func (s *session) step(ctx context.Context, doing string, expect int64, step func() error) error {
	stop := context.AfterFunc(ctx, func() { s.wire.Close() })
	defer stop()
	s.command.Lock()
	defer s.command.Unlock()
	if ctx.Err() != nil { // else the answer may be quicker than the end of the line
		return s.failed(ctx, doing, ctx.Err())
	}
	s.wire.begin(expect)
	defer s.wire.end()

	done := make(chan error, 1)
	go func() { done <- step() }()
	var err error
	select {
	case err = <-done:
	case <-s.wire.gone:
		select {
		case err = <-done:
		case <-time.After(grace):
			err = errStuck
		}
	}
	if err != nil {
		return s.failed(ctx, doing, err)
	}
	return nil
}

// clientOptions are those of the library.
func (s *session) clientOptions(config *tls.Config) *imapclient.Options {
	return &imapclient.Options{
		DebugWriter: s.tail, TLSConfig: config,
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: s.hear},
	}
}

// speakTLS encrypts from the first byte (RFC 8314 section 3.2).
func (s *session) speakTLS(ctx context.Context, config *tls.Config) error {
	conn := tls.Client(s.wire, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		return s.handshake(err)
	}
	s.client = imapclient.New(conn, s.clientOptions(nil))
	return s.greeted()
}

// speakStartTLS encrypts before anything else is said (RFC 9051 section
// 6.2.1). It never goes on without: a server that refuses is an *imap.Error.
func (s *session) speakStartTLS(_ context.Context, config *tls.Config) error {
	client, err := imapclient.NewStartTLS(s.wire, s.clientOptions(config))
	if err != nil {
		return s.handshake(err)
	}
	s.client = client
	return s.greeted()
}

// speakPlain does not encrypt.
func (s *session) speakPlain(context.Context, *tls.Config) error {
	s.client = imapclient.New(s.wire, s.clientOptions(nil))
	return s.greeted()
}

// greeted waits for the greeting (RFC 9051 section 7.1), which may refuse us.
func (s *session) greeted() error {
	err := s.client.WaitGreeting()
	var refusal *imap.Error
	if errors.As(err, &refusal) && refusal.Type != imap.StatusResponseTypeBye {
		return s.refused("connecting", refusal, scanner.ErrTemporary, "try again later")
	}
	return err
}

// handshake explains an error of TLS that trying again does not mend.
func (s *session) handshake(err error) error {
	var untrusted *tls.CertificateVerificationError
	var noTLS tls.RecordHeaderError
	switch {
	case errors.As(err, &untrusted):
		return &trouble{kind: untrusted, text: fmt.Sprintf("imap: %s: the server's certificate is not trusted: %v; %s",
			s.place.server(), distrust(untrusted.Err), remedyFor(untrusted.Err))}
	case errors.As(err, &noTLS) && !s.place.implicit:
		return &trouble{text: fmt.Sprintf("imap: %s: the server says OK to STARTTLS and goes on in plain text, so it offers none; write imaps:// if it speaks TLS on port 993, or set tls = \"none\" if everybody may listen",
			s.place.server())}
	case errors.As(err, &noTLS):
		return &trouble{text: fmt.Sprintf("imap: %s: port %s does not speak TLS; write imap:// for a server that begins in plain text (STARTTLS)",
			s.place.server(), s.place.port)}
	}
	return err
}

// distrust says why a certificate is not trusted, without the names of other
// certificates that x509 has tried.
func distrust(err error) string {
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) {
		err = x509.UnknownAuthorityError{}
	}
	return clean(err.Error())
}

// remedyFor says what mends a certificate that is not trusted.
func remedyFor(err error) string {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return "whoever runs the server must renew it; check this machine's clock, too"
	}
	return "check the host's name, or name the authority that issued it in an account of the configuration: tls = { ca = \"ca.pem\" }"
}

// close ends the connection at once and waits for what is fetched ahead and for
// the library's reader.
func (s *session) close() {
	s.wire.Close() // not the client's Close, which hangs over an unread literal
	s.running.Wait()
	if s.client == nil {
		return
	}
	select {
	case <-s.client.Closed():
	case <-time.After(grace):
	}
}

// logout says good-bye and ends the connection.
func (s *session) logout(ctx context.Context) {
	s.do(ctx, "signing out", 0, func() error { return s.client.Logout().Wait() })
	s.close()
}
