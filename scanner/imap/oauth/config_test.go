package oauth_test

import (
	"context"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

func TestCheck(t *testing.T) {
	secret := func(context.Context) (string, error) { return "s", nil }
	for _, tt := range []struct {
		name   string
		config oauth.Config
		words  string // "" for none
	}{
		{"Google", oauth.Config{Provider: oauth.Google, ClientID: "id"}, ""},
		{"Microsoft", oauth.Config{Provider: oauth.Microsoft, ClientID: "id", Flow: oauth.Device}, ""},
		{"a program at Microsoft", oauth.Config{Provider: oauth.Microsoft, ClientID: "id", Tenant: "example.org", Flow: oauth.ClientCredentials, ClientSecret: secret}, ""},
		{"an issuer", oauth.Config{ClientID: "id", Issuer: "https://login.example.org", Scopes: []string{"mail"}}, ""},
		{"nothing", oauth.Config{}, "client_id is missing"},
		{"Google's device flow", oauth.Config{Provider: oauth.Google, ClientID: "id", Flow: oauth.Device}, "does not allow mail"},
		{"a program at Google", oauth.Config{Provider: oauth.Google, ClientID: "id", Flow: oauth.ClientCredentials, ClientSecret: secret}, `take flow = "browser"`},
		{"a program without a tenant", oauth.Config{Provider: oauth.Microsoft, ClientID: "id", Flow: oauth.ClientCredentials, ClientSecret: secret}, "tenant"},
		{"a program of all tenants", oauth.Config{Provider: oauth.Microsoft, ClientID: "id", Tenant: "common", Flow: oauth.ClientCredentials, ClientSecret: secret}, "tenant"},
		{"a program without a secret", oauth.Config{Provider: oauth.Microsoft, ClientID: "id", Tenant: "example.org", Flow: oauth.ClientCredentials}, "needs a client_secret"},
		{"a path in the tenant", oauth.Config{Provider: oauth.Microsoft, ClientID: "id", Tenant: "x/../y"}, "not an address"},
		{"tenant at Google", oauth.Config{Provider: oauth.Google, ClientID: "id", Tenant: "example.org"}, `provider = "microsoft"`},
		{"no issuer", oauth.Config{ClientID: "id", Scopes: []string{"mail"}}, "give its issuer"},
		{"no scopes", oauth.Config{ClientID: "id", Issuer: "https://login.example.org"}, "scopes are missing"},
		{"no TLS", oauth.Config{ClientID: "id", Issuer: "http://login.example.org", Scopes: []string{"mail"}}, "https://"},
		{"password in a URL", oauth.Config{ClientID: "id", TokenURL: "https://a:b@login.example.org", Scopes: []string{"mail"}}, "holds a user"},
		{"no TLS for revocation", oauth.Config{ClientID: "id", TokenURL: "https://login.example.org", RevokeURL: "http://login.example.org", Scopes: []string{"mail"}}, "revoke_url"},
		{"no URL", oauth.Config{ClientID: "id", TokenURL: "login.example.org", Scopes: []string{"mail"}}, "is no address"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.config.Check()
			if tt.words == "" && err != nil || tt.words != "" && (err == nil || !strings.Contains(err.Error(), tt.words)) {
				t.Errorf("error %v, want %q in it", err, tt.words)
			}
		})
	}
}

func TestProviders(t *testing.T) {
	for _, tt := range []struct {
		config              oauth.Config
		auth, device, scope string
	}{
		{oauth.Config{Provider: oauth.Google}, "https://accounts.google.com/", "", "https://mail.google.com/"},
		{oauth.Config{Provider: oauth.Microsoft}, "https://login.microsoftonline.com/common/", "https://login.microsoftonline.com/common/", "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"},
		{oauth.Config{Provider: oauth.Microsoft, Tenant: "example.org", Cloud: oauth.USGov}, "https://login.microsoftonline.us/example.org/", "https://login.microsoftonline.us/example.org/", "https://outlook.office365.us/IMAP.AccessAsUser.All offline_access"},
		{oauth.Config{Provider: oauth.Microsoft, Tenant: "example.org", Cloud: oauth.USDoD, Flow: oauth.ClientCredentials}, "https://login.microsoftonline.us/example.org/", "https://login.microsoftonline.us/example.org/", "https://outlook-dod.office365.us/.default"},
		{oauth.Config{Provider: oauth.Microsoft, Tenant: "example.org", Cloud: oauth.China, Flow: oauth.ClientCredentials}, "https://login.partner.microsoftonline.cn/example.org/", "https://login.partner.microsoftonline.cn/example.org/", "https://partner.outlook.cn/.default"},
		{oauth.Config{Provider: oauth.Microsoft, Tenant: "example.org", Flow: oauth.ClientCredentials}, "https://login.microsoftonline.com/example.org/", "https://login.microsoftonline.com/example.org/", "https://outlook.office365.com/.default"},
		{oauth.Config{Provider: oauth.Microsoft, Scopes: []string{"a", "b"}}, "https://login.microsoftonline.com/common/", "https://login.microsoftonline.com/common/", "a b"},
	} {
		auth, token, device, scopes := oauth.Endpoints(tt.config)
		if !strings.HasPrefix(auth, tt.auth) || !strings.HasPrefix(token, "https://") || !strings.HasPrefix(device, tt.device) || strings.Join(scopes, " ") != tt.scope {
			t.Errorf("%+v: %q, %q, %q, %q; want %+v", tt.config, auth, token, device, scopes, tt)
		}
	}
}

func TestSignInPage(t *testing.T) {
	c, err := oauth.New(oauth.Config{Provider: oauth.Google, ClientID: "id", User: "ann@example.org"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	page := oauth.Page(c)
	for _, want := range []string{"access_type=offline", "prompt=consent", "code_challenge_method=S256", "state=s", "login_hint=ann%40example.org", "scope=https%3A%2F%2Fmail.google.com%2F"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s: want %s in it", page, want)
		}
	}
}

func TestWords(t *testing.T) {
	for _, text := range []string{"googel", "GOOGLE"} {
		if err := new(oauth.Provider).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("provider %q is taken", text)
		}
	}
	if new(oauth.Flow).UnmarshalText([]byte("password")) == nil || new(oauth.Cloud).UnmarshalText([]byte("germany")) == nil {
		t.Error("a flow or cloud that does not exist is taken")
	}
	var p oauth.Provider = "x"
	if err := p.UnmarshalText([]byte("generic")); err != nil || p != oauth.Generic {
		t.Errorf("generic: %q, %v", p, err)
	}
}
