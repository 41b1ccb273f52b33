package oauth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// A Client gets tokens for one account. Its methods may be called concurrently.
type Client struct {
	config Config
	store  Store
	http   *http.Client
	pause  func(ctx context.Context, d time.Duration) error // between polls; tests shorten it

	mu       sync.Mutex // of all below, and of the exchange with the issuer
	resolved *endpoints // nil: not asked for yet
	grant    *Grant     // as the store has it, or newer; nil: not loaded
	unsaved  bool       // the store has not taken it
	given    Secret     // the access token that Token returned last
}

// New returns a client that keeps its tokens in the store. A sign-in by client
// credentials keeps nothing, and its store may be nil. The error is that of
// Config.Check.
func New(config Config, store Store) (*Client, error) {
	if err := config.Check(); err != nil {
		return nil, fmt.Errorf("oauth: %w", err)
	}
	if config.Timeout <= 0 {
		config.Timeout = defaultTimeout
	}
	if config.Flow == "" {
		config.Flow = Browser
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true // an exchange an hour
	transport.MaxResponseHeaderBytes = maxAnswer
	if config.TLSConfig != nil {
		transport.TLSClientConfig = config.TLSConfig.Clone()
	}
	return &Client{
		config: config, store: store, pause: pause,
		http: &http.Client{
			Timeout:   config.Timeout,
			Transport: bounded{transport},
			// A token endpoint does not redirect, and a secret does not follow.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// pause waits, unless the context ends first.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// maxAnswer is the most of an issuer's answer, in bytes: a token has a few
// thousand.
const maxAnswer = 256 << 10

// bounded cuts answers off.
type bounded struct{ http.RoundTripper }

// RoundTrip sends a request.
func (b bounded) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(req)
	if err == nil {
		resp.Body = &boundedBody{resp.Body, maxAnswer}
	}
	return resp, err
}

// A boundedBody is an answer of which so many bytes may still come.
type boundedBody struct {
	io.ReadCloser
	left int
}

// Read reads within the bound.
func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errors.New("the answer is far too long")
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// secret returns the client's secret, "" if it has none.
func (c *Client) secret(ctx context.Context) (string, error) {
	if c.config.ClientSecret == nil {
		return "", nil
	}
	word, err := c.config.ClientSecret(ctx)
	if err != nil {
		return "", fmt.Errorf("oauth: asking for the client secret: %w", err)
	}
	return word, nil
}

// exchange asks the token endpoint for a token. All grants go this way: those
// with a code and those with a refresh token differ only in the parameters.
func (c *Client) exchange(ctx context.Context, doing string, e endpoints, params url.Values, scopes []string) (*oauth2.Token, error) {
	secret, err := c.secret(ctx)
	if err != nil {
		return nil, err
	}
	request := clientcredentials.Config{
		ClientID: c.config.ClientID, ClientSecret: secret,
		TokenURL: e.token, AuthStyle: e.style, EndpointParams: params, Scopes: scopes,
	}
	if secret == "" {
		request.AuthStyle = oauth2.AuthStyleInParams // RFC 6749 section 3.2.1
	}
	token, err := request.Token(context.WithValue(ctx, oauth2.HTTPClient, c.http))
	if err != nil {
		hide := []string{secret}
		for _, name := range []string{"code", "code_verifier", "device_code", "refresh_token"} {
			hide = append(hide, params.Get(name))
		}
		return nil, c.explain(ctx, e.token, doing, err, hide...)
	}
	if err := usable(token); err != nil {
		return nil, c.unreachable(ctx, e.token, doing, err)
	}
	return token, nil
}

// maxToken is above every token that a mail server takes, in bytes.
const maxToken = 64 << 10

// usable refuses a token that cannot be shown to a mail server: RFC 6749
// appendix A.12 allows printable ASCII.
func usable(t *oauth2.Token) error {
	odd := func(r rune) bool { return r < ' ' || r > '~' }
	switch {
	case !strings.EqualFold(t.Type(), "bearer"): // RFC 7628 section 3.1
		return fmt.Errorf("it gave a token of type %q, and IMAP takes only bearer tokens", clean(t.TokenType))
	case strings.ContainsFunc(t.AccessToken, odd), strings.ContainsFunc(t.RefreshToken, odd):
		return errors.New("it gave a token with characters that no token may have")
	case len(t.AccessToken) > maxToken, len(t.RefreshToken) > maxToken:
		return errors.New("it gave a token of more than 64 KiB")
	}
	return nil
}
