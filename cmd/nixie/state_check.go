package main

import (
	"context"
	"database/sql"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// stateCheckCommand looks whether the ledger is sound.
func (a *app) stateCheckCommand() *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Read the whole ledger and find what is broken",
		Long: `It tells which table or index of the file is damaged, and which events. Exit code 0 if all is
sound, else 1. How to go on then, the best way first:
  the last good copy; nixie state backup makes one
  what sqlite3, a program of its own, can save, where its build knows .recover:
    sqlite3 nixie.db .recover | sqlite3 saved.db
  or else:
    sqlite3 nixie.db .dump | sed 's/^ROLLBACK.*/COMMIT;/' | sqlite3 saved.db
  afterwards nixie state check --ledger sqlite:saved.db tells how many events were saved
  a new start: move the file away, and nixie scan reads all that is still in the mailboxes`,
		Example: `  nixie state check
  nixie state check --ledger sqlite:/backup/nixie.db`,
		Args: between(0, 0, "no arguments, only flags"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := a.onBook(cmd.Context(), &f, func(book *store) error { return a.checkState(cmd.Context(), book, &f) })
			if ledger.Damaged(err) {
				return a.checkDamaged(cmd.Context(), err, &f)
			}
			return err
		},
	}
	f.mask.plainFlags(cmd)
	ledgerFlag(cmd.Flags(), &f.url)
	return cmd
}

// checkState prints what is wrong.
func (a *app) checkState(ctx context.Context, book *store, f *stateFlags) error {
	found, err := book.Check(ctx)
	if err != nil {
		return failedf("", "%w", err)
	}
	return a.tellChecked(found, book.path, f)
}

// checkDamaged prints what is wrong with a file that cannot be opened as a ledger.
func (a *app) checkDamaged(ctx context.Context, opening error, f *stateFlags) error {
	conf, err := a.loadConfig()
	if err != nil {
		return err
	}
	path, err := ledgerPath(f.url, conf)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(path))
	if err != nil {
		return opening
	}
	defer db.Close()
	found, err := ledger.CheckFile(ctx, db)
	if err != nil || len(found.Faults) == 0 {
		return opening
	}
	return a.tellChecked(found, path, f)
}

// tellChecked prints what a check has found.
func (a *app) tellChecked(found *ledger.Checked, path string, f *stateFlags) error {
	say := a.locale().Text
	if len(found.Faults) == 0 {
		return a.result("%s", say("state.sound", "n", a.n(int(found.Outcomes))))
	}
	for _, fault := range found.Faults {
		if err := a.result("%s", f.shown(fault)); err != nil {
			return err
		}
	}
	if found.More > 0 {
		if err := a.result("%s", say("state.more", "n", a.n(int(found.More)))); err != nil {
			return err
		}
	}
	return failedf("go back to the last copy of "+safe.Line(path)+"; nixie help state check tells what else can be done",
		"%s", say("state.fault", "n", a.n(len(found.Faults)+int(found.More))))
}
