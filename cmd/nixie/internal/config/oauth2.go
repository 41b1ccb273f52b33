package config

import (
	"context"
	"fmt"
	"strings"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

// OAuth2 are the keys of auth for type = "oauth2".
type OAuth2 struct {
	Provider oauth.Provider `toml:"provider"` // "google", "microsoft" or "generic"
	Tenant   string         `toml:"tenant"`   // Microsoft: domain or id of the directory
	Cloud    oauth.Cloud    `toml:"cloud"`    // Microsoft: "usgov", "usdod" or "china"
	Flow     oauth.Flow     `toml:"flow"`     // "browser", "device" or "client-credentials"
	ClientID string         `toml:"client_id"`

	ClientSecretCmd  string `toml:"client_secret_cmd"`  // a shell command that prints it
	ClientSecretFile string `toml:"client_secret_file"` // a file that holds it
	ClientSecretEnv  string `toml:"client_secret_env"`  // an environment variable that holds it

	Scopes    []string `toml:"scopes"`     // default: what the provider wants for IMAP
	Issuer    string   `toml:"issuer"`     // of a generic provider: its endpoints are asked for there
	AuthURL   string   `toml:"auth_url"`   // else the endpoints themselves
	TokenURL  string   `toml:"token_url"`  //
	DeviceURL string   `toml:"device_url"` //
	RevokeURL string   `toml:"revoke_url"` // where nixie auth logout has the token revoked (RFC 7009)
	Mailbox   string   `toml:"mailbox"`    // a shared mailbox that the user may open

	Store     TokenStore `toml:"store"`      // "file" or "keyring"; default "file"
	TokenFile string     `toml:"token_file"` // default: ACCOUNT.json in the folder tokens of the configuration
}

// TokenStore is where the token is kept.
type TokenStore string

// The stores.
const (
	FileStore    TokenStore = "file" // also if empty
	KeyringStore TokenStore = "keyring"
)

// UnmarshalText accepts the stores that there are.
func (s *TokenStore) UnmarshalText(text []byte) error {
	switch v := TokenStore(text); v {
	case "", FileStore, KeyringStore:
		*s = v
		return nil
	}
	return fmt.Errorf(`%q is no place for a token; write "file" or "keyring"`, text)
}

// ClientSecret says where the secret of the registered program is kept.
func (o OAuth2) ClientSecret() Secret {
	return Secret{Key: "client_secret", Cmd: o.ClientSecretCmd, File: o.ClientSecretFile, Env: o.ClientSecretEnv}
}

// Config returns what makes tokens; secret reads the client's secret and may be
// nil if there is none.
func (o OAuth2) Config(secret func(context.Context) (string, error)) oauth.Config {
	provider := o.Provider
	if provider == "generic" {
		provider = oauth.Generic
	}
	return oauth.Config{
		Provider: provider, Tenant: o.Tenant, Cloud: o.Cloud, Flow: o.Flow, ClientID: o.ClientID, ClientSecret: secret,
		Scopes: o.Scopes, Issuer: o.Issuer, AuthURL: o.AuthURL, TokenURL: o.TokenURL, DeviceURL: o.DeviceURL, RevokeURL: o.RevokeURL,
	}
}

// set reports whether any key is given.
func (o OAuth2) set() bool {
	return o.ClientSecret().given() || len(o.Scopes) > 0 ||
		string(o.Provider)+string(o.Cloud)+string(o.Flow)+o.Tenant+o.ClientID+o.Issuer+o.AuthURL+o.TokenURL+o.DeviceURL+o.RevokeURL+o.Mailbox+string(o.Store)+o.TokenFile != ""
}

// check finds what is missing or cannot be.
func (o OAuth2) check(c *checker) {
	before := len(c.top().all)
	c.word("provider", string(o.Provider), new(oauth.Provider))
	c.word("cloud", string(o.Cloud), new(oauth.Cloud))
	c.word("flow", string(o.Flow), new(oauth.Flow))
	c.word("store", string(o.Store), new(TokenStore))
	if len(c.top().all) > before {
		return // else each would be told twice
	}
	var secret func(context.Context) (string, error)
	if o.ClientSecret().given() || o.Flow == oauth.ClientCredentials { // the environment may hold it
		secret = func(context.Context) (string, error) { return "", ErrNoSecret }
	}
	if strings.ContainsFunc(o.ClientID, func(r rune) bool { return r < ' ' || r > '~' }) { // RFC 6749 appendix A.1
		c.add("client_id", "auth: client_id: %q is none; write the one that the provider shows (nixie help sign-in)", o.ClientID)
	}
	if err := o.Config(secret).Check(); err != nil {
		for line := range strings.Lines(err.Error()) {
			c.add("", "auth: %s", strings.TrimSpace(line))
		}
	}
}
