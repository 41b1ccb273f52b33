package oauth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// browse has a person sign in in a browser, which then comes back to a port of
// this machine with a code (RFC 8252 section 7.3).
func (c *Client) browse(ctx context.Context, e endpoints, p Prompt) (*oauth2.Token, error) {
	if e.auth == "" {
		return nil, errors.New("oauth: no sign-in page is known; set auth_url")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("oauth: waiting for the browser: %w", err)
	}
	state, verifier := rand.Text(), oauth2.GenerateVerifier()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	redirect := "http://" + net.JoinHostPort(e.redirectHost, port)

	back := make(chan url.Values, 1)
	server := &http.Server{
		Handler:           landing(state, back),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		MaxHeaderBytes: 64 << 10, // Microsoft's codes have up to two thousand bytes
	}
	served := make(chan struct{})
	go func() { server.Serve(listener); close(served) }()
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil { // it lets the last page be read
			server.Close()
		}
		<-served
	}()

	if p.Browse != nil {
		p.Browse(c.page(e, redirect, state, verifier))
	}
	q, err := await(ctx, back, p, e.auth, state)
	if said := (*Error)(nil); errors.As(err, &said) {
		return nil, err
	} else if err != nil {
		return nil, fmt.Errorf("oauth: %s: %s: %w", host(e.auth), signingIn, err)
	}
	code, err := c.cameBack(q, e)
	if err != nil {
		return nil, err
	}
	return c.code(ctx, e, code, redirect, verifier)
}

// page returns the address of the sign-in page (RFC 6749 section 4.1.1, RFC
// 7636 section 4.3).
func (c *Client) page(e endpoints, redirect, state, verifier string) string {
	request := oauth2.Config{
		ClientID: c.config.ClientID, RedirectURL: redirect, Scopes: c.config.scopes(),
		Endpoint: oauth2.Endpoint{AuthURL: e.auth},
	}
	params := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier)}
	for name, values := range e.authParams {
		params = append(params, oauth2.SetAuthURLParam(name, values[0]))
	}
	if c.config.User != "" {
		params = append(params, oauth2.SetAuthURLParam("login_hint", c.config.User))
	}
	return request.AuthCodeURL(state, params...)
}

// await waits for the browser, or for what a person pastes: the address at which
// it ended, or the words of a page that says no.
func await(ctx context.Context, back <-chan url.Values, p Prompt, at, state string) (url.Values, error) {
	pasted := p.Pasted
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case q := <-back:
			return q, nil
		case text, open := <-pasted:
			if !open {
				pasted = nil // the browser may still come back
				continue
			}
			q, why := answer(text, state)
			if why == "" {
				return q, nil
			}
			if err := spotted(at, text); err != nil && q.Get("state") == "" {
				return nil, err
			}
			if p.Mistaken != nil {
				p.Mistaken(why)
			}
		}
	}
}

// answer reads an address that was pasted; why says that it is none of this
// sign-in.
func answer(text, state string) (q url.Values, why string) {
	if u, err := url.Parse(strings.TrimSpace(text)); err == nil {
		q = u.Query()
	}
	switch {
	case q.Get("state") == "":
		why = "what was pasted is not the whole address at which the browser ended: http://…?code=…&state=…"
	case !same(q.Get("state"), state):
		why = "the address that was pasted belongs to another sign-in; take the one of the page that was opened last"
	}
	return q, why
}

// same compares without telling by its time how much is right.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// landing is the page where the browser ends. The first request that knows the
// state is the answer; others, of whatever page guesses the port, are turned
// away.
func landing(state string, back chan<- url.Values) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Security-Policy", "default-src 'none'")
		header.Set("Cache-Control", "no-store")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Connection", "close")
		if r.Method != http.MethodGet || r.URL.Path != "/" || !same(q.Get("state"), state) {
			w.WriteHeader(http.StatusNotFound)
			show(w, "Nothing is here.")
			return
		}
		select {
		case back <- q:
		default: // the page was loaded again
		}
		if q.Get("error") != "" {
			show(w, "The sign-in was refused: "+clean(q.Get("error")+" "+shorten(q.Get("error_description")))+". You can close this window; the terminal says what to do.")
			return
		}
		show(w, "You can close this window. The terminal says whether the sign-in worked.")
	})
}

// show writes a page of one sentence.
func show(w http.ResponseWriter, text string) {
	fmt.Fprintf(w, "<!doctype html><html lang=en><meta charset=utf-8><title>nixie</title><p>%s</p></html>\n", html.EscapeString(text))
}
