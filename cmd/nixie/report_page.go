package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// pageKinds are the formats of the page: the same numbers in each.
var pageKinds = []string{"summary", "html", "md", "summary-json", "summary-csv", "openmetrics"}

const (
	pageDays = 30 // the period of a page, if no other is asked for
	oneDay   = 24 * time.Hour
)

// pageFlags are the flags of the page alone.
type pageFlags struct {
	sent   int
	mask   masking
	failOn []string
	conds  []condition
}

func (p *pageFlags) flags(cmd *cobra.Command) {
	cmd.Flags().IntVar(&p.sent, "sent", 0, "`N` messages were sent in the period: show rates, too")
	p.mask.flags(cmd)
	cmd.Flags().StringArrayVar(&p.failOn, "fail-on", nil,
		"exit with 10 if `CONDITION` holds: hard-rate>5%, complaint-rate>0.1%, unknown>10%, removals>100, new-cause=blocklisted; may be repeated")
}

// resolve checks the flags.
func (p *pageFlags) resolve(cmd *cobra.Command, targets []target) error {
	p.mask.resolve(cmd)
	if cmd.Flags().Changed("sent") && p.sent <= 0 {
		return usagef("give the number of messages sent in the period", "--sent %d: no such number", p.sent)
	}
	for _, t := range targets {
		if p.mask.redact && !slices.Contains(pageKinds, t.format) {
			return usagef("mask with one of "+strings.Join(pageKinds, ", "), "--redact: %s would show whole addresses", t.format)
		}
	}
	var err error
	p.conds, err = parseConditions(p.failOn, p.sent > 0)
	return err
}

// A pager makes pages of a ledger, each kind once.
type pager struct {
	app   *app
	book  *store
	flags *pageFlags
	query page.Query
	opts  *report.Options
	made  map[bool]*page.Overview // by whether addresses are masked
}

// newPager returns the pager of a filter, whose times may be open.
func (a *app) newPager(ctx context.Context, book *store, f *filter, p *pageFlags, set *rules.Set, now time.Time) *pager {
	seen := *f
	before := seen.page(now)
	policy := book.policy
	policy.Now = now
	listed := 0
	return &pager{app: a, book: book, flags: p, opts: a.reportOptions(a.stdout), made: map[bool]*page.Overview{}, query: page.Query{
		Filter: seen.inLedger(), Before: before, Flags: seen.words(), Standings: advisedStandings(ctx, book, &seen, &listed), Listed: func() int { return listed },
		Policy: policy, Rules: set, Sent: p.sent, Version: currentVersion().Version,
	}}
}

// page returns the numbers.
func (p *pager) page(ctx context.Context, masked bool) (*page.Overview, error) {
	if made := p.made[masked]; made != nil {
		return made, nil
	}
	q, opts := p.query, *p.opts
	q.Redact, opts.Now = masked, q.Policy.Now
	made, err := page.NewOverview(ctx, p.book.Ledger, q, &opts)
	if err == nil {
		p.made[masked] = made
	}
	return made, err
}

// write writes one format.
func (p *pager) write(ctx context.Context, w io.Writer, format string, l look) error {
	made, err := p.page(ctx, p.flags.mask.hides(format))
	if err != nil {
		return err
	}
	switch opts := p.app.reportOptions(w); format {
	case "html":
		return made.WriteHTML(w, opts)
	case "md":
		return made.WriteMarkdown(w, opts)
	case "summary-json":
		return made.WriteJSON(w)
	case "summary-csv":
		return made.WriteCSV(w, l.bom)
	case "openmetrics":
		service, err := p.service(ctx)
		if err != nil {
			return err
		}
		return made.WriteOpenMetrics(w, service)
	default:
		return made.WriteText(w, opts)
	}
}

// service returns how the mailboxes and webhooks are, under the names that the
// configuration gives them.
func (p *pager) service(ctx context.Context) (*page.Service, error) {
	s, err := p.book.Stats(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	if conf, err := p.app.openConfig(); err == nil && len(conf.Accounts) > 0 {
		inputs, _ := scanInputs("report", nil, conf) // what is wrong with them, nixie scan tells
		for _, in := range inputs {
			names[cmp.Or(in.key, in.mailbox)] = in.name
		}
	}
	return page.NewService(s, func(source string) string { return names[source] }), nil
}

// verdict is the error that --fail-on asks for, or nil.
func (p *pager) verdict(ctx context.Context) error {
	if len(p.flags.conds) == 0 {
		return nil
	}
	made, err := p.page(ctx, len(p.made) > 0 && p.made[false] == nil)
	if err != nil {
		return failedf("", "report: %w", err)
	}
	return met(p.flags.conds, made)
}

// page gives the filter the period of a page: 30 whole days of UTC, today the last
// of them, or what the flags say, "7d" being seven whole days, too. It returns the
// begin of a period of the same length before it.
func (f *filter) page(now time.Time) time.Time {
	if f.untilAt.IsZero() {
		f.untilAt = now.UTC()
	}
	text := f.since.String()
	switch {
	case f.sinceAt.IsZero():
		f.sinceAt = f.untilAt.Add(-time.Second).Truncate(oneDay).AddDate(0, 0, 1-pageDays)
	case strings.HasSuffix(text, "d"), strings.HasSuffix(text, "w"):
		if f.sinceAt = f.sinceAt.Truncate(oneDay).Add(oneDay); !f.sinceAt.Before(f.untilAt) {
			f.sinceAt = f.untilAt.Truncate(oneDay)
		}
	}
	end := f.untilAt
	if f.sinceAt.Equal(f.sinceAt.Truncate(oneDay)) {
		end = end.Add(oneDay - time.Second).Truncate(oneDay) // the day has begun, so it counts
	}
	return f.sinceAt.Add(f.sinceAt.Sub(end))
}

// inLedger returns the filter as the ledger takes it.
func (f *filter) inLedger() ledger.Filter {
	return ledger.Filter{
		Since: f.sinceAt, Until: f.untilAt,
		Recipients: f.recipients, Domains: f.domains, Causes: typed[rules.Cause](f.causes),
		Families: typed[rules.Family](f.families), Classes: typed[rules.Class](f.classes), Advice: typed[rules.Advice](f.advice),
	}
}

// typed is the opposite of names.
func typed[T ~string](words []string) (list []T) {
	for _, w := range words {
		list = append(list, T(w))
	}
	return list
}

// fits refuses a page of one advice. A page counts bounces and addresses: each
// bounce has an advice of its own, and an address one that follows from its
// whole history. Numbers of both side by side would speak of different things.
func (f *filter) fits(targets []target) error {
	for _, t := range targets {
		if len(f.advice) > 0 && slices.Contains(pageKinds, t.format) {
			advice := strings.Join(f.advice, ",")
			return usagef("nixie report --format csv --advice "+advice+" lists the addresses, --format table the single events; --class, --cause and --family narrow a page",
				"--advice %s: %s counts bounces, too, and the advice for an address follows from all of its history", advice, t.format)
		}
	}
	return nil
}

// words returns the filter as it is written on a command line, times apart.
func (f *filter) words() (words []string) {
	for _, flag := range []struct {
		name   string
		values []string
	}{
		{"cause", f.causes}, {"class", f.classes}, {"family", f.families}, {"domain", f.domains}, {"recipient", f.recipients},
	} {
		if len(flag.values) > 0 {
			words = append(words, "--"+flag.name+" "+strings.Join(flag.values, ","))
		}
	}
	return words
}
