package main

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
)

// explainFlags are the flags of explain.
type explainFlags struct {
	host, rulesDir, format, audience string
	short                            bool
	mask                             masking
	conf                             *config.Config
}

const explainExamples = `  nixie explain 550
  nixie explain 5.7.26
  nixie explain "552 5.2.2 The email account that you tried to reach is over quota"
  nixie explain "Your message could not be sent. Error 421"
  nixie explain mailbox-full
  nixie explain S3150
  nixie explain bounce.eml
  nixie explain --for sender --lang pl 5.1.1
  pbpaste | nixie explain -`

// explainCommand says what a code, a reply or a cause means.
func (a *app) explainCommand() *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:   "explain CODE|TEXT|CAUSE|FILE|-",
		Short: "Say what a code, a reply or a message means, and what to do",
		Long: `CODE is a number from a reply ("550", "5.2.2", "5 2 1", "511", "S3150"), TEXT what a
server said, CAUSE one of nixie causes, FILE a message. "-" is standard input: a
message or a text.`,
		Example: explainExamples,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return causeNames(), cobra.ShellCompDirectiveDefault // or a file
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.format != "" {
				if err := checkFormat(f.format, storyKinds...); err != nil {
					return err
				}
			}
			if !slices.Contains([]string{"", string(explain.ForSender), string(explain.ForListOwner)}, f.audience) {
				return usagef("one of sender, list-owner", "--for %s: nobody I know", f.audience)
			}
			if len(args) == 0 {
				return usagef("such as nixie explain 5.7.26; nixie causes lists the causes", "nixie explain takes a code, a text, a cause or a file")
			}
			f.mask.resolve(cmd)
			return a.explain(cmd.Context(), args, &f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.audience, "for", "", "only what concerns `WHOM`: sender or list-owner")
	flags.BoolVar(&f.short, "short", false, "two or three lines")
	flags.StringVarP(&f.format, "format", "f", "", "`FORMAT`: text, md or json")
	flags.StringVar(&f.host, "host", "", "the `HOST` that said it, so that rules about it can speak")
	rulesFlag(cmd, &f.rulesDir)
	f.mask.flags(cmd)
	must(cmd.RegisterFlagCompletionFunc("format", fixed(storyKinds...)))
	must(cmd.RegisterFlagCompletionFunc("for", fixed(string(explain.ForSender), string(explain.ForListOwner))))
	return cmd
}

// explain answers what the arguments ask.
func (a *app) explain(ctx context.Context, args []string, f *explainFlags) error {
	var err error
	if f.conf, err = a.openConfig(); err != nil {
		return err
	}
	text := strings.Join(args, " ")
	if len(args) == 1 {
		in, found, err := a.explainable(args[0])
		if err != nil {
			return err
		}
		if found {
			defer in.close()
			if in.isMail() {
				return a.explainMail(ctx, in, f)
			}
			if text, err = in.text(); err != nil {
				return err
			}
		}
	}
	if f.format == "" && partOfCode.MatchString(text) {
		return a.printCodes("table", []string{text})
	}
	judge, err := f.judge()
	if err != nil {
		return err
	}
	e := explain.Text(text, f.host, judge)
	if err := a.printExplanation(e, f); err != nil {
		return err
	}
	if e.Recognised() {
		return nil
	}
	if hint := slipForCause(text); hint != "" {
		return failedf(hint, "explain: %s is no cause", strings.TrimSpace(text))
	}
	return &exitError{code: exitFailed}
}

// partOfCode are the first two numbers of an enhanced status: "5.1".
var partOfCode = regexp.MustCompile(`^\s*[245]\.\d{1,3}\.?\s*$`)

// shortestCause is from how many letters a word may be a slip for a cause.
const shortestCause = 4

// slipForCause asks whether a word, or words with blanks for hyphens, stands for
// a cause; "" if it is like none.
func slipForCause(text string) string {
	word := strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(strings.TrimSpace(text)))
	if len(word) < shortestCause || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz-") != "" {
		return ""
	}
	names := causeNames()
	for _, m := range rules.Causes() {
		names = append(names, m.Aliases...)
	}
	return didYouMean(word, names, "")
}

// judge returns what judges a text. The built-in rules are left to be loaded
// when they are needed: a cause is explained without.
func (f *explainFlags) judge() (func(dsn.Recipient) rules.Verdict, error) {
	if f.rulesDir == "" && f.conf.Rules == "" {
		return rules.Classify, nil
	}
	set, err := rulesOf(f.rulesDir, f.conf)
	if err != nil {
		return nil, err
	}
	return set.Classify, nil
}

// printExplanation prints an explanation in the format that is asked for.
func (a *app) printExplanation(e explain.Explanation, f *explainFlags) error {
	opts := a.reportOptions(a.stdout)
	policy := f.conf.Policy.Ledger()
	opts.Policy = &policy
	if f.format == "json" {
		return safe.JSON(a.stdout).Encode(e.JSON(opts))
	}
	if f.short && !isTerminal(a.stdout) {
		opts.Width = logWidth // who pipes it puts it somewhere else, which breaks its own lines
	}
	return e.Print(a.stdout, opts, explain.View{For: explain.Audience(f.audience), Short: f.short, Markdown: f.format == "md"})
}
