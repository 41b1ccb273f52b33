package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// closeGroups makes every command that only has commands below it print its
// help when it stands alone, and refuse a word that is none of them: who
// misspells a backup in a crontab must not read exit code 0.
func closeGroups(parent *cobra.Command) {
	for _, c := range parent.Commands() {
		if !c.HasSubCommands() {
			continue
		}
		c.Args = ofGroup
		c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		closeGroups(c)
	}
}

// ofGroup refuses whatever is left over when no command below cmd was found.
func ofGroup(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	names := commandNames(cmd)
	return usagef(meantCommand(cmd, args[0], "one of "+strings.Join(names, ", ")), "%s has no command %q", cmd.CommandPath(), args[0])
}
