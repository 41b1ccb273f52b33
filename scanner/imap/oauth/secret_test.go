package oauth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
	"github.com/nixie-mail/nixie/scanner/imap/oauth/oauthtest"
)

const clientSecret = "s3cr3t-of-the-client"

// printed is all that printing can make of a value.
func printed(v any) string {
	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		fmt.Fprintf(&b, verb+"\n", v)
	}
	text, _ := json.Marshal(v)
	b.Write(text)
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", v)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
	return b.String()
}

// TestSecretsUnseen prints everything that a caller can hold.
func TestSecretsUnseen(t *testing.T) {
	i := oauthtest.Start(t, oauthtest.Config{ClientSecret: clientSecret})
	config := configFor(i)
	config.ClientSecret = func(context.Context) (string, error) { return clientSecret, nil }
	path := tokenPath(t)
	c := client(t, config, path)
	g, err := c.Login(t.Context(), browsing(t, i))
	if err != nil {
		t.Fatal(err)
	}
	token(t, i, c, true)
	status, err := c.Status()
	if err != nil {
		t.Fatal(err)
	}
	// An issuer that repeats what it was sent.
	echo := func(w http.ResponseWriter, r *http.Request) {
		id, secret, _ := r.BasicAuth()
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]string{"error": "odd", "error_description": fmt.Sprint(id, " ", secret, " ", r.Form.Get("refresh_token"), " ", r.Form.Get("code"))})
	}
	i.Next(oauthtest.Token, echo)
	_, refused := c.Token(t.Context(), true)
	i.Next(oauthtest.Token, echo)
	_, badCode := client(t, config, path).Login(t.Context(), browsing(t, i))
	for _, err := range []error{refused, badCode} {
		var said *oauth.Error
		if !errors.As(err, &said) || !strings.Contains(said.Words, "…") {
			t.Errorf("error %v; want one with something hidden, else the test shows nothing", err)
		}
	}
	secret := oauth.NewSecret(clientSecret)
	var seen strings.Builder
	for _, v := range []any{c, *g, g, status, config, refused, badCode, secret, &secret, struct{ s oauth.Secret }{secret}, []oauth.Secret{secret},
		map[string]oauth.Secret{"a": secret}, oauth.NewFile(path), oauth.NewKeyring("a", oauth.NewFile(path), nil)} {
		seen.WriteString(printed(v))
	}
	for _, word := range append(i.Secrets(), clientSecret) {
		for _, form := range []string{word, fmt.Sprintf("%x", word), fmt.Sprintf("%X", word)} {
			if at := strings.Index(seen.String(), form); at >= 0 {
				t.Errorf("%q is seen: …%s…", word, seen.String()[max(0, at-80):at])
			}
		}
	}
}
