package oauth_test

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

// configFor is how the issuer of a test is configured.
func configFor(i *oauthtest.Issuer) oauth.Config {
	return oauth.Config{Issuer: i.URL, ClientID: oauthtest.ClientID, Scopes: []string{"mail"}, Timeout: time.Minute}
}

// client makes a client that keeps its token in a file of that path.
func client(t *testing.T, c oauth.Config, path string) *oauth.Client {
	t.Helper()
	made, err := oauth.New(c, oauth.NewFile(path))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func tokenPath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "nixie", "tokens", "bounces.json")
}

// signedIn returns a client that somebody has signed in with, and the path of
// its token.
func signedIn(t *testing.T, i *oauthtest.Issuer) (*oauth.Client, string) {
	t.Helper()
	path := tokenPath(t)
	c := client(t, configFor(i), path)
	if _, err := c.Login(t.Context(), browsing(t, i)); err != nil {
		t.Fatal(err)
	}
	return c, path
}

// browsing is a person with a browser.
func browsing(t *testing.T, i *oauthtest.Issuer) oauth.Prompt {
	return oauth.Prompt{Browse: func(page string) { go i.Browse(t, page) }}
}

// token gets a token that the issuer must know to be good.
func token(t *testing.T, i *oauthtest.Issuer, c *oauth.Client, refused bool) string {
	t.Helper()
	got, err := c.Token(t.Context(), refused)
	if err != nil {
		t.Fatal(err)
	}
	if !i.Good(got) {
		t.Errorf("the token %q is not good", got)
	}
	return got
}

// untilAsked makes the next request for a path be answered by silence, and returns
// a context that ends when it has come.
func untilAsked(t *testing.T, i *oauthtest.Issuer, path string) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	i.Next(path, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	return ctx
}
