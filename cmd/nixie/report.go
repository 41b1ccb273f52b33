package main

import (
	"cmp"
	"context"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

var reportKinds = append(slices.Clone(pageKinds), "table", "json", "ndjson", "csv", "events", "unknown")

// reportCommand shows what the ledger knows.
func (a *app) reportCommand() *cobra.Command {
	var out outputFlags
	var f filter
	var p pageFlags
	var url string
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Show what the ledger knows: a page, a table, the list as CSV",
		Long: `summary is the page for a terminal: what to remove, what you must mend, causes, providers, days
that stand out. html is the same as one file that needs no network, md for tickets (addresses
masked), summary-json and summary-csv for programs, openmetrics for the textfile collector of
node_exporter. They are about the last 30 days unless --since says otherwise.

openmetrics also tells when each mailbox was last read to its end, which acts are owed to it, and what
waits for webhooks. Let a timer run it every few minutes, whether nixie scan or nixie watch reads, and
alert on time() - nixie_mailbox_last_success_timestamp_seconds > 7200.

table, json, ndjson and events (CSV) list what became of each message for each recipient; csv is
the list-cleanup file, a row for every address; unknown is a file of rules, one drafted for each
wording that no rule recognises. They are about everything unless --since says otherwise.`,
		Example: `  nixie report
  nixie report --since 7d
  nixie report -o report.html --sent 120000
  nixie report -o openmetrics=/var/lib/node_exporter/nixie.prom --fail-on 'hard-rate>5%' --sent 120000
  nixie report --format table --family sender
  nixie report --format table --taxonomy powermta
  nixie report --format unknown > house.toml
  nixie report --format csv --advice remove,unsubscribe -o remove.csv
  nixie report --format table --recipient someone@example.org`,
		Args: between(0, 0, "no arguments, only flags"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.report(cmd, out, &f, &p, url) },
	}
	out.flags(cmd, reportKinds, "`FORMAT`: "+strings.Join(reportKinds, ", ")+" (default summary)")
	f.flags(cmd)
	p.flags(cmd)
	ledgerFlag(cmd.Flags(), &url)
	return cmd
}

// report writes what the ledger knows to every target.
func (a *app) report(cmd *cobra.Command, out outputFlags, f *filter, p *pageFlags, url string) error {
	ctx, now := cmd.Context(), time.Now()
	if err := f.resolve(now); err != nil {
		return err
	}
	targets, err := parseTargets(out.outputs, out.format, "summary", reportKinds)
	if err != nil {
		return err
	}
	if err := p.resolve(cmd, targets); err != nil {
		return err
	}
	conf, err := a.loadConfig()
	if err != nil {
		return err
	}
	set, err := rulesOf("", conf)
	if err != nil {
		return err
	}
	l, err := out.look(set)
	if err != nil {
		return err
	}
	if err := cmp.Or(l.fits(targets), f.fits(targets)); err != nil {
		return err
	}
	book, err := a.openLedger(ctx, url, conf)
	if err != nil {
		return err
	}
	defer book.close()
	pages := a.newPager(ctx, book, f, p, l.rules, now)
	for _, t := range targets {
		if err := a.writeTarget(t, func(w io.Writer) error {
			if slices.Contains(pageKinds, t.format) {
				return pages.write(ctx, w, t.format, l)
			}
			return a.writeReport(ctx, w, t.format, book, f, l)
		}); err != nil {
			return failedf("", "report: %w", err)
		}
	}
	return pages.verdict(ctx)
}

// writeTarget writes to standard output or to a file of its own.
func (a *app) writeTarget(t target, write func(io.Writer) error) error {
	if t.path == "" {
		return write(a.stdout)
	}
	mode := private
	if t.format == "openmetrics" { // numbers only, and the collector is another user
		mode = public
	}
	return writeFile(t.path, mode, write)
}

// writeReport writes a list of outcomes or of addresses.
func (a *app) writeReport(ctx context.Context, w io.Writer, format string, book *store, f *filter, l look) error {
	if format == "csv" {
		_, err := report.Recipients(w, wantedStandings(ctx, book, f), &report.Options{Locale: a.locale()}, &report.CSVOptions{BOM: l.bom})
		return err
	}
	sum := report.NewSummary(currentVersion().Version, l.rules.Version())
	out := a.newWriter(format, w, l, sum)
	for o, err := range book.Outcomes(ctx, f.inLedger()) {
		if err != nil {
			return err
		}
		if !f.wants(&o) {
			continue
		}
		sum.Write(o)
		if err := out.Write(o); err != nil {
			return err
		}
	}
	if err := settle(ctx, sum, book, f); err != nil {
		return err
	}
	return out.Close()
}

// settle gives the summary the advice of the policy, and the messages that
// could not be read.
func settle(ctx context.Context, sum *report.Summary, book *store, f *filter) error {
	for st, err := range book.StandingsOf(ctx, book.policy, adviceOnly) {
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

// adviceOnly is for [ledger.Ledger.StandingsOf]: what the events say is not
// needed.
func adviceOnly(ledger.Standing) bool { return false }

// advisedStandings is wantedStandings for a page, which counts all addresses
// and names but the first report.MaxAddresses that should get no more mail. It
// counts in listed how many these are whatever the time.
func advisedStandings(ctx context.Context, book *store, f *filter, listed *int) iter.Seq2[ledger.Standing, error] {
	return func(yield func(ledger.Standing, error) bool) {
		named := 0
		*listed = 0
		whole := func(st ledger.Standing) bool {
			if !f.wantsStanding(&st) || !st.Removes() || named >= page.MaxAddresses {
				return false
			}
			named++
			return true
		}
		for st, err := range book.StandingsOf(ctx, book.policy, whole) {
			if err == nil && st.Removes() && f.who(st.Email) && f.what(st.Cause, st.Class, st.Advice) {
				*listed++
			}
			if (err != nil || f.wantsStanding(&st)) && !yield(st, err) {
				return
			}
		}
	}
}

// wantedStandings yields the standings that the filter wants.
func wantedStandings(ctx context.Context, book *store, f *filter) iter.Seq2[ledger.Standing, error] {
	return func(yield func(ledger.Standing, error) bool) {
		whole := func(st ledger.Standing) bool { return f.wantsStanding(&st) }
		for st, err := range book.StandingsOf(ctx, book.policy, whole) {
			if (err != nil || f.wantsStanding(&st)) && !yield(st, err) {
				return
			}
		}
	}
}
