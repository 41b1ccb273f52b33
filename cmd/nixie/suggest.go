package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/suggest"
)

// nearest returns the candidate that s is most likely a slip for, or "".
func nearest(s string, candidates []string) string { return suggest.Nearest(s, candidates) }

// didYouMean returns a hint for the nearest candidate, or otherwise.
func didYouMean(s string, candidates []string, otherwise string) string {
	if c := nearest(s, candidates); c != "" {
		return "did you mean " + c + "?"
	}
	return otherwise
}

// meantCommand returns a hint for the command that stands for a word below parent:
// one of that very name elsewhere, before one whose name is near, which may do the
// opposite.
func meantCommand(parent *cobra.Command, word, otherwise string) string {
	if c := namedCommand(parent.Root(), word); c != nil {
		return "did you mean " + c.CommandPath() + "?"
	}
	return didYouMean(word, commandNames(parent), otherwise)
}

// namedCommand returns the first command at any depth below parent that has the
// name, or that is looked for under it; nil if there is none.
func namedCommand(parent *cobra.Command, word string) *cobra.Command {
	for _, c := range parent.Commands() {
		if c.IsAvailableCommand() && (c.Name() == word || slices.Contains(c.SuggestFor, word)) {
			return c
		}
		if found := namedCommand(c, word); found != nil {
			return found
		}
	}
	return nil
}
