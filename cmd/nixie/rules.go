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

// whyCommand shows which rules speak on a reply, and which one decides.
func (a *app) whyCommand() *cobra.Command {
	var host, command, rulesDir, format string
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
		RunE: func(_ *cobra.Command, args []string) error {
			command = strings.ToUpper(command)
			if command != "" && !slices.Contains(dsn.Commands(), command) {
				return usagef("one of "+strings.Join(dsn.Commands(), ", "), "--command %s: no such command", command)
			}
			if !slices.Contains([]string{"text", "ndjson"}, format) {
				return usagef("one of text, ndjson", "--format %s: no such format", format)
			}
			set, err := a.rulesFrom(rulesDir)
			if err != nil {
				return err
			}
			text := strings.Join(args, " ")
			switch {
			case text == "-" && format == "ndjson":
				return a.whyLines(set, host, command)
			case text == "-":
				return usagef("nixie rules why --format ndjson -", "standard input is read with --format ndjson only")
			case format == "ndjson":
				return safe.JSON(a.stdout).Encode(verdictOn(set, recipientOf(text, host, command)))
			}
			return a.why(set, recipientOf(text, host, command))
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", "`FORMAT`: text or ndjson")
	cmd.Flags().StringVar(&host, "host", "", "the `HOST` that said it")
	cmd.Flags().StringVar(&command, "command", "", "the SMTP `COMMAND` that it answers: "+strings.Join(dsn.Commands(), ", "))
	cmd.Flags().StringVar(&rulesDir, "rules", "", "lay the rules in `DIR` over the built-in ones")
	must(cmd.RegisterFlagCompletionFunc("command", fixed(dsn.Commands()...)))
	must(cmd.RegisterFlagCompletionFunc("format", fixed("text", "ndjson")))
	return cmd
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

// recipientOf reads a reply as a report would give it: "550 5.1.1 text".
func recipientOf(text, host, command string) dsn.Recipient {
	r := dsn.Recipient{Action: dsn.ActionFailed, Reply: dsn.Reply{Text: text}, Host: strings.ToLower(host), Command: command}
	rest := text
	if len(rest) >= 3 && (len(rest) == 3 || rest[3] == ' ' || rest[3] == '-') {
		if code, err := strconv.Atoi(rest[:3]); err == nil && code >= 200 && code <= 599 {
			r.Reply.Code = code
			rest = strings.TrimLeft(rest[3:], " -")
		}
	}
	if status, _, ok := dsn.ParseStatus(rest); ok {
		r.Status = status
	}
	return r
}

// why prints the verdict and everything that spoke, the deciding rule first.
func (a *app) why(set *rules.Set, r dsn.Recipient) error {
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

// ruleFile returns where a rule stands: "cause/user-unknown.toml:12".
func ruleFile(set *rules.Set, id string) string {
	for _, r := range set.Rules() {
		if r.ID == id && r.Line > 0 {
			return fmt.Sprintf("%s:%d", r.File, r.Line)
		}
	}
	return ""
}
