package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// decideAtOnce is how many addresses are decided about in one transaction.
const decideAtOnce = 500

// maxArguments is how many addresses a command line takes; a file takes more.
const maxArguments = 100_000

// handFlags are the flags of `nixie forgive` and `nixie block`.
type handFlags struct {
	ledger, reason string
	complaint      bool
}

func (f *handFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&f.reason, "reason", "m", "", "why, in your `WORDS`: nixie show tells it a year later")
	ledgerFlag(cmd.Flags(), &f.ledger)
}

// forgiveCommand lets what was held against addresses count no more.
func (a *app) forgiveCommand() *cobra.Command {
	var f handFlags
	cmd := &cobra.Command{
		Use:   "forgive ADDRESS...|FILE|-",
		Short: "Let what is held against addresses count no more",
		Long: `What happened until now counts no more, though mail about it be read later or again. New
failures count from the first. A complaint or an unsubscription stands unless --complaint
is given: mail that arrives is no consent. Forgiving undoes nixie block. An address of which
the ledger knows nothing is forgiven, too, with a warning: it may be misspelt. Where mail for
an address was forwarded, what the other address refused of it counts no more either.

FILE has an address on each line; "-" is standard input.`,
		Example: `  nixie forgive -m "their server was misconfigured, see ticket 4711" someone@example.org
  nixie forgive -m "our MX was wrong on 3 May" addresses.txt
  nixie forgive --complaint -m "asked to be added again" someone@example.org
  nixie report --format csv --advice review | cut -d, -f1 | nixie forgive -`,
		Args: between(1, maxArguments, "addresses, or a file of them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind := ledger.Forgiven
			if f.complaint {
				kind = ledger.Pardoned
			}
			return a.decide(cmd.Context(), kind, args, &f)
		},
	}
	f.flags(cmd)
	cmd.Flags().BoolVar(&f.complaint, "complaint", false, "forgive complaints and unsubscriptions, too")
	return cmd
}

// blockCommand lets addresses get no more mail.
func (a *app) blockCommand() *cobra.Command {
	var f handFlags
	cmd := &cobra.Command{
		Use:   "block ADDRESS...|FILE|-",
		Short: "Let addresses get no more mail, whatever happens",
		Long: `The advice for a blocked address is remove, until nixie forgive undoes it. The address
need not be known to the ledger.

FILE has an address on each line; "-" is standard input.`,
		Example: `  nixie block -m "asked by phone" someone@example.org
  nixie block -m "spam traps" traps.txt`,
		Args: between(1, maxArguments, "addresses, or a file of them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.decide(cmd.Context(), ledger.Blocked, args, &f)
		},
	}
	f.flags(cmd)
	return cmd
}

// decide notes the decision about all addresses that the arguments name.
func (a *app) decide(ctx context.Context, kind ledger.HandKind, args []string, f *handFlags) error {
	book, err := a.ledgerOf(ctx, f.ledger)
	if err != nil {
		return err
	}
	defer book.close()
	d := &decision{app: a, ctx: ctx, book: book, kind: kind, reason: f.reason}
	for _, arg := range args {
		if err := a.addressesOf(arg, d.add); err != nil {
			return err
		}
	}
	if err := d.flush(); err != nil {
		return err
	}
	d.tellMore()
	a.tell(map[ledger.HandKind]string{ledger.Forgiven: "forgiven", ledger.Pardoned: "pardoned", ledger.Blocked: "blocked"}[kind], "n", a.n(d.n))
	return nil
}
