package oauth

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/oauth2"
)

// What an error of the issuer comes to.
var (
	// ErrRefused says that the issuer gives no token, and will not if asked again.
	ErrRefused = errors.New("oauth: refused")
	// ErrTemporary says that the issuer cannot be reached or asks for patience.
	ErrTemporary = errors.New("oauth: temporary failure")
)

// An Error is an issuer's refusal or silence, in one line for people.
type Error struct {
	Host    string // of the issuer
	Doing   string // "refreshing the token"
	Code    string // the code that says most: "AADSTS65001", "invalid_grant"; "" if there is none
	Meaning string // what it means, "" if the code is not known
	Remedy  string // what to do, may be ""
	Words   string // what the issuer says, cleaned, without secrets; may be ""
	SignIn  bool   // signing in again helps

	kind error
}

// Error returns all of it in one line.
func (e *Error) Error() string {
	text := "oauth: " + e.Host + ": " + e.Doing
	if e.Code != "" {
		text += ": " + e.Code
	}
	if e.Meaning != "" {
		text += ": " + e.Meaning
	}
	if e.Remedy != "" {
		text += "; " + e.Remedy
	}
	switch {
	case e.Words == "":
	case e.Meaning == "":
		text += fmt.Sprintf(": %q", e.Words)
	default:
		text += fmt.Sprintf(" (it says: %q)", e.Words)
	}
	return text
}

// Unwrap returns ErrRefused or ErrTemporary; neither where nobody can say which.
func (e *Error) Unwrap() error { return e.kind }

// explain makes an Error of what an exchange came to. None of the hidden words
// is in it, should the issuer repeat them.
func (c *Client) explain(ctx context.Context, at, doing string, err error, hide ...string) error {
	var refusal *oauth2.RetrieveError
	if !errors.As(err, &refusal) {
		return c.unreachable(ctx, at, doing, err)
	}
	var said struct { // the library does not read JSON that is called text/plain
		Code        string `json:"error"`
		Description string `json:"error_description"`
	}
	if refusal.ErrorCode == "" && json.Unmarshal(refusal.Body, &said) == nil {
		refusal.ErrorCode, refusal.ErrorDescription = said.Code, said.Description
	}
	e := &Error{Host: host(at), Doing: doing}
	status := 0
	if refusal.Response != nil {
		status = refusal.Response.StatusCode
	}
	e.lookUp(refusal.ErrorCode, refusal.ErrorDescription, refusal.Body)
	e.Words = shorten(hidden(refusal.ErrorDescription, hide))
	switch {
	case e.kind != nil:
	case status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout:
		e.kind = ErrTemporary
		e.Remedy = "try again later"
	case refusal.ErrorCode != "":
		e.kind = ErrRefused
	default:
		e.Meaning = fmt.Sprintf("status %d, and no word of OAuth", status)
		e.Remedy = "check the address (tenant, issuer, or the url of the endpoint)"
	}
	if status >= 500 && e.Code == "" {
		e.Meaning = fmt.Sprintf("status %d", status)
	}
	return e
}

// aadsts is Microsoft's code within its prose.
var aadsts = regexp.MustCompile(`AADSTS[0-9]{4,9}`)

// lookUp finds the code that says most: a number of Microsoft's, else Google's
// subtype, else that of RFC 6749.
func (e *Error) lookUp(code, description string, body []byte) {
	var more struct {
		Codes   []int  `json:"error_codes"`   // https://learn.microsoft.com/entra/identity-platform/reference-error-codes
		Subtype string `json:"error_subtype"` // Google's
	}
	if json.Unmarshal(body, &more) != nil {
		more.Codes, more.Subtype = nil, ""
	}
	candidates := aadsts.FindAllString(description, 5)
	for _, n := range more.Codes[:min(len(more.Codes), 5)] {
		candidates = append(candidates, "AADSTS"+strconv.Itoa(n))
	}
	e.Code = clean(code)
	if k, ok := codes[code]; ok {
		e.take(k)
	}
	for _, candidate := range append(candidates, more.Subtype) {
		if k, ok := codes[candidate]; ok {
			e.Code = candidate
			e.take(k)
			return
		}
	}
	if len(candidates) > 0 { // a number that is not known: its own words say more
		e.Code, e.Meaning, e.Remedy = candidates[0], "", ""
	}
}

// spotted makes an Error of the words on a page where the issuer refuses and
// does not send the browser back (RFC 6749 section 4.1.2.1: nobody knows whether
// the address to return to is good); nil if no code that is known is in them.
func spotted(at, words string) error {
	for _, code := range codeLike.FindAllString(words, 50) {
		if k, ok := codes[code]; ok {
			e := &Error{Host: host(at), Doing: signingIn, Code: code}
			e.take(k)
			return e
		}
	}
	return nil
}

// codeLike is what a code looks like: Microsoft's, and those of the RFCs.
var codeLike = regexp.MustCompile(`AADSTS[0-9]{4,9}|[a-z]+(?:_[a-z]+)+`)

// take takes over what is known of a code.
func (e *Error) take(k known) {
	e.Meaning, e.Remedy, e.SignIn, e.kind = k.meaning, k.remedy, k.then == signIn, ErrRefused
	if k.then == wait {
		e.kind = ErrTemporary
	}
}

// unreachable makes an Error of trouble on the way: the issuer may be well.
func (c *Client) unreachable(ctx context.Context, at, doing string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("oauth: %s: %s: %w", host(at), doing, ctx.Err())
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // its URL says no more than the host
		if u.Timeout() {
			err = fmt.Errorf("no answer within %v", c.config.Timeout)
		}
	}
	remedy := "check address and network, or try again later"
	if invalid := (x509.CertificateInvalidError{}); errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		remedy = "check this machine's clock first; if it is right, whoever runs the provider must renew its certificate"
	}
	text := strings.TrimPrefix(clean(err.Error()), "oauth2: ")
	return &Error{Host: host(at), Doing: doing, Meaning: text, Remedy: remedy, kind: ErrTemporary}
}

// host is how errors call an issuer.
func host(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return "issuer"
	}
	return u.Host
}

// hidden replaces secret words.
func hidden(text string, words []string) string {
	for _, w := range words {
		if len(w) > 3 { // shorter ones are in every text, and no secret
			text = strings.ReplaceAll(text, w, "…")
		}
	}
	return text
}

// shorten takes the sentence out of Microsoft's description, which goes on with
// ids for its support, and out of others what fits on a line.
func shorten(text string) string {
	for _, end := range []string{"Trace ID:", "\r", "\n"} {
		text, _, _ = strings.Cut(text, end)
	}
	return clean(aadsts.ReplaceAllString(text, ""))
}

const maxWords = 240 // bytes of an issuer's text in an error

// clean makes one short printable line of a text that came from outside.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if len(text) > maxWords {
		text = strings.ToValidUTF8(text[:maxWords], "") + "…"
	}
	return strings.Trim(text, " :")
}
