package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

// authLogoutCommand ends a sign-in.
func (a *app) authLogoutCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "logout ACCOUNT",
		Short: "Revoke the token of an account, and forget it",
		Long: `The provider is told that the token is to end (RFC 7009), and it is removed from
this machine. It is removed in every case, also without a network; what could not
be revoked is said, and the exit code is 3 if trying later might have done.

Microsoft offers no way to revoke a token. There, and to take back what you allowed
the app for good, go to https://myapps.microsoft.com (for a personal account
https://account.live.com/consent/Manage); at Google, to
https://myaccount.google.com/connections.`,
		Example:           `  nixie auth logout bounces`,
		Args:              between(1, 1, "the name of an account"),
		ValidArgsFunction: a.completeSignIns,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.logout(cmd.Context(), args[0])
		},
	}
}

// logout signs an account out, and says what became of the token.
func (a *app) logout(ctx context.Context, name string) error {
	acc, client, err := a.signInClient(name)
	if err != nil {
		return err
	}
	f, err := client.Logout(ctx)
	if f.Err != nil {
		a.warn("%s: the token was not revoked: %s; until it ends by itself, who has a copy can use it: end what was granted at %s",
			acc.Name, strings.TrimPrefix(f.Err.Error(), "oauth: "), grantPage(f))
	}
	switch {
	case err != nil:
		return failedf("", "%s: %w", acc.Name, err)
	case acc.Auth.Flow == oauth.ClientCredentials:
		a.note("%s: the program signs in by itself; there is no token on this machine. To end that, delete its client secret at the provider", acc.Name)
	case f.Revoked:
		a.note("%s: signed out; the provider has revoked the token, and it is gone from this machine", acc.Name)
	default:
		a.note("%s: signed out; there is no token on this machine", acc.Name)
	}
	if f.Err != nil && !errors.Is(f.Err, oauth.ErrNoRevocation) {
		return &exitError{code: exitPartly} // all has been said
	}
	return nil
}

// grantPage says where a person ends what was granted.
func grantPage(f oauth.Farewell) string {
	if f.Page == "" {
		return "the provider's own pages"
	}
	return f.Page
}
