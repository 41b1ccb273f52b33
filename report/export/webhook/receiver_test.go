package webhook_test

import (
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/export/webhook"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"

	_ "modernc.org/sqlite"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open returns an empty ledger in a file of its own.
func open(t testing.TB) *ledger.Ledger {
	t.Helper()
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(filepath.Join(t.TempDir(), "nixie.db")))
	must(t, err)
	t.Cleanup(func() { db.Close() })
	book, err := ledger.Open(t.Context(), db)
	must(t, err)
	return book
}

// today is that on which the tests began, though one may run past midnight.
var today = time.Now().UTC().Truncate(24 * time.Hour)

// day is a day of which the policy still knows.
func day(n int) time.Time { return today.AddDate(0, 0, n-40) }

func outcome(id, address string, kind dsn.Kind, cause rules.Cause, class rules.Class, at time.Time) scanner.Outcome {
	o := scanner.Outcome{
		ID: id, Location: "inbox#" + id, Time: at, Kind: kind, Format: "rfc3464",
		Recipient: dsn.Recipient{Address: address, Reply: dsn.Reply{Code: 550, Text: "550 5.1.1 <no>"}},
		Verdict:   rules.Verdict{Cause: cause, Lasting: rules.Permanent, Class: class, Advice: rules.Watch},
	}
	if class == rules.Hard {
		o.Recipient.Status = dsn.Status{Class: 5, Subject: 1, Detail: 1}
	}
	return o
}

func hard(id, address string) scanner.Outcome {
	return outcome(id, address, dsn.Bounce, rules.UserUnknown, rules.Hard, day(1))
}

func record(t testing.TB, book *ledger.Ledger, list ...scanner.Outcome) {
	t.Helper()
	var results []*scanner.Result
	for i := range list {
		results = append(results, &scanner.Result{
			Message:  &scanner.Message{Source: "mbox:inbox", Location: list[i].Location, Position: list[i].ID},
			Outcomes: list[i : i+1],
		})
	}
	_, err := book.Record(t.Context(), results...)
	must(t, err)
}

// A receiver is a real server that answers as it is told and remembers what it
// was sent.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	requests []request
	answer   func(n int, w http.ResponseWriter, r *http.Request) // n counts from 1
}

type request struct {
	http.Header
	method, path, body string
}

// listen starts a receiver; a nil answer takes everything.
func listen(t testing.TB, answer func(n int, w http.ResponseWriter, r *http.Request)) *receiver {
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	r.mu.Lock()
	r.requests = append(r.requests, request{req.Header, req.Method, req.URL.Path, string(body)})
	n := len(r.requests)
	r.mu.Unlock()
	if r.answer != nil {
		r.answer(n, w, req)
	}
}

// all returns what was sent so far.
func (r *receiver) all() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]request{}, r.requests...)
}

func status(code int) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// target returns one that trusts nothing.
func target(r *receiver) *webhook.Target {
	return &webhook.Target{Name: "crm", URL: r.URL + "/bounces", Preset: webhook.Generic, Timeout: time.Minute}
}

// queue stores what is new, and wants so many deliveries.
func queue(t testing.TB, target *webhook.Target, book *ledger.Ledger, want int) {
	t.Helper()
	before := outbox(t, book)
	_, err := target.Queue(t.Context(), book, ledger.Policy{})
	must(t, err)
	after := outbox(t, book)
	if got := int(after.Owed + after.Delivered + after.GivenUp - before.Owed - before.Delivered - before.GivenUp); got != want {
		t.Fatalf("%d deliveries were stored, want %d", got, want)
	}
}

func deliver(t testing.TB, target *webhook.Target, book *ledger.Ledger) webhook.Result {
	t.Helper()
	res, err := target.Deliver(t.Context(), book)
	must(t, err)
	return res
}

func outbox(t testing.TB, book *ledger.Ledger) ledger.OutboxStats {
	t.Helper()
	s, err := book.Outbox(t.Context(), "crm")
	must(t, err)
	return s
}

// wants fails unless so many are owed, delivered and given up.
func wants(t testing.TB, book *ledger.Ledger, owed, delivered, givenUp int) {
	t.Helper()
	s := outbox(t, book)
	if got, want := fmt.Sprint(s.Owed, s.Delivered, s.GivenUp), fmt.Sprint(owed, delivered, givenUp); got != want {
		t.Errorf("owed, delivered, given up: %s; want %s (%s)", got, want, s.Why)
	}
}
