package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// impliedAnalyze makes `nixie FILE` of `nixie analyze FILE`: one-off use needs
// no learning. What is neither a command nor looks like a file is a slip.
func impliedAnalyze(root *cobra.Command, args []string) ([]string, error) {
	first, ok := firstPositional(root, args)
	if !ok {
		return args, nil
	}
	for _, c := range root.Commands() {
		if c.Name() == first || c.HasAlias(first) {
			return args, nil
		}
	}
	if first == "help" || strings.HasPrefix(first, "__complete") {
		return args, nil
	}
	if _, err := os.Lstat(first); err == nil || config.IsIMAP(first) || first == "-" || strings.ContainsAny(first, `/\.`) {
		return append([]string{"analyze"}, args...), nil
	}
	return nil, usagef(meantCommand(root, first, "nixie help lists the commands"), "%q is neither a command nor a file", first)
}

// firstPositional returns the first argument that is no flag and no value of
// one.
func firstPositional(root *cobra.Command, args []string) (string, bool) {
	analyze, _, err := root.Find([]string{"analyze"})
	if err != nil {
		return "", false
	}
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			if i+1 < len(args) {
				return args[i+1], true
			}
			return "", false
		case len(arg) < 2 || arg[0] != '-':
			return arg, true
		case takesNext(root, analyze, arg):
			i++
		}
	}
	return "", false
}

// takesNext reports whether the value of the flag is the next argument.
func takesNext(root, analyze *cobra.Command, arg string) bool {
	find := func(get func(*pflag.FlagSet) *pflag.Flag) *pflag.Flag {
		for _, set := range []*pflag.FlagSet{root.PersistentFlags(), analyze.Flags()} {
			if f := get(set); f != nil {
				return f
			}
		}
		return nil
	}
	var f *pflag.Flag
	if name, long := strings.CutPrefix(arg, "--"); long {
		if strings.Contains(name, "=") {
			return false
		}
		f = find(func(s *pflag.FlagSet) *pflag.Flag { return s.Lookup(name) })
	} else {
		// "-qf" takes the next argument if "f" does; "-fjson" has its value.
		f = find(func(s *pflag.FlagSet) *pflag.Flag { return s.ShorthandLookup(arg[len(arg)-1:]) })
	}
	return f != nil && f.NoOptDefVal == "" && (strings.HasPrefix(arg, "--") || len(arg) == 2 || allSwitches(root, arg[1:len(arg)-1]))
}

// allSwitches reports whether every letter is a shared flag without a value.
func allSwitches(root *cobra.Command, letters string) bool {
	for _, l := range letters {
		f := root.PersistentFlags().ShorthandLookup(string(l))
		if f == nil || f.NoOptDefVal == "" {
			return false
		}
	}
	return true
}
