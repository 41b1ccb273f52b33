package oauth

import (
	"context"
	"fmt"
	"net/url"

	"golang.org/x/oauth2"
)

// endpoints are where an issuer is asked, and how the client proves itself.
type endpoints struct {
	auth, token, device, revoke string
	style                       oauth2.AuthStyle // of the client's secret
	redirectHost                string           // what the issuer calls this machine
	authParams                  url.Values       // further parameters of the sign-in page
}

// known returns what the provider documents; for others, empty endpoints.
func (c Config) known() endpoints {
	switch c.Provider {
	case Google:
		// https://developers.google.com/identity/protocols/oauth2/native-app
		// prompt=consent: only then a second sign-in gives a refresh token again.
		return endpoints{
			auth: "https://accounts.google.com/o/oauth2/v2/auth", token: "https://oauth2.googleapis.com/token",
			revoke: "https://oauth2.googleapis.com/revoke",
			style:  oauth2.AuthStyleInParams, redirectHost: "127.0.0.1",
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
// An app is registered in the portal of its own cloud, that of the DoD in the
// government's.
var microsoftLogin = map[Cloud]string{
	Worldwide: "login.microsoftonline.com",
	USGov:     "login.microsoftonline.us",
	USDoD:     "login.microsoftonline.us",
	China:     "login.partner.microsoftonline.cn",
}

// microsoftMail are the resources whose permissions are asked for: for a person
// and for a program. For the worldwide cloud they are from
// https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
//
// For the others no page of Microsoft's names a scope for IMAP. There the
// resource is the host of Outlook, at which Exchange Online also listens for
// IMAP, as the lists of endpoints have it:
// https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-u-s-government-gcc-high-endpoints
// https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-u-s-government-dod-endpoints
// https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges-21vianet
// Microsoft's scripts for Exchange take the same resources
// (https://microsoft.github.io/CSS-Exchange/), and programs that read mail in
// GCC High and China ask for exactly these scopes. None is known to say so of
// the DoD. Config.Scopes puts right what is wrong for a tenant.
var microsoftMail = map[Cloud]struct{ person, program string }{
	Worldwide: {"https://outlook.office.com", "https://outlook.office365.com"},
	USGov:     {"https://outlook.office365.us", "https://outlook.office365.us"},
	USDoD:     {"https://outlook-dod.office365.us", "https://outlook-dod.office365.us"},
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
		{&e.auth, &c.config.AuthURL}, {&e.token, &c.config.TokenURL},
		{&e.device, &c.config.DeviceURL}, {&e.revoke, &c.config.RevokeURL},
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
