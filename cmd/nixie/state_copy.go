package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/cmd/nixie/internal/lease"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// stateBackupCommand copies the ledger.
func (a *app) stateBackupCommand() *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the ledger to a new file while others may use it",
		Long:  `The copy is a ledger: nixie report --ledger sqlite:FILE reads it. A file that exists is left alone.`,
		Example: `  nixie state backup nixie-2026-10-01.db
  nixie state backup --ledger sqlite:/var/lib/nixie/state.db /backup/nixie.db`,
		Args: between(1, 1, "the name of a new file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.onBook(cmd.Context(), &f, func(book *store) error {
				err := book.Backup(cmd.Context(), args[0])
				if errors.Is(err, ledger.ErrNoBackup) {
					return usagef("pg_dump --file "+args[0]+" DATABASE", "%w", err)
				}
				if err != nil {
					return &exitError{code: exitFailed, err: err, hint: backupHint(err)}
				}
				return a.result("Copied to %s", safe.Line(args[0]))
			})
		},
	}
	ledgerFlag(cmd.Flags(), &f.url)
	return cmd
}

// backupHint is what to do about a copy that could not be made.
func backupHint(err error) string {
	switch {
	case errors.Is(err, fs.ErrExist):
		return "give the name of a new file: a copy is never overwritten"
	case errors.Is(err, fs.ErrNotExist):
		return "make the folder first"
	case isFull(err), ledger.Full(err):
		return "make room on the disk of the copy, or copy to another; nothing was left there"
	case ledger.Damaged(err):
		return "the ledger itself is damaged: nixie state check tells where"
	}
	return "the folder of the copy must allow writing"
}

// stateCopyCommand copies the ledger into another database.
func (a *app) stateCopyCommand() *cobra.Command {
	var f stateFlags
	var to string
	cmd := &cobra.Command{
		Use:        "copy --to URL",
		SuggestFor: []string{"restore", "migrate"},
		Short:      "Copy the ledger into another database: from SQLite to PostgreSQL, or back",
		Long: `URL names an empty ledger, or one that is not there yet. All is copied, in one transaction:
events, positions, what was done to messages and what is still owed, decisions, deliveries. Stop
nixie watch before, and let the configuration name the new ledger after: two ledgers know nothing
of each other. The old one is left as it is.`,
		Example: `  nixie state copy --to postgres://nixie@db.example.org/nixie
  nixie state copy --ledger postgres://nixie@db.example.org/nixie --to sqlite:nixie.db`,
		Args: between(0, 0, "no arguments, only flags"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" {
				return usagef("nixie state copy --to postgres://nixie@db.example.org/nixie", "say where to, with --to")
			}
			return a.onBook(cmd.Context(), &f, func(book *store) error { return a.copyState(cmd.Context(), book, to) })
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "`URL` of the ledger to copy into, sqlite:PATH or postgres://USER@HOST/DATABASE")
	ledgerFlag(cmd.Flags(), &f.url)
	return cmd
}

// copyState copies the ledger to the one of that URL. A file that was made for
// it does not stay if nothing came of it.
func (a *app) copyState(ctx context.Context, book *store, url string) (err error) {
	path, err := ledgerPath(url, &config.Config{})
	if err != nil {
		return err
	}
	if err := a.atRest(ctx, book); err != nil {
		return err
	}
	_, missing := os.Stat(path)
	target, err := a.openStore(ctx, path, true)
	if err != nil {
		return err
	}
	copied, err := book.Copy(ctx, target.Ledger, a.rowsCopied())
	a.status.clear()
	target.close()
	if err != nil && !isPostgres(path) && errors.Is(missing, fs.ErrNotExist) {
		for _, file := range []string{path, path + "-wal", path + "-shm"} {
			os.Remove(file) // what is not there need not go
		}
	}
	switch {
	case errors.Is(err, ledger.ErrNotEmpty):
		return usagef("name one that holds nothing yet", "%s: %w", safe.Line(target.path), ledger.ErrNotEmpty)
	case errors.Is(err, ledger.ErrMoved):
		return &exitError{code: exitUnreachable, err: err, hint: "nothing was copied; stop what writes to the ledger, and try again"}
	case err != nil:
		return failedf("nothing was copied", "%w", err)
	}
	return a.result("Copied to %s: events: %s, rows of all tables: %s\nTo go on with it: state = %q in the configuration, or --ledger", safe.Line(target.path),
		thousands(int(copied.Outcomes)), thousands(int(copied.Rows)), stateOf(path))
}

// stateOf is the ledger as the configuration names it, without a password.
func stateOf(path string) string {
	if isPostgres(path) {
		return maskedLedger(path)
	}
	return config.SQLite + path
}

// atRest refuses to copy a ledger with which somebody works: what they record
// later would be missing in the copy, and done once more.
func (a *app) atRest(ctx context.Context, book *store) error {
	s, err := book.Stats(ctx)
	if err != nil {
		return failedf("", "%w", err)
	}
	var busy []string
	for _, l := range s.Leases {
		if l.Held {
			busy = append(busy, safe.Line(l.Name+" ("+lease.Who(l.Holder)+")"))
		}
	}
	if len(busy) == 0 {
		return nil
	}
	return &exitError{code: exitUnreachable, err: fmt.Errorf("somebody works with this ledger: %s", strings.Join(busy, ", ")), hint: "stop nixie watch and try again; who was killed is forgotten after 90 seconds"}
}

// rowsCopied shows how far a copying is, as often as it is pleasant.
func (a *app) rowsCopied() func(done, all int64) {
	p := a.newProgress()
	return func(done, all int64) {
		p.tell(fmt.Sprintf("%s of %s rows", thousands(int(done)), thousands(int(all))), time.Now())
	}
}
