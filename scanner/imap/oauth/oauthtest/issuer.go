// Package oauthtest runs an OAuth 2.0 issuer on loopback for tests.
//
//	issuer := oauthtest.Start(t, oauthtest.Config{})
//	config := oauth.Config{Issuer: issuer.URL, ClientID: oauthtest.ClientID, Scopes: []string{"mail"}}
//
// It speaks discovery, authorization with PKCE (everybody is let in at once),
// device flow, client credentials, refresh with rotation, revocation, and
// introspection as Dovecot asks for it. A test can have it answer otherwise with [Issuer.Next].
package oauthtest

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// ClientID is the only client that an issuer knows.
const ClientID = "nixie-test"

// The paths of the endpoints.
const (
	Discovery  = "/.well-known/openid-configuration"
	Metadata   = "/.well-known/oauth-authorization-server"
	Authorize  = "/authorize"
	Token      = "/token"
	Device     = "/device"
	Revoke     = "/revoke"
	Introspect = "/introspect"
)

// A Config says what is special about an issuer. The zero value works.
type Config struct {
	User         string        // whom tokens are for. Default: bounces@example.org
	ClientSecret string        // demanded where it is not ""
	Lifetime     time.Duration // of access tokens. Default: an hour
	KeepRefresh  bool          // refresh tokens are not replaced
	Pending      int           // how often the device flow says "not yet"
	NoRevocation bool          // no endpoint for it is published
	Plain        bool          // the document is that of RFC 8414, not OpenID Connect's
}

// An Issuer is running.
type Issuer struct {
	URL string

	config Config

	mu        sync.Mutex
	next      map[string][]http.HandlerFunc
	forms     map[string][]url.Values
	access    map[string]bool // true while it is good
	refresh   map[string]bool
	codes     map[string]url.Values // the request that each belongs to
	devices   map[string]int        // how often each was asked for
	secrets   []string
	deviceEnd string // the error that ends a device flow, "" lets it in
}

// Start starts an issuer, which runs until the test ends.
func Start(t *testing.T, c Config) *Issuer {
	t.Helper()
	if c.User == "" {
		c.User = "bounces@example.org"
	}
	if c.Lifetime == 0 {
		c.Lifetime = time.Hour
	}
	i := &Issuer{
		config: c, next: map[string][]http.HandlerFunc{}, forms: map[string][]url.Values{},
		access: map[string]bool{}, refresh: map[string]bool{}, codes: map[string]url.Values{}, devices: map[string]int{},
	}
	mux := http.NewServeMux()
	for path, handler := range map[string]http.HandlerFunc{
		Discovery: i.discovery, Authorize: i.authorize, Token: i.token, Device: i.device, Introspect: i.introspect,
		Metadata: i.metadata, Revoke: i.revoke,
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { i.answer(path, handler, w, r) })
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	i.URL = server.URL
	return i
}

// answer notes a request and answers it as usual, or as Next says.
func (i *Issuer) answer(path string, usual http.HandlerFunc, w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	i.mu.Lock()
	i.forms[path] = append(i.forms[path], r.Form)
	if odd := i.next[path]; len(odd) > 0 {
		i.next[path] = odd[1:]
		i.mu.Unlock()
		odd[0](w, r)
		return
	}
	defer i.mu.Unlock()
	usual(w, r)
}

// Next answers the next request for a path; called again, the one after.
func (i *Issuer) Next(path string, handler http.HandlerFunc) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.next[path] = append(i.next[path], handler)
}

// Refuse answers the next request for a path with a status and a JSON body.
func (i *Issuer) Refuse(path string, status int, body string) {
	i.Next(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		w.Write([]byte(body))
	})
}

// EndDevice lets device flows end with an error: "access_denied".
func (i *Issuer) EndDevice(code string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.deviceEnd = code
}

// Forms returns what was asked at a path, in order.
func (i *Issuer) Forms(path string) []url.Values {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]url.Values(nil), i.forms[path]...)
}

// Secrets returns every token and code that was handed out.
func (i *Issuer) Secrets() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]string(nil), i.secrets...)
}

// RevokeAccess makes all access tokens void.
func (i *Issuer) RevokeAccess() {
	i.mu.Lock()
	defer i.mu.Unlock()
	clear(i.access)
}

// RevokeRefresh makes all refresh tokens void.
func (i *Issuer) RevokeRefresh() {
	i.mu.Lock()
	defer i.mu.Unlock()
	clear(i.refresh)
}

// Good reports whether an access token is one that a mail server takes.
func (i *Issuer) Good(token string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.access[token]
}

// GoodRefresh reports whether a refresh token is one that gives another.
func (i *Issuer) GoodRefresh(token string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.refresh[token]
}

// Introspection is the address that Dovecot puts a token behind.
func (i *Issuer) Introspection() string { return i.URL + Introspect + "?token=" }

// Browse does what a browser does with the address of the sign-in page: it
// follows the redirection back to the program, and returns the last page's status.
func (i *Issuer) Browse(t *testing.T, page string) int {
	t.Helper()
	resp, err := http.Get(page)
	if err != nil {
		t.Errorf("browsing: %v", err)
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

// Ends returns the address at which a browser ends that cannot reach the program.
func (i *Issuer) Ends(t *testing.T, page string) string {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Get(page)
	if err != nil {
		t.Errorf("browsing: %v", err)
		return ""
	}
	resp.Body.Close()
	return resp.Header.Get("Location")
}

// secret makes a word that nobody guesses and no test expects by chance.
func (i *Issuer) secret(kind string) string {
	word := kind + "-" + rand.Text()
	i.secrets = append(i.secrets, word)
	return word
}

// reply writes JSON.
func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

// no writes an error of RFC 6749 section 5.2.
func no(w http.ResponseWriter, code string) {
	reply(w, http.StatusBadRequest, map[string]string{"error": code})
}
