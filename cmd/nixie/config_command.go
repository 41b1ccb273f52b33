package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/config"
	"github.com/nixie-mail/nixie/report/safe"
)

// configCommand makes, shows and checks the configuration.
func (a *app) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Make, show and check the configuration file",
		Long:  configLong,
		Example: `  nixie config init
  nixie config validate nixie.toml
  nixie config show`,
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:   "init [FILE]",
			Short: "Write a sample with every key explained",
			Long:  `Writes nixie.toml, or FILE; "-" is standard output. A file that exists is left alone.`,
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
				conf, err := loadConfig(a.configPath, a.env)
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

// configInit writes the sample.
func (a *app) configInit(args []string) error {
	path := "nixie.toml"
	if len(args) > 0 {
		path = args[0]
	}
	if path == "-" {
		_, err := a.stdout.Write(config.Sample)
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // it will name accounts
	if errors.Is(err, fs.ErrExist) {
		return usagef("name another file, or - for standard output", "%s exists and is left alone", path)
	}
	if err != nil {
		return failedf("the folder must exist and allow writing", "%v", err)
	}
	_, err = f.Write(config.Sample)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return failedf("", "%w", err)
	}
	a.note("Written: %s. Change the account in it, then: nixie config validate, nixie check", safe.Line(path))
	return nil
}

// configValidate reads the configuration and says that it is right.
func (a *app) configValidate(args []string) error {
	path := a.configPath
	if len(args) > 0 {
		path = args[0]
	}
	conf, err := loadConfig(path, a.env)
	if err != nil {
		return err
	}
	for i := range conf.Accounts {
		if _, err := conf.Accounts[i].TLS.Config(); err != nil {
			return usagef("", "%s: account %s: %w", conf.Path, conf.Accounts[i].Name, err)
		}
	}
	if conf.Rules != "" {
		if _, err := loadRules(conf.Rules); err != nil {
			return err
		}
	}
	if config.HoldsPassword(conf.State) {
		a.warn("%s: state holds a password, which belongs into no URL: leave it out, and let PGPASSWORD give it, or a file that PGPASSFILE names (~/.pgpass)", conf.Path)
	}
	if conf.Path == "" {
		a.note("There is no configuration file; the defaults are right. nixie config init writes one.")
		return nil
	}
	a.note("%s: no mistakes. Accounts: %d", safe.Line(conf.Path), len(conf.Accounts))
	return nil
}

// configLong is the page of the manual on the configuration.
const configLong = `nixie needs no configuration to read a file or one mailbox. For accounts with a
name, write a TOML file; nixie config init writes one with every key explained. The first
of these is read:

  --config FILE
  $NIXIE_CONFIG
  ./nixie.toml
  $XDG_CONFIG_HOME/nixie/config.toml     (~/.config/nixie/config.toml)
  /etc/nixie/config.toml

A key that nixie does not know is an error. Relative paths are relative to the
folder of the file. Flags win over the environment, the environment over the file.

  version = 1
  state   = "sqlite:/var/lib/nixie/nixie.db"      # the ledger; default ./nixie.db

  [[accounts]]
  name    = "bounces"                             # nixie scan bounces
  url     = "imaps://bounces@mail.example.org"    # or imap:// (STARTTLS), or a path
  folders = ["INBOX", "Junk"]                     # default INBOX
  since   = "90d"                                 # first scan only: leave older mail alone
  auth    = { password_cmd = 'pass show bounces' }
  mailbox_actions = "apply"                       # else only with --apply
  [accounts.on]
  bounce  = "move:Processed/Bounces"              # leave, move:, copy:, flag:, delete

A password is taken from --password-stdin, else from the variable
NIXIE_ACCOUNTS_BOUNCES_PASSWORD, else from the file that
NIXIE_ACCOUNTS_BOUNCES_PASSWORD_FILE names, else from auth, else it is asked for
on the terminal. It is never a flag and never part of a URL.`
