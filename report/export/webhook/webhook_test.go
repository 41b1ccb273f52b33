package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/export/webhook"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

func TestListmonk(t *testing.T) {
	book, r := open(t), listen(t, nil)
	bob := hard("1", "bob@example.org")
	bob.Subscriber, bob.Campaign = "F7D4C1A2-0000-4000-8000-000000000001", "spring"
	ann := hard("2", "desk@mail.example.net")
	ann.Recipient.Alias = "ann@example.org"
	record(t, book, bob, ann, outcome("3", "carl@example.org", dsn.Complaint, rules.Cause(dsn.Complaint), rules.None, day(1)),
		outcome("4", "dora@example.org", dsn.Bounce, rules.MailboxFull, rules.Soft, day(1)),
		outcome("5", "eve@example.org", dsn.Bounce, rules.AuthFailed, rules.Block, day(1)))
	to := target(r)
	to.Preset, to.User, to.Password, to.Send = webhook.Listmonk, "nixie", "token", []webhook.News{webhook.Hard, webhook.Complaint, webhook.Soft, webhook.Block}
	queue(t, to, book, 5)
	if res := deliver(t, to, book); res.Delivered != 5 || res.Why != "" {
		t.Errorf("result %+v", res)
	}
	type bounce struct {
		Email, Source, Type, Meta string
		Subscriber                string `json:"subscriber_uuid"`
		Campaign                  string `json:"campaign_uuid"`
	}
	got := map[string]bounce{}
	for _, req := range r.all() {
		var b bounce
		d := json.NewDecoder(strings.NewReader(req.body))
		d.DisallowUnknownFields()
		must(t, d.Decode(&b))
		var meta map[string]string
		must(t, json.Unmarshal([]byte(b.Meta), &meta))
		b.Meta = meta["cause"]
		got[b.Email] = b
		if user, password, ok := (&http.Request{Header: req.Header}).BasicAuth(); !ok || user != "nixie" || password != "token" || req.method != "POST" || req.path != "/bounces" {
			t.Errorf("request %s %s, user %q", req.method, req.path, user)
		}
	}
	want := map[string]bounce{
		"bob@example.org":  {Email: "bob@example.org", Source: "nixie", Type: "hard", Meta: "user-unknown", Subscriber: bob.Subscriber},
		"ann@example.org":  {Email: "ann@example.org", Source: "nixie", Type: "hard", Meta: "user-unknown"},
		"carl@example.org": {Email: "carl@example.org", Source: "nixie", Type: "complaint", Meta: "complaint"},
		"dora@example.org": {Email: "dora@example.org", Source: "nixie", Type: "soft", Meta: "mailbox-full"},
		"eve@example.org":  {Email: "eve@example.org", Source: "nixie", Type: "soft", Meta: "auth-failed"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGenericIsSigned(t *testing.T) {
	key := []byte("a key of some length, in bytes")
	for name, secret := range map[string]string{"plain": string(key), "coded": "whsec_" + base64.StdEncoding.EncodeToString(key)} {
		t.Run(name, func(t *testing.T) {
			book, r := open(t), listen(t, nil)
			record(t, book, hard("1", "bob@example.org"))
			to := target(r)
			to.Secret, to.Agent = secret, "nixie/1.2"
			queue(t, to, book, 1)
			deliver(t, to, book)
			req := r.all()[0]
			if at, err := strconv.ParseInt(req.Get("webhook-timestamp"), 10, 64); err != nil || time.Since(time.Unix(at, 0)).Abs() > time.Minute {
				t.Errorf("timestamp %q", req.Get("webhook-timestamp"))
			}
			mac := hmac.New(sha256.New, key)
			io.WriteString(mac, req.Get("webhook-id")+"."+req.Get("webhook-timestamp")+"."+req.body)
			if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); req.Get("webhook-signature") != want {
				t.Errorf("signature %q, want %q", req.Get("webhook-signature"), want)
			}
			if req.Get("webhook-id") != "hard_1" || req.Get("idempotency-key") != "hard_1" || req.Get("content-type") != "application/json" || req.Get("user-agent") != "nixie/1.2" {
				t.Errorf("header %v", req.Header)
			}
			var body struct {
				Type, Email, Advice, Cause string
				Event                      scanner.Event
			}
			must(t, json.Unmarshal([]byte(req.body), &body))
			if body.Type != "hard" || body.Email != "bob@example.org" || body.Advice != "remove" || body.Cause != "user-unknown" || body.Event.ID != "1" || body.Event.Diagnostic != "550 5.1.1 <no>" {
				t.Errorf("body %s", req.body)
			}
		})
	}
	if webhook.CheckSecret("whsec_???") == nil || webhook.CheckSecret("whsec_") == nil || webhook.CheckSecret("???") != nil {
		t.Error("CheckSecret takes what is no base64, or refuses what need not be")
	}
}

// By default single bounces are not told, and nothing is told twice.
func TestNews(t *testing.T) {
	book, r := open(t), listen(t, nil)
	to := target(r)
	queue(t, to, book, 0)
	record(t, book, hard("1", "bob@example.org"), outcome("2", "dora@example.org", dsn.Bounce, rules.MailboxFull, rules.Soft, day(1)),
		outcome("3", "eve@example.org", dsn.Bounce, rules.AuthFailed, rules.Block, day(1)))
	queue(t, to, book, 1)
	queue(t, to, book, 0)
	record(t, book, hard("1", "bob@example.org"), hard("4", "ann@example.org"))
	queue(t, to, book, 1)
	record(t, book, outcome("5", "bob@example.org", dsn.Bounce, rules.UserUnknown, rules.Hard, day(2)))
	queue(t, to, book, 1) // it is still mailed: told again
	must(t, book.SetMark(t.Context(), "webhook crm", 0))
	queue(t, to, book, 0)
	if deliver(t, to, book); len(r.all()) != 3 {
		t.Errorf("%d requests, want 3", len(r.all()))
	}
	if deliver(t, to, book); len(r.all()) != 3 {
		t.Errorf("a second run sends again")
	}
	other := target(r)
	other.Name = "other"
	if n, err := other.Queue(t.Context(), book, ledger.Policy{}); n != 2 || err != nil {
		t.Errorf("Queue for another target = %d, %v; want both addresses", n, err)
	}
}

// The first run has everything to tell, in several transactions.
func TestMany(t *testing.T) {
	book, r := open(t), listen(t, nil)
	const n = 520 // above 500, which are stored at once
	var list []scanner.Outcome
	for i := range n {
		list = append(list, hard(strconv.Itoa(i), fmt.Sprintf("a%d@d%d.example.org", i, i%40))) // at one domain it would be an outage
	}
	record(t, book, list...)
	to := target(r)
	queue(t, to, book, n)
	if res := deliver(t, to, book); res.Delivered != n || len(r.all()) != n {
		t.Errorf("result %+v, %d requests", res, len(r.all()))
	}
	wants(t, book, 0, n, 0)
}

func TestAnswers(t *testing.T) {
	drop := func(_ int, w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close() // it has read the body
		}
	}
	retryAfter := func(field string, code int) func(int, http.ResponseWriter, *http.Request) {
		return func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", field)
			w.WriteHeader(code)
		}
	}
	redirect := func(to string, code int) func(int, http.ResponseWriter, *http.Request) {
		return func(_ int, w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/there" {
				return
			}
			http.Redirect(w, r, to, code)
		}
	}
	elsewhere := listen(t, nil)
	for name, c := range map[string]struct {
		answer                   func(int, http.ResponseWriter, *http.Request)
		requests                 int // of three deliveries
		owed, delivered, givenUp int
		why                      string
		least, most              time.Duration // until the first is tried again
	}{
		"taken":                   {status(200), 3, 0, 3, 0, "", 0, 0},
		"taken, no content":       {status(204), 3, 0, 3, 0, "", 0, 0},
		"fault":                   {status(500), 3, 3, 0, 0, "500 Internal Server Error", 25 * time.Second, 31 * time.Second},
		"not there":               {status(503), 3, 3, 0, 0, "503 Service Unavailable", 25 * time.Second, 31 * time.Second},
		"timed out":               {status(408), 3, 3, 0, 0, "408 Request Timeout", 25 * time.Second, 31 * time.Second},
		"too many":                {status(429), 1, 3, 0, 0, "429 Too Many Requests", 25 * time.Second, 31 * time.Second},
		"too many, for an hour":   {retryAfter("3600", 429), 1, 3, 0, 0, "429 Too Many Requests", 3590 * time.Second, time.Hour},
		"busy until a date":       {retryAfter(time.Now().Add(2*time.Hour).UTC().Format(http.TimeFormat), 503), 1, 3, 0, 0, "503", 7100 * time.Second, 2 * time.Hour},
		"busy for years":          {retryAfter("999999999", 503), 1, 3, 0, 0, "503", 23 * time.Hour, 24 * time.Hour},
		"busy for ages":           {retryAfter("99999999999", 503), 1, 3, 0, 0, "503", 23 * time.Hour, 24 * time.Hour},
		"busy for ever":           {retryAfter(strings.Repeat("9", 30), 429), 1, 3, 0, 0, "429", 23 * time.Hour, 24 * time.Hour},
		"busy for no time":        {retryAfter("-5", 503), 3, 3, 0, 0, "503", 25 * time.Second, 31 * time.Second},
		"not found":               {status(404), 1, 3, 0, 0, "404 Not Found; look at the URL", 25 * time.Second, 31 * time.Second},
		"takes no POST":           {status(405), 1, 3, 0, 0, "405 Method Not Allowed; look at the URL", 25 * time.Second, 31 * time.Second},
		"gone":                    {status(410), 1, 3, 0, 0, "410 Gone; look at the URL", 25 * time.Second, 31 * time.Second},
		"refused":                 {status(400), 3, 0, 0, 3, "400 Bad Request", 0, 0},
		"who are you":             {status(401), 1, 3, 0, 0, "401 Unauthorized; look at the user and the password", 25 * time.Second, 31 * time.Second},
		"not you":                 {status(403), 1, 3, 0, 0, "403 Forbidden", 25 * time.Second, 31 * time.Second},
		"drops after the body":    {drop, 3, 3, 0, 0, "EOF", 25 * time.Second, 31 * time.Second},
		"redirect as GET":         {redirect("/there", 301), 1, 3, 0, 0, "write the URL that it means", 25 * time.Second, 31 * time.Second},
		"redirect, same request":  {redirect("/there", 308), 6, 0, 3, 0, "", 0, 0},
		"redirect to others":      {redirect(elsewhere.URL, 307), 1, 3, 0, 0, "307: it redirects to " + elsewhere.URL, 25 * time.Second, 31 * time.Second},
		"redirect without an end": {redirect("/loop", 308), 4, 3, 0, 0, "308: it redirects", 25 * time.Second, 31 * time.Second},
		"an answer of 10 MB": {func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(400)
			w.Write(make([]byte, 10<<20))
		}, 3, 0, 0, 3, "400", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book, r := open(t), listen(t, c.answer)
			record(t, book, hard("1", "a@example.org"), hard("2", "b@example.org"), hard("3", "c@example.org"))
			to := target(r)
			queue(t, to, book, 3)
			before := time.Now()
			res := deliver(t, to, book)
			after := time.Now()
			wants(t, book, c.owed, c.delivered, c.givenUp)
			if n := len(r.all()); n != c.requests && name != "drops after the body" { // which Go's client repeats once at times
				t.Errorf("%d requests, want %d", n, c.requests)
			}
			if !strings.Contains(res.Why, c.why) || (res.Why == "") != (c.why == "") || len(res.Why) > 300 {
				t.Errorf("why %q, want %q", res.Why, c.why)
			}
			if res.Delivered != c.delivered || res.Parked != c.givenUp || res.Halted != (c.owed > 0) {
				t.Errorf("result %+v", res)
			}
			next, least, most := outbox(t, book).Next, before.Add(c.least-time.Second), after.Add(c.most+time.Second)
			if c.owed > 0 && (next.Before(least) || next.After(most)) {
				t.Errorf("tried again at %v, want %v to %v", next, least, most)
			}
		})
	}
	if n := len(elsewhere.all()); n > 0 {
		t.Errorf("%d requests went to another host", n)
	}
}

