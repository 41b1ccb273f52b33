package oauth_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

func TestTokenKeptAndRefreshed(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{})
	c, path := signedIn(t, i)
	first := token(t, i, c, false)
	if again := token(t, i, c, false); again != first {
		t.Error("a token that is good for an hour was replaced")
	}
	if other := token(t, i, client(t, configFor(i), path), false); other != first {
		t.Error("another process does not take the token from the store")
	}
	second := token(t, i, c, true)
	if second == first {
		t.Error("a refused token was handed out again")
	}
	// Another process was refused the first token; the store has a newer one.
	late := client(t, configFor(i), path)
	if got := token(t, i, late, false); got != second {
		t.Error("another process does not take the refreshed token")
	}
	if n := len(i.Forms(oauthtest.Token)); n != 2 {
		t.Errorf("the token endpoint was asked %d times, want 2: the sign-in and one refresh", n)
	}
	if n := len(i.Forms(oauthtest.Discovery)); n != 3 {
		t.Errorf("discovery was asked for %d times, want once by each of 3 clients", n)
	}
}

func TestTokenEndsSoon(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{Lifetime: time.Minute}) // less than two
	c, _ := signedIn(t, i)
	first := token(t, i, c, false)
	if second := token(t, i, c, false); second == first {
		t.Error("a token with a minute to live was handed out twice")
	}
}

func TestRefreshTokenKept(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{KeepRefresh: true})
	c, path := signedIn(t, i)
	token(t, i, c, true)
	token(t, i, client(t, configFor(i), path), true)
}

// TestRefreshAtOnce: many processes find the token refused at the same time;
// each refresh token is good for one refresh only. All have the old token in
// hand before the first asks for another, or a late one would begin with the
// new one.
func TestRefreshAtOnce(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{})
	_, path := signedIn(t, i)
	old := token(t, i, client(t, configFor(i), path), false)
	clients := make([]*oauth.Client, 8)
	for k := range clients {
		clients[k] = client(t, configFor(i), path)
		if got := token(t, i, clients[k], false); got != old {
			t.Fatalf("token %q, want the old one", got)
		}
	}
	var all sync.WaitGroup
	for _, c := range clients {
		all.Go(func() {
			if got, err := c.Token(t.Context(), true); err != nil || got == old {
				t.Errorf("error %v, want a new token", err)
			}
		})
	}
	all.Wait()
	if n := len(i.Forms(oauthtest.Token)); n != 2 {
		t.Errorf("the token endpoint was asked %d times, want 2: the sign-in and one refresh", n)
	}
	token(t, i, client(t, configFor(i), path), true) // the newest refresh token was not lost
}

// A racer is a store whose lock keeps nobody out.
type racer struct{ oauth.Store }

// Lock does nothing.
func (racer) Lock(context.Context) (func(), error) { return func() {}, nil }

// TestRefreshLostRace: another process refreshes while this one does.
func TestRefreshLostRace(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{Lifetime: time.Minute})
	other, path := signedIn(t, i)
	c, err := oauth.New(configFor(i), racer{oauth.NewFile(path)})
	if err != nil {
		t.Fatal(err)
	}
	token(t, i, c, false)
	var stolen int
	i.Next(oauthtest.Token, func(w http.ResponseWriter, r *http.Request) {
		stolen++
		w.WriteHeader(http.StatusBadRequest)
		w.Write([]byte(`{"error":"invalid_grant"}`))
		token(t, i, other, true)
	})
	token(t, i, c, false)
	if stolen != 1 {
		t.Error("nobody was quicker; the test shows nothing")
	}
}

// TestNotSavedYet: the store is full when the new refresh token comes. It is
// not lost, and the access token is not used before it is stored.
func TestNotSavedYet(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{})
	_, path := signedIn(t, i)
	full := &fullStore{Store: oauth.NewFile(path), full: true}
	c, err := oauth.New(configFor(i), full)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Token(t.Context(), true); err == nil || got != "" || !strings.Contains(err.Error(), "storing the new token") {
		t.Errorf("token %q and error %v, want none before it is stored", got, err)
	}
	full.full = false
	token(t, i, c, false)
	token(t, i, client(t, configFor(i), path), true) // the new refresh token is in the store
}

// A fullStore is a disk that may be full.
type fullStore struct {
	oauth.Store
	full bool
}

func (f *fullStore) Save(g *oauth.Grant) error {
	if f.full {
		return errors.New("no space left on device")
	}
	return f.Store.Save(g)
}

// TestKilledBeforeSaving: the issuer has given the next refresh token, and the
// process dies before it is stored. Where the one before stays good, as at
// Google and Microsoft, nobody notices; else somebody must sign in.
func TestKilledBeforeSaving(t *testing.T) {
	for _, stays := range []bool{true, false} {
		i := oauthtest.Start(t, oauthtest.Config{KeepRefresh: stays})
		_, path := signedIn(t, i)
		killed, err := oauth.New(configFor(i), &fullStore{Store: oauth.NewFile(path), full: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := killed.Token(t.Context(), true); err == nil {
			t.Error("a token was handed out that is not stored")
		}
		next := client(t, configFor(i), path)
		if stays {
			token(t, i, next, true)
			continue
		}
		_, err = next.Token(t.Context(), true)
		var said *oauth.Error
		if !errors.As(err, &said) || !said.SignIn || !errors.Is(err, oauth.ErrRefused) {
			t.Errorf("error %v, want that somebody must sign in", err)
		}
		if _, err := next.Login(t.Context(), browsing(t, i)); err != nil {
			t.Error(err)
		}
		token(t, i, next, true)
	}
}

func TestSignedOut(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{})
	c := client(t, configFor(i), tokenPath(t))
	if _, err := c.Token(t.Context(), false); !errors.Is(err, oauth.ErrSignedOut) {
		t.Errorf("before signing in: %v, want ErrSignedOut", err)
	}
	if _, err := c.Status(); !errors.Is(err, oauth.ErrSignedOut) {
		t.Errorf("status before signing in: %v, want ErrSignedOut", err)
	}
	c, path := signedIn(t, i)
	other := configFor(i)
	other.ClientID = "another"
	if _, err := client(t, other, path).Token(t.Context(), false); !errors.Is(err, oauth.ErrSignedOut) || len(i.Forms(oauthtest.Token)) != 1 {
		t.Errorf("with another client id: %v, want ErrSignedOut and nothing sent", err)
	}
	if _, err := c.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Token(t.Context(), false); !errors.Is(err, oauth.ErrSignedOut) {
		t.Errorf("after signing out: %v, want ErrSignedOut", err)
	}
}

func TestProgram(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{ClientSecret: "s3cr3t of/client+"})
	config := configFor(i)
	config.Flow = oauth.ClientCredentials
	config.ClientSecret = func(context.Context) (string, error) { return "s3cr3t of/client+", nil }
	c, err := oauth.New(config, nil)
	if err != nil {
		t.Fatal(err)
	}
	first := token(t, i, c, false)
	if token(t, i, c, false) != first || token(t, i, c, true) == first {
		t.Error("want the same token until it is refused, then another")
	}
	if got := i.Forms(oauthtest.Token)[0].Get("scope"); got != "mail" {
		t.Errorf("asked for the scope %q, want mail", got)
	}
	gone := errors.New("no such entry")
	config.ClientSecret = func(context.Context) (string, error) { return "", gone }
	if c, err = oauth.New(config, nil); err == nil {
		_, err = c.Token(t.Context(), false)
	}
	if !errors.Is(err, gone) {
		t.Errorf("error %v, want the one of ClientSecret", err)
	}
}
