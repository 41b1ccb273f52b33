package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// metadata is what an issuer publishes about itself (RFC 8414 section 2, which
// has the names of OpenID Connect Discovery 1.0 section 3).
type metadata struct {
	Issuer  string   `json:"issuer"`
	Auth    string   `json:"authorization_endpoint"`
	Token   string   `json:"token_endpoint"`
	Device  string   `json:"device_authorization_endpoint"` // RFC 8628 section 4
	Revoke  string   `json:"revocation_endpoint"`
	Methods []string `json:"token_endpoint_auth_methods_supported"`
}

const askingEndpoints = "asking for its endpoints"

// discover asks an issuer for its endpoints: by OpenID Connect Discovery 1.0
// section 4, and where there is no such document, by RFC 8414 section 3, as
// Fastmail publishes it.
func (c *Client) discover(ctx context.Context, e *endpoints) error {
	base := strings.TrimSuffix(c.config.Issuer, "/")
	doc, err := c.published(ctx, base+"/.well-known/openid-configuration")
	if errors.Is(err, errNoDocument) {
		if other, failed := c.published(ctx, beside(base)); !errors.Is(failed, errNoDocument) {
			doc, err = other, failed
		}
	}
	if err != nil {
		return err
	}
	// Both say in the section after that the document of another issuer is not
	// believed.
	if strings.TrimSuffix(doc.Issuer, "/") != base {
		return fmt.Errorf("oauth: issuer %s calls itself %q; write it in that way if it is the same", c.config.Issuer, clean(doc.Issuer))
	}
	for _, u := range []string{doc.Auth, doc.Token, doc.Device, doc.Revoke} {
		if err := checkURL(u); u != "" && err != nil {
			return fmt.Errorf("oauth: %s publishes the endpoint %q, which %w", c.config.Issuer, clean(u), err)
		}
	}
	e.auth, e.token, e.device, e.revoke, e.style = doc.Auth, doc.Token, doc.Device, doc.Revoke, style(doc.Methods)
	return nil
}

// beside is where RFC 8414 section 3.1 puts the document: between the host and
// the path of the issuer.
func beside(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	return u.Scheme + "://" + u.Host + "/.well-known/oauth-authorization-server" + u.EscapedPath()
}

// errNoDocument says that there is no document at an address.
var errNoDocument = errors.New("oauth: no such document")

// published reads the document at an address; an errNoDocument if the issuer
// answers that there is none.
func (c *Client) published(ctx context.Context, at string) (doc metadata, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return doc, fmt.Errorf("oauth: issuer: %w", err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return doc, c.unreachable(ctx, at, askingEndpoints, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return doc, noDocument(at, resp.StatusCode)
	}
	if err := json.NewDecoder(resp.Body).Decode(&doc); err != nil {
		return doc, c.unreachable(ctx, at, askingEndpoints, fmt.Errorf("its answer cannot be read: %w", err))
	}
	return doc, nil
}

// noDocument makes an Error of an answer without the document.
func noDocument(at string, status int) error {
	e := &Error{Host: host(at), Doing: askingEndpoints, Meaning: fmt.Sprintf("status %d for %s", status, at)}
	if status >= 500 || status == http.StatusTooManyRequests {
		e.Remedy, e.kind = "try again later", ErrTemporary
		return e
	}
	e.Remedy, e.kind = "check issuer, or set auth_url and token_url", errNoDocument
	return e
}

// style is how a client's secret is sent: every issuer takes it in the header
// (RFC 6749 section 2.3.1), unless it says that it does not.
func style(methods []string) oauth2.AuthStyle {
	post := false
	for _, m := range methods {
		switch m {
		case "client_secret_basic":
			return oauth2.AuthStyleInHeader
		case "client_secret_post":
			post = true
		}
	}
	if post {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader
}
