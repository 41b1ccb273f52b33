package reporttest

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

// Ledger returns an empty ledger for an example, and what removes it.
func Ledger(ctx context.Context) (book *ledger.Ledger, done func(), err error) {
	dir, err := os.MkdirTemp("", "nixie-example")
	if err != nil {
		return nil, nil, err
	}
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(filepath.Join(dir, "nixie.db")))
	if err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	done = func() { db.Close(); os.RemoveAll(dir) }
	if book, err = ledger.Open(ctx, db); err != nil {
		done()
		return nil, nil, err
	}
	return book, done, nil
}

// Scanned is Ledger with what a scan of the mail at path finds.
func Scanned(ctx context.Context, path string) (book *ledger.Ledger, done func(), err error) {
	book, done, err = Ledger(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := record(ctx, book, path); err != nil {
		done()
		return nil, nil, err
	}
	return book, done, nil
}

// record scans the mail at path into a ledger.
func record(ctx context.Context, book *ledger.Ledger, path string) error {
	src, err := mailbox.Open(path, book, nil)
	if err != nil {
		return err
	}
	var all []*scanner.Result
	for res, err := range scanner.Scan(ctx, src, nil) {
		if err != nil {
			return err
		}
		all = append(all, res)
	}
	_, err = book.Record(ctx, all...)
	return err
}
