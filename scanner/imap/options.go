package imap

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"
)

// TLSMode says whether the line to the server is encrypted.
type TLSMode string

const (
	// TLSAuto encrypts: TLS from the first byte for imaps://, STARTTLS for
	// imap://. Only a server on loopback may do without.
	TLSAuto TLSMode = ""
	// TLSNone speaks plain text with an imap:// server, wherever it is. The
	// password and the mail can be read on the way; Options.Warn says so on
	// every run.
	TLSNone TLSMode = "none"
)

// UnmarshalText reads "", "auto" or "none" and refuses the rest.
func (m *TLSMode) UnmarshalText(text []byte) error {
	switch s := string(text); s {
	case "", "auto":
		*m = TLSAuto
	case "none":
		*m = TLSNone
	default:
		return fmt.Errorf("imap: tls = %q is neither \"auto\" nor \"none\"", s)
	}
	return nil
}

// Options says how a mailbox is read. Only Password, or Token, is needed; nil
// functions are not called.
type Options struct {
	// Password returns the password of the URL's user. It is called once, at
	// the first sign-in; the Source keeps the answer for reconnecting.
	Password func(ctx context.Context) (string, error)

	// Token returns an OAuth2 access token for the URL's user; with it there is
	// no password. It is called at each connection, and, with refused set, once
	// more if the server does not take the token; then a fresh one is wanted.
	// Package oauth makes such functions.
	Token func(ctx context.Context, refused bool) (string, error)
	// Mailbox is whose mail the token opens, where that is not the URL's user:
	// the address of a shared mailbox.
	Mailbox string
	// External signs in by the client certificate of TLSConfig (SASL EXTERNAL).
	External bool

	// TLS says whether the line is encrypted. The default, TLSAuto, is.
	TLS TLSMode
	// TLSConfig holds certificate authorities and the like. The default is
	// that of crypto/tls with the server's name from the URL. It is not changed.
	TLSConfig *tls.Config

	// Timeout bounds every step of the conversation: connecting, the
	// greeting, each pause of the server within an answer. Default: 60 s.
	// An answer as a whole gets this time and a second more for every KiB.
	Timeout time.Duration

	// MaxMessage is the most of one message that is read, in bytes.
	// Default: 32 MiB, the limit of package dsn.
	MaxMessage int
	// Partial is how much of a message is asked for at first, in bytes. The
	// rest follows only if the report is not complete in it. Default: 262144.
	Partial int
	// Batch is how many messages one command asks for at most. Default: 200.
	Batch int

	// Since leaves out older messages when a folder is read from its start:
	// on the first run, and when the server has renumbered the folder. The
	// server's date of arrival counts. Default: everything is read.
	Since time.Time

	// Rate is how many messages a minute are read, or acted on, at most. A
	// pause is made between ranges of messages. Default: 0, no limit.
	Rate int

	// Warn receives what a person should know and what is no error, one line
	// at a time, without a line end. It is called by the goroutine that runs
	// Dial, Settle or Wait, or iterates over Messages.
	Warn func(line string)
	// Progress is called after each message with the number of messages done
	// and the number found so far, by the goroutine that iterates.
	Progress func(done, found int)

	// list is how many UIDs are taken from one list; the rest is listed later.
	list int
	// unlistable is set when the list of all folders ends the connection.
	unlistable *bool
	// alert receives what the server wants people to read.
	alert func(text string)
	// sleep waits, or ends with ctx; tests shorten it.
	sleep func(ctx context.Context, d time.Duration) error
	// idle is how long one IDLE lasts.
	idle time.Duration
	// tick and wall are how Wait notices that the machine has slept; wall also
	// ends what is remembered of a server for a while.
	tick time.Duration
	wall func() time.Time
	// line may put something between a connection and its reader; nil: nothing.
	line func(net.Conn) net.Conn
}

const (
	defaultTimeout    = 60 * time.Second
	defaultMaxMessage = 32 << 20
	defaultPartial    = 256 << 10
	defaultBatch      = 200
	defaultTick       = 10 * time.Second

	// maxBatch keeps a command line of scattered UIDs below 8,192 bytes
	// (RFC 7162 section 4), which some servers take as their limit.
	maxBatch = 500
)

func (o *Options) withDefaults() Options {
	var p Options
	if o != nil {
		p = *o
	}
	if p.Timeout <= 0 {
		p.Timeout = defaultTimeout
	}
	if p.MaxMessage <= 0 {
		p.MaxMessage = defaultMaxMessage
	}
	if p.Partial <= 0 {
		p.Partial = defaultPartial
	}
	p.Partial = min(p.Partial, p.MaxMessage)
	if p.Batch <= 0 {
		p.Batch = defaultBatch
	}
	p.Batch = min(p.Batch, maxBatch)
	if p.Rate > 0 {
		p.Batch = min(p.Batch, p.Rate) // a pause lasts a minute at most
	}
	if p.Warn == nil {
		p.Warn = func(string) {}
	}
	if p.Progress == nil {
		p.Progress = func(int, int) {}
	}
	p.defaultHooks()
	return p
}

// defaultHooks sets what only tests change.
func (p *Options) defaultHooks() {
	if p.list <= 0 {
		p.list = maxUIDs
	}
	p.unlistable = new(bool)
	if p.sleep == nil {
		p.sleep = sleep
	}
	if p.idle <= 0 {
		p.idle = maxIdle
	}
	if p.tick <= 0 {
		p.tick = defaultTick
	}
	if p.wall == nil {
		p.wall = wallClock
	}
}
