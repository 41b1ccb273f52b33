package main

import "github.com/spf13/cobra"

// topics are pages of the help, and of the manual, that belong to no command.
func topics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "config", Short: "The configuration file: where it is looked for, every key", Long: configTopic},
		{Use: "exit-codes", Short: "What the exit codes mean", Long: exitTopic},
	}
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

  version = 1
  state   = "sqlite:/var/lib/nixie/nixie.db"      # the ledger; default ./nixie.db

  [[accounts]]
  name    = "bounces"                             # nixie scan bounces
  url     = "imaps://bounces@mail.example.org"    # or imap:// (STARTTLS), or a path
  folders = ["INBOX", "Junk"]                     # default INBOX
  since   = "90d"                                 # first scan only: leave older mail alone
  tls     = "auto"                                # "none": plain text; the password can be read on the way
  max_message = "32MiB"                           # larger messages are reported, not read
  auth    = { password_cmd = 'pass show bounces' }
  # auth  = { password_file = "/etc/nixie/password" }
  # auth  = { password_env  = "BOUNCES_PASSWORD" }

A password is taken from --password-stdin, else from the variable
NIXIE_ACCOUNTS_BOUNCES_PASSWORD, else from the file that
NIXIE_ACCOUNTS_BOUNCES_PASSWORD_FILE names, else from auth, else it is asked for
on the terminal. It is never a flag and never part of a URL.`

const exitTopic = `Exit codes, for scripts. A code that is not listed is a failure.

    0  done, whatever was found
    1  failed: nothing could be read or written
    2  the command line or the configuration is wrong
    3  partly done: some message, file or account could not be read
    4  sign-in or permission refused, and nothing else could be read
    5  server not reachable or timed out, and nothing else could be read
  130  interrupted (Ctrl-C); what was read is saved, run it again to go on
  143  terminated (SIGTERM); what was read is saved, run it again to go on`