// A receiver that never answers ends at the time limit.
func TestHangs(t *testing.T) {
	book := open(t)
	r := listen(t, func(_ int, _ http.ResponseWriter, req *http.Request) { <-req.Context().Done() })
	record(t, book, hard("1", "a@example.org"))
	to := target(r)
	to.Timeout = 50 * time.Millisecond
	queue(t, to, book, 1)
	if res := deliver(t, to, book); res.Failed != 1 || res.Why != "no answer within 50ms" {
		t.Errorf("result %+v", res)
	}
	wants(t, book, 1, 0, 0)
}

// When a run is ended, what it has taken is due again at once.
func TestCancelled(t *testing.T) {
	book := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	r := listen(t, func(n int, _ http.ResponseWriter, req *http.Request) {
		if n == 2 {
			cancel()
			<-req.Context().Done()
		}
	})
	record(t, book, hard("1", "a@example.org"), hard("2", "b@example.org"), hard("3", "c@example.org"))
	to := target(r)
	queue(t, to, book, 3)
	if res, err := to.Deliver(ctx, book); !errors.Is(err, context.Canceled) || res.Delivered != 1 {
		t.Errorf("Deliver = %+v, %v", res, err)
	}
	wants(t, book, 2, 1, 0)
	if res := deliver(t, to, book); res.Delivered != 2 {
		t.Errorf("the next run: %+v", res)
	}
	wants(t, book, 0, 3, 0)
}

