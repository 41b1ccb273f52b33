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

// signIn proves who we are in the way that the options say, tells the server
// which program this is, and returns the session that is signed in. After an
// error there is none.
func (s *Source) signIn(ctx context.Context, sess *session) (*session, error) {
	sess, err := s.prove(ctx, sess)
	if err != nil {
		return nil, err
	}
	if sess, err = s.introduce(ctx, sess); err != nil {
		return nil, err
	}
	return sess, nil
}

// prove proves who we are.
func (s *Source) prove(ctx context.Context, sess *session) (*session, error) {
	var err error
	switch {
	case sess.client.State() == imap.ConnStateAuthenticated: // PREAUTH, RFC 9051 section 7.1.4
	case s.opts.Token != nil:
		return s.signInByToken(ctx, sess)
	case s.opts.External:
		err = sess.signInByCertificate(ctx)
	default:
		err = sess.signInByPassword(ctx, s.password)
	}
	if err != nil {
		sess.close()
		return nil, err
	}
	return sess, nil
}

const signingIn = "signing in"

// signInByPassword signs in by SASL PLAIN (RFC 4616) where the server offers
// it, else by LOGIN. After an error the session is of no more use: after a
// refused AUTHENTICATE the library can hang.
func (s *session) signInByPassword(ctx context.Context, password string) error {
	if password == "" {
		return &trouble{
			text: fmt.Sprintf("imap: %s: no password: give it by a command, a file, the environment or the prompt", s.place.server()),
			kind: scanner.ErrAuth,
		}
	}
	err := s.do(ctx, signingIn, 0, func() error {
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
	return s.refused(signingIn, refusal, scanner.ErrAuth, passwordRemedy(s.place.host, refusal))
}

// signInByCertificate signs in by SASL EXTERNAL (RFC 4422 appendix A): the
// certificate that TLS has shown says who we are.
func (s *session) signInByCertificate(ctx context.Context) error {
	err := s.do(ctx, signingIn, 0, func() error {
		caps := s.client.Caps()
		if caps != nil && !caps.Has(imap.AuthCap(sasl.External)) {
			return &trouble{
				text: fmt.Sprintf("imap: %s: the server offers no sign-in by certificate (EXTERNAL); check that it asks for one and trusts ours, or use a password", s.place.server()),
				kind: scanner.ErrAuth,
			}
		}
		return s.client.Authenticate(sasl.NewExternalClient(s.place.user))
	})
	var refusal *imap.Error
	if !errors.As(err, &refusal) {
		return err
	}
	return s.refused(signingIn, refusal, scanner.ErrAuth, "check that the certificate is for this user")
}
