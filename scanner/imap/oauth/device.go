package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

const (
	// minInterval and maxInterval bound how often the issuer is asked whether
	// the code was entered; RFC 8628 section 3.2 has 5 s where it does not say.
	minInterval = time.Second
	maxInterval = time.Minute
	// maxSilences is how often in a row it may be out of reach meanwhile.
	maxSilences = 10

	deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"
)

// enter shows a code, which a person enters on a page in any browser (RFC 8628).
func (c *Client) enter(ctx context.Context, e endpoints, p Prompt) (*oauth2.Token, error) {
	if e.device == "" {
		return nil, errors.New(`oauth: the issuer offers no device flow; set device_url, or flow = "browser"`)
	}
	shown, err := c.askCode(ctx, e)
	if err != nil {
		return nil, err
	}
	until := time.Now().Add(time.Duration(shown.Lifetime) * time.Second)
	ctx, cancel := context.WithDeadlineCause(ctx, until, errNotEntered)
	defer cancel()
	if p.Code != nil {
		p.Code(shown.Page, shown.UserCode, until)
	}
	token, err := c.poll(ctx, e, shown)
	if err != nil && context.Cause(ctx) == errNotEntered {
		k := codes["expired_token"]
		return nil, &Error{Host: host(e.token), Doing: signingIn, Code: "expired_token", Meaning: k.meaning, Remedy: k.remedy, SignIn: true, kind: ErrRefused}
	}
	return token, err
}

var errNotEntered = errors.New("the code was not entered in time")

const askingCode = "asking for a code"

// A deviceCode is the answer of RFC 8628 section 3.2. The library has a type
// for it, too, which panics if the answer is "null".
type deviceCode struct {
	DeviceCode string `json:"device_code"`
	UserCode   string `json:"user_code"`
	Page       string `json:"verification_uri"`
	Lifetime   int64  `json:"expires_in"` // in seconds
	Interval   int64  `json:"interval"`   // in seconds
}

// askCode asks for a code to show.
func (c *Client) askCode(ctx context.Context, e endpoints) (shown deviceCode, err error) {
	secret, err := c.secret(ctx)
	if err != nil {
		return shown, err
	}
	params := url.Values{"client_id": {c.config.ClientID}, "scope": {strings.Join(c.config.scopes(), " ")}}
	if secret != "" { // RFC 8628 section 3.1: a confidential client proves itself here, too
		params.Set("client_secret", secret)
	}
	body, err := c.post(ctx, e.device, params, nil)
	if err != nil {
		return shown, c.explain(ctx, e.device, askingCode, err, secret)
	}
	err = json.Unmarshal(body, &shown)
	switch {
	case err != nil:
		return shown, c.unreachable(ctx, e.device, askingCode, fmt.Errorf("its answer cannot be read: %w", err))
	case shown.DeviceCode == "" || shown.UserCode == "" || checkURL(shown.Page) != nil:
		return shown, c.unreachable(ctx, e.device, askingCode, errors.New("it gave no code, or no https address to enter it at"))
	}
	shown.UserCode, shown.Page = clean(shown.UserCode), clean(shown.Page)
	shown.Lifetime = min(shown.Lifetime, int64(loginTimeout/time.Second))
	return shown, nil
}

// post sends a form, with a user and password in its header if there are any,
// and returns the answer; a refusal is an *oauth2.RetrieveError.
func (c *Client) post(ctx context.Context, at string, params url.Values, basic *url.Userinfo) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at, strings.NewReader(params.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	if basic != nil {
		password, _ := basic.Password()
		req.SetBasicAuth(basic.Username(), password)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body) // bounded
	if err != nil || resp.StatusCode == http.StatusOK {
		return body, err
	}
	return nil, &oauth2.RetrieveError{Response: resp, Body: body}
}

// poll asks whether the code was entered until it was (RFC 8628 section 3.5).
func (c *Client) poll(ctx context.Context, e endpoints, shown deviceCode) (*oauth2.Token, error) {
	interval := 5 * time.Second
	if shown.Interval != 0 {
		interval = time.Duration(min(max(shown.Interval, 1), 60)) * time.Second // also what is no interval
	}
	for silences := 0; ; {
		if err := c.pause(ctx, min(max(interval, minInterval), maxInterval)); err != nil {
			return nil, err
		}
		token, err := c.exchange(ctx, signingIn, e, url.Values{
			"grant_type": {deviceGrant}, "device_code": {shown.DeviceCode},
		}, nil)
		var said *Error
		switch {
		case err == nil:
			return token, nil
		case ctx.Err() != nil || !errors.As(err, &said):
			return nil, err
		case said.Code == "authorization_pending" || said.Code == "AADSTS70016":
			silences = 0
		case said.Code == "slow_down":
			silences, interval = 0, interval+5*time.Second
		case errors.Is(err, ErrTemporary) && silences < maxSilences:
			silences, interval = silences+1, 2*interval
		default:
			return nil, err
		}
	}
}
