package imap

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"

	"github.com/nixie-mail/nixie/scanner"
)

// signIn proves who we are with the password: by SASL PLAIN (RFC 4616) where
// the server offers it, else by LOGIN. After an error the session is of no
// more use: after a refused AUTHENTICATE the library can hang.
func (s *session) signIn(ctx context.Context, password string) error {
	const doing = "signing in"
	if s.client.State() == imap.ConnStateAuthenticated {
		return nil // PREAUTH, RFC 9051 section 7.1.4
	}
	if password == "" {
		return &trouble{
			text: fmt.Sprintf("imap: %s: no password: give it by a command, a file, the environment or the prompt", s.place.server()),
			kind: scanner.ErrAuth,
		}
	}
	err := s.do(ctx, doing, 0, func() error {
		caps := s.client.Caps()
		switch {
		case caps == nil:
			return errors.New("no list of capabilities came")
		case caps.Has(imap.AuthCap(sasl.Plain)):
			return s.client.Authenticate(sasl.NewPlainClient("", s.place.user, password))
		case caps.Has(imap.CapLoginDisabled): // RFC 9051 section 6.2.3
			return &trouble{
				text: fmt.Sprintf("imap: %s: the server accepts no password on this line (LOGINDISABLED); use imaps:// or STARTTLS, or the sign-in it demands", s.place.server()),
				kind: scanner.ErrAuth,
			}
		}
		return s.client.Login(s.place.user, password).Wait()
	})
	var refusal *imap.Error
	if !errors.As(err, &refusal) {
		return err
	}
	// Some servers repeat the command that they refuse.
	refusal.Text = strings.ReplaceAll(refusal.Text, password, "…")
	return s.refused(doing, refusal, scanner.ErrAuth, "check user and password, and whether the account allows IMAP with a password")
}
