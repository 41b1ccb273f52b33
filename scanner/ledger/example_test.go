package ledger_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// What a scan yields is recorded; then the ledger says what to do with each
// address.
func Example() {
	dir, err := os.MkdirTemp("", "nixie")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(filepath.Join(dir, "nixie.db"))) // with modernc.org/sqlite imported
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	book, err := ledger.Open(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	result := &scanner.Result{ // as scanner.Scan yields it
		Message: &scanner.Message{Source: "mbox:inbox.mbox", Location: "inbox.mbox#1", Position: "2048"},
		Outcomes: []scanner.Outcome{{
			ID: "4f1c", Time: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC), Kind: dsn.Bounce,
			Recipient: dsn.Recipient{Address: "kim@example.org"},
			Verdict:   rules.Verdict{Cause: rules.UserUnknown, Class: rules.Hard},
		}},
	}
	for range 2 { // the second time, nothing is new
		recorded, err := book.Record(ctx, result)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("new:", recorded.New, "known:", recorded.Known)
	}
	for s, err := range book.Standings(ctx, ledger.Standard()) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(s.Email, s.Advice, s.Cause, "since", s.Reason.Since.Format(time.DateOnly))
	}
	// Output:
	// new: 1 known: 0
	// new: 0 known: 1
	// kim@example.org remove user-unknown since 2026-03-03
}
