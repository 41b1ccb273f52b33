package main

import (
	"context"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// serverOptions says how a folder on a server is read.
func (a *app) serverOptions(in input, limit config.Size) (*imap.Options, error) {
	acc := in.account
	tls, err := acc.TLS.Config()
	if err != nil {
		return nil, usagef("check the files that tls names", "%w", err)
	}
	opts := &imap.Options{
		TLS:        acc.TLS.Mode,
		TLSConfig:  tls,
		Timeout:    time.Duration(acc.Timeout),
		MaxMessage: int(in.limit(limit)),
		Partial:    int(acc.Fetch.Partial),
		Batch:      acc.Fetch.Batch,
		Rate:       acc.Fetch.Rate,
		Since:      acc.Since.Begin(time.Now()),
		Warn:       a.warnOfServer,
	}
	switch acc.Auth.Type {
	case config.OAuth2Auth:
		opts.Mailbox = acc.Auth.Mailbox
		opts.Token, err = a.tokenSource(acc)
	case config.CertificateAuth:
		opts.External = true
	default:
		opts.Password = func(ctx context.Context) (string, error) { return a.password(ctx, acc) }
	}
	return opts, err
}
