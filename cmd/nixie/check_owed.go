package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/checkup"
	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// existing opens the ledger for a look; nil where there is none yet, or where to
// open it would bring it up to date, since a trial changes nothing.
func (a *app) existing(ctx context.Context, flag string, conf *config.Config) (*store, error) {
	path, err := ledgerPath(flag, conf)
	if err != nil {
		return nil, err
	}
	driver, dsn := "pgx", path
	if !isPostgres(path) {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		driver, dsn = "sqlite", ledger.SQLiteStillDSN(path)
	}
	db, err := sql.Open(driver, dsn)
	if err == nil {
		defer db.Close()
		if u, err := ledger.Outdated(ctx, db); err == nil && u != nil {
			return nil, nil
		}
	}
	return a.openLedger(ctx, flag, conf)
}

// owed tells what the ledger says is owed to the messages of a folder, and what of
// that the configuration does not ask for any more.
func (t *trial) owed(ctx context.Context, in input, facts *checkup.Facts) error {
	if t.book == nil || !in.configured() || in.key == "" {
		return nil
	}
	owed, err := t.book.Owed(ctx, in.key)
	if err != nil {
		return failedf("", "%w", err)
	}
	unwanted, err := t.book.Unwanted(ctx, in.key, in.account.On)
	if err != nil {
		return failedf("", "%w", err)
	}
	for _, u := range unwanted {
		next := "leaves them alone"
		if u.Now != (scanner.Act{}) {
			next = "does " + u.Now.String() + " instead"
		}
		t.printf("  %s: owed, and no longer wanted by the configuration: %s to %s; the next scan %s\n",
			safe.Line(in.name), safe.Line(u.Before.String()), plural(u.Messages, "message"), safe.Line(next))
	}
	for _, o := range owed {
		for _, u := range unwanted {
			if u.Before == o.Act {
				o.Messages -= u.Messages
			}
		}
		if o.Messages <= 0 || o.Act == (scanner.Act{}) {
			continue
		}
		refused := ""
		if o.Refused > 0 {
			refused = fmt.Sprintf(", refused for %s: %s", thousands(min(o.Refused, o.Messages)), o.Why)
		}
		t.printf("  %s: owed: %s to %s%s\n", safe.Line(in.name), safe.Line(o.Act.String()), plural(o.Messages, "message"), safe.Line(refused))
		facts.Owed = append(facts.Owed, checkup.Owed{Folder: in.name, Act: o.Act, Messages: o.Messages, Refused: min(o.Refused, o.Messages), Why: o.Why})
	}
	return nil
}

// rights asks what the server lets the user do in the folders where acts are to be
// done.
func (t *trial) rights(ctx context.Context, src *imap.Source, facts *checkup.Facts) error {
	facts.Rights = map[string]string{}
	for _, folder := range facts.Asked() {
		rights, known, err := src.Rights(ctx, folder)
		if err != nil {
			return err
		}
		if known {
			facts.Rights[folder] = rights
		}
	}
	return nil
}
