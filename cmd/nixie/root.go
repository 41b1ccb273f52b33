package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
	root.AddCommand( // in the order of importance, as the help lists them
		a.analyzeCommand(), a.scanCommand(), a.watchCommand(), a.checkCommand(), a.authCommand(),
		a.reportCommand(), a.exportCommand(), a.webhookCommand(),
		a.showCommand(), a.forgiveCommand(), a.blockCommand(), a.cleanCommand(), a.stateCommand(),
		a.explainCommand(), a.codesCommand(), a.causesCommand(), a.rulesCommand(),
		a.configCommand(), a.formatsCommand(), a.schemaCommand(), a.completionCommand(), a.manCommand(), a.versionCommand(),
	)
	root.AddCommand(topics()...)
	root.SetHelpCommand(a.helpCommand(root))
	cobra.EnableCommandSorting = false
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
