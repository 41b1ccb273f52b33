package dovecottest_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner/imap/dovecottest"
)

// The server asks the introspection endpoint whether a token is good, and of
// whom.
func TestDovecotTakesTokens(t *testing.T) {
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"active": %t, "email": "ann@example.org"}`, r.FormValue("token") == "good")
	}))
	defer issuer.Close()
	d := dovecottest.Start(t, dovecottest.Config{
		Users: []string{"bounces@example.org", "ann@example.org"}, PlainText: true,
		Introspect: issuer.URL + "/introspect?token=",
	})
	for token, want := range map[string]string{"good": "a OK", "bad": "a NO"} {
		if got := signIn(t, d.Plain, token); !strings.HasPrefix(got, want) {
			t.Errorf("token %s: %q, want %s", token, got, want)
		}
	}
	d.Stop(t)
	d.Run(t)
	if got := signIn(t, d.Plain, "good"); !strings.HasPrefix(got, "a OK") {
		t.Errorf("after a restart: %q, want a OK", got)
	}
}

// signIn returns the answer to XOAUTH2 with that token.
func signIn(t *testing.T, address, token string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	response := base64.StdEncoding.EncodeToString([]byte("user=ann@example.org\x01auth=Bearer " + token + "\x01\x01"))
	fmt.Fprintf(conn, "a AUTHENTICATE XOAUTH2 %s\r\n", response)
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		switch {
		case strings.HasPrefix(lines.Text(), "+"):
			fmt.Fprint(conn, "\r\n") // the error has been told
		case strings.HasPrefix(lines.Text(), "a "):
			return lines.Text()
		}
	}
	return fmt.Sprint("no answer: ", lines.Err())
}
