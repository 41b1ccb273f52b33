package oauth_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

// A program that signs in by itself gets its token with its own secret. The
// issuer stands for one such as https://login.example.org/token.
func ExampleClient_Token() {
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"access_token": "a-token", "token_type": "Bearer", "expires_in": 3600}`)
	}))
	defer issuer.Close()
	client, err := oauth.New(oauth.Config{
		Flow: oauth.ClientCredentials, TokenURL: issuer.URL, ClientID: "nixie", Scopes: []string{"mail"},
		ClientSecret: func(context.Context) (string, error) { return "the secret", nil },
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := client.Token(context.Background(), false)
	fmt.Println(token, err)
	// Output: a-token <nil>
}
