package oauth

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// A Grant is what an issuer gave, for keeping.
type Grant struct {
	Access  Secret
	Refresh Secret    // "" if the issuer gives none
	Expiry  time.Time // of Access; zero if the issuer does not say
	Scope   string    // as the issuer says it, may be ""
	User    string    // who signed in, if the issuer says so, else ""
	Since   time.Time // of the sign-in

	// What the refresh token belongs to; it is sent nowhere else.
	ClientID, TokenURL string
}

// file is a Grant as it is stored. Here, and nowhere else, the secrets are
// plain strings.
type file struct {
	Version  int       `json:"version"`
	Access   string    `json:"access_token"`
	Refresh  string    `json:"refresh_token,omitempty"`
	Expiry   time.Time `json:"expiry,omitzero"`
	Scope    string    `json:"scope,omitempty"`
	User     string    `json:"user,omitempty"`
	Since    time.Time `json:"since"`
	ClientID string    `json:"client_id"`
	TokenURL string    `json:"token_url"`
}

// encode returns the grant as it is stored.
func (g *Grant) encode() ([]byte, error) {
	return json.MarshalIndent(file{1, g.Access.Reveal(), g.Refresh.Reveal(), g.Expiry.UTC(), g.Scope, g.User,
		g.Since.UTC(), g.ClientID, g.TokenURL}, "", "  ")
}

// decode reads what encode returns.
func decode(text []byte) (*Grant, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, err
	}
	return &Grant{NewSecret(f.Access), NewSecret(f.Refresh), f.Expiry, f.Scope, f.User, f.Since, f.ClientID, f.TokenURL}, nil
}

// identity returns who an id token is about, "" if there is none. Its signature
// is not looked at: it came from the issuer itself, over TLS (OpenID Connect
// Core 1.0 section 3.1.3.7), and is only shown.
func identity(idToken string) string {
	parts := strings.Split(idToken, ".")
	if len(parts) != 3 {
		return ""
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return ""
	}
	var claims struct {
		Email string `json:"email"`
		Name  string `json:"preferred_username"` // Microsoft's
	}
	if json.Unmarshal(text, &claims) != nil {
		return ""
	}
	if claims.Email != "" {
		return claims.Email
	}
	return claims.Name
}
