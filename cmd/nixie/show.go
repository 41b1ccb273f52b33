package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// storyKinds are the formats of what tells about one thing.
var storyKinds = []string{"text", "md", "json"}

// showFlags are the flags of `nixie show`.
type showFlags struct {
	ledger, format string
	mask           masking
}

// showCommand tells all that the ledger knows about an address.
func (a *app) showCommand() *cobra.Command {
	var f showFlags
	cmd := &cobra.Command{
		Use:   "show ADDRESS|EVENT-ID",
		Short: "Tell all about one address: every event, why it stands as it does, when that changes",
		Long: `ADDRESS is told with its standing and when that will change, with what was decided by
hand, and with every event: its words, the rule that decided, and where the message lies.
Where mail for it was forwarded, the other address is told behind it.
EVENT-ID, the id of an event in any output, is explained like nixie explain does.
Markdown is for tickets, addresses masked unless --redact=false is given.
Of an address about which nothing is known, the exit code is 1.`,
		Example: `  nixie show someone@example.org
  nixie show --format md someone@example.org
  nixie show --format json someone@example.org
  nixie show 3f2a9c0d5e6b7a81`,
		Args: between(1, 1, "an address or the id of an event"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.mask.resolve(cmd)
			return a.show(cmd.Context(), args[0], &f)
		},
	}
	formatFlag(cmd, &f.format, storyKinds...)
	f.mask.flags(cmd)
	ledgerFlag(cmd.Flags(), &f.ledger)
	return cmd
}

// show tells what is known about what.
func (a *app) show(ctx context.Context, what string, f *showFlags) error {
	if err := checkFormat(f.format, storyKinds...); err != nil {
		return err
	}
	if what = strings.TrimSpace(what); what == "" {
		return usagef("nixie help show shows examples", "nixie show takes an address or the id of an event")
	}
	book, err := a.ledgerOf(ctx, f.ledger)
	if err != nil {
		return err
	}
	defer book.close()
	story, err := book.Story(ctx, book.policy, what)
	if err != nil {
		return failedf("", "show: %w", err)
	}
	if len(story.Events)+len(story.Hands)+len(story.Elsewhere) > 0 {
		return a.printStory(story, f)
	}
	o, err := book.Event(ctx, what)
	switch {
	case errors.Is(err, ledger.ErrUnknown):
		return a.unknownAddress(ctx, book, what)
	case err != nil:
		return failedf("", "show: %w", err)
	}
	return a.printEvent(o, &book.policy, f)
}

// printStory prints the story of an address.
func (a *app) printStory(story *ledger.Story, f *showFlags) error {
	if f.mask.hides(f.format) {
		var err error
		if story, err = explain.MaskStory(story); err != nil {
			return failedf("", "show: %w", err)
		}
	}
	opts := a.reportOptions(a.stdout)
	if f.format == "json" {
		return explain.WriteStoryJSON(a.stdout, story, opts)
	}
	return explain.WriteStory(a.stdout, story, opts, f.format == "md")
}

// printEvent explains one event.
func (a *app) printEvent(o scanner.Outcome, policy *ledger.Policy, f *showFlags) error {
	if f.mask.hides(f.format) {
		var err error
		if o, err = report.MaskOutcome(o); err != nil {
			return failedf("", "show: %w", err)
		}
	}
	if f.format == "json" {
		return safe.JSON(a.stdout).Encode(o)
	}
	opts := a.reportOptions(a.stdout)
	opts.Policy = policy
	cards := explain.NewCards(a.stdout, opts, explain.View{Markdown: f.format == "md"})
	if err := cards.Write(o); err != nil {
		return err
	}
	return cards.Close()
}

// unknownAddress says that nothing is known, and which address may be meant.
func (a *app) unknownAddress(ctx context.Context, book *store, address string) error {
	return &exitError{code: exitFailed, hint: slipFor(ctx, book, address), err: fmt.Errorf("%s", a.locale().Text("show.nothing", "address", address))}
}

// slipFor asks whether an address that the ledger knows was meant; "" if none is
// like it.
func slipFor(ctx context.Context, book *store, address string) string {
	near, err := book.Nearby(ctx, address)
	if err != nil { // a hint is no reason to fail
		return ""
	}
	return didYouMean(strings.ToLower(address), near, "")
}
