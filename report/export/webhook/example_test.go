package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/export/webhook"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// An address has failed for good; whoever keeps the list is told.
func Example() {
	crm := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.Header.Get("Content-Type"))
	}))
	defer crm.Close()
	ctx := context.Background()
	book, done, err := reporttest.Ledger(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	r := rules.Said("550 5.1.1 <ann@example.org>: User unknown")
	r.Address = "ann@example.org"
	if _, err := book.Record(ctx, &scanner.Result{
		Message:  &scanner.Message{Source: "mbox:bounces", Location: "bounces#1", Position: "1"},
		Outcomes: []scanner.Outcome{{ID: "1", Time: time.Now(), Kind: dsn.Bounce, Recipient: r, Verdict: rules.Classify(r)}},
	}); err != nil {
		fmt.Println(err)
	}
	to := &webhook.Target{Name: "crm", URL: crm.URL, Preset: webhook.Generic}
	if _, err := to.Queue(ctx, book, ledger.Standard()); err != nil {
		fmt.Println(err)
	}
	res, err := to.Deliver(ctx, book)
	fmt.Println(res.Delivered, err)
	// Output:
	// POST application/json
	// 1 <nil>
}
