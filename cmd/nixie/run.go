package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// An app is one run of the program: where it reads and writes, and the flags
// that every command shares.
type app struct {
	env    environment
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer

	configPath    string
	quiet         bool
	verbose       bool
	noProgress    bool
	color         string // auto, always, never
	passwordStdin bool

	stdinLine string    // the password, once read
	status    *progress // cleared before anything else is said; may be nil
}

// run executes one command line and returns the exit code. Nothing else in
// the program ends it.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{env: env, stdin: stdin, stdout: stdout, stderr: stderr, color: "auto"}
	root := a.rootCommand()
	args, err := impliedAnalyze(root, args)
	if err == nil {
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	if code, ok := interrupted(ctx); ok {
		return code
	}
	if err != nil {
		a.complain(err)
	}
	return codeOf(err)
}

// complain prints an error, a line for each of its parts, and the hint.
func (a *app) complain(err error) {
	var e *exitError
	errors.As(err, &e)
	if e != nil && e.err == nil {
		return // all has been said
	}
	a.status.clear()
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintln(a.stderr, "nixie:", plain(strings.TrimSuffix(line, "\n")))
	}
	if e != nil && e.hint != "" {
		fmt.Fprintln(a.stderr, "hint:", plain(e.hint))
	}
}

// note tells people something that is no result; -q silences it.
func (a *app) note(format string, args ...any) {
	if !a.quiet {
		a.status.clear()
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// detail tells people what only -v asks for.
func (a *app) detail(format string, args ...any) {
	if a.verbose {
		a.status.clear()
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// warn tells people what they must know whatever the flags.
func (a *app) warn(format string, args ...any) {
	a.status.clear()
	fmt.Fprintln(a.stderr, "warning:", plain(fmt.Sprintf(format, args...)))
}

// colored reports whether w is to be written in colour: --color decides, else
// NO_COLOR (https://no-color.org), else whether w is a terminal.
func (a *app) colored(w any) bool {
	switch a.color {
	case "always":
		return true
	case "never":
		return false
	}
	return a.env.get("NO_COLOR") == "" && a.env.get("TERM") != "dumb" && isTerminal(w)
}

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
