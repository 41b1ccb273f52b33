package oauth_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

func TestBrowserFlow(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{User: "ann@example.org"})
	config := configFor(i)
	config.User = "ann@example.org"
	c := client(t, config, tokenPath(t))
	g, err := c.Login(t.Context(), browsing(t, i))
	if err != nil {
		t.Fatal(err)
	}
	if g.User != "ann@example.org" || g.Scope != "mail" || g.Since.IsZero() || time.Until(g.Expiry) < 50*time.Minute {
		t.Errorf("grant %+v, want user, scope and times", g)
	}
	asked := i.Forms(oauthtest.Authorize)[0]
	if asked.Get("login_hint") != "ann@example.org" || asked.Get("code_challenge_method") != "S256" || asked.Get("scope") != "mail" ||
		!strings.HasPrefix(asked.Get("redirect_uri"), "http://127.0.0.1:") {
		t.Errorf("asked for %v; want hint, PKCE, scope, and a port on loopback", asked)
	}
	token(t, i, c, false)
}

// get fetches a page of the program itself.
func get(t *testing.T, page string) (int, string) {
	t.Helper()
	resp, err := http.Get(page)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text)
}

func TestLandingPage(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{})
	c := client(t, configFor(i), tokenPath(t))
	_, err := c.Login(t.Context(), oauth.Prompt{Browse: func(page string) {
		go func() {
			u, _ := url.Parse(page)
			back := u.Query().Get("redirect_uri")
			for _, wrong := range []string{"/", "/?code=evil", "/?code=evil&state=guessed", "/favicon.ico", "/x?state=" + u.Query().Get("state")} {
				if status, _ := get(t, back+wrong); status != http.StatusNotFound {
					t.Errorf("%s: status %d, want 404", wrong, status)
				}
			}
			q := url.Values{"error": {"access_denied"}, "error_description": {"<script>alert(1)</script>\r\nmore"}, "state": {u.Query().Get("state")}}
			if _, text := get(t, back+"/?"+q.Encode()); strings.Contains(text, "<script") || !strings.Contains(text, "&lt;script&gt;") {
				t.Errorf("page %q, want it escaped", text)
			}
		}()
	}})
	var said *oauth.Error
	if !errors.As(err, &said) || said.Code != "access_denied" || !said.SignIn || !errors.Is(err, oauth.ErrRefused) {
		t.Errorf("error %v, want access_denied", err)
	}
	if len(i.Forms(oauthtest.Token)) != 0 {
		t.Error("a code of a stranger was redeemed")
	}
}

func TestLoginInterrupted(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{})
	c := client(t, configFor(i), tokenPath(t))
	ctx, interrupt := context.WithCancel(t.Context())
	if _, err := c.Login(ctx, oauth.Prompt{Browse: func(string) { interrupt() }}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

// TestPasted: what is no address of this sign-in is told, and the next is taken.
func TestPasted(t *testing.T) {
	for _, tt := range []struct {
		name  string
		paste func(ends string) string
		words string // of what is said about it, "" for none
	}{
		{"the whole address", func(ends string) string { return " " + ends + "\n" }, ""},
		{"the code alone", func(ends string) string { u, _ := url.Parse(ends); return u.Query().Get("code") }, "not the whole address"},
		{"no text of ours", func(string) string { return "%zz \x1b[31m" }, "not the whole address"},
		{"another sign-in's", func(ends string) string { return ends + "x" }, "another sign-in"},
		{"another sign-in's refusal", func(string) string { return "http://127.0.0.1:1/?error=access_denied&state=x" }, "another sign-in"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := oauthtest.Start(t, oauthtest.Config{})
			pasted := make(chan string, 2)
			var said []string
			_, err := client(t, configFor(i), tokenPath(t)).Login(t.Context(), oauth.Prompt{
				Pasted: pasted, Mistaken: func(why string) { said = append(said, why) },
				Browse: func(page string) {
					ends := i.Ends(t, page)
					pasted <- tt.paste(ends)
					pasted <- ends
				},
			})
			if got := strings.Join(said, "|"); err != nil || (got == "") != (tt.words == "") || !strings.Contains(got, tt.words) {
				t.Errorf("error %v, said %q; want %q and then the token", err, got, tt.words)
			}
		})
	}
}

