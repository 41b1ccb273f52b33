package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nixie-mail/nixie/report/safe"
)

// stateFlags are the flags of the commands below nixie state.
type stateFlags struct {
	url    string
	format string
	mask   masking
	dry    bool
	yes    bool
}

// stateCommand shows the ledger and takes care of it.
func (a *app) stateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "state",
		Short: "Look after the ledger: what it holds, prune, back up, copy, check, forget",
		Long: `The ledger holds what was said about each recipient, and how far each mailbox is read. What
destroys something asks before it does so on a terminal, and wants --yes elsewhere; --dry-run tells
what it would do. Acts that are owed to messages follow the configuration: see nixie help scan.

To restore a backup, stop nixie, put the copy in the place of the ledger (of a SQLite, remove the
files beside it that end in -wal and -shm), and scan. What still lies where it lay is read again,
and nothing is counted twice. What nixie has moved since the backup lies elsewhere: scan each of
those folders once, by its URL. What it has deleted since is lost to the ledger, and what it has
copied, it copies again.`,
		Example: `  nixie state show
  nixie state backup nixie-2026-10-01.db
  nixie state copy --to postgres://nixie@db.example.org/nixie
  nixie state prune --before 730d --dry-run
  nixie state forget someone@example.org
  nixie scan imaps://bounces@mail.example.org/Done
  nixie state rejudge --rules /etc/nixie/rules`,
	}
	cmd.AddCommand(a.stateShowCommand(), a.stateResetCommand(), a.statePruneCommand(), a.stateBackupCommand(), a.stateCopyCommand(),
		a.stateCheckCommand(), a.stateForgetCommand(), a.stateRejudgeCommand())
	return cmd
}

// changeFlags adds the flags of a command that destroys something.
func (f *stateFlags) changeFlags(flags *pflag.FlagSet) {
	flags.BoolVarP(&f.dry, "dry-run", "n", false, "change nothing; tell what would be done")
	flags.BoolVarP(&f.yes, "yes", "y", false, "do it without asking")
	ledgerFlag(flags, &f.url)
}

// shown returns a text as it may be shown.
func (f *stateFlags) shown(text string) string {
	if f.mask.hides(f.format) {
		text = safe.Mask(text)
	}
	return safe.Line(text)
}

// onBook opens the ledger for the time of do.
func (a *app) onBook(ctx context.Context, f *stateFlags, do func(*store) error) error {
	book, err := a.ledgerOf(ctx, f.url)
	if err != nil {
		return err
	}
	defer book.close()
	return do(book)
}

// result prints what a command has done: its result, on standard output.
func (a *app) result(format string, args ...any) error {
	_, err := fmt.Fprintf(a.stdout, format+"\n", args...)
	return err
}

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 100

// confirm asks whether to go on. Without a terminal nobody can answer, and
// --yes must have.
func (a *app) confirm(ctx context.Context, f *stateFlags, question string) error {
	if f.yes {
		return nil
	}
	if !isTerminal(a.stdin) || !isTerminal(a.stderr) {
		return usagef("--yes does it without asking, --dry-run tells what it would do", "this cannot be undone, and there is no terminal to ask at")
	}
	fmt.Fprintf(a.stderr, "%s [y/N] ", question)
	answer := make(chan string, 1)
	go func() { // left behind when ctx ends: the program ends with it
		line, _ := bufio.NewReader(io.LimitReader(a.stdin, maxAnswer)).ReadString('\n')
		answer <- line
	}()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case line := <-answer:
		if word := strings.ToLower(strings.TrimSpace(line)); word == "y" || word == "yes" {
			return nil
		}
	}
	return failedf("", "nothing was changed")
}
