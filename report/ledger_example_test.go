package report_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// What the ledger holds since a day, as a table in the language of the reader,
// in English where that language is not there.
func Example_fromLedger() {
	ctx := context.Background()
	book, done, err := reporttest.Scanned(ctx, "../testdata/inbox.mbox")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	since := time.Date(2026, 11, 17, 0, 0, 0, 0, time.UTC)
	page := report.NewTable(os.Stdout, &report.Options{Locale: locale.For("en-GB, ja;q=0.5"), Width: 90, Now: since})
	for o, err := range book.Outcomes(ctx, ledger.Filter{Since: since, Domains: []string{"moved-out.example.org"}}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := page.Write(o); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := page.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Recipient                   What happened    Advice  Their words
	// ──────────────────────────  ───────────────  ──────  ───────────
	// info@moved-out.example.org  Relaying denied  watch   554 5.7.1 …Relay access denied
}
