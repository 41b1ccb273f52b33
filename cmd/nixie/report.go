package main

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

var reportKinds = []string{"summary", "table", "json", "ndjson", "csv", "events", "unknown"}

// reportCommand shows what the ledger knows.
func (a *app) reportCommand() *cobra.Command {
	var out outputFlags
	var f filter
	var url string
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Show what the ledger knows: a summary, a table, the list as CSV",
		Long: `summary counts; table, json, ndjson and events (CSV) list what became of each message
for each recipient; csv is the list-cleanup file, a row for every address; unknown is a file of
rules, one drafted for each wording that no rule recognises.`,
		Example: `  nixie report
  nixie report --since 7d
  nixie report --format table --family sender
  nixie report --format table --taxonomy powermta
  nixie report --format unknown > house.toml
  nixie report --format csv --advice remove,unsubscribe -o remove.csv
  nixie report --format table --recipient someone@example.org`,
		Args: between(0, 0, "no arguments, only flags"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.report(cmd.Context(), out, &f, url)
		},
	}
	out.flags(cmd, reportKinds, "`FORMAT`: summary, table, json, ndjson, csv, events or unknown (default summary)")
	f.flags(cmd)
	ledgerFlag(cmd.Flags(), &url)
	return cmd
}

// report writes what the ledger knows to every target.
func (a *app) report(ctx context.Context, out outputFlags, f *filter, url string) error {
	if err := f.resolve(time.Now()); err != nil {
		return err
	}
	targets, err := parseTargets(out.outputs, out.format, "summary", reportKinds)
	if err != nil {
		return err
	}
	l, err := out.look(rules.Builtin())
	if err != nil {
		return err
	}
	if err := l.fits(targets); err != nil {
		return err
	}
	conf, err := loadConfig(a.configPath, a.env)
	if err != nil {
		return err
	}
	path, err := ledgerPath(url, conf)
	if err != nil {
		return err
	}
	book, err := openStore(ctx, path, false)
	if err != nil {
		return err
	}
	defer book.close()
	for _, t := range targets {
		write := func(w io.Writer) error {
			return a.writeReport(ctx, w, t.format, book, f, l)
		}
		if t.path == "" {
			err = write(a.stdout)
		} else {
			err = writeFile(t.path, write)
		}
		if err != nil {
			return failedf("", "report: %w", err)
		}
	}
	return nil
}

// writeReport writes one format.
func (a *app) writeReport(ctx context.Context, w io.Writer, format string, book *store, f *filter, l look) error {
	if format == "csv" {
		_, err := report.Recipients(w, wantedStandings(ctx, book, f), nil, &report.CSVOptions{BOM: l.bom})
		return err
	}
	sum := report.NewSummary(currentVersion().Version, rules.Builtin().Version())
	var out report.Writer = sum
	if format != "summary" {
		out = a.newWriter(format, w, l, sum)
	}
	found := false
	for o, err := range book.Outcomes(ctx, ledger.Filter{Since: f.sinceAt, Until: f.untilAt}) {
		if err != nil {
			return err
		}
		if !f.wants(&o) {
			continue
		}
		found = true
		if out != report.Writer(sum) {
			sum.Write(o)
		}
		if err := out.Write(o); err != nil {
			return err
		}
	}
	if err := settle(ctx, sum, book, f); err != nil {
		return err
	}
	if err := out.Close(); err != nil || format != "summary" {
		return err
	}
	if !found {
		_, err := io.WriteString(w, "Nothing in the ledger fits.\n")
		return err
	}
	return sum.Print(w, a.reportOptions(w))
}

// settle gives the summary the advice of the policy, and the messages that
// could not be read.
func settle(ctx context.Context, sum *report.Summary, book *store, f *filter) error {
	for st, err := range book.Standings(ctx, ledger.Standard()) {
		if err != nil {
			return err
		}
		sum.Advise(st.Email, st.Advice)
	}
	for t, err := range book.Troubles(ctx, f.sinceAt) {
		if err != nil {
			return err
		}
		if f.untilAt.IsZero() || t.Time.Before(f.untilAt) {
			sum.WriteProblem(report.Problem{Path: t.Location, What: t.What})
		}
	}
	return nil
}

// wantedStandings yields the standings that the filter wants.
func wantedStandings(ctx context.Context, book *store, f *filter) iter.Seq2[ledger.Standing, error] {
	return func(yield func(ledger.Standing, error) bool) {
		for st, err := range book.Standings(ctx, ledger.Standard()) {
			if (err != nil || f.wantsStanding(&st)) && !yield(st, err) {
				return
			}
		}
	}
}
