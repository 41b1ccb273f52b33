package imap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"

	"github.com/nixie-mail/nixie/scanner"
)

// xoauth2 is the mechanism that Google and Microsoft had before RFC 7628.
// https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
const xoauth2 = "XOAUTH2"

const signingInByToken = "signing in by OAuth2"

// signInByToken signs in with an access token. If the server refuses it, a
// fresh one is tried, once, on a new connection: after a refused AUTHENTICATE
// the library can hang. It returns the session that is signed in.
func (s *Source) signInByToken(ctx context.Context, sess *session) (*session, error) {
	token, err := s.opts.Token(ctx, false)
	if err != nil {
		sess.close()
		return nil, fmt.Errorf("imap: %s: %w", s.place.server(), err)
	}
	err = sess.bear(ctx, s.opts.Mailbox, token)
	if err == nil {
		return sess, nil
	}
	sess.close()
	if !errors.Is(err, errToken) {
		return nil, err
	}
	token, failed := s.opts.Token(ctx, true)
	if failed != nil {
		return nil, fmt.Errorf("imap: %s: the server refuses the token, and no other is to be had: %w", s.place.server(), failed)
	}
	if sess, err = dial(ctx, s.place, &s.opts); err != nil {
		return nil, err
	}
	if err = sess.bear(ctx, s.opts.Mailbox, token); err != nil {
		sess.close()
		return nil, err
	}
	return sess, nil
}

// errToken says that the server does not take this token. It is ErrAuth.
var errToken = fmt.Errorf("imap: token refused: %w", scanner.ErrAuth)

// bear shows an access token by OAUTHBEARER (RFC 7628) where the server offers
// it, else by XOAUTH2. The mailbox is whose mail is read, "" the user's.
func (s *session) bear(ctx context.Context, mailbox, token string) error {
	if mailbox == "" {
		mailbox = s.place.user
	}
	if odd := func(r rune) bool { return r < ' ' || r == 0x7f }; strings.ContainsFunc(mailbox+token, odd) {
		return s.unfit("user, mailbox or token hold a control character")
	}
	b := &bearer{mailbox: mailbox, token: token, host: s.place.host}
	b.port, _ = strconv.Atoi(s.place.port)
	err := s.do(ctx, signingInByToken, 0, func() error {
		caps := s.client.Caps()
		switch {
		case caps == nil:
			return errors.New("no list of capabilities came")
		case caps.Has(imap.AuthCap(sasl.OAuthBearer)):
			b.mechanism = sasl.OAuthBearer
		case caps.Has(imap.AuthCap(xoauth2)):
			b.mechanism = xoauth2
		default:
			return s.unfit("the server offers no sign-in by OAuth2 here (OAUTHBEARER, XOAUTH2); check the host, and that the line is encrypted")
		}
		return s.client.Authenticate(b)
	})
	switch {
	case err != nil:
		return s.notTaken(b, token, err)
	case b.mechanism == xoauth2:
		return s.connected(ctx)
	}
	return nil
}

// unfit is an error of the sign-in before the server was asked.
func (s *session) unfit(text string) error {
	return &trouble{text: fmt.Sprintf("imap: %s: %s: %s", s.place.server(), signingInByToken, text), kind: scanner.ErrAuth}
}

// notTaken explains why the server did not take the token.
func (s *session) notTaken(b *bearer, token string, err error) error {
	var refusal *imap.Error
	switch {
	case errors.As(err, &refusal):
		// Some servers repeat the command that they refuse.
		refusal.Text = strings.ReplaceAll(refusal.Text, token, "…")
	case b.challenge != nil && isDeath(err): // it gave its reason and hung up
		refusal = &imap.Error{Type: imap.StatusResponseTypeNo, Text: "it hung up"}
	default:
		return err
	}
	return s.refused(signingInByToken, refusal, errToken, b.said()+tokenRemedy(s.place.host, refusal))
}

// tokenEnded reports whether a server refuses a command because the token of the
// session has ended. Exchange Online then refuses all that follows, too, "Session
// invalidated - AccessTokenExpired", until somebody signs in anew.
func tokenEnded(refusal *imap.Error) bool {
	return strings.Contains(strings.ToLower(refusal.Text), "accesstokenexpired")
}

// connected asks one thing more. Microsoft takes any token at first and refuses
// whatever follows, "User is authenticated but not connected", if the token is
// good and its owner may not open the mailbox.
func (s *session) connected(ctx context.Context) error {
	err := s.do(ctx, signingInByToken, 0, func() error {
		_, err := s.client.List("", "", nil).Collect() // RFC 9051 section 6.3.9
		return err
	})
	var refusal *imap.Error
	if !errors.As(err, &refusal) {
		return err
	}
	if !strings.Contains(strings.ToLower(refusal.Text), "not connected") {
		return nil // a server that has no answer to this question
	}
	return s.refused(signingInByToken, refusal, scanner.ErrAuth, notConnected)
}

// A bearer shows a token. It is a sasl.Client for both mechanisms: the
// library's OAUTHBEARER gives up at the server's reason for a refusal, so that
// its final word is never read, and knows no XOAUTH2.
type bearer struct {
	mechanism            string
	mailbox, token, host string
	port                 int
	challenge            []byte // the server's reason for a refusal, nil if there is none
}

// Start returns the one thing that the client says.
func (b *bearer) Start() (mechanism string, response []byte, err error) {
	if b.mechanism == xoauth2 {
		return xoauth2, []byte("user=" + b.mailbox + "\x01auth=Bearer " + b.token + "\x01\x01"), nil
	}
	// RFC 5801 section 4: a name in a GS2 header has no "," and "=".
	name := strings.NewReplacer("=", "=3D", ",", "=2C").Replace(b.mailbox)
	return sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: name, Token: b.token, Host: b.host, Port: b.port}).Start()
}

// Next keeps the reason and acknowledges it (RFC 7628 section 3.2.3). The
// answer must not be empty, which the library would send as "=".
func (b *bearer) Next(challenge []byte) ([]byte, error) {
	b.challenge = challenge
	return []byte{1}, nil
}

// said puts the server's reason into words (RFC 7628 section 3.2.2).
func (b *bearer) said() string {
	var reason struct{ Status, Schemes, Scope string }
	if json.Unmarshal(b.challenge, &reason) != nil {
		return ""
	}
	var parts []string
	for _, p := range []struct{ name, value string }{{"status", reason.Status}, {"schemes", reason.Schemes}, {"scope", reason.Scope}} {
		if p.value != "" {
			parts = append(parts, p.name+" "+clean(p.value))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "its reason: " + strings.Join(parts, ", ") + "; "
}
