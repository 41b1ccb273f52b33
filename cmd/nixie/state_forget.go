package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// stateForgetCommand deletes all about addresses.
func (a *app) stateForgetCommand() *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:   "forget ADDRESS...",
		Short: "Delete everything that the ledger knows about addresses",
		Long: `For people who ask for it. Also deleted is what names the address elsewhere: as the one that was
written to, as new address, in the words of servers, in kept messages. Mail that still lies in a
mailbox is not touched, nor is a backup. The address may come back with new bounces.

A block by hand, a complaint and an unsubscription go, too, and nixie says so before: keep a person
who wants no mail in a suppression list of your own, or block the address again afterwards.`,
		Example: `  nixie state forget someone@example.org --dry-run
  nixie state forget someone@example.org --yes`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, address := range args {
				if !strings.Contains(strings.Trim(address, "@"), "@") {
					return usagef("nixie state forget someone@example.org", "%q is no address", address)
				}
			}
			return a.onBook(cmd.Context(), &f, func(book *store) error { return a.forgetState(cmd.Context(), book, args, &f) })
		},
	}
	f.mask.plainFlags(cmd)
	f.changeFlags(cmd.Flags())
	return cmd
}

// forgetState counts, asks and deletes.
func (a *app) forgetState(ctx context.Context, book *store, addresses []string, f *stateFlags) error {
	for _, address := range addresses {
		n := 0
		for _, err := range book.Outcomes(ctx, ledger.Filter{Recipients: []string{address}}) {
			if err != nil {
				return failedf("", "%w", err)
			}
			n++
		}
		if err := a.warnOfNo(ctx, book, address, f); err != nil {
			return failedf("", "%w", err)
		}
		what := f.shown(address) + ": " + thousands(n) + ", and what else names the address"
		if f.dry {
			if err := a.result("Would delete events of %s", what); err != nil {
				return err
			}
			continue
		}
		if err := a.confirm(ctx, f, "Delete events of "+what+"?"); err != nil {
			return err
		}
		deleted, err := book.Forget(ctx, address)
		if err != nil {
			return failedf("", "%w", err)
		}
		if err := a.result("Deleted about %s: %s", f.shown(address), thousands(int(deleted))); err != nil {
			return err
		}
	}
	return nil
}

// warnOfNo says what would be forgotten by which mail to the address is stopped
// now: who asks to be forgotten seldom wants to be written to again.
func (a *app) warnOfNo(ctx context.Context, book *store, address string, f *stateFlags) error {
	blocks, blocked, leaves := 0, false, 0
	var pardoned time.Time
	for h, err := range book.Hands(ctx, address) {
		if err != nil {
			return err
		}
		switch blocked = h.Kind == ledger.Blocked; h.Kind {
		case ledger.Blocked:
			blocks++
		case ledger.Pardoned:
			pardoned = h.Time
		}
	}
	for o, err := range book.Outcomes(ctx, ledger.Filter{Recipients: []string{address}, Kinds: []dsn.Kind{dsn.Complaint, dsn.Unsubscribe}}) {
		if err != nil {
			return err
		}
		if o.Verdict.Advice != rules.Keep && o.Time.After(pardoned) { // a machine's complaint is nobody's wish
			leaves++
		}
	}
	var lost []string
	if blocked {
		lost = append(lost, "blocks by hand: "+thousands(blocks))
	}
	if leaves > 0 {
		lost = append(lost, "complaints and unsubscriptions: "+thousands(leaves))
	}
	if len(lost) > 0 {
		a.warn("%s: forgotten with it, so that nothing stops mail to it any more: %s. Keep the address in a suppression list of your own, or block it again: nixie block ADDRESS",
			f.shown(address), strings.Join(lost, ", "))
	}
	return nil
}
