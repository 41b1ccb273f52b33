package main

import (
	"context"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// A connection is to the server of one account at a time, whose folders are read
// over it one after the other: servers count sign-ins, and lock out who has too
// many. The zero value with an app is none yet.
type connection struct {
	app *app
	in  input        // the folder that was opened last
	src *imap.Source // nil: nobody is signed in
	why error        // why nobody can be
}

// open turns the connection to a folder, and makes it if need be. An account that
// was shut a moment ago is not tried again.
func (c *connection) open(ctx context.Context, in input, memory scanner.Memory, limit config.Size) (*imap.Source, error) {
	if !in.sameAccount(c.in) {
		c.close()
		c.why = nil
	}
	c.in = in
	switch {
	case c.why != nil:
		return nil, c.why
	case c.src != nil:
		return c.src, c.src.Switch(in.url)
	}
	c.src, c.why = c.app.dial(ctx, in, memory, limit)
	return c.src, c.why
}

// met notes what became of the folder: if the account was shut meanwhile, the next
// folder is not tried.
func (c *connection) met(err error) {
	if imap.OfAccount(err) {
		c.why = err
	}
}

// close signs out.
func (c *connection) close() {
	if c.src != nil {
		c.src.Close()
		c.src = nil
	}
}

// sameAccount reports whether two folders can be read with one sign-in: of two
// accounts with one mailbox the sign-in may be another. Those that only stand on
// the command line say all in their URL.
func (in input) sameAccount(other input) bool {
	return in.url != "" && other.url != "" && in.mailbox == other.mailbox && in.mailbox != "" &&
		(in.account == other.account || in.account.Name == "" && other.account.Name == "")
}

// dial connects to the server of a folder and signs in.
func (a *app) dial(ctx context.Context, in input, memory scanner.Memory, limit config.Size) (*imap.Source, error) {
	opts, err := a.serverOptions(in, limit)
	if err != nil {
		return nil, err
	}
	return imap.Dial(ctx, in.url, memory, opts)
}
