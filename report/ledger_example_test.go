package report_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

// What the ledger holds since a day, as a table in the language of the reader,
// in English where that language is not there.
func Example_fromLedger() {
	ctx := context.Background()
	book, done, err := sampleLedger(ctx)
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

// sampleLedger scans the sample inbox into a new ledger.
func sampleLedger(ctx context.Context) (book *ledger.Ledger, done func(), err error) {
	dir, err := os.MkdirTemp("", "nixie-example")
	if err != nil {
		return nil, nil, err
	}
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(filepath.Join(dir, "nixie.db")))
	if err != nil {
		return nil, nil, err
	}
	done = func() { db.Close(); os.RemoveAll(dir) }
	if book, err = ledger.Open(ctx, db); err != nil {
		return nil, done, err
	}
	src, err := mailbox.Open("../testdata/inbox.mbox", book, nil)
	if err != nil {
		return nil, done, err
	}
	var batch []*scanner.Result
	for res, err := range scanner.Scan(ctx, src, nil) {
		if err != nil {
			return nil, done, err
		}
		batch = append(batch, res)
	}
	_, err = book.Record(ctx, batch...)
	return book, done, err
}
