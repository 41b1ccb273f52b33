package oauth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

func TestRefusals(t *testing.T) {
	entra := func(code, words string) string {
		return fmt.Sprintf(`{"error":"invalid_grant","error_description":"AADSTS%s: %s\r\nTrace ID: 1\r\nTimestamp: 2026","error_codes":[%[1]s]}`, code, words)
	}
	for _, tt := range []struct {
		name   string
		status int
		body   string
		kind   error // nil: neither
		words  string
		signIn bool
	}{
		{"consent missing", 400, entra("65001", "The user has not consented"), oauth.ErrRefused, `AADSTS65001: nobody has consented that the app reads mail; the app registration needs the permission IMAP.AccessAsUser.All`, true},
		{"refresh token too old", 400, entra("700082", "expired due to inactivity"), oauth.ErrRefused, `AADSTS700082: the refresh token has expired because it was not used for a long time, 90 days as a rule; sign in again, and scan more often than that (it says: "expired due to inactivity")`, true},
		{"passing fault", 400, entra("90033", "directory unavailable"), oauth.ErrTemporary, "try again later", false},
		{"code in the list only", 400, `{"error":"invalid_client","error_codes":[7000222]}`, oauth.ErrRefused, "AADSTS7000222: the client secret has expired", false},
		{"unknown code", 400, entra("99999999", "Something \\u001b[31mnew"), oauth.ErrRefused, `AADSTS99999999: "Something [31mnew"`, true},
		{"unknown word", 400, `{"error":"odd_thing","error_description":"Odd"}`, oauth.ErrRefused, `odd_thing: "Odd"`, false},
		{"the session of an organisation", 400, `{"error":"invalid_grant","error_description":"reauth related error (invalid_rapt)","error_subtype":"invalid_rapt"}`, oauth.ErrRefused, "invalid_rapt: the organisation lets", true},
		{"Google's policy", 400, `{"error":"admin_policy_enforced"}`, oauth.ErrRefused, "App access control", false},
		{"revoked", 400, `{"error":"invalid_grant"}`, oauth.ErrRefused, "invalid_grant: the sign-in has ended", true},
		{"a refusal with status 200", 200, `{"error":"invalid_grant"}`, oauth.ErrRefused, "invalid_grant", true},
		{"down", 503, "<html>", oauth.ErrTemporary, "status 503; try again later", false},
		{"too many", 429, `{"error":"odd"}`, oauth.ErrTemporary, "try again later", false},
		{"wrong address", 404, "<html>", nil, "status 404, and no word of OAuth; check the address", false},
		{"redirected", 302, "", nil, "status 302", false},
		{"no JSON", 200, "<html>hotel wifi", oauth.ErrTemporary, "cannot parse json", false},
		{"no token", 200, `{}`, oauth.ErrTemporary, "missing access_token", false},
		{"null", 200, `null`, oauth.ErrTemporary, "missing access_token", false},
		{"huge", 200, `{"access_token":"` + strings.Repeat("x", 1<<20) + `"}`, oauth.ErrTemporary, "far too long", false},
		{"large", 200, `{"access_token":"` + strings.Repeat("x", 70<<10) + `"}`, oauth.ErrTemporary, "more than 64 KiB", false},
		{"a token with a line end", 200, `{"access_token":"a\r\nb"}`, oauth.ErrTemporary, "characters that no token may have", false},
		{"a token of another type", 200, `{"access_token":"a","token_type":"mac"}`, oauth.ErrTemporary, `type "mac"`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := oauthtest.Start(t, oauthtest.Config{})
			c, _ := signedIn(t, i)
			i.Refuse(oauthtest.Token, tt.status, tt.body)
			_, err := c.Token(t.Context(), true)
			var said *oauth.Error
			if !errors.As(err, &said) || !strings.Contains(err.Error(), tt.words) || strings.ContainsAny(err.Error(), "\n\r\x1b") || said.SignIn != tt.signIn {
				t.Errorf("error %q, sign in %v; want one line with %q, %v", err, said != nil && said.SignIn, tt.words, tt.signIn)
			}
			for _, kind := range []error{oauth.ErrRefused, oauth.ErrTemporary} {
				if errors.Is(err, kind) != (kind == tt.kind) {
					t.Errorf("error %q: is %q = %v", err, kind, kind != tt.kind)
				}
			}
			if tt.kind == oauth.ErrTemporary {
				token(t, i, c, true) // nothing was lost
			}
		})
	}
}

