package oauth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// endpoints are where an issuer is asked, and how the client proves itself.
type endpoints struct {
	auth, token, device string
	style               oauth2.AuthStyle // of the client's secret
	redirectHost        string           // what the issuer calls this machine
	authParams          url.Values       // further parameters of the sign-in page
}

// known returns what the provider documents; for others, empty endpoints.
func (c Config) known() endpoints {
	switch c.Provider {
	case Google:
		// https://developers.google.com/identity/protocols/oauth2/native-app
		// prompt=consent: only then a second sign-in gives a refresh token again.
		return endpoints{
			auth: "https://accounts.google.com/o/oauth2/v2/auth", token: "https://oauth2.googleapis.com/token",
			style: oauth2.AuthStyleInParams, redirectHost: "127.0.0.1",
			authParams: url.Values{"access_type": {"offline"}, "prompt": {"consent"}},
		}
	case Microsoft:
		tenant := c.Tenant
		if tenant == "" {
			tenant = "common"
		}
		base := "https://" + microsoftLogin[c.Cloud] + "/" + tenant + "/oauth2/v2.0/"
		// Of http addresses only localhost may be registered by form, and only
		// for it the port is left out of the comparison:
		// https://learn.microsoft.com/entra/identity-platform/reply-url#localhost-exceptions
		return endpoints{
			auth: base + "authorize", token: base + "token", device: base + "devicecode",
			style: oauth2.AuthStyleInParams, redirectHost: "localhost",
		}
	}
	// RFC 6749 section 2.3.1, RFC 8252 section 7.3
	return endpoints{style: oauth2.AuthStyleInHeader, redirectHost: "127.0.0.1"}
}

// microsoftLogin are the hosts of the clouds:
// https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
var microsoftLogin = map[Cloud]string{
	Worldwide: "login.microsoftonline.com",
	USGov:     "login.microsoftonline.us",
	China:     "login.partner.microsoftonline.cn",
}

// microsoftMail are the resources whose permissions are asked for: for a person
// and for a program.
// https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
// The page knows the worldwide cloud only; in the others the resource is the
// host of Outlook.
var microsoftMail = map[Cloud]struct{ person, program string }{
	Worldwide: {"https://outlook.office.com", "https://outlook.office365.com"},
	USGov:     {"https://outlook.office365.us", "https://outlook.office365.us"},
	China:     {"https://partner.outlook.cn", "https://partner.outlook.cn"},
}

// scopes returns the permissions to ask for.
func (c Config) scopes() []string {
	switch {
	case len(c.Scopes) > 0:
		return c.Scopes
	case c.Provider == Google:
		return []string{"https://mail.google.com/"} // https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
	case c.Provider == Microsoft && c.Flow == ClientCredentials:
		return []string{microsoftMail[c.Cloud].program + "/.default"}
	case c.Provider == Microsoft:
		return []string{microsoftMail[c.Cloud].person + "/IMAP.AccessAsUser.All", "offline_access"}
	}
	return nil
}

// resolve returns the endpoints: those of the configuration, else those of the
// provider, else those that the issuer publishes, which are asked for once.
func (c *Client) resolve(ctx context.Context) (endpoints, error) {
	if c.resolved != nil {
		return *c.resolved, nil
	}
	e := c.config.known()
	if c.config.Issuer != "" && (c.config.TokenURL == "" || c.config.Flow != ClientCredentials) {
		if err := c.discover(ctx, &e); err != nil {
			return e, err
		}
	}
	for _, u := range []struct{ to, from *string }{
		{&e.auth, &c.config.AuthURL}, {&e.token, &c.config.TokenURL}, {&e.device, &c.config.DeviceURL},
	} {
		if *u.from != "" {
			*u.to = *u.from
		}
	}
	if e.token == "" {
		return e, fmt.Errorf("oauth: %s publishes no token endpoint; set token_url", c.config.Issuer)
	}
	c.resolved = &e
	return e, nil
}

// discover asks an issuer for its endpoints (OpenID Connect Discovery 1.0
// section 4).
func (c *Client) discover(ctx context.Context, e *endpoints) error {
	const doing = "asking for its endpoints"
	at := strings.TrimSuffix(c.config.Issuer, "/") + "/.well-known/openid-configuration"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return fmt.Errorf("oauth: issuer: %w", err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return c.unreachable(ctx, at, doing, err)
	}
	defer resp.Body.Close()
	var doc struct {
		Issuer  string   `json:"issuer"`
		Auth    string   `json:"authorization_endpoint"`
		Token   string   `json:"token_endpoint"`
		Device  string   `json:"device_authorization_endpoint"` // RFC 8628 section 4
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if resp.StatusCode != http.StatusOK {
		return c.noDocument(at, doing, resp.StatusCode)
	}
	if err := json.NewDecoder(resp.Body).Decode(&doc); err != nil {
		return c.unreachable(ctx, at, doing, fmt.Errorf("its answer cannot be read: %w", err))
	}
	// Section 4.3: the document of another issuer is not believed.
	if strings.TrimSuffix(doc.Issuer, "/") != strings.TrimSuffix(c.config.Issuer, "/") {
		return fmt.Errorf("oauth: issuer %s calls itself %q; write it in that way if it is the same", c.config.Issuer, clean(doc.Issuer))
	}
	for _, u := range []string{doc.Auth, doc.Token, doc.Device} {
		if err := checkURL(u); u != "" && err != nil {
			return fmt.Errorf("oauth: %s publishes the endpoint %q, which %w", c.config.Issuer, clean(u), err)
		}
	}
	e.auth, e.token, e.device, e.style = doc.Auth, doc.Token, doc.Device, style(doc.Methods)
	return nil
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
