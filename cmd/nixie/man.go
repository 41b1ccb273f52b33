package main

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manCommand writes the manual from the tree that the help comes from, so the
// two never disagree.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man [DIR]",
		Short: "Show the manual, or write its pages to a folder",
		Example: `  nixie man | man -l -
  nixie man /usr/local/share/man/man1`,
		Args: between(0, 1, "one folder, or nothing"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return writeManual(a.stdout, cmd.Root())
			}
			return a.writePages(cmd.Root(), args[0])
		},
	}
}

// writePages writes nixie.1 and a page for every command below cmd.
func (a *app) writePages(cmd *cobra.Command, dir string) error {
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
	err := writeFile(filepath.Join(dir, name), public, func(w io.Writer) error { return writePage(w, cmd) })
	if err != nil {
		return err
	}
	a.note("%s", filepath.Join(dir, name))
	for _, c := range manPages(cmd) {
		if err := a.writePages(c, dir); err != nil {
			return err
		}
	}
	return nil
}

// manPages returns the commands and topics below cmd that have a page.
func manPages(cmd *cobra.Command) []*cobra.Command {
	var pages []*cobra.Command
	for _, c := range cmd.Commands() {
		if c.Name() != "help" && (c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand()) {
			pages = append(pages, c)
		}
	}
	return pages
}

// writeManual writes the page of cmd and those below it as one document.
func writeManual(w io.Writer, cmd *cobra.Command) error {
	if err := writePage(w, cmd); err != nil {
		return err
	}
	for _, c := range manPages(cmd) {
		if err := writeManual(w, c); err != nil {
			return err
		}
	}
	return nil
}

// writePage writes the page of one command in the man macros of roff
// (man(7)).
func writePage(w io.Writer, cmd *cobra.Command) error {
	b := bufio.NewWriter(w)
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
	fmt.Fprintf(b, ".TH %s 1 \"\" \"nixie\" \"User Commands\"\n", strings.ToUpper(roff(name)))
	fmt.Fprintf(b, ".SH NAME\n%s \\- %s\n", roff(name), roff(cmd.Short))
	if cmd.Runnable() {
		fmt.Fprintf(b, ".SH SYNOPSIS\n.B %s\n", roff(cmd.UseLine()))
	}
	if cmd.Example != "" {
		fmt.Fprintf(b, ".SH EXAMPLES\n.nf\n%s\n.fi\n", roff(cmd.Example))
	}
	if cmd.Long != "" {
		fmt.Fprintf(b, ".SH DESCRIPTION\n.nf\n%s\n.fi\n", roff(cmd.Long))
	}
	writeFlags(b, "OPTIONS", cmd.NonInheritedFlags())
	writeFlags(b, "OPTIONS OF EVERY COMMAND", cmd.InheritedFlags())
	if pages := manPages(cmd); len(pages) > 0 {
		b.WriteString(".SH COMMANDS AND TOPICS\n")
		for _, c := range pages {
			fmt.Fprintf(b, ".TP\n.BR %s (1)\n%s\n", roff(strings.ReplaceAll(c.CommandPath(), " ", "-")), roff(c.Short))
		}
	} else if cmd.HasParent() {
		fmt.Fprintf(b, ".SH SEE ALSO\n.BR nixie (1)\n")
	}
	return b.Flush()
}

// writeFlags writes a section with one paragraph a flag.
func writeFlags(b *bufio.Writer, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, ".SH %s\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		names := `\fB\-\-` + roff(f.Name) + `\fR`
		if f.Shorthand != "" {
			names = `\fB\-` + f.Shorthand + `\fR, ` + names
		}
		if value != "" {
			names += ` \fI` + roff(value) + `\fR`
		}
		fmt.Fprintf(b, ".TP\n%s\n%s\n", names, roff(usage))
	})
}

// roff escapes text for roff: backslashes, hyphens that must stay hyphens, and
// lines that would be commands.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, `-`, `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
