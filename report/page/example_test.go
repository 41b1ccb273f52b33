package page_test

import (
	"context"
	"fmt"
	"time"

	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// What a week of bounces comes to; WriteHTML makes a page of the same numbers.
func ExampleNewOverview() {
	ctx := context.Background()
	book, done, err := reporttest.Scanned(ctx, "../../testdata/inbox.mbox")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	until := time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC)
	week := page.Query{Filter: ledger.Filter{Since: until.AddDate(0, 0, -7), Until: until}}
	o, err := page.NewOverview(ctx, book, week, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("bounces:", o.Bounces)
	fmt.Println("most of all:", o.Causes[0].Cause, o.Causes[0].Count)
	// Output:
	// bounces: 12
	// most of all: auth-failed 3
}