// TestPastedError: a page of the provider says no and sends nobody back, as
// Microsoft and Google do about a client id or an address that is wrong.
func TestPastedError(t *testing.T) {
	for text, want := range map[string]string{
		"AADSTS700016: Application with identifier 'x' was not found in the directory": "AADSTS700016: the app is not known in this tenant; check client_id",
		"Sorry … AADSTS50011: The redirect URI 'http://localhost:1' does not match":    "AADSTS50011: the address that the browser returns to is not registered; in the app registration, Authentication, add",
		"Error 400: redirect_uri_mismatch":                                             `register an OAuth client of the type "Desktop app"`,
		"Error 403: org_internal":                                                      "org_internal: the app is for users of its own organisation only",
		"Error 403: access_denied":                                                     "takes only its test users",
		"Error 401: invalid_client The OAuth client was not found.":                    "check client_id and client_secret",
	} {
		i := oauthtest.Start(t, oauthtest.Config{})
		pasted := make(chan string, 1)
		_, err := client(t, configFor(i), tokenPath(t)).Login(t.Context(), oauth.Prompt{Pasted: pasted, Browse: func(string) { pasted <- text }})
		var said *oauth.Error
		if !errors.As(err, &said) || !strings.Contains(err.Error(), want) || !errors.Is(err, oauth.ErrRefused) {
			t.Errorf("%q: error %v, want %q in it", text, err, want)
		}
	}
}

func TestDeviceFlow(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{Pending: 4})
	config := configFor(i)
	config.Flow = oauth.Device
	c := client(t, config, tokenPath(t))
	waits := oauth.Hurry(c)
	var shown []string
	_, err := c.Login(t.Context(), oauth.Prompt{Code: func(url, code string, until time.Time) {
		shown = append(shown, url, code)
		if d := time.Until(until); d < 9*time.Minute || d > 10*time.Minute {
			t.Errorf("the code is good for %v, want ten minutes", d)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(shown) != 2 || shown[0] != i.URL+"/enter" || shown[1] != "WDJB-MJHT" {
		t.Errorf("shown %q, want page and code", shown)
	}
	// slow_down adds five seconds for good, RFC 8628 section 3.5.
	want := []time.Duration{5 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second}
	if len(*waits) != len(want) || (*waits)[0] != want[0] || (*waits)[4] != want[4] {
		t.Errorf("waited %v, want %v", *waits, want)
	}
	token(t, i, c, false)
}

func TestDeviceRefusals(t *testing.T) {
	for _, tt := range []struct {
		name, end string
		answer    string // of the device endpoint, "" for the usual
		polls     []string
		kind      error
		words     string
	}{
		{"denied", "access_denied", "", nil, oauth.ErrRefused, "access_denied"},
		{"denied at Microsoft", "authorization_declined", "", nil, oauth.ErrRefused, "denied by the person"},
		{"too late", "expired_token", "", nil, oauth.ErrRefused, "not entered in time"},
		{"Microsoft's way to wait, then no", "", "", []string{`{"error":"authorization_pending","error_description":"AADSTS70016: wait","error_codes":[70016]}`,
			`{"error":"invalid_client","error_description":"AADSTS7000218: secret","error_codes":[7000218]}`}, oauth.ErrRefused, "AADSTS7000218"},
		{"page without TLS", "", `{"device_code":"d","user_code":"u","verification_uri":"http://login.example.org/","expires_in":600}`, nil, oauth.ErrTemporary, "https"},
		{"no code", "", `{}`, nil, oauth.ErrTemporary, "no code"},
		{"null", "", `null`, nil, oauth.ErrTemporary, "no code"},
		{"interval below zero, ended already", "", `{"device_code":"d","user_code":"u","verification_uri":"https://login.example.org/","expires_in":-1,"interval":-5}`, nil, oauth.ErrRefused, "expired_token"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := oauthtest.Start(t, oauthtest.Config{})
			i.EndDevice(tt.end)
			if tt.answer != "" {
				i.Refuse(oauthtest.Device, http.StatusOK, tt.answer)
			}
			for _, body := range tt.polls {
				i.Refuse(oauthtest.Token, http.StatusBadRequest, body)
			}
			config := configFor(i)
			config.Flow = oauth.Device
			c := client(t, config, tokenPath(t))
			oauth.Hurry(c)
			_, err := c.Login(t.Context(), oauth.Prompt{})
			if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("error %v; want %v with %q", err, tt.kind, tt.words)
			}
		})
	}
}