// A receiver that is down loses nothing, and one bad delivery holds up no other.
func TestRecovers(t *testing.T) {
	book := open(t)
	var down bool
	r := listen(t, func(_ int, w http.ResponseWriter, req *http.Request) {
		if down || req.Header.Get("webhook-id") == "hard_bad" {
			w.WriteHeader(500)
		}
	})
	down = true
	record(t, book, hard("bad", "a@example.org"), hard("2", "b@example.org"), hard("3", "c@example.org"), hard("4", "d@example.org"))
	to := target(r)
	queue(t, to, book, 4)
	if res := deliver(t, to, book); res.Failed != 3 || !res.Halted {
		t.Errorf("while it is down: %+v", res)
	}
	wants(t, book, 4, 0, 0)
	if res := deliver(t, to, book); res.Failed != 0 {
		t.Errorf("before its time: %+v", res)
	}
	down = false
	if n, err := book.Reopen(t.Context(), "crm", false); n != 4 || err != nil {
		t.Fatalf("Reopen = %d, %v", n, err)
	}
	if res := deliver(t, to, book); res.Delivered != 3 || res.Failed != 1 || res.Halted {
		t.Errorf("when it is up: %+v", res)
	}
	wants(t, book, 1, 3, 0)
}

// Nobody there: the error does not tell the URL, which may hold a secret.
func TestNobodyThere(t *testing.T) {
	book, r := open(t), listen(t, nil)
	record(t, book, hard("1", "a@example.org"))
	to := target(r)
	to.URL = "http://127.0.0.1:1/bounces?key=s3cret" // a port that systems give to nobody
	queue(t, to, book, 1)
	res := deliver(t, to, book)
	if res.Failed != 1 || strings.Contains(res.Why, "s3cret") || !strings.Contains(res.Why, "refused") {
		t.Errorf("result %+v", res)
	}
	wants(t, book, 1, 0, 0)
}

// A decision by hand is news, too, each time that it is made.
func TestBlockedByHand(t *testing.T) {
	book, r := open(t), listen(t, nil)
	record(t, book, hard("1", "a@example.org"))
	to := target(r)
	queue(t, to, book, 1)
	must(t, book.Block(t.Context(), "a@example.org", "asked by phone"))
	queue(t, to, book, 1)
	queue(t, to, book, 0)
	deliver(t, to, book)
	if all := r.all(); len(all) != 2 || !strings.HasPrefix(all[1].Get("webhook-id")+all[0].Get("webhook-id"), "hard_hand") {
		t.Errorf("%d requests", len(all))
	}
}
