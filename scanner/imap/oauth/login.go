package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"golang.org/x/oauth2"
)

// loginTimeout is how long a person has to sign in: as long as most issuers
// honour a code.
const loginTimeout = 15 * time.Minute

// A Prompt is how a person is spoken to while signing in. Nil functions are not
// called.
type Prompt struct {
	// Browse shows the address of the sign-in page, or opens it in a browser.
	Browse func(url string)
	// Code shows the address of a page and the code to enter there, which is
	// good until the given time.
	Code func(url, code string, until time.Time)
	// Pasted, which may be nil, gives the address at which the browser ended,
	// where that browser runs on another machine and could not come back; or
	// the text of a page of the provider that says no, whose code is looked up.
	Pasted <-chan string
	// Mistaken is told in one line why something pasted is neither. The sign-in
	// goes on.
	Mistaken func(why string)
}

// Login has a person sign in and stores what comes of it. For client
// credentials it gets a token, to see whether it can, and stores nothing.
// Errors are those of Token.
func (c *Client) Login(ctx context.Context, p Prompt) (*Grant, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, err := c.resolve(ctx)
	if err != nil {
		return nil, err
	}
	if c.config.Flow == ClientCredentials {
		c.grant = nil
		if err := c.renewProgram(ctx, false); err != nil {
			return nil, err
		}
		return c.grant, nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, loginTimeout, errLate)
	defer cancel()
	way := c.browse
	if c.config.Flow == Device {
		way = c.enter
	}
	token, err := way(ctx, e, p)
	if err != nil {
		if context.Cause(ctx) == errLate {
			return nil, &Error{Host: host(e.token), Doing: signingIn, Meaning: errLate.Error(), Remedy: again, SignIn: true, kind: ErrRefused}
		}
		return nil, err
	}
	return c.keep(ctx, e, token)
}

const signingIn = "signing in"

var errLate = fmt.Errorf("nobody signed in within %v", loginTimeout)

// keep stores a new grant.
func (c *Client) keep(ctx context.Context, e endpoints, token *oauth2.Token) (*Grant, error) {
	unlock, err := c.store.Lock(ctx)
	if err != nil {
		return nil, fmt.Errorf("oauth: %w", err)
	}
	defer unlock()
	c.grant, c.given = c.granted(e, token, nil), Secret{}
	if err := c.save(); err != nil {
		return nil, err
	}
	return c.grant, nil
}

// code exchanges the code that came back for a token (RFC 6749 section 4.1.3).
func (c *Client) code(ctx context.Context, e endpoints, code, redirect, verifier string) (*oauth2.Token, error) {
	return c.exchange(ctx, signingIn, e, url.Values{
		"grant_type": {"authorization_code"}, "code": {code},
		"redirect_uri": {redirect}, "code_verifier": {verifier},
	}, nil)
}

// cameBack reads what the issuer sent with the browser (RFC 6749 sections
// 4.1.2 and 4.1.2.1).
func (c *Client) cameBack(q url.Values, e endpoints) (code string, err error) {
	if word := q.Get("error"); word != "" {
		problem := &Error{Host: host(e.auth), Doing: signingIn}
		problem.lookUp(word, q.Get("error_description"), []byte(`{"error_subtype":""}`))
		problem.Words = shorten(q.Get("error_description"))
		if problem.kind == nil {
			problem.kind = ErrRefused
		}
		return "", problem
	}
	if code = q.Get("code"); code == "" {
		return "", fmt.Errorf("oauth: %s: %s: %w", host(e.auth), signingIn, errNoCode)
	}
	return code, nil
}

var errNoCode = errors.New("the browser came back without a code; sign in again")
