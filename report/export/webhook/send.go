package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

const (
	maxAnswer  = 64 << 10 // bytes of an answer that are read
	maxTold    = 200      // bytes of an answer that are told
	firstWait  = 30 * time.Second
	maxAskWait = 24 * time.Hour // Retry-After may ask for no more
)

// MaxWait is the longest time between two tries that the receiver did not ask
// for.
const MaxWait = time.Hour

// An answer is what became of one try.
type answer struct {
	verdict verdict
	why     string        // it was not taken
	wait    time.Duration // before the next try
}

// A verdict says what follows from an answer.
type verdict int

const (
	taken  verdict = iota
	later          // try it again
	halt           // try it again, and nothing else until then
	parked         // try it no more
)

// send sends one delivery.
func (t *Target) send(ctx context.Context, d *ledger.Delivery) (answer, error) {
	timeout := t.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := t.request(ctx, d)
	if err != nil {
		return answer{}, err
	}
	resp, err := t.Client.Do(req)
	if err != nil {
		return answer{verdict: later, why: plainError(err, ctx, timeout), wait: backOff(d.Tries)}, nil
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil && resp.StatusCode/100 != 2 {
		text = nil // the status says enough
	}
	return t.judge(resp, text, d.Tries), nil
}

// request makes the request of a delivery, with its signature.
func (t *Target) request(ctx context.Context, d *ledger.Delivery) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.URL, strings.NewReader(d.Body))
	if err != nil {
		return nil, errors.New("webhook: the URL is malformed") // and may hold a secret
	}
	id := strings.TrimPrefix(d.ID, t.Name+" ")
	stamp := strconv.FormatInt(t.time().Unix(), 10)
	agent := t.Agent
	if agent == "" {
		agent = "nixie"
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "User-Agent": agent,
		"Webhook-Id": id, "Webhook-Timestamp": stamp, "Idempotency-Key": id,
	} {
		req.Header.Set(name, value)
	}
	if t.Secret != "" {
		key, err := keyOf(t.Secret)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Webhook-Signature", sign(key, id, stamp, d.Body))
	}
	if t.User != "" {
		req.SetBasicAuth(t.User, t.Password)
	}
	return req, nil
}

// sign returns the signature of a request: "v1," and the HMAC-SHA256 of its id,
// its timestamp and its body, in base64.
func sign(key []byte, id, timestamp, body string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "." + body))
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// judge says what follows from what the receiver answers to the given try.
func (t *Target) judge(resp *http.Response, text []byte, tries int) answer {
	status := resp.StatusCode
	a := answer{why: told(status, text), wait: backOff(tries)}
	asked := t.retryAfter(resp.Header.Get("Retry-After"))
	a.wait = max(a.wait, asked)
	switch {
	case status/100 == 2:
		return answer{verdict: taken}
	case status/100 == 3:
		a.verdict, a.why = halt, redirected(resp)
	case status == http.StatusTooManyRequests, asked > 0 && status/100 == 5:
		a.verdict = halt
	case misplaced(status) != "":
		a.verdict = halt
		a.why += "; look at " + misplaced(status)
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status/100 != 4:
		a.verdict = later
	default:
		a.verdict = parked
	}
	return a
}

// misplaced returns what is wrong in the configuration where a status says that
// the request is, whatever was sent: the rest would fare no better. "" for any
// other status. 410 asks for an end of it (Standard Webhooks).
func misplaced(status int) string {
	switch status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone:
		return "the URL"
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return "the user and the password"
	}
	return ""
}

// redirected says where the receiver sends us, without what the URL may hold.
func redirected(resp *http.Response) string {
	where := "elsewhere"
	if to, err := resp.Location(); err == nil {
		where = to.Scheme + "://" + to.Host
	}
	return fmt.Sprintf("%d: it redirects to %s, which is not followed; write the URL that it means", resp.StatusCode, where)
}

// told returns an answer as people are told it.
func told(status int, text []byte) string {
	said := strings.Join(strings.Fields(string(bytes.ToValidUTF8(text[:min(len(text), maxTold)], nil))), " ")
	why := strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
	if said == "" {
		return why
	}
	return why + ": " + said
}

// plainError returns why there was no answer, without the URL.
func plainError(err error, ctx context.Context, timeout time.Duration) string {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Sprintf("no answer within %v", timeout)
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err.Error()
}

// backOff returns how long to wait after so many tries.
func backOff(tries int) time.Duration {
	wait := firstWait
	for range tries - 1 {
		if wait *= 2; wait >= MaxWait {
			return MaxWait
		}
	}
	return wait
}

// retryAfter reads the field Retry-After, seconds or a date (RFC 9110 section
// 10.2.3); 0 if there is none.
func (t *Target) retryAfter(field string) time.Duration {
	var wait time.Duration
	seconds, err := strconv.ParseUint(field, 10, 64)
	if err == nil || errors.Is(err, strconv.ErrRange) { // then it is the largest there is
		wait = time.Duration(min(seconds, uint64(maxAskWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(field); err == nil {
		wait = at.Sub(t.time())
	}
	return min(max(wait, 0), maxAskWait)
}
