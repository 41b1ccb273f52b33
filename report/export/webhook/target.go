package webhook

import (
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Preset is the form of the body.
type Preset string

// The presets.
const (
	Generic  Preset = "generic"
	Listmonk Preset = "listmonk"
)

// UnmarshalText accepts the presets that there are.
func (p *Preset) UnmarshalText(text []byte) error {
	switch v := Preset(text); v {
	case Generic, Listmonk:
		*p = v
		return nil
	}
	return fmt.Errorf(`%q is no preset of a webhook; write "generic" or "listmonk"`, text)
}

// News is a sort of what is told.
type News string

// The sorts of news.
const (
	Hard      News = "hard"      // the policy says to remove or replace the address
	Complaint News = "complaint" // the person has complained or unsubscribed
	Soft      News = "soft"      // a single soft bounce
	Block     News = "block"     // a single refusal of the message or its sender, told to listmonk as soft
)

// UnmarshalText accepts the sorts that there are.
func (n *News) UnmarshalText(text []byte) error {
	switch v := News(text); v {
	case Hard, Complaint, Soft, Block:
		*n = v
		return nil
	}
	return fmt.Errorf(`%q is nothing that a webhook tells; write "hard", "complaint", "soft" or "block"`, text)
}

// A Target is one receiver.
type Target struct {
	Name   string // under which its deliveries are stored; stays the same when the URL changes
	URL    string
	Preset Preset
	Send   []News // nil: Hard and Complaint

	// Wait is how long what bounces have brought about (Hard) waits in the
	// ledger before it is told, if the policy still says so then: the first
	// victims of an outage bounce before anybody can know that it is one. What
	// people ask for, and what is blocked by hand, is told at once. 0 is no time.
	Wait time.Duration

	User, Password string // HTTP Basic (RFC 7617), if there is a user
	Secret         string // signs, if it is not empty
	Agent          string // User-Agent; default "nixie"

	Timeout time.Duration // of one delivery; default 30 s
	Client  *http.Client  // default NewClient(nil)

	now func() time.Time
}

// defaultTimeout is long for a receiver that only takes note.
const defaultTimeout = 30 * time.Second

// NewClient returns a client that follows no redirect but those that repeat a
// request at the same host. The configuration of TLS may be nil. The proxy is
// that of the environment, as for [http.DefaultTransport].
func NewClient(conf *tls.Config) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = conf
	return &http.Client{Transport: transport, CheckRedirect: sameHost}
}

// maxRedirects is how many redirects are followed.
const maxRedirects = 3

// sameHost follows a redirect that repeats the request (RFC 9110 sections 15.4.8
// and 15.4.9) at the same host. After a 301 or 302 the request would be a GET
// without the body, and its answer no sign that the news was taken.
func sameHost(req *http.Request, via []*http.Request) error {
	first := via[0]
	if len(via) > maxRedirects || req.Method != first.Method || req.URL.Scheme != first.URL.Scheme || req.URL.Host != first.URL.Host {
		return http.ErrUseLastResponse
	}
	return nil
}

// sends reports whether news of that sort is told.
func (t *Target) sends(n News) bool {
	if len(t.Send) == 0 {
		return n == Hard || n == Complaint
	}
	return slices.Contains(t.Send, n)
}

// time returns the present.
func (t *Target) time() time.Time {
	if t.now != nil {
		return t.now()
	}
	return time.Now()
}

// CheckSecret refuses a secret that cannot be a key.
func CheckSecret(secret string) error {
	_, err := keyOf(secret)
	return err
}

// keyOf returns the key that a secret stands for.
func keyOf(secret string) ([]byte, error) {
	text, coded := strings.CutPrefix(secret, "whsec_")
	if !coded {
		return []byte(secret), nil
	}
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) == 0 {
		return nil, fmt.Errorf("webhook: what follows whsec_ in the secret is no base64")
	}
	return key, nil
}
