package main

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

var analyzeKinds = []string{"table", "json", "ndjson", "csv", "unknown", "card", "md"}

// analyzeCommand reads files and remembers nothing.
func (a *app) analyzeCommand() *cobra.Command {
	var read readFlags
	var out outputFlags
	var f filter
	cmd := &cobra.Command{
		Use:   "analyze [PATH|-]...",
		Short: "Say what became of the messages in files",
		Long: `PATH is a message (.eml), an mbox, a Maildir, or a folder of all these, plain or
packed with gzip, zstd or zip; it is recognised by its content. "-" is standard
input. Nothing is changed and nothing is remembered. A single message is explained
on a card; md is the same card for a ticket, addresses masked. The format unknown is a file of rules,
one drafted for each wording that no rule recognises. nixie help output tells what the fields
of ndjson, json and csv mean.`,
		Example: `  nixie bounce.eml
  nixie analyze /var/mail/bounces
  nixie analyze --format md --lang pl bounce.eml
  nixie analyze --format md --redact=false bounce.eml
  nixie analyze --format csv Maildir > events.csv
  nixie analyze -o events.csv -o events.json archive.zip
  nixie analyze --format unknown inbox.mbox > house.toml
  nixie analyze --class hard --since 7d --format ndjson inbox.mbox | jq -r .recipient
  zcat old.mbox.gz | nixie analyze -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && isTerminal(a.stdin) {
				return usagef(`nixie analyze FILE, or "-" for standard input`, "nothing to analyze")
			}
			if len(args) == 0 {
				args = []string{"-"}
			}
			inputs, err := pathInputs(args)
			if err != nil {
				return err
			}
			out.mask.resolve(cmd)
			return a.analyze(cmd.Context(), inputs, read, out, &f)
		},
	}
	out.flags(cmd, analyzeKinds, "`FORMAT`: table, json, ndjson, csv, unknown, card or md (default table or card on a terminal, else ndjson)")
	f.flags(cmd)
	read.flags(cmd)
	out.mask.flags(cmd)
	return cmd
}

// fallbackFormat is what analyze prints where nobody says: for programs, for
// people, or for a person who looks at one message.
func (a *app) fallbackFormat(inputs []input) string {
	switch {
	case !isTerminal(a.stdout):
		return "ndjson"
	case len(inputs) == 1 && holdsOneMessage(inputs[0].path):
		return "card"
	}
	return "table"
}

// analyze reads the inputs and writes the outcomes that the filter wants.
func (a *app) analyze(ctx context.Context, inputs []input, read readFlags, out outputFlags, f *filter) error {
	if err := f.resolve(time.Now()); err != nil {
		return err
	}
	targets, err := parseTargets(out.outputs, out.format, a.fallbackFormat(inputs), analyzeKinds)
	if err != nil {
		return err
	}
	conf, err := a.openConfig()
	if err != nil {
		return err
	}
	a.owns(conf, "", targets)
	r, err := a.newReading(conf, &read, targets, &out)
	if err != nil {
		return err
	}
	defer r.out.abandon()
	if !read.all {
		r.others = "nixie analyze --all --format table " + nameOf(inputs, "PATH")
	}
	for _, in := range inputs {
		err := r.each(ctx, in, nil, read.maxMessage, func(res *scanner.Result) error { return r.write(filtered(res, f)) })
		if err != nil {
			return err
		}
	}
	if err := r.finish(teach(r.sum, targets, inputs)); err != nil {
		return err
	}
	if r.sum.Removals() > 0 {
		a.tell("alone") // beside the numbers of a scan, these look like a contradiction
	}
	if code := r.code(); code != exitDone {
		return &exitError{code: code}
	}
	return nil
}

// write counts a result and writes its outcomes.
func (r *reading) write(res *scanner.Result) error {
	r.sum.Read(res)
	if err := r.show(res); err != nil {
		return err
	}
	return r.out.flush(time.Now())
}

// teach suggests how to see what no rule recognised, if something is.
func teach(sum *report.Summary, targets []target, inputs []input) string {
	shown := slices.ContainsFunc(targets, func(t target) bool { return t.format == "unknown" })
	if sum.Cause(rules.Unknown) == 0 || shown {
		return ""
	}
	return "nixie analyze --format unknown " + nameOf(inputs, "PATH")
}

// nameOf returns what stands for the inputs in a command that is suggested:
// their name where there is but one, and no shell would change it.
func nameOf(inputs []input, several string) string {
	if len(inputs) != 1 {
		return several
	}
	name := inputs[0].path
	if acc := inputs[0].account; acc != nil {
		name = cmp.Or(acc.Name, acc.URL)
	}
	if strings.ContainsAny(name, " '\"$`\\!*?&;|<>()#~") {
		return several
	}
	return name
}

// newReading begins a run that writes outcomes to targets.
func (a *app) newReading(conf *config.Config, read *readFlags, targets []target, flags *outputFlags) (*reading, error) {
	opts, err := read.options(conf)
	if err != nil {
		return nil, err
	}
	sum := report.NewSummary(currentVersion().Version, opts.Rules.Version())
	l, err := flags.look(opts.Rules)
	if err != nil {
		return nil, err
	}
	policy := conf.Policy.Ledger()
	l.policy, l.mask = &policy, flags.mask
	out, err := a.openResults(targets, l, sum)
	if err != nil {
		return nil, err
	}
	return &reading{app: a, opts: opts, sum: sum, out: out, progress: a.newProgress(), all: read.all, unknown: read.unknownDir}, nil
}

// filtered returns the result with only the outcomes that the filter wants.
func filtered(res *scanner.Result, f *filter) *scanner.Result {
	kept := *res
	kept.Outcomes = nil
	for i := range res.Outcomes {
		if f.wants(&res.Outcomes[i]) {
			kept.Outcomes = append(kept.Outcomes, res.Outcomes[i])
		}
	}
	return &kept
}
