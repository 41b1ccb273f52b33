package main

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/export"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// lastExport is the word of --since for what came since the last export.
const lastExport = "last-export"

// exportFlags are the flags of `nixie export`.
type exportFlags struct {
	filter
	last     bool // --since last-export
	output   string
	include  []string
	taxonomy string
	ledger   string
	list     bool
	format   string // of --list
	redact   bool
}

// exportCommand writes the addresses to remove as other programs import them.
func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export PRESET",
		Short: "Write the addresses to remove, as your mailer imports them",
		Long: `Writes the addresses of which the policy advises remove, unsubscribe or replace, never one
that is to be kept, as PRESET wants them:

` + presetLines() + `
--list PRESET tells how to import the file. Files appear when they are complete, only you can
read them, and one that would be too large for its importer is divided: FILE, FILE-2, and so on.
A preset of several files adds their kinds to the name: FILE-bounces, FILE-complaints.

--since last-export writes what is new since the last export of the same preset and filters
to the same file. Where nothing is, a file that lies there stays as it is, for nobody may have
fetched it yet, and nixie says so; where none does, one without addresses is written. News replaces
the file: {date} in its name, the day of UTC, gives every night its own. Export everything after
you have changed the policy.`,
		Example: `  nixie export listmonk -o blocklist.csv
  nixie export plain | grep -vixFf - subscribers.txt > kept.txt
  nixie export mailgun -o mailgun.csv --since last-export
  nixie export listmonk -o 'new-{date}.csv' --since last-export
  nixie export csv --cause mailbox-full --include watch -o full.csv
  nixie export --list mailchimp`,
		Args:              between(0, 1, "one preset"),
		ValidArgsFunction: fixed(export.Names()...),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.export(cmd.Context(), args, &f) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "", "write to `FILE`; without it, or with \"-\", to standard output")
	flags.StringSliceVar(&f.include, "include", nil, "also addresses with this `ADVICE`: watch")
	f.filter.flags(cmd)
	since := flags.Lookup("since")
	since.Value = &sinceValue{Value: since.Value, last: &f.last}
	since.Usage = "only what happened from `TIME` on: 2026-01-31, 36h, 7d; or what is new: last-export"
	flags.StringVar(&f.taxonomy, "taxonomy", "", "add what `NAME` calls the cause, to csv: powermta, sisimai, … (nixie help causes)")
	flags.BoolVar(&f.list, "list", false, "list the presets, or tell all about one")
	flags.StringVarP(&f.format, "format", "f", "table", "`FORMAT` of --list: "+strings.Join(rowKinds, ", "))
	ledgerFlag(flags, &f.ledger)
	flags.BoolVar(&f.redact, "redact", false, "")
	must(flags.MarkHidden("redact"))
	must(cmd.RegisterFlagCompletionFunc("include", fixed("watch")))
	must(cmd.RegisterFlagCompletionFunc("taxonomy", fixed(taxonomyNames()...)))
	return cmd
}

// A sinceValue is the value of --since with a word more.
type sinceValue struct {
	pflag.Value
	last *bool
}

// Set reads a moment, or the word.
func (v *sinceValue) Set(text string) error {
	if *v.last = text == lastExport; *v.last {
		return nil
	}
	return v.Value.Set(text)
}

// presetLines lists the presets for the help.
func presetLines() string {
	var b strings.Builder
	for _, p := range export.All() {
		fmt.Fprintf(&b, "  %-10s %s\n", p.Name, p.About)
	}
	return b.String()
}

// export writes the files of a preset.
func (a *app) export(ctx context.Context, args []string, f *exportFlags) error {
	var preset *export.Preset
	if len(args) > 0 {
		var ok bool
		if preset, ok = export.Find(args[0]); !ok {
			return usagef(didYouMean(args[0], export.Names(), "nixie export --list lists them"), "%q is no preset", args[0])
		}
	}
	switch {
	case f.list:
		return a.listPresets(preset, f.format)
	case preset == nil:
		return usagef("nixie export --list lists them", "nixie export takes one preset")
	case f.output == "-":
		f.output = ""
	}
	opts, err := a.exportOptions(preset, f)
	if err != nil {
		return err
	}
	book, err := a.ledgerOf(ctx, f.ledger)
	if err != nil {
		return err
	}
	defer book.close()
	return a.writeExport(ctx, book, preset, opts, f)
}

