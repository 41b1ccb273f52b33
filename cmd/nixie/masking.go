package main

import "github.com/spf13/cobra"

// masking is the flag --redact of what shows single messages: addresses in
// full, unless it is given, or what is meant for tickets is written without
// --redact=false.
type masking struct {
	redact bool
	given  bool
}

func (m *masking) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&m.redact, "redact", false, "mask addresses: j***@example.org (default for md; --redact=false shows them)")
}

// resolve notes whether the flag was given at all.
func (m *masking) resolve(cmd *cobra.Command) { m.given = cmd.Flags().Changed("redact") }

// hides reports whether a format masks addresses.
func (m masking) hides(format string) bool { return m.redact || format == "md" && !m.given }
