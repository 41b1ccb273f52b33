package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"golang.org/x/oauth2"
)

// A Farewell is what became of a sign-in that was ended.
type Farewell struct {
	// Revoked says that the issuer was told, and takes the token no more.
	Revoked bool
	// Page is where a person ends the grant, "" if that is not known. It is set
	// unless Revoked.
	Page string
	// Err says why the token was not revoked: an *Error, or one that wraps
	// ErrNoRevocation. It is nil if Revoked, or if there was nothing to revoke.
	Err error
}

// ErrNoRevocation says that the issuer offers no way to revoke a token.
var ErrNoRevocation = errors.New("the provider offers no way to revoke a token (RFC 7009)")

// Logout has the issuer revoke the token (RFC 7009) and removes it from the
// store. It is removed whatever the issuer says and also if it cannot be
// reached or ctx is done meanwhile; what could not be revoked is told by the
// Farewell. It is no error if nobody is signed in.
//
// The error is about the store: the token may still be there.
func (c *Client) Logout(ctx context.Context) (Farewell, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.config.Flow == ClientCredentials {
		return Farewell{}, nil // nothing was stored
	}
	unlock, err := c.store.Lock(ctx)
	switch {
	case err == nil:
		defer unlock()
	case ctx.Err() != nil:
		return Farewell{}, fmt.Errorf("oauth: %w", err)
	}
	// Without a lock, as on a disk that is read-only, a keyring can still be
	// emptied.
	f := c.farewell(ctx)
	c.grant, c.unsaved, c.given = nil, false, Secret{}
	if err := c.store.Delete(); err != nil {
		return f, fmt.Errorf("oauth: %w", err)
	}
	return f, nil
}

// farewell has the token in the store revoked.
func (c *Client) farewell(ctx context.Context) Farewell {
	g, err := c.store.Load()
	switch {
	case c.unsaved:
		g = c.grant // newer than what the store has taken
	case errors.Is(err, ErrSignedOut):
		return Farewell{}
	case err != nil:
		return Farewell{Page: c.config.grantPage(), Err: fmt.Errorf("oauth: the token could not be read: %w", err)}
	}
	err = c.revoke(ctx, g)
	if said := (*Error)(nil); errors.As(err, &said) && errors.Is(err, ErrTemporary) {
		said.Remedy = "" // to try again later: the token will be gone
	}
	if err != nil {
		return Farewell{Page: c.config.grantPage(), Err: err}
	}
	return Farewell{Revoked: true}
}

// grantPage is where a person ends what was granted to an app. Google:
// https://support.google.com/accounts/answer/13533235. Microsoft, work and
// school: "Edit or revoke application permissions in the My Apps portal" at
// support.microsoft.com; personal accounts:
// https://learn.microsoft.com/onedrive/developer/rest-api/getting-started/msa-oauth
// The national clouds have portals of their own.
func (c Config) grantPage() string {
	switch {
	case c.Provider == Google:
		return "https://myaccount.google.com/connections"
	case c.Provider == Microsoft && c.Cloud == Worldwide:
		return "https://myapps.microsoft.com (for a personal account https://account.live.com/consent/Manage)"
	}
	return ""
}

const revoking = "revoking the token"

// revoke tells the issuer that a grant is to end (RFC 7009 section 2.1). The
// refresh token is named where there is one: the access tokens that came of it
// end with it, or, where the issuer does not see to that, within the hour.
func (c *Client) revoke(ctx context.Context, g *Grant) error {
	e, err := c.resolve(ctx)
	switch {
	case err != nil:
		return err
	case g.ClientID != c.config.ClientID || g.TokenURL != e.token:
		return errors.New("oauth: the token is for another client_id or provider, which is not told of it")
	case e.revoke == "":
		return fmt.Errorf("oauth: %s: %w", host(e.token), ErrNoRevocation)
	}
	word, hint := g.Refresh.Reveal(), "refresh_token"
	if word == "" {
		word, hint = g.Access.Reveal(), "access_token"
	}
	if word == "" {
		return nil
	}
	secret, err := c.secret(ctx)
	if err != nil {
		return err
	}
	params, basic := c.proof(e, secret)
	params.Set("token", word)
	if c.config.Provider != Google { // whose page knows no other parameter
		params.Set("token_type_hint", hint)
	}
	if _, err = c.post(ctx, e.revoke, params, basic); err == nil || voidAlready(err) {
		return nil
	}
	return c.explain(ctx, e.revoke, revoking, err, word, secret)
}

// proof is how the client says who it is (RFC 6749 section 2.3.1). Google wants
// no proof: https://developers.google.com/identity/protocols/oauth2/native-app#tokenrevoke
func (c *Client) proof(e endpoints, secret string) (url.Values, *url.Userinfo) {
	switch {
	case c.config.Provider == Google:
		return url.Values{}, nil
	case secret != "" && e.style == oauth2.AuthStyleInHeader:
		return url.Values{}, url.UserPassword(url.QueryEscape(c.config.ClientID), url.QueryEscape(secret))
	case secret != "":
		return url.Values{"client_id": {c.config.ClientID}, "client_secret": {secret}}, nil
	}
	return url.Values{"client_id": {c.config.ClientID}}, nil
}

// voidAlready reports whether an issuer refuses to revoke a token because it
// takes it no more anyway. RFC 7009 section 2.2 answers 200 then; Google has
// invalid_token, others invalid_grant.
func voidAlready(err error) bool {
	var refusal *oauth2.RetrieveError
	var said struct {
		Code string `json:"error"`
	}
	return errors.As(err, &refusal) && json.Unmarshal(refusal.Body, &said) == nil &&
		(said.Code == "invalid_token" || said.Code == "invalid_grant")
}
