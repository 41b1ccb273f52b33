package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

// tokenSource returns the function by which package imap gets the tokens of an
// account whose auth is of the type oauth2.
func (a *app) tokenSource(acc *config.Account) (func(ctx context.Context, refused bool) (string, error), error) {
	client, err := a.oauthClient(acc)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, refused bool) (string, error) {
		token, err := client.Token(ctx, refused)
		return token, tokenError(err, acc)
	}, nil
}

// signInClient returns the account of that name with what gets its tokens.
func (a *app) signInClient(name string) (*config.Account, *oauth.Client, error) {
	acc, err := a.signInAccount(name)
	if err != nil {
		return nil, nil, err
	}
	client, err := a.oauthClient(acc)
	return acc, client, err
}

// oauthClient returns what gets the tokens of an account.
func (a *app) oauthClient(acc *config.Account) (*oauth.Client, error) {
	store, err := a.tokenStore(acc)
	if err != nil {
		return nil, err
	}
	conf := acc.Auth.OAuth2.Config(a.clientSecret(acc))
	conf.User = accountUser(acc.URL)
	if conf.TLSConfig, err = issuerTLS(acc); err != nil {
		return nil, usagef("check the file that tls.ca names", "tls: ca: %w", err)
	}
	client, err := oauth.New(conf, store)
	if err != nil {
		return nil, usagef("nixie help config shows every key", "account %s: auth: %w", acc.Name, err)
	}
	return client, nil
}

// clientSecret returns what reads the secret of the registered program, nil if
// it has none.
func (a *app) clientSecret(acc *config.Account) func(context.Context) (string, error) {
	kept := acc.Auth.ClientSecret().Of(acc.Name, a.env.get)
	if kept.Cmd == "" && kept.File == "" && kept.Env == "" {
		return nil
	}
	return func(ctx context.Context) (string, error) { return a.secret(ctx, acc, kept) }
}

// tokenStore returns where the token of an account is kept.
func (a *app) tokenStore(acc *config.Account) (oauth.Store, error) {
	path := acc.Auth.TokenFile
	if path == "" {
		folder := config.TokenFolder(a.env.get, a.home())
		if folder == "" {
			return nil, usagef("name a folder in the configuration: tokens = \"/var/lib/nixie/tokens\"", "no place for the token: the user has no home")
		}
		path = filepath.Join(folder, acc.Name+".json")
	}
	file := oauth.NewFile(path)
	if acc.Auth.Store == config.KeyringStore {
		return oauth.NewKeyring(acc.Name, file, func(line string) { a.warn("%s: %s", acc.Name, line) }), nil
	}
	return tokenFile{file, heirOf(path)}, nil
}

// home returns the person's folder, "" if there is none.
func (a *app) home() string {
	if home := a.env.get("HOME"); home != "" {
		return home
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}

// issuerTLS adds the account's own authority to those of the system: an issuer
// in the house has its certificate from there as well, and one that everybody
// uses from elsewhere.
func issuerTLS(acc *config.Account) (*tls.Config, error) {
	if acc.TLS.CA == "" || acc.Auth.Provider == oauth.Google || acc.Auth.Provider == oauth.Microsoft {
		return nil, nil
	}
	text, err := os.ReadFile(acc.TLS.CA)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, errors.New(acc.TLS.CA + " holds no certificate in PEM form")
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}, nil
}

// A tokenFailure is an error of package oauth with what to do about it, and
// with the meaning that it has for a scan: its exit code, and whether to try again.
type tokenFailure struct {
	err  error
	kind error // scanner.ErrAuth or scanner.ErrTemporary
	text string
}

// Error returns the error and, where that helps, the command to sign in.
func (f *tokenFailure) Error() string { return f.text }

// Unwrap returns the error and what it means.
func (f *tokenFailure) Unwrap() []error { return []error{f.err, f.kind} }

// tokenError translates an error of package oauth; one that has no meaning for
// a scan, as that of a full disk, stays as it is.
func tokenError(err error, acc *config.Account) error {
	f := &tokenFailure{err: err}
	var said *oauth.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, oauth.ErrTemporary):
		f.kind = scanner.ErrTemporary
	case errors.Is(err, oauth.ErrRefused), errors.Is(err, oauth.ErrSignedOut):
		f.kind = scanner.ErrAuth
	default:
		return err
	}
	f.text = strings.TrimPrefix(err.Error(), "oauth: ")
	if again := errors.As(err, &said) && said.SignIn; again || errors.Is(err, oauth.ErrSignedOut) {
		f.text += "; run: nixie auth login " + acc.Name
	}
	return f
}
