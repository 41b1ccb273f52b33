package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
)

// configCommand makes, shows and checks the configuration.
func (a *app) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Make, show and check the configuration file",
		Long:  configLong(),
		Example: `  nixie config init
  nixie config init /etc/nixie/config.toml
  nixie config validate nixie.toml
  nixie config show`,
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:   "init [FILE]",
			Short: "Write a sample with every key explained",
			Long: `Writes nixie.toml, or FILE; "-" is standard output. A file that exists is left alone.
Under /etc it is the configuration of a service: its ledger, list, tokens and health
file have absolute paths below /var/lib/nixie and /run/nixie, or those that
STATE_DIRECTORY and RUNTIME_DIRECTORY name, and the group nixie may read it.`,
			Example: `  nixie config init
  nixie config init /etc/nixie/config.toml`,
			Args: between(0, 1, "the name of one file, or nothing"),
			RunE: func(_ *cobra.Command, args []string) error { return a.configInit(args) },
		},
		&cobra.Command{
			Use:   "show",
			Short: "Show the effective configuration, and where each value comes from",
			Long:  `Secrets are never shown, only where they are kept.`,
			Example: `  nixie config show
  nixie config show --config /etc/nixie/config.toml`,
			Args: between(0, 0, "no arguments"),
			RunE: func(*cobra.Command, []string) error {
				conf, err := a.loadConfig()
				if err != nil {
					return err
				}
				return conf.Show(a.stdout, a.env.get)
			},
		},
		&cobra.Command{
			Use:   "validate [FILE]",
			Short: "Find all mistakes, with their lines",
			Long:  `Exit code 0 if there is none, else 2. Without FILE, the file that nixie would read.`,
			Example: `  nixie config validate
  nixie config validate nixie.toml`,
			Args: between(0, 1, "the name of one file, or nothing"),
			RunE: func(_ *cobra.Command, args []string) error { return a.configValidate(args) },
		},
	)
	return cmd
}

// configValidate reads the configuration and says that it is right.
func (a *app) configValidate(args []string) error {
	path := a.configPath
	if len(args) > 0 {
		path = args[0]
	}
	conf, err := readConfig(path, a.env)
	if err != nil {
		return err
	}
	for i := range conf.Accounts {
		if _, err := conf.Accounts[i].TLS.Config(); err != nil {
			return usagef("", "%s: account %s: %w", conf.Path, conf.Accounts[i].Name, err)
		}
	}
	for _, o := range conf.OutputsOf(config.WebhookOutput) {
		if _, err := o.TLS.Config(); err != nil {
			return usagef("", "%s: output %s: %w", conf.Path, o.Label(), err)
		}
	}
	if conf.Rules != "" {
		if _, err := loadRules(conf.Rules); err != nil {
			return err
		}
	}
	for _, doubt := range conf.Doubts(a.env.get) {
		a.warn("%s: %s", conf.Path, doubt)
	}
	if conf.Path == "" {
		a.note("There is no configuration file; the defaults are right. nixie config init writes one.")
		return nil
	}
	a.note("%s: no mistakes. Accounts: %d", safe.Line(conf.Path), len(conf.Accounts))
	return nil
}

// configLong is the page of the manual on the configuration. Its keys are those of
// the sample, which a test holds to be all.
func configLong() string {
	var sample strings.Builder
	for line := range strings.Lines(string(config.Sample)) {
		if line != "\n" {
			sample.WriteString("  ")
		}
		sample.WriteString(line)
	}
	return configTopic + "\n\n" + strings.TrimRight(sample.String(), "\n")
}

const configTopic = `nixie needs no configuration to read a file or one mailbox. For accounts with a
name, write a TOML file. The first of these is read:

  --config FILE
  $NIXIE_CONFIG
  ./nixie.toml
  $XDG_CONFIG_HOME/nixie/config.toml     (~/.config/nixie/config.toml)
  /etc/nixie/config.toml

A key that nixie does not know is an error. Relative paths are relative to the
folder of the file. Flags win over the environment, the environment over the file.

A password is taken from --password-stdin, else from the variable
NIXIE_ACCOUNTS_BOUNCES_PASSWORD, else from the file that
NIXIE_ACCOUNTS_BOUNCES_PASSWORD_FILE names, else from auth, else it is asked for
on the terminal. It is never a flag and never part of a URL.

Under /etc, nixie config init writes the same for a service: absolute paths below
/var/lib/nixie and /run/nixie, so that whoever starts nixie, and from which folder,
means the same ledger, and the group nixie may read it. What it writes elsewhere:`
