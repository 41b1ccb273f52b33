package main

import (
	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// authCommand signs accounts in and out by OAuth2.
func (a *app) authCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "auth",
		Short: "Sign accounts in by OAuth2: Google, Microsoft 365 and others",
		Long: `An account with auth = { type = "oauth2", … } needs somebody to sign in once. After
that tokens are got and renewed by themselves, as long as it is scanned now and
then. The token is kept in a file that only you can read, or in the keyring.
What to register with the provider before that: nixie help sign-in`,
		Example: `  nixie auth login bounces
  nixie auth status
  nixie auth logout bounces`,
	}
	cmd.AddCommand(a.authLoginCommand(), a.authStatusCommand(), a.authLogoutCommand())
	return cmd
}

// signInAccount returns the account of that name, which must sign in by OAuth2.
func (a *app) signInAccount(name string) (*config.Account, error) {
	conf, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	acc := conf.Account(name)
	switch {
	case acc == nil:
		return nil, usagef(didYouMean(name, conf.AccountNames(), "nixie help config shows how accounts are configured"), "there is no account %q", name)
	case acc.Auth.Type != config.OAuth2Auth:
		return nil, usagef(`set auth = { type = "oauth2", provider = …, client_id = … } for it (nixie help sign-in)`,
			"the account %s signs in by password", name)
	}
	return acc, nil
}

// signInAccounts returns the names of the accounts that sign in by OAuth2.
func signInAccounts(conf *config.Config) []string {
	var names []string
	for i := range conf.Accounts {
		if conf.Accounts[i].Auth.Type == config.OAuth2Auth {
			names = append(names, conf.Accounts[i].Name)
		}
	}
	return names
}

// completeSignIns completes the names of accounts that sign in by OAuth2.
func (a *app) completeSignIns(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	conf, err := a.loadConfig()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return signInAccounts(conf), cobra.ShellCompDirectiveNoFileComp
}
