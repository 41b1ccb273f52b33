package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report/clean"
	"github.com/nixie-mail/nixie/report/safe"
)

// cleanFlags are the flags of nixie clean.
type cleanFlags struct {
	url     string
	list    clean.Format
	output  string
	dropped string
	include string
	format  string
	force   bool
	dry     bool
	replace bool
}

// cleanCommand takes bad addresses out of a list.
func (a *app) cleanCommand() *cobra.Command {
	var f cleanFlags
	cmd := &cobra.Command{
		Use:   "clean LIST",
		Short: "Take bad addresses out of your own list: kept rows, dropped rows, and why",
		Long: `The list is any file with a row for each subscriber: CSV with "," ";" TAB or "|", or one address a
line; UTF-8, UTF-16 or windows-1252; also packed by gzip; "-" is standard input. Delimiter, header
and the column of addresses are found out. Each row goes to one of two files beside the list,
LIST.kept and LIST.dropped, byte for byte as it was; the list itself is left alone. Behind a dropped
row stand advice, cause, reason, since, and the new address if one is known.

Dropped is what the ledger advises to remove, to replace or to unsubscribe: scan the mailbox of
bounces first. A row in which no address can be read is kept.

With --replace a row whose address has moved is kept with the new one, if the refusing host itself
gives it in a reply for that purpose (551, 251, 5.1.6). Reports can be forged: look at the
replacements first, which --dry-run --replace lists.`,
		Example: `  nixie clean subscribers.csv --dry-run
  nixie clean subscribers.csv
  nixie clean subscribers.csv --column "Work e-mail" -o clean.csv --dropped gone.csv
  nixie clean --lang de --replace --dry-run kunden.txt
  zcat list.gz | nixie clean - --dropped gone.csv > clean.csv`,
		Args: between(1, 1, "one list, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return a.clean(cmd.Context(), args[0], f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVarP(&f.dry, "dry-run", "n", false, "write nothing; count what would be dropped, and for what cause")
	flags.StringVarP(&f.output, "output", "o", "", "write the kept rows to `FILE`; - is standard output")
	flags.StringVar(&f.dropped, "dropped", "", "write the dropped rows to `FILE`; - is standard output")
	flags.BoolVar(&f.force, "force", false, "write over these files if they exist")
	flags.StringVar(&f.list.Column, "column", "", "the addresses stand in the column of that `NAME` or number")
	flags.StringVar(&f.list.Delimiter, "delimiter", "", "cells are parted by `CHAR`, or tab; none for one address a line")
	flags.BoolVar(&f.list.NoHeader, "no-header", false, "the first row is a subscriber like the others")
	flags.BoolVar(&f.list.NoQuotes, "no-quotes", false, "quotation marks are letters, and every line is a row")
	flags.BoolVar(&f.replace, "replace", false, "keep a row whose address has moved, with the new address that the refusing host gives")
	flags.StringVar(&f.include, "include", "", "also drop addresses of `ADVICE`: watch")
	flags.StringVarP(&f.format, "format", "f", "table", "`FORMAT` of the counts: table or json")
	ledgerFlag(flags, &f.url)
	must(cmd.RegisterFlagCompletionFunc("include", fixed("watch")))
	must(cmd.RegisterFlagCompletionFunc("format", fixed("table", "json")))
	return cmd
}

// check checks the flags that do not hang on the list.
func (f *cleanFlags) check() error {
	switch f.list.Delimiter {
	case "tab", "TAB", `\t`:
		f.list.Delimiter = "\t"
	case "", "none":
	default:
		if d := f.list.Delimiter; len(d) != 1 || d[0] <= ' ' && d[0] != '\t' || d == `"` || d == "@" || isLetter(d[0]) {
			return usagef(`give one sign, such as --delimiter ";", or tab, or none`, "--delimiter %s: no such delimiter", d)
		}
	}
	if f.include != "" && f.include != "watch" {
		return usagef("--include watch", "--include %s: only watch can be added; the rest stays on the list", f.include)
	}
	return checkFormat(f.format, "table", "json")
}

func isLetter(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80
}

// clean cleans one list.
func (a *app) clean(ctx context.Context, path string, f cleanFlags) error {
	in, err := a.openList(path)
	if err != nil {
		return err
	}
	defer in.close()
	places, err := f.places(in)
	if err != nil {
		return err
	}
	list, err := clean.Open(in, f.list)
	if err != nil {
		return listError(in, err)
	}
	bad, err := a.badAddresses(ctx, f)
	if err != nil {
		return err
	}
	out := &cleanedFiles{app: a}
	defer out.abandon()
	if err := out.open(places, f.dry); err != nil {
		return err
	}
	counts, err := list.Split(ctx, out.kept, out.dropped, bad, clean.Options{Replace: f.replace, Locale: a.locale()})
	if err != nil {
		return listError(in, err)
	}
	if err := out.commit(); err != nil {
		return err
	}
	if counts.Replaced > 0 {
		a.warn("%s", a.locale().Text("clean.forged", "n", a.n(counts.Replaced)))
	}
	return a.tellCleaned(list, counts, in, places, f)
}

// badAddresses asks the ledger.
func (a *app) badAddresses(ctx context.Context, f cleanFlags) (*clean.BadAddresses, error) {
	book, err := a.ledgerOf(ctx, f.url)
	if err != nil {
		return nil, err
	}
	defer book.close()
	policy := book.policy
	policy.Now = time.Now()
	bad, err := clean.NewBadAddresses(book.Standings(ctx, policy), f.include == "watch")
	if err != nil {
		return nil, failedf("", "%w", err)
	}
	return bad, nil
}

// listError says what to do about a list that cannot be read.
func listError(in *listInput, err error) error {
	var at *clean.RowError
	switch {
	case errors.As(err, &at):
		return usagef("mend that line; or, if its quotation marks are letters and no row has a line end within, add --no-quotes",
			"%s: %w; nothing was written", in.name, err)
	case errors.Is(err, clean.ErrFormat):
		return usagef("nixie help clean shows the flags", "%s: %w", in.name, err)
	}
	return failedf("", "%s: %w", in.name, err)
}

// tellCleaned prints the counts: to standard output if nothing else is there.
func (a *app) tellCleaned(list *clean.List, counts *clean.Counts, in *listInput, p places, f cleanFlags) error {
	var w io.Writer = a.stdout
	switch {
	case !f.dry && (p.kept == "-" || p.dropped == "-"):
		w = a.stderr
		if a.quiet {
			return nil
		}
	case f.format != "json" && !f.dry:
		if a.quiet {
			return nil
		}
		w = a.stderr
	}
	if f.format == "json" {
		return safe.JSON(w).Encode(counts)
	}
	plan := clean.Plan{List: in.name, Kept: p.kept, Dropped: p.dropped, Dry: f.dry}
	return counts.Print(w, list, plan, a.locale())
}