func TestSilentIssuer(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{})
	patient, path := signedIn(t, i)
	config := configFor(i)
	config.Timeout = 200 * time.Millisecond
	config.AuthURL, config.TokenURL = i.URL+oauthtest.Authorize, i.URL+oauthtest.Token // nothing else must be in time
	c := client(t, config, path)
	slow := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil { // a byte now and then
			w.Write([]byte(" "))
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	}
	i.Next(oauthtest.Token, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	i.Next(oauthtest.Token, slow)
	for _, name := range []string{"silent", "slow"} {
		if _, err := c.Token(t.Context(), true); !errors.Is(err, oauth.ErrTemporary) {
			t.Errorf("%s: error %v, want ErrTemporary", name, err)
		}
	}
	if _, err := patient.Token(untilAsked(t, i, oauthtest.Token), true); !errors.Is(err, context.Canceled) || errors.Is(err, oauth.ErrTemporary) {
		t.Errorf("error %v, want that of the context", err)
	}
	config.Issuer = "https://127.0.0.1:1"
	if _, err := client(t, config, path).Token(t.Context(), false); !errors.Is(err, oauth.ErrTemporary) || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("error %v, want ErrTemporary with the host", err)
	}
}

func TestDiscovery(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		status     int
		words      string
	}{
		{"another issuer", `{"issuer":"https://evil.example","token_endpoint":"https://evil.example/token"}`, 200, "calls itself"},
		{"an endpoint without TLS", `{"issuer":"ISSUER","token_endpoint":"http://login.example.org/token"}`, 200, "must begin with https"},
		{"no token endpoint", `{"issuer":"ISSUER/"}`, 200, "set token_url"},
		{"no document", "", 404, "set auth_url and token_url"},
		{"not now", "", 500, "try again later"},
		{"garbage", "<html>", 200, "cannot be read"},
		{"huge", `{"issuer":"` + strings.Repeat("x", 1<<20), 200, "far too long"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := oauthtest.Start(t, oauthtest.Config{})
			i.Refuse(oauthtest.Discovery, tt.status, strings.ReplaceAll(tt.body, "ISSUER", i.URL))
			_, err := client(t, configFor(i), tokenPath(t)).Login(t.Context(), browsing(t, i))
			if err == nil || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("error %v, want %q in it", err, tt.words)
			}
		})
	}
}

// TestCodesRead: every code is written as it arrives, and says something.
func TestCodesRead(t *testing.T) {
	all := oauth.Codes()
	for _, want := range strings.Fields("AADSTS50020 AADSTS50034 AADSTS50053 AADSTS50055 AADSTS50057 AADSTS50058 AADSTS50059 AADSTS50076 AADSTS50079 AADSTS50126 " +
		"AADSTS50158 AADSTS50173 AADSTS53003 AADSTS65001 AADSTS65004 AADSTS70000 AADSTS70008 AADSTS70011 AADSTS70016 AADSTS70043 AADSTS700016 AADSTS700025 " +
		"AADSTS700082 AADSTS700084 AADSTS7000112 AADSTS7000215 AADSTS7000218 AADSTS7000222 AADSTS90002 AADSTS90014 AADSTS90072 AADSTS900023 AADSTS530003 " +
		"AADSTS530036 AADSTS53011 AADSTS90130 AADSTS700011 AADSTS50135 AADSTS500011 AADSTS500113 AADSTS50011 AADSTS50105 AADSTS54005 AADSTS9002313 invalid_grant invalid_client unauthorized_client access_denied " +
		"invalid_scope admin_policy_enforced org_internal redirect_uri_mismatch disabled_client deleted_client disallowed_useragent invalid_request authorization_declined unsupported_token_type") {
		if !slices.Contains(all, want) {
			t.Errorf("%s is not known", want)
		}
	}
	i := oauthtest.Start(t, oauthtest.Config{})
	c, _ := signedIn(t, i)
	for _, code := range all {
		body := fmt.Sprintf(`{"error":%q}`, code)
		if strings.HasPrefix(code, "AADSTS") {
			body = fmt.Sprintf(`{"error":"invalid_grant","error_description":"%s: x"}`, code)
		}
		i.Refuse(oauthtest.Token, 400, body)
		_, err := c.Token(t.Context(), true)
		var said *oauth.Error
		if !errors.As(err, &said) || said.Code != code || said.Meaning == "" || said.Remedy == "" || len(err.Error()) > 500 {
			t.Errorf("%s: error %q, want its meaning and a remedy", code, err)
		}
	}
}
