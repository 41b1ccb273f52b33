package main

import (
	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/config"
)

// authCommand signs accounts in and out by OAuth2.
func (a *app) authCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "auth",
		Short: "Sign accounts in by OAuth2: Google, Microsoft 365 and others",
		Long: `An account with auth = { type = "oauth2", … } needs somebody to sign in once. After
that tokens are got and renewed by themselves, as long as it is scanned now and
then. The token is kept in a file that only you can read, or in the keyring.`,
		Example: `  nixie auth login bounces
  nixie auth status
  nixie auth logout bounces`,
		Args: between(0, 0, "one of login, status and logout"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.authLoginCommand(), a.authStatusCommand(), a.authLogoutCommand())
	return cmd
}

// authLogoutCommand forgets a token.
func (a *app) authLogoutCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "logout ACCOUNT",
		Short: "Forget the token of an account",
		Long: `The token is removed from this machine. The provider still lists the app as one
that may read the mail; take that back on the provider's own pages.`,
		Example:           `  nixie auth logout bounces`,
		Args:              between(1, 1, "the name of an account"),
		ValidArgsFunction: a.completeSignIns,
		RunE: func(cmd *cobra.Command, args []string) error {
			acc, err := a.signInAccount(args[0])
			if err != nil {
				return err
			}
			client, err := a.oauthClient(acc)
			if err != nil {
				return err
			}
			if err := client.Logout(cmd.Context()); err != nil {
				return failedf("", "%w", err)
			}
			a.note("%s: signed out; there is no token on this machine", acc.Name)
			return nil
		},
	}
}

// signInAccount returns the account of that name, which must sign in by OAuth2.
func (a *app) signInAccount(name string) (*config.Account, error) {
	conf, err := loadConfig(a.configPath, a.env)
	if err != nil {
		return nil, err
	}
	acc := conf.Account(name)
	switch {
	case acc == nil:
		return nil, usagef(didYouMean(name, conf.AccountNames(), "nixie help config shows how accounts are configured"), "there is no account %q", name)
	case acc.Auth.Type != config.OAuth2Auth:
		return nil, usagef(`set auth = { type = "oauth2", provider = …, client_id = … } for it (nixie help config)`,
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
	conf, err := loadConfig(a.configPath, a.env)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return signInAccounts(conf), cobra.ShellCompDirectiveNoFileComp
}
