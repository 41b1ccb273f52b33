package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/dsn"
)

// formatsCommand lists what can be read.
func (a *app) formatsCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "formats",
		Short: "List the reports and the mail programs' notices that nixie reads",
		Long:  "They are tried in this order; the field \"format\" of an event names the one that was read.",
		Example: `  nixie formats
  nixie formats --format json | jq -r '.[].name'`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := checkFormat(format, "text", "json"); err != nil {
				return err
			}
			return a.listFormats(format == "json")
		},
	}
	formatFlag(cmd, &format, "text", "json")
	return cmd
}

func (a *app) listFormats(asJSON bool) error {
	type line struct {
		Name  string `json:"name"`
		About string `json:"about"`
	}
	var lines []line
	wide := 0
	for _, f := range dsn.Formats() {
		lines = append(lines, line(f))
		wide = max(wide, len(f.Name))
	}
	if asJSON {
		enc := json.NewEncoder(a.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(lines)
	}
	for _, l := range lines {
		if _, err := fmt.Fprintf(a.stdout, "%-*s  %s\n", wide, l.Name, l.About); err != nil {
			return err
		}
	}
	return nil
}
