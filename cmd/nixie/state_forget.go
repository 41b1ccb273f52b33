package main

import (
	"cmp"
	"context"
	"fmt"
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
		Long: `For people who ask for it. Their events are deleted: those of which the address is the recipient,
or to which it was written. Where the events of others name it, in the words of servers, as sender
or as new address, it is masked (j***@example.org) and they stay, and so in reasons, deliveries that
wait and kept messages. --dry-run counts both. Afterwards the ledger's file holds nothing of it.

Lists that nixie scan writes here are written anew; exports and copies of the ledger that hold
the address are named. Backups, pages and lists that were made elsewhere nixie does not know.
PostgreSQL keeps what was deleted until VACUUM has run, and in its logs and backups.

Mail in a mailbox is not touched, and nixie scan does not read it again. But nixie scan --rescan,
nixie state reset and a mailbox that was renumbered bring the address back, as long as its mail
is there: delete that first. nixie state rejudge does not. New bounces bring it back, too.

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
			return a.onBook(cmd.Context(), &f, func(book *store) error { return a.forgetAll(cmd.Context(), book, args, &f) })
		},
	}
	f.mask.plainFlags(cmd)
	f.changeFlags(cmd.Flags())
	return cmd
}

// forgetAll forgets the addresses, and looks into files beside the ledger.
func (a *app) forgetAll(ctx context.Context, book *store, addresses []string, f *stateFlags) error {
	waits := ""
	for _, address := range addresses {
		left, err := a.forgetOne(ctx, book, address, f)
		if err != nil {
			return err
		}
		waits = cmp.Or(left, waits)
	}
	if err := a.forgetFiles(ctx, book, addresses, f); err != nil {
		return err
	}
	switch {
	case waits == "":
		return nil
	case isPostgres(book.path):
		a.warn("%s", waits)
		return nil
	}
	return &exitError{code: exitPartly, err: fmt.Errorf("bytes of what was deleted are still on the disk: %s", waits), hint: "give the same command again when that has ended"}
}

// forgetOne counts, asks and deletes. It returns why something may be left on
// the disk.
func (a *app) forgetOne(ctx context.Context, book *store, address string, f *stateFlags) (waits string, err error) {
	found, err := book.Mentions(ctx, address)
	if err == nil {
		err = a.warnOfNo(ctx, book, address, f)
	}
	if err != nil {
		return "", failedf("", "%w", err)
	}
	if what := "events of " + f.shown(address) + ": " + forgotten(found, "mask"); f.dry {
		err = a.result("Would delete %s", what)
	} else if err = a.confirm(ctx, f, "Delete "+what+"?"); err == nil {
		if found, err = book.Forget(ctx, address); err != nil {
			return "", failedf("", "%w", err)
		}
		err = a.result("Deleted events of %s: %s", f.shown(address), forgotten(found, "masked"))
	}
	for _, name := range found.Called {
		a.warn("this name stays, or what it names would be read again: %s", f.shown(name))
	}
	return found.Waits, err
}

// forgotten is what was, or would be, forgotten, in numbers.
func forgotten(f ledger.Forgotten, mask string) string {
	return fmt.Sprintf("%s; %s in events of others: %s, elsewhere: %s",
		thousands(int(f.Events)), mask, thousands(int(f.Masked)), thousands(int(f.Others)))
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
