package oauth

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// A Provider is a mail service whose addresses and scopes are known here.
type Provider string

// The providers. Generic needs Config.Issuer or the URLs, and Config.Scopes.
const (
	Generic   Provider = ""
	Google    Provider = "google"
	Microsoft Provider = "microsoft"
)

// UnmarshalText reads "google", "microsoft" or "generic" and refuses the rest.
func (p *Provider) UnmarshalText(text []byte) error {
	switch v := Provider(text); v {
	case Google, Microsoft, Generic:
		*p = v
	case "generic":
		*p = Generic
	default:
		return fmt.Errorf(`%q is no provider that is known; write "google", "microsoft", or "generic" with an issuer`, text)
	}
	return nil
}

// A Flow is a way to a token.
type Flow string

// The flows. The default is Browser.
const (
	Browser           Flow = "browser"            // RFC 8252: a person, a browser on this machine
	Device            Flow = "device"             // RFC 8628: a person, a browser anywhere
	ClientCredentials Flow = "client-credentials" // RFC 6749 section 4.4: no person
)

// UnmarshalText reads the name of a flow and refuses the rest.
func (f *Flow) UnmarshalText(text []byte) error {
	switch v := Flow(text); v {
	case "", Browser, Device, ClientCredentials:
		*f = v
		return nil
	}
	return fmt.Errorf(`%q is no flow; write "browser", "device" or "client-credentials"`, text)
}

// A Cloud is one of Microsoft's; a national cloud has addresses of its own.
type Cloud string

// The clouds.
const (
	Worldwide Cloud = ""
	USGov     Cloud = "usgov" // GCC High; plain GCC is in the worldwide cloud
	USDoD     Cloud = "usdod" // the Department of Defense's
	China     Cloud = "china" // operated by 21Vianet
)

// UnmarshalText reads the name of a cloud and refuses the rest.
func (c *Cloud) UnmarshalText(text []byte) error {
	switch v := Cloud(text); v {
	case Worldwide, USGov, USDoD, China:
		*c = v
		return nil
	}
	return fmt.Errorf(`%q is no cloud of Microsoft's that is known; write "usgov" (GCC High), "usdod" or "china", or nothing`, text)
}

// A Config says from whom tokens come, and how.
type Config struct {
	Provider Provider
	Tenant   string // Microsoft: domain or id of the directory; default "common", any account
	Cloud    Cloud  // Microsoft
	Flow     Flow   // default Browser

	// ClientID is the id under which the program is registered with the issuer.
	ClientID string
	// ClientSecret returns the client's secret; nil if it has none. It is called
	// for each exchange and its answer is not kept.
	ClientSecret func(ctx context.Context) (string, error)

	// Scopes are the permissions that are asked for. Default: what the provider
	// wants for IMAP, and nothing else.
	Scopes []string

	// Issuer is the address of an issuer that publishes its endpoints by OpenID
	// Connect Discovery or RFC 8414: "https://login.example.org/realms/mail".
	Issuer string
	// AuthURL, TokenURL, DeviceURL and RevokeURL are the endpoints. They win over
	// those of Provider and Issuer. RevokeURL is where Logout has a token revoked
	// (RFC 7009); Microsoft has no such endpoint.
	AuthURL, TokenURL, DeviceURL, RevokeURL string

	// User is the address of the account, as a hint for the sign-in page.
	User string

	// TLSConfig holds certificate authorities and the like for the issuer. It
	// is not changed. Default: that of crypto/tls.
	TLSConfig *tls.Config
	// Timeout bounds each exchange with the issuer. Default: 30 s.
	Timeout time.Duration
}

const defaultTimeout = 30 * time.Second

// Check returns all that is wrong with the configuration, without a look at
// the network; nil if nothing is.
func (c Config) Check() error {
	var all []error
	if c.ClientID == "" {
		all = append(all, errors.New("client_id is missing: the id under which this program is registered with the provider"))
	}
	for _, u := range []struct{ key, url string }{
		{"issuer", c.Issuer}, {"auth_url", c.AuthURL}, {"token_url", c.TokenURL}, {"device_url", c.DeviceURL}, {"revoke_url", c.RevokeURL},
	} {
		if err := checkURL(u.url); u.url != "" && err != nil {
			all = append(all, fmt.Errorf("%s: %w", u.key, err))
		}
	}
	return errors.Join(append(all, c.checkProvider())...)
}

// checkProvider finds what does not go with the provider.
func (c Config) checkProvider() error {
	appOnly := c.Flow == ClientCredentials
	switch {
	case c.Provider != Microsoft && (c.Tenant != "" || c.Cloud != ""):
		return errors.New(`tenant and cloud are for provider = "microsoft"`)
	case c.Provider == Google && c.Flow == Device:
		// https://developers.google.com/identity/protocols/oauth2/limited-input-device#allowedscopes
		return errors.New(`the device flow of Google does not allow mail; take flow = "browser" (its address can be opened on another machine, and the answer pasted)`)
	case c.Provider == Google && appOnly:
		return errors.New(`provider = "google" has no sign-in for programs by client_secret; take flow = "browser"`)
	case c.Provider == Microsoft && appOnly && (c.Tenant == "" || genericTenants[c.Tenant]):
		return errors.New("a program's own sign-in needs the tenant of the organisation: its domain or directory id")
	case c.Provider == Microsoft && strings.ContainsAny(c.Tenant, "/?#%"):
		return errors.New("tenant: is a domain or an id, not an address")
	case appOnly && c.ClientSecret == nil:
		return errors.New(`flow = "client-credentials" needs a client_secret`)
	case c.Provider == Generic && c.Issuer == "" && c.TokenURL == "":
		return errors.New("without a provider that is known, give its issuer, or its token_url")
	case c.Provider == Generic && len(c.Scopes) == 0:
		return errors.New("scopes are missing: which permission the provider wants for IMAP stands in its documentation")
	}
	return nil
}

// genericTenants are no organisation's.
// https://learn.microsoft.com/entra/identity-platform/v2-protocols#endpoints
var genericTenants = map[string]bool{"common": true, "organizations": true, "consumers": true}

// checkURL refuses an address to which no secret may be sent.
func checkURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "":
		return errors.New("is no address; write https://…")
	case u.User != nil:
		return errors.New("holds a user or password")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	}
	return errors.New("must begin with https://: tokens and secrets go there")
}

// loopback reports whether a host is this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
