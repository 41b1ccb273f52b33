package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"golang.org/x/oauth2"
)

// early is how long before its end a token is replaced: a sign-in may be slow,
// and clocks differ.
const early = 2 * time.Minute

// Token returns an access token that is good for two minutes at least. Refused
// says that the mail server did not take the last one: then another is got,
// however long that one had to live.
//
// The new refresh token that comes along is stored before the access token is
// returned. Several processes may share a store: one refreshes, and the others
// take what it stored.
//
// Errors are one line. They wrap ErrSignedOut if nobody has signed in,
// ErrRefused if the issuer says no, ErrTemporary if it cannot be reached or
// asks to come back later, and the error of ctx if that is done.
func (c *Client) Token(ctx context.Context, refused bool) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if refused && c.given.IsZero() && c.grant != nil {
		c.given = c.grant.Access // of the sign-in
	}
	var err error
	if c.config.Flow == ClientCredentials {
		err = c.renewProgram(ctx, refused)
	} else {
		err = c.renewPerson(ctx, refused)
	}
	if err != nil {
		return "", err
	}
	c.given = c.grant.Access
	return c.given.Reveal(), nil
}

// fresh reports whether the token at hand will do.
func (c *Client) fresh(refused bool) bool {
	g := c.grant
	if g == nil || c.unsaved || g.Access.IsZero() || refused && g.Access.Reveal() == c.given.Reveal() {
		return false
	}
	return g.Expiry.IsZero() || time.Until(g.Expiry) > early
}

// renewProgram gets a token by client credentials if the one at hand will not
// do. It is kept in memory only: another costs nothing.
func (c *Client) renewProgram(ctx context.Context, refused bool) error {
	if c.fresh(refused) {
		return nil
	}
	e, err := c.resolve(ctx)
	if err != nil {
		return err
	}
	token, err := c.exchange(ctx, "asking for a token", e, nil, c.config.scopes())
	if err != nil {
		return err
	}
	c.grant = c.granted(e, token, nil)
	return nil
}

// renewPerson refreshes the token of the person who signed in, if the one at
// hand and the one in the store will not do.
func (c *Client) renewPerson(ctx context.Context, refused bool) error {
	if c.fresh(refused) {
		return nil
	}
	e, err := c.resolve(ctx)
	if err != nil {
		return err
	}
	if !c.unsaved {
		if err := c.load(e); err != nil {
			return err
		}
		if refused && c.given.IsZero() {
			c.given = c.grant.Access // it was refused to the process before this one
		}
		if c.fresh(refused) {
			return nil
		}
	}
	unlock, err := c.store.Lock(ctx)
	if err != nil {
		return fmt.Errorf("oauth: %w", err)
	}
	defer unlock()
	if err := c.load(e); err != nil { // another process may have been quicker
		return err
	}
	for tries := 1; !c.fresh(refused); tries++ {
		used := c.grant.Refresh.Reveal()
		err := c.refresh(ctx, e)
		if err == nil || !errors.Is(err, ErrRefused) || tries == 2 {
			return err
		}
		// A process that the lock does not hold back, on another machine, may
		// have used the refresh token up, and stored the next one.
		if c.load(e) != nil || c.grant.Refresh.Reveal() == used {
			return err
		}
	}
	return nil
}

// load takes what the store has, unless the store has not taken what is newer.
func (c *Client) load(e endpoints) error {
	if c.unsaved {
		return c.save()
	}
	g, err := c.store.Load()
	if err != nil {
		return fmt.Errorf("oauth: %w", err)
	}
	if g.ClientID != c.config.ClientID || g.TokenURL != e.token {
		return fmt.Errorf("oauth: %w: the token in %s is for another client_id or provider", ErrSignedOut, c.store.Place())
	}
	c.grant = g
	return nil
}

// save stores the grant at hand.
func (c *Client) save() error {
	c.unsaved = true
	if err := c.store.Save(c.grant); err != nil {
		return fmt.Errorf("oauth: storing the new token: %w", err)
	}
	c.unsaved = false
	return nil
}

// refresh exchanges the refresh token for a new access token and stores what
// came (RFC 6749 section 6).
func (c *Client) refresh(ctx context.Context, e endpoints) error {
	if c.grant.Refresh.IsZero() {
		return fmt.Errorf("oauth: %w: the access token has ended, and the provider gave no refresh token; for most providers the scope offline_access asks for one", ErrSignedOut)
	}
	token, err := c.exchange(ctx, "refreshing the token", e, url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {c.grant.Refresh.Reveal()},
	}, nil)
	if err != nil {
		return err
	}
	c.grant = c.granted(e, token, c.grant)
	return c.save()
}

// granted makes a grant of an answer; what the answer leaves out stays as it
// was before.
func (c *Client) granted(e endpoints, t *oauth2.Token, before *Grant) *Grant {
	g := &Grant{
		Access: NewSecret(t.AccessToken), Refresh: NewSecret(t.RefreshToken), Expiry: t.Expiry,
		ClientID: c.config.ClientID, TokenURL: e.token, Since: time.Now(),
	}
	g.Scope, _ = t.Extra("scope").(string)
	idToken, _ := t.Extra("id_token").(string)
	g.User = identity(idToken)
	if before != nil {
		g.Since = before.Since
		if g.Scope == "" {
			g.Scope = before.Scope
		}
		if g.User == "" {
			g.User = before.User
		}
	}
	g.Scope, g.User = clean(g.Scope), clean(g.User)
	return g
}

// Status returns what is stored, without asking anybody. It wraps ErrSignedOut
// if that is nothing. Client credentials store nothing.
func (c *Client) Status() (*Grant, error) {
	if c.config.Flow == ClientCredentials {
		return nil, fmt.Errorf("oauth: %w: the program signs in by itself, whenever it needs a token", ErrSignedOut)
	}
	g, err := c.store.Load()
	if err != nil {
		return nil, fmt.Errorf("oauth: %w", err)
	}
	return g, nil
}
