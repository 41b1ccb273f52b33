package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/rules"
)

// explainCommand says what a code, a reply or a cause means.
func (a *app) explainCommand() *cobra.Command {
	var host, rulesDir, format string
	cmd := &cobra.Command{
		Use:   "explain [CODE|TEXT|CAUSE]",
		Short: "Say what a code, a reply or a cause means, and what to do",
		Long:  "Without an argument it lists the causes.",
		Example: `  nixie explain 550
  nixie explain 5.7.26
  nixie explain "552 5.2.2 The email account that you tried to reach is over quota"
  nixie explain mailbox-full
  nixie explain S3150`,
		ValidArgsFunction: fixed(causeNames()...),
		RunE: func(_ *cobra.Command, args []string) error {
			if !slices.Contains([]string{"", "text", "json"}, format) {
				return usagef("one of text, json", "--format %s: no such format", format)
			}
			if len(args) == 0 {
				return a.listCauses()
			}
			set, err := loadRules(rulesDir)
			if err != nil {
				return err
			}
			e := report.Explain(strings.Join(args, " "), host, set.Classify)
			if err := a.printExplanation(e, format); err != nil {
				return err
			}
			if !e.Recognised() {
				return &exitError{code: exitFailed}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&host, "host", "", "the `HOST` that said it, so that rules about it can speak")
	cmd.Flags().StringVar(&rulesDir, "rules", "", "lay the rules in `DIR` over the built-in ones")
	cmd.Flags().StringVarP(&format, "format", "f", "", "`FORMAT`: text or json")
	must(cmd.RegisterFlagCompletionFunc("format", fixed("text", "json")))
	return cmd
}

// printExplanation prints an explanation as text or JSON.
func (a *app) printExplanation(e report.Explanation, format string) error {
	if format == "json" {
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(e)
	}
	return e.Print(a.stdout, a.reportOptions(a.stdout))
}

// listCauses lists every cause with its title, family by family.
func (a *app) listCauses() error {
	var english *locale.Locale
	var b strings.Builder
	for _, family := range familyNames {
		fmt.Fprintf(&b, "%s\n", familySentences[rules.Family(family)])
		for _, m := range rules.Causes() {
			if string(m.Family) == family {
				advice, _ := english.Advice(m.Advice)
				fmt.Fprintf(&b, "  %-20s  %-12s  %s\n", m.Cause, advice, english.Cause(m.Cause).Title)
			}
		}
	}
	b.WriteString("\nnixie explain CAUSE says more.\n")
	_, err := a.stdout.Write([]byte(b.String()))
	return err
}

// familySentences say what the causes of a family have in common.
var familySentences = map[rules.Family]string{
	rules.FamilyAddress: "address: the address is bad",
	rules.FamilyMailbox: "mailbox: the address is good, its mailbox cannot take mail now",
	rules.FamilySender:  "sender: they refused you",
	rules.FamilyMessage: "message: they refused this message",
	rules.FamilyRoute:   "route: the mail could not travel",
}
