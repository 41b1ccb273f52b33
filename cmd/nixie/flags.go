package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// between is cobra.RangeArgs with an error that says what is wanted.
func between(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usagef("nixie help "+strings.TrimPrefix(cmd.CommandPath(), "nixie ")+" shows examples",
				"%s takes %s", cmd.CommandPath(), what)
		}
		return nil
	}
}

// formatFlag adds --format to a command that can print these kinds, the first
// of them by itself.
func formatFlag(cmd *cobra.Command, format *string, kinds ...string) {
	cmd.Flags().StringVarP(format, "format", "f", kinds[0], "`FORMAT`: "+strings.Join(kinds, ", "))
	must(cmd.RegisterFlagCompletionFunc("format", fixed(kinds...)))
}

// checkFormat refuses a --format that is none of the kinds.
func checkFormat(format string, kinds ...string) error {
	if slices.Contains(kinds, format) {
		return nil
	}
	return usagef(didYouMean(format, kinds, "one of "+strings.Join(kinds, ", ")), "--format %s: no such format", format)
}

// fixed completes a flag or argument from a list.
func fixed(values ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
}

// must panics on an error that only a slip in this program can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
