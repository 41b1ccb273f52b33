package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

// authStatusCommand says how accounts are signed in.
func (a *app) authStatusCommand() *cobra.Command {
	var refresh bool
	cmd := &cobra.Command{
		Use:   "status [ACCOUNT]...",
		Short: "Say who is signed in, since when, and where the token is kept",
		Long: `Without arguments it tells of all accounts that sign in by OAuth2. The token itself
is never shown. The exit code is 4 if an account is not signed in.`,
		Example: `  nixie auth status
  nixie auth status --refresh bounces`,
		ValidArgsFunction: a.completeSignIns,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.authStatus(cmd.Context(), args, refresh)
		},
	}
	cmd.Flags().BoolVar(&refresh, "refresh", false, "ask the provider for a new token, to see whether it gives one")
	return cmd
}

// authStatus tells of the accounts of these names, of all without any.
func (a *app) authStatus(ctx context.Context, names []string, refresh bool) error {
	conf, err := a.loadConfig()
	if err != nil {
		return err
	}
	if len(names) == 0 {
		names = signInAccounts(conf)
	}
	if len(names) == 0 {
		return usagef("nixie help sign-in shows how", `no account signs in by OAuth2 (auth = { type = "oauth2" })`)
	}
	var all []error
	for _, name := range names {
		acc, err := a.signInAccount(name)
		if err == nil {
			err = a.accountStatus(ctx, acc, refresh)
		}
		if codeOf(err) == exitUsage {
			return err
		}
		if err != nil {
			all = append(all, err)
		}
	}
	if len(all) == 0 {
		return nil
	}
	code := codeOf(all[0])
	if len(all) < len(names) {
		code = exitPartly
	}
	return &exitError{code: code, err: errors.Join(all...)}
}

// accountStatus tells of one account.
func (a *app) accountStatus(ctx context.Context, acc *config.Account, refresh bool) error {
	client, err := a.oauthClient(acc)
	if err != nil {
		return err
	}
	program := acc.Auth.Flow == oauth.ClientCredentials
	if program {
		fmt.Fprintf(a.stdout, "%s: the program signs in by itself; nothing is kept\n", acc.Name)
	} else if err := a.grantStatus(acc, client); err != nil {
		return failedf("", "%s: %w", acc.Name, tokenError(err, acc))
	}
	if !refresh {
		return nil
	}
	if _, err := client.Token(ctx, true); err != nil {
		return failedf("", "%s: %w", acc.Name, tokenError(err, acc))
	}
	fmt.Fprintln(a.stdout, "  refresh  works: the provider gave a new token")
	return nil
}

// grantStatus prints what is known of a sign-in.
func (a *app) grantStatus(acc *config.Account, client *oauth.Client) error {
	g, err := client.Status()
	if err != nil {
		return err
	}
	store, err := a.tokenStore(acc)
	if err != nil {
		return err
	}
	who := "signed in as " + safe.Line(g.User)
	if g.User == "" {
		who = "signed in; the provider does not say who"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n  since    %s\n  expires  %s\n", acc.Name, who, report.Clock(g.Since), expiry(g, time.Now()))
	if g.Scope != "" {
		fmt.Fprintf(&b, "  scopes   %s\n", safe.Line(g.Scope))
	}
	fmt.Fprintf(&b, "  kept in  %s\n", safe.Line(store.Place()))
	_, err = a.stdout.Write([]byte(b.String()))
	return err
}

// expiry says when the access token ends, and what then.
func expiry(g *oauth.Grant, now time.Time) string {
	after := "renewed by itself"
	if g.Refresh.IsZero() {
		after = "then somebody must sign in again"
	}
	switch {
	case g.Expiry.IsZero():
		return "the provider does not say when; " + after
	case g.Expiry.Before(now):
		return report.Clock(g.Expiry) + " (ended); " + after
	}
	return report.Clock(g.Expiry) + "; " + after
}
