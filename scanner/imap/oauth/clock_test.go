package oauth_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

// shift moves the end of the token in a file, as a machine does that shares it
// and whose clock is wrong.
func shift(t *testing.T, path string, d time.Duration) {
	t.Helper()
	f := oauth.NewFile(path)
	g, err := f.Load()
	if err != nil {
		t.Fatal(err)
	}
	g.Expiry = g.Expiry.Add(d)
	if err := f.Save(g); err != nil {
		t.Fatal(err)
	}
}

// TestClockSkew: two machines share a token, and the clock of one is ten minutes
// wrong. Who takes a token that has ended for good is refused and gets another;
// who takes a good one for ended gets another, once.
func TestClockSkew(t *testing.T) {
	for name, skew := range map[string]time.Duration{"slow": 10 * time.Minute, "fast": -10 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			i := oauthtest.Start(t, oauthtest.Config{Lifetime: 10 * time.Minute})
			first, path := signedIn(t, i)
			old := token(t, i, first, false)
			shift(t, path, skew)
			c := client(t, configFor(i), path)
			got, err := c.Token(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			if skew > 0 { // it looks good, and has ended
				i.RevokeAccess()
				got = token(t, i, c, true)
			}
			if got == old || !i.Good(got) {
				t.Error("want another token than the old one")
			}
			if again := token(t, i, c, false); again != got {
				t.Error("a good token was replaced")
			}
			if n := len(i.Forms(oauthtest.Token)); n != 2 {
				t.Errorf("the token endpoint was asked %d times, want the sign-in and one refresh", n)
			}
		})
	}
}

// TestWrongClock: this machine's clock is a hundred years ahead.
func TestWrongClock(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	config := oauth.Config{TokenURL: s.URL, AuthURL: s.URL, ClientID: "id", Scopes: []string{"mail"},
		TLSConfig: &tls.Config{RootCAs: pool, Time: func() time.Time { return time.Now().AddDate(100, 0, 0) }}}
	path := tokenPath(t)
	g := *kept
	g.ClientID, g.TokenURL = "id", s.URL
	if err := oauth.NewFile(path).Save(&g); err != nil {
		t.Fatal(err)
	}
	if _, err := client(t, config, path).Token(t.Context(), true); !errors.Is(err, oauth.ErrTemporary) || !strings.Contains(err.Error(), "check this machine's clock") {
		t.Errorf("error %v, want it to name the clock", err)
	}
}
