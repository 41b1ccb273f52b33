package main

import "github.com/spf13/cobra"

// masking is the flag --redact of what shows addresses: in full, unless the flag
// is given, or Markdown, which is meant for tickets, is written without
// --redact=false.
type masking struct {
	redact bool
	given  bool
}

const maskUsage = "mask addresses: j***@example.org"

// flags adds the flag to a command that has Markdown among its formats.
func (m *masking) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&m.redact, "redact", false, maskUsage+" (default for md; --redact=false shows them)")
}

// plainFlags adds it to a command that has not.
func (m *masking) plainFlags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&m.redact, "redact", false, maskUsage)
}

// resolve notes whether the flag was given at all.
func (m *masking) resolve(cmd *cobra.Command) { m.given = cmd.Flags().Changed("redact") }

// hides reports whether a format masks addresses.
func (m masking) hides(format string) bool { return m.redact || format == "md" && !m.given }
