package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// A slip in a crontab must be an error: every command with commands below it
// refuses a word that is none of them, and prints its help without one.
func TestGroupsRefuseUnknownWords(t *testing.T) {
	var groups []string
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, c := range cmd.Commands() {
			if c.HasSubCommands() {
				groups = append(groups, strings.TrimPrefix(c.CommandPath(), "nixie "))
			}
			walk(c)
		}
	}
	walk((&app{}).rootCommand())
	if len(groups) < 5 {
		t.Fatalf("the groups are %q, want auth, webhook, state, rules and config among them", groups)
	}
	for _, group := range groups {
		var out, said bytes.Buffer
		for _, rest := range []string{" xyzzy file", " xyzzy --ledger file"} {
			out.Reset()
			said.Reset()
			if code := run(t.Context(), strings.Fields(group+rest), nil, nil, &out, &said); code != exitUsage {
				t.Errorf("nixie %s: exit %d, want %d", group+rest, code, exitUsage)
			}
			if out.Len() > 0 || !strings.Contains(said.String(), `no command "xyzzy"`) {
				t.Errorf("nixie %s printed %q and said %q", group+rest, out.String(), said.String())
			}
		}
		out.Reset()
		if code := run(t.Context(), strings.Fields(group), nil, nil, &out, &said); code != exitDone || !strings.Contains(out.String(), "Commands:") {
			t.Errorf("nixie %s: exit %d, want 0 and help; printed %q", group, code, out.String())
		}
	}
}
