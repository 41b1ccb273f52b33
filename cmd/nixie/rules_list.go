package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
)

// A ruleRow is a line of `nixie rules list`.
type ruleRow struct {
	ID       string   `json:"id"`
	Cause    string   `json:"cause"`
	Detail   string   `json:"detail"`
	At       []string `json:"at"`
	Command  []string `json:"command"`
	Status   []string `json:"status"`
	Code     []int    `json:"code"`
	Weak     bool     `json:"weak"`
	Text     []string `json:"text"`
	Source   string   `json:"source"`
	Examples []string `json:"examples"`
	Place    string   `json:"place"`
}

// rulesListCommand lists rules.
func (a *app) rulesListCommand() *cobra.Command {
	var format, cause, at, dir string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the rules",
		Long:  "JSON and NDJSON hold the whole rules; the table names what each speaks on.",
		Example: `  nixie rules list
  nixie rules list --cause mailbox-full
  nixie rules list --at google
  nixie rules list --at mx1.example.net --rules /etc/nixie/rules`,
		Args: between(0, 0, "no arguments, only flags"),
		RunE: func(*cobra.Command, []string) error {
			if err := checkRows(format); err != nil {
				return err
			}
			set, err := a.rulesFrom(dir)
			if err != nil {
				return err
			}
			list, err := wantedRules(set, cause, at)
			if err != nil {
				return err
			}
			columns := []string{"rule", "cause", "speaks on", "at", "place"}
			return writeRows(a.stdout, format, columns, ruleRows(list), func(r ruleRow) []string {
				return []string{r.ID, r.Cause, speaksOn(r), strings.Join(r.At, " "), r.Place}
			})
		},
	}
	cmd.Flags().StringVar(&cause, "cause", "", "only rules that conclude `CAUSE`")
	cmd.Flags().StringVar(&at, "at", "", "only rules about `HOST`, a host, a domain or a provider's id")
	rulesFlag(cmd, &dir)
	rowsFlag(cmd, &format)
	must(cmd.RegisterFlagCompletionFunc("cause", fixed(causeNames()...)))
	return cmd
}

// wantedRules returns the rules that the filters want.
func wantedRules(set *rules.Set, cause, at string) ([]rules.Rule, error) {
	list := set.Rules()
	if at != "" {
		list = set.RulesAt(at)
	}
	if cause == "" {
		return list, nil
	}
	c, ok := rules.ParseCause(cause)
	if !ok {
		return nil, usagef(didYouMean(cause, causeNames(), "nixie causes lists the causes"), "--cause %s: no such cause", cause)
	}
	return slices.DeleteFunc(list, func(r rules.Rule) bool { return r.Cause != c }), nil
}

func ruleRows(list []rules.Rule) []ruleRow {
	var rows []ruleRow
	for _, r := range list {
		rows = append(rows, ruleRow{
			r.ID, string(r.Cause), r.Detail, append([]string{}, r.At...), append([]string{}, r.Command...),
			append([]string{}, r.Status...), append([]int{}, r.Code...), r.Weak, append([]string{}, r.Text...),
			r.Source, append([]string{}, r.Examples...), placeOf(r),
		})
	}
	return rows
}

// placeOf returns where a rule stands: "cause/user-unknown.toml:12".
func placeOf(r rules.Rule) string { return r.File + ":" + strconv.Itoa(r.Line) }

// speaksOn says in a few words what a rule speaks on.
func speaksOn(r ruleRow) string {
	var on []string
	if n := len(r.Text); n == 1 {
		on = append(on, "1 wording")
	} else if n > 1 {
		on = append(on, strconv.Itoa(n)+" wordings")
	}
	on = append(on, r.Status...)
	for _, c := range r.Code {
		on = append(on, strconv.Itoa(c))
	}
	on = append(on, r.Command...)
	if r.Weak {
		on = append(on, "weak")
	}
	const most = 6
	if len(on) > most {
		on = append(on[:most], "…")
	}
	return strings.Join(on, " ")
}

// rulesShowCommand shows one rule.
func (a *app) rulesShowCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show a rule: its words, its examples, and who outranks it",
		Long: `Which rules outrank it, and which give way to it, is found by judging the examples
of all rules.`,
		Example: `  nixie rules show mailbox-full/quota
  nixie rules show --rules /etc/nixie/rules house/vip`,
		Args: between(1, 1, "the id of one rule"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleIDs(rules.Builtin()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := a.rulesFrom(dir)
			if err != nil {
				return err
			}
			return a.showRule(set, args[0])
		},
	}
	rulesFlag(cmd, &dir)
	return cmd
}

// showRule prints a rule as TOML, with what else is known of it as comments.
func (a *app) showRule(set *rules.Set, id string) error {
	list := set.Rules()
	i := slices.IndexFunc(list, func(r rules.Rule) bool { return r.ID == id })
	if i < 0 {
		return usagef(didYouMean(id, ruleIDs(set), "nixie rules list shows them"), "there is no rule %q", id)
	}
	over, under := set.Rivals(id)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", placeOf(list[i]))
	if p := list[i].Provider; p != "" {
		fmt.Fprintf(&b, "# provider %s, for all rules of the file\n", p)
	}
	b.WriteString(list[i].TOML())
	rivals := func(head string, rivals []rules.Rival) {
		if len(rivals) > 0 {
			b.WriteString("\n# " + head + "\n")
		}
		for _, r := range rivals {
			fmt.Fprintf(&b, "#   %-28s  %s\n", r.Rule, safe.Line(r.Example))
		}
	}
	rivals("Outranked by these, as in:", over)
	rivals("These give way to it, as in:", under)
	_, err := a.stdout.Write([]byte(b.String()))
	return err
}

// ruleIDs returns the ids of all rules.
func ruleIDs(set *rules.Set) []string {
	var ids []string
	for _, r := range set.Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}
