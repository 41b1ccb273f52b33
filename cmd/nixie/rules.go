package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
)

// rulesCommand holds the commands about the rules.
func (a *app) rulesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "Look into the rules that judge, and write your own",
		Long:  ruleLanguage,
		Example: `  nixie rules why "550 5.1.1 User unknown"
  nixie rules list --cause mailbox-full
  nixie rules show mailbox-full/quota
  nixie rules new "550 nobody lives here" >> house/house.toml
  nixie rules lint house
  nixie rules test house`,
	}
	cmd.AddCommand(a.whyCommand(), a.rulesListCommand(), a.rulesShowCommand(), a.rulesNewCommand(), a.rulesLintCommand(), a.rulesTestCommand())
	return cmd
}

// whyFlags are the flags of nixie rules why.
type whyFlags struct {
	host, command, rulesDir, format string
}

// whyCommand shows which rules speak on a reply, and which one decides.
func (a *app) whyCommand() *cobra.Command {
	var f whyFlags
	cmd := &cobra.Command{
		Use:   "why TEXT|-",
		Short: "Show which rules speak on a reply, and which one decides",
		Long: `Some rules speak only when the host that said the text is known: name it with
--host. A reply code alone can mean different things after different commands:
name it with --command. With --format ndjson "-" reads a reply from each line of
standard input, and prints a verdict for each, in order.`,
		Example: `  nixie rules why "550 5.1.1 <a@example.org>: User unknown"
  nixie rules why --host mx.example.net "554 5.7.1 Access denied"
  nixie rules why --command DATA "554 Transaction failed"
  nixie rules why --format ndjson - < replies.txt | jq -r .cause | sort | uniq -c`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(`nixie rules why "550 5.1.1 User unknown"`, "nixie rules why needs the text of a reply")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.why(strings.Join(args, " "), f) },
	}
	formatFlag(cmd, &f.format, whyKinds...)
	cmd.Flags().StringVar(&f.host, "host", "", "the `HOST` that said it")
	cmd.Flags().StringVar(&f.command, "command", "", "the SMTP `COMMAND` that it answers: "+strings.Join(dsn.Commands(), ", "))
	rulesFlag(cmd, &f.rulesDir)
	must(cmd.RegisterFlagCompletionFunc("command", fixed(dsn.Commands()...)))
	return cmd
}

var whyKinds = []string{"text", "ndjson"}

// why judges a text, or each line of standard input.
func (a *app) why(text string, f whyFlags) error {
	f.command = strings.ToUpper(f.command)
	if f.command != "" && !slices.Contains(dsn.Commands(), f.command) {
		return usagef("one of "+strings.Join(dsn.Commands(), ", "), "--command %s: no such command", f.command)
	}
	if err := checkFormat(f.format, whyKinds...); err != nil {
		return err
	}
	set, err := a.rulesFrom(f.rulesDir)
	if err != nil {
		return err
	}
	switch {
	case text == "-" && f.format == "ndjson":
		return a.whyLines(set, f)
	case text == "-":
		return usagef("nixie rules why --format ndjson -", "standard input is read with --format ndjson only")
	case f.format == "ndjson":
		return safe.JSON(a.stdout).Encode(verdictOn(set, f.said(text)))
	}
	return a.printWhy(set, f.said(text))
}

// said is the recipient of a report that quotes the host of --host with text, in
// reply to the command of --command.
func (f whyFlags) said(text string) dsn.Recipient {
	r := rules.Said(text)
	r.Host, r.Command = strings.ToLower(f.host), f.command
	return r
}

// rulesFlag adds --rules to a command.
func rulesFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "rules", "", "lay the rules in `DIR` over the built-in ones")
	must(cmd.MarkFlagDirname("rules"))
}

// rulesFrom returns the rules in force: those of the folder, or else those of the
// configuration, over the built-in ones.
func (a *app) rulesFrom(dir string) (*rules.Set, error) {
	if dir != "" {
		return loadRules(dir)
	}
	conf, err := a.openConfig()
	if err != nil {
		return nil, err
	}
	return rulesOf("", conf)
}

// printWhy prints the verdict and everything that spoke, the deciding rule first.
func (a *app) printWhy(set *rules.Set, r dsn.Recipient) error {
	v := set.Classify(r)
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-9s %s\n", name, safe.Line(value))
		}
	}
	field("cause", string(v.Cause))
	field("class", fmt.Sprintf("%s (%s)", v.Class, v.Lasting))
	field("advice", string(v.Advice))
	field("detail", v.Detail)
	field("list", strings.TrimSpace(v.List+" "+v.ListURL))
	field("provider", v.Provider)
	if len(v.Evidence) == 0 {
		b.WriteString("\nNo rule knows these words. A wording is one line in a folder of your own: --rules DIR.\n")
	}
	for i, e := range v.Evidence {
		head := "also spoke"
		if i == 0 {
			head = "decided"
		}
		fmt.Fprintf(&b, "\n%s: %s, on the %s\n", head, e.Rule, bases[e.Basis])
		field("  says", string(e.Cause))
		field("  words", strconv.Quote(e.Quote))
		field("  source", e.Source)
		field("  file", ruleFile(set, e.Rule))
	}
	_, err := a.stdout.Write([]byte(b.String()))
	return err
}

// bases name what a rule spoke on.
var bases = map[rules.Basis]string{
	rules.ByReply:  "words of the host",
	rules.ByStatus: "enhanced status code",
	rules.ByRemark: "words of the reporting system",
	rules.ByCode:   "bare reply code",
}

// ruleFile returns where the rule of that id stands, "" for what no file holds,
// such as a status code that speaks for itself.
func ruleFile(set *rules.Set, id string) string {
	for _, r := range set.Rules() {
		if r.ID == id && r.Line > 0 {
			return placeOf(r)
		}
	}
	return ""
}
