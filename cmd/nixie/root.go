package main

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nixie-mail/nixie/cmd/nixie/config"
)

const welcome = `nixie reads bounces and says, per recipient, what happened, why, and what to do.

  nixie bounce.eml                               what became of one message
  nixie analyze /var/mail/bounces                a whole mbox, Maildir or folder
  nixie scan imaps://bounces@mail.example.org    a mailbox, remembered; writes recipients.csv
  nixie report --since 7d                        what the last week brought
  nixie explain 550 5.7.26                       what a code, a reply or a cause means
  nixie help                                     all commands
`

// rootCommand builds the tree of commands.
func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "nixie",
		Short: "Read bounces: what happened to each recipient, why, and what to do",
		Example: `  nixie bounce.eml
  nixie analyze --format csv /var/mail/bounces > events.csv
  nixie scan imaps://bounces@mail.example.org
  nixie report --since 7d
  nixie explain "550 5.7.1 Service unavailable; client host blocked"`,
		Version:       buildVersion().Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := a.stdout.Write([]byte(welcome))
			return err
		},
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	setHelp(root)
	a.sharedFlags(root.PersistentFlags())
	root.AddCommand(a.analyzeCommand(), a.scanCommand(), a.watchCommand(), a.checkCommand(), a.authCommand(), a.reportCommand(), a.exportCommand(), a.webhookCommand(), a.showCommand(), a.forgiveCommand(), a.blockCommand(), a.cleanCommand(), a.stateCommand(), a.explainCommand(), a.codesCommand(), a.causesCommand(), a.rulesCommand(), a.configCommand(),
		a.formatsCommand(), a.completionCommand(), a.manCommand(), a.versionCommand())
	root.AddCommand(topics()...)
	root.SetHelpCommand(a.helpCommand(root))
	cobra.EnableCommandSorting = false // the order above is that of importance
	inOrder(root)
	closeGroups(root)
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if !slices.Contains([]string{"auto", "always", "never"}, a.color) {
			return usagef("one of auto, always, never", "--color %s: no such choice", a.color)
		}
		if !slices.Contains([]string{"text", "json"}, a.logFormat) {
			format := a.logFormat
			a.logFormat = "text"
			return usagef("one of text, json", "--log-format %s: no such choice", format)
		}
		return a.checkLanguage()
	}
	return root
}

// inOrder lists flags as they were declared, the common ones first.
func inOrder(cmd *cobra.Command) {
	cmd.Flags().SortFlags = false
	for _, c := range cmd.Commands() {
		inOrder(c)
	}
}

// sharedFlags are the flags of every command.
func (a *app) sharedFlags(flags *pflag.FlagSet) {
	flags.SortFlags = false
	flags.StringVarP(&a.configPath, "config", "c", "", "configuration `FILE` (nixie help config)")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but errors")
	flags.CountVarP(&a.verbose, "verbose", "v", "say more: every source, every fault that was forgiven; -vv: every step")
	flags.StringVar(&a.logFormat, "log-format", "text", "`FORMAT` of what is said on standard error: text or json")
	flags.StringVar(&a.color, "color", "auto", "`WHEN` to use colour: auto, always or never")
	flags.StringVar(&a.lang, "lang", "", "speak `LANGUAGE`: en, pl, pt-BR, … (default: that of the environment)")
	flags.BoolVar(&a.noProgress, "no-progress", false, "show no progress")
	flags.BoolP("help", "h", false, "show this help")
}

// flagError turns a mistake in a flag into one with a suggestion.
func flagError(cmd *cobra.Command, err error) error {
	if cmd.HasParent() && cmd.HasSubCommands() && cmd.Flags().NArg() > 0 { // the flag may be one of the command that is meant
		return ofGroup(cmd, cmd.Flags().Args())
	}
	hint := "nixie help " + strings.TrimPrefix(cmd.CommandPath(), "nixie ") + " lists the flags"
	if !cmd.HasParent() {
		hint = "nixie help lists the commands and flags"
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := nearest(unknown.GetSpecifiedName(), names); near != "" {
			hint = "did you mean --" + near + "?"
		}
	}
	return usagef(hint, "%w", err)
}

// impliedAnalyze makes `nixie FILE` of `nixie analyze FILE`: one-off use needs
// no learning. What is neither a command nor looks like a file is a slip.
func impliedAnalyze(root *cobra.Command, args []string) ([]string, error) {
	first, ok := firstPositional(root, args)
	if !ok {
		return args, nil
	}
	var names []string
	for _, c := range root.Commands() {
		if c.Name() == first || c.HasAlias(first) {
			return args, nil
		}
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	if first == "help" || strings.HasPrefix(first, "__complete") {
		return args, nil
	}
	if _, err := os.Lstat(first); err == nil || config.IsIMAP(first) || first == "-" || strings.ContainsAny(first, `/\.`) {
		return append([]string{"analyze"}, args...), nil
	}
	hint := didYouMean(first, append(names, "help"), "nixie help lists the commands")
	return nil, usagef(hint, "%q is neither a command nor a file", first)
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

// withoutPassword returns the URL without what may be a password.
func withoutPassword(source string) string {
	scheme, rest, _ := strings.Cut(source, "://")
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return source
	}
	user, _, _ := strings.Cut(rest[:at], ":")
	return scheme + "://" + user + rest[at:]
}
