package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// openBook opens the ledger in db, and says so before it is brought up to date:
// older programs cannot read it any more then.
func (a *app) openBook(ctx context.Context, db *sql.DB, path string) (*ledger.Ledger, error) {
	if u, err := ledger.Outdated(ctx, db); err == nil && u != nil {
		if err := u.MayWrite(ctx); mayOnlyRead(err) {
			return nil, err
		}
		if err := a.upgrade(ctx, u, path); err != nil {
			return nil, err
		}
	}
	return ledger.Open(ctx, db)
}

// upgrade says what is about to happen to a ledger, and keeps a copy of its file
// as it was. That there is no room for a copy keeps nobody from working.
func (a *app) upgrade(ctx context.Context, u *ledger.Upgrade, path string) error {
	kept, err := keepBefore(ctx, u, path)
	what := fmt.Sprintf("the ledger %s is brought from version %d up to %d; older programs cannot read it any more", path, u.From, u.To)
	switch {
	case err == nil:
		a.warn("%s. A copy of before: %s", what, kept)
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, ledger.ErrUpgraded): // and it has said so
	case errors.Is(err, ledger.ErrNoBackup):
		a.warn("%s", what)
	default:
		a.warn("%s. There is no copy of before: %v", what, failedf("", "%w", err))
	}
	return nil
}

// maxCopies is how many copies of before a ledger may have: a second one is
// there when somebody has gone back to the first.
const maxCopies = 9

// keepBefore copies the file of a ledger to a new one beside it.
func keepBefore(ctx context.Context, u *ledger.Upgrade, path string) (kept string, err error) {
	for n := range maxCopies {
		kept = fmt.Sprintf("%s.v%d.bak", path, u.From)
		if n > 0 {
			kept = fmt.Sprintf("%s.v%d-%d.bak", path, u.From, n+1)
		}
		if err = u.Backup(ctx, kept); !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return kept, err
}

// staleStill refuses a ledger of an older nixie that may not be written, and so
// not be brought up to date.
func staleStill(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", ledger.SQLiteStillDSN(path))
	if err != nil {
		return err
	}
	defer db.Close()
	u, err := ledger.Outdated(ctx, db)
	if err != nil || u == nil {
		return nil // what else is wrong with it is found when it is opened
	}
	return &exitError{code: exitAuth, err: fmt.Errorf("%s: an older nixie has written it (version %d), and it may not be written, so that it cannot be brought up to version %d", path, u.From, u.To),
		hint: "copy it to where it may be written and name that copy with --ledger, or run any command on it once as a user who may write the file and its folder"}
}