// exportOptions checks the flags, and returns what they ask for.
func (a *app) exportOptions(p *export.Preset, f *exportFlags) (*export.Options, error) {
	opts := &export.Options{}
	if err := f.resolve(time.Now()); err != nil {
		return nil, err
	}
	for _, advice := range f.include {
		if advice != string(rules.Watch) {
			return nil, usagef("only watch can be added", "--include %s: such addresses are never exported", advice)
		}
		opts.Watch = true
	}
	switch {
	case f.redact:
		return nil, usagef("nixie report --format md masks addresses", "--redact: a list of masked addresses would remove nobody")
	case f.last && f.output == "":
		return nil, usagef("give --output FILE", "--since last-export needs a file: who reads standard output may not have got it all")
	case len(p.Files) > 1 && f.output == "":
		return nil, usagef("give --output FILE, to which the kinds are added", "%s takes %d files, and standard output is one", p.Name, len(p.Files))
	case f.taxonomy != "" && !p.Tabular():
		return nil, usagef("nixie export csv --taxonomy "+f.taxonomy, "--taxonomy: %s has no place for it", p.Name)
	}
	opts.Wants = f.wantsStanding
	opts.Reason = func(s *ledger.Standing) string { return report.Reason(&report.Options{Locale: a.locale()}, *s) }
	var err error
	opts.Taxonomy, err = taxonomyOf("taxonomy", f.taxonomy)
	return opts, err
}

// writeExport writes the files, and notes how far they go once they are in
// their places.
func (a *app) writeExport(ctx context.Context, book *store, p *export.Preset, opts *export.Options, f *exportFlags) error {
	files := a.newExportFiles(p, config.DatePath(f.output, time.Now()))
	defer files.abandon()
	revision, err := book.Revision(ctx)
	if err != nil {
		return failedf("", "%w", err)
	}
	var news *export.News
	name := f.markName(p)
	if f.last {
		mark, err := book.Mark(ctx, name)
		if err == nil {
			news, err = export.NewsSince(ctx, book.Ledger, mark.Revision, nil)
		}
		if err != nil {
			return failedf("", "%w", err)
		}
		files.since = mark.Time
	}
	res, err := files.preset.Write(exported(ctx, book, p, opts, news), opts, files.open)
	if err != nil {
		return failedf("", "export: %w", err)
	}
	files.spare(res)
	if err := files.commit(); err != nil {
		return err
	}
	if f.output != "" { // the next may go on from here
		if err := book.SetMark(ctx, name, revision); err != nil {
			return failedf("", "%w", err)
		}
	}
	a.tellExport(files, res)
	return nil
}

// exported yields the standings that are wanted and of which there is news; nil
// means any.
func exported(ctx context.Context, book *store, p *export.Preset, opts *export.Options, news *export.News) iter.Seq2[ledger.Standing, error] {
	wanted := func(s ledger.Standing) bool { return opts.Writes(&s) && (news == nil || news.Of(s.Email)) }
	return func(yield func(ledger.Standing, error) bool) {
		whole := func(s ledger.Standing) bool { return wanted(s) && p.NeedsWhole(&s) }
		for s, err := range book.StandingsOf(ctx, book.policy, whole) {
			if (err != nil || wanted(s)) && !yield(s, err) {
				return
			}
		}
	}
}

// markName is the name under which the ledger keeps how far an export has come:
// another for each preset, file and filter.
func (f *exportFlags) markName(p *export.Preset) string {
	words := []string{"export", p.Name, absolutePath(f.output)}
	for _, set := range []struct {
		name   string
		values []string
	}{{"cause", f.causes}, {"class", f.classes}, {"family", f.families}, {"advice", f.advice}, {"domain", f.domains}, {"recipient", f.recipients}, {"include", f.include},
		{"since", given(f.since)}, {"until", given(f.until)}} {
		if len(set.values) > 0 {
			values := slices.Sorted(slices.Values(set.values))
			words = append(words, "--"+set.name+"="+strings.Join(values, ","))
		}
	}
	return strings.Join(words, " ")
}

// given returns a moment as it was given, if it was.
func given(m config.Moment) []string {
	if m == (config.Moment{}) {
		return nil
	}
	return []string{m.String()}
}
