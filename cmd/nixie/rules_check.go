package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
)

// rulesTestCommand judges the examples.
func (a *app) rulesTestCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "test [DIR]",
		Short: "Judge every example inside the rules",
		Long: `Every example must be decided by the rule that it stands in, and no counter-example
("not") may be: those of the built-in rules, and those of DIR laid over them.
Exit code 1 if one is not. An example of a built-in rule that a rule of DIR takes is
no failure if that rule names the built-in one in "beats"; it is listed.`,
		Example: `  nixie rules test
  nixie rules test /etc/nixie/rules`,
		Args: between(0, 1, "one folder of rules, or none"),
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := loadRules(strings.Join(args, ""))
			if err != nil {
				return err
			}
			if err := set.Test(); err != nil {
				return &exitError{code: exitFailed, err: err, hint: "nixie rules why TEXT shows which rules speak; a rule with beats = [\"id\"] takes examples of that one on purpose"}
			}
			return a.tested(set)
		},
	}
}

// tested says how many examples are judged as they should be, and which of the
// built-in rules are not, on purpose.
func (a *app) tested(set *rules.Set) error {
	var b strings.Builder
	examples, list, overruled := 0, set.Rules(), set.Overruled()
	for _, r := range list {
		examples += len(r.Examples) + len(r.Not)
	}
	fmt.Fprintf(&b, "%s examples of %s rules: all are judged as they should be.\n", thousands(examples), thousands(len(list)))
	if len(overruled) > 0 {
		fmt.Fprintf(&b, "Taken from built-in rules, as \"beats\" says: %s.\n", thousands(len(overruled)))
	}
	for _, o := range overruled {
		fmt.Fprintf(&b, "    %s beats %s: %s\n", o.By, o.Rule, safe.Line(strconv.Quote(o.Example)))
	}
	_, err := a.stdout.Write([]byte(b.String()))
	return err
}

// rulesLintCommand looks for mistakes in rules.
func (a *app) rulesLintCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lint [DIR]",
		Short: "Tell what is wrong with rules, with file, line and remedy",
		Long: `Beside what keeps rules from being loaded it tells of rules without an example,
rules about a provider without a source, phrases that can never decide because
another rule always does, and phrases that stand in replies of many kinds. DIR
is examined as it lies over the built-in rules; without DIR these are examined.
Exit code 2 if anything is wrong.`,
		Example: `  nixie rules lint
  nixie rules lint /etc/nixie/rules`,
		Args: between(0, 1, "one folder of rules, or none"),
		RunE: func(_ *cobra.Command, args []string) error {
			var dir fs.FS
			if len(args) > 0 {
				if info, err := os.Stat(args[0]); err != nil {
					return usagef("give the folder that holds the rules", "rules lint: %w", err)
				} else if !info.IsDir() {
					return usagef("give the folder that holds it", "rules lint: %s is a file", args[0])
				}
				dir = os.DirFS(args[0])
			}
			return a.lint(rules.Lint(dir))
		},
	}
}

// lint prints the mistakes, each with its remedy below it.
func (a *app) lint(err error) error {
	if err == nil {
		_, err := fmt.Fprintln(a.stdout, "Nothing is wrong.")
		return err
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return failedf("", "rules lint: %w", err)
	}
	var b strings.Builder
	for _, one := range joined.Unwrap() {
		b.WriteString(safe.Line(strings.TrimPrefix(one.Error(), "rules: ")) + "\n")
		var mistake *rules.LoadError
		if errors.As(one, &mistake) && mistake.Remedy != "" {
			b.WriteString("    " + safe.Line(mistake.Remedy) + "\n")
		}
	}
	if _, err := a.stdout.Write([]byte(b.String())); err != nil {
		return err
	}
	a.note("%s", plural(len(joined.Unwrap()), "mistake"))
	return &exitError{code: exitUsage}
}

// rulesNewCommand drafts a rule.
func (a *app) rulesNewCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "new TEXT",
		Short: "Draft a rule for a reply that no rule knows",
		Long: `It prints a rule ready to put into a file of your own: a phrase made of the words of
the reply with * for what varies, an id, and the reply as its example, without
names. Choose the cause, and shorten the phrase to what can mean nothing else.`,
		Example: `  nixie rules new "550 5.1.1 <a@example.org>: nobody lives here" >> /etc/nixie/rules/house.toml
  nixie rules test /etc/nixie/rules
  nixie analyze --rules /etc/nixie/rules bounce.eml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(`nixie rules new "550 5.1.1 nobody lives here"`, "nixie rules new needs the text of a reply")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := loadRules(dir)
			if err != nil {
				return err
			}
			return a.draft(set, strings.Join(args, " "))
		},
	}
	rulesFlag(cmd, &dir)
	return cmd
}

// draft prints a rule for text, and what is known of the text now.
func (a *app) draft(set *rules.Set, text string) error {
	r, err := set.Draft(text)
	if err != nil {
		return usagef("give the whole reply, with its words", "%w", err)
	}
	v := set.Classify(rules.Said(text))
	now := "No rule knows this reply yet: choose its cause (nixie causes lists them)."
	if len(v.Evidence) > 0 {
		now = fmt.Sprintf("Rule %s, on the %s, takes it for %s now.", v.Evidence[0].Rule, bases[v.Evidence[0].Basis], v.Cause)
	}
	_, err = fmt.Fprintf(a.stdout, "# %s\n%s", now, r.TOML())
	return err
}
