package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// stateResetCommand forgets how far mailboxes are read.
func (a *app) stateResetCommand() *cobra.Command {
	var f stateFlags
	var all bool
	cmd := &cobra.Command{
		Use:   "reset MAILBOX...",
		Short: "Forget how far a mailbox is read, so that the next scan starts anew",
		Long: `MAILBOX is an account, a URL or a path as for nixie scan, or a name that nixie state show prints.
Events stay, nothing is counted twice, and no mailbox action is repeated.`,
		Example: `  nixie state reset bounces
  nixie state reset imaps://bounces@mail.example.org
  nixie state reset --all --yes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return usagef("nixie state show lists the mailboxes", "name mailboxes, or give --all")
			}
			return a.onBook(cmd.Context(), &f, func(book *store) error { return a.resetState(cmd.Context(), book, args, &f) })
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "reset every mailbox")
	f.changeFlags(cmd.Flags())
	return cmd
}

// resetState resets the mailboxes that are named, or all.
func (a *app) resetState(ctx context.Context, book *store, args []string, f *stateFlags) error {
	s, err := book.Stats(ctx)
	if err != nil {
		return failedf("", "%w", err)
	}
	var known []string
	for _, source := range s.Sources {
		known = append(known, source.Source)
	}
	wanted := known
	if len(args) > 0 {
		if wanted, err = a.sourcesOf(args, known); err != nil {
			return err
		}
	}
	if len(wanted) == 0 {
		return a.result("%s", a.locale().Text("state.nomailbox"))
	}
	if f.dry {
		return a.result("Would start anew: %s", safe.Line(strings.Join(wanted, ", ")))
	}
	if err := a.confirm(ctx, f, "Read from the start again: "+safe.Line(strings.Join(wanted, ", "))+"?"); err != nil {
		return err
	}
	for _, source := range wanted {
		if _, err := book.Reset(ctx, source); err != nil {
			return failedf("", "%w", err)
		}
		if err := a.result("Starts anew: %s", safe.Line(source)); err != nil {
			return err
		}
	}
	return nil
}

// sourcesOf returns the sources in the ledger that arguments name.
func (a *app) sourcesOf(args, known []string) ([]string, error) {
	conf, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	var all []string
	for _, arg := range args {
		names := []string{arg}
		if inputs, err := scanInputs("scan", []string{arg}, conf); err == nil {
			for _, in := range inputs {
				names = append(names, in.key)
				if abs, err := filepath.Abs(in.path); err == nil && in.path != "" {
					names = append(names, abs)
				}
			}
		}
		found := slices.DeleteFunc(slices.Clone(known), func(source string) bool {
			_, path, _ := strings.Cut(source, ":") // "mbox:/var/mail/bounces"
			return !slices.Contains(names, source) && !slices.Contains(names, path)
		})
		if len(found) == 0 {
			return nil, usagef(didYouMean(arg, known, "nixie state show lists the mailboxes"), "%s: the ledger knows no such mailbox", arg)
		}
		all = append(all, found...)
	}
	return all, nil
}

// statePruneCommand deletes what is old.
func (a *app) statePruneCommand() *cobra.Command {
	var f stateFlags
	var before config.Moment
	cmd := &cobra.Command{
		Use:   "prune --before TIME",
		Short: "Delete events that happened before a time",
		Long: `What is deleted counts no more, and complaints and unsubscriptions are no exception: export them
first. How far mailboxes are read stays, and so does what was decided by hand.`,
		Example: `  nixie state prune --before 730d --dry-run
  nixie state prune --before 2025-01-01 --yes`,
		Args: between(0, 0, "no arguments, only flags"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			at := before.Begin(time.Now())
			if at.IsZero() {
				return usagef("nixie state prune --before 730d", "say from when on events stay, with --before")
			}
			return a.onBook(cmd.Context(), &f, func(book *store) error { return a.pruneState(cmd.Context(), book, at, &f) })
		},
	}
	cmd.Flags().Var(&before, "before", "delete what happened before `TIME`: 2025-01-31, 730d")
	f.changeFlags(cmd.Flags())
	return cmd
}

// pruneState counts, asks and deletes.
func (a *app) pruneState(ctx context.Context, book *store, before time.Time, f *stateFlags) error {
	n := 0
	for _, err := range book.Outcomes(ctx, ledger.Filter{Until: before}) {
		if err != nil {
			return failedf("", "%w", err)
		}
		n++
	}
	for t, err := range book.Troubles(ctx, time.Time{}) {
		if err != nil {
			return failedf("", "%w", err)
		}
		if t.Time.Before(before) {
			n++
		}
	}
	if n == 0 {
		return a.result("Nothing is older than %s.", report.Clock(before))
	}
	if f.dry {
		return a.result("Would delete events from before %s: %s", report.Clock(before), thousands(n))
	}
	if err := a.confirm(ctx, f, "Delete events from before "+report.Clock(before)+": "+thousands(n)+"?"); err != nil {
		return err
	}
	deleted, err := book.Prune(ctx, before)
	if err != nil {
		return failedf("", "%w", err)
	}
	return a.result("Deleted: %s", thousands(int(deleted)))
}
