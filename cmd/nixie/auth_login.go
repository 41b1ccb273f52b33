package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

// authLoginCommand has a person sign in.
func (a *app) authLoginCommand() *cobra.Command {
	var noBrowser bool
	cmd := &cobra.Command{
		Use:   "login ACCOUNT",
		Short: "Sign an account in, and try it with the mail server",
		Long: `A browser opens with the provider's own page; sign in there as the owner of the
mailbox. On a machine without a browser, nixie shows the address: open it on
another one, and paste the address at which that browser ends, also if its page
says that it cannot be reached. With flow = "device" it shows a code instead.
Where the provider's page shows an error, paste that, and nixie says what it means.
What to register with the provider before: nixie help sign-in

At the end nixie signs in to the mail server with the new token, and says whether
that works or which grant is missing.`,
		Example: `  nixie auth login bounces
  nixie auth login --no-browser bounces`,
		Args:              between(1, 1, "the name of an account"),
		ValidArgsFunction: a.completeSignIns,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.login(cmd.Context(), args[0], !noBrowser)
		},
	}
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "only show the address, open nothing")
	return cmd
}

// login signs an account in and tries the token.
func (a *app) login(ctx context.Context, name string, browser bool) error {
	acc, client, err := a.signInClient(name)
	if err != nil {
		return err
	}
	prompt := a.prompt(browser)
	grant, err := client.Login(ctx, prompt)
	if prompt.Pasted != nil && acc.Auth.Flow != oauth.Device && acc.Auth.Flow != oauth.ClientCredentials {
		fmt.Fprintln(a.stderr) // behind the question
	}
	if err != nil {
		return failedf("", "%s: %w", name, loginError(err, acc))
	}
	a.tellGrant(acc, grant)
	if err := a.tryMailServer(ctx, acc); err != nil {
		return err
	}
	a.note("%s: the mail server takes the token. Next: nixie check %[1]s", name)
	return nil
}

// loginError translates an error without the advice to do what was just done.
func loginError(err error, acc *config.Account) error {
	translated := tokenError(err, acc)
	if f, ok := translated.(*tokenFailure); ok {
		f.text = strings.TrimPrefix(err.Error(), "oauth: ")
	}
	return translated
}

// prompt is how the person is spoken to: on standard error, also with -q, for
// without the address nothing can go on.
func (a *app) prompt(browser bool) oauth.Prompt {
	opens := "Open this address in a browser and sign in:"
	command := a.browserCommand()
	if !browser {
		command = nil
	}
	if command != nil {
		opens = "A browser opens for you to sign in. If it does not, open this address in it:"
	}
	// Beside a browser of its own, nixie reads only what a person types: a
	// script's standard input may be meant for somebody else.
	how, pasted := "", make(chan string)
	if command == nil || isTerminal(a.stdin) {
		how = pasteHere
	}
	p := oauth.Prompt{
		Code:     a.showCode,
		Mistaken: func(why string) { fmt.Fprintf(a.stderr, "\nNo: %s\nOnce more: ", safe.Line(why)) },
		Browse: func(url string) {
			if command != nil {
				openBrowser(command, url)
			}
			fmt.Fprintf(a.stderr, "%s\n\n  %s\n\n%s", opens, safe.Line(url), how)
			if how != "" {
				go pasteLines(a.stdin, pasted)
			}
		},
	}
	if how != "" {
		p.Pasted = pasted
	}
	return p
}

// showCode shows a code, and where to enter it.
func (a *app) showCode(url, code string, until time.Time) {
	fmt.Fprintf(a.stderr, "Open this page in any browser, within %v:\n\n  %s\n\nand enter the code:  %s\n\n",
		time.Until(until).Round(time.Minute), safe.Line(url), safe.Line(code))
}

// pasteHere asks for what a browser cannot bring back by itself.
const pasteHere = `If that browser runs on another machine, it ends at a page that it cannot reach:
paste that page's address here (http://…?code=…). If the provider's page shows an
error and goes no further, paste its text: `

// pasteLines sends the lines of r that are not empty. It ends with r, or with
// the program.
func pasteLines(r io.Reader, to chan<- string) {
	defer close(to)
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			to <- line
		}
	}
}

// tellGrant says who signed in, and warns if that is not the account's owner.
func (a *app) tellGrant(acc *config.Account, g *oauth.Grant) {
	if acc.Auth.Flow == oauth.ClientCredentials {
		a.note("%s: the provider gives the program a token", acc.Name)
		return
	}
	who := ""
	if g.User != "" {
		who = " as " + safe.Line(g.User)
	}
	place := ""
	if store, err := a.tokenStore(acc); err == nil {
		place = "; the token is kept in " + safe.Line(store.Place())
	}
	a.note("%s: signed in%s%s", acc.Name, who, place)
	if user := accountUser(acc.URL); g.User != "" && acc.Auth.Mailbox == "" && !strings.EqualFold(user, g.User) {
		a.warn("%s: the url names %s; if that is a shared mailbox, write mailbox = %q and the other address into the url", acc.Name, user, user)
	}
	if g.Refresh.IsZero() {
		a.warn("%s: the provider gave no refresh token, so this sign-in ends with the token; for most providers the scope offline_access asks for one", acc.Name)
	}
}

// tryMailServer signs in to the mail server as a scan does, with the token that
// is kept now.
func (a *app) tryMailServer(ctx context.Context, acc *config.Account) error {
	in := input{name: acc.Name, url: acc.URL, account: acc}
	opts, err := a.serverOptions(in, 0)
	if err != nil {
		return err
	}
	src, err := imap.Dial(ctx, in.url, nil, opts)
	if err != nil {
		return &exitError{code: codeOf(err), err: fmt.Errorf("%s: %w", acc.Name, told(err, in, "")),
			hint: "the token itself is good and is kept; to sign in as somebody else, run the same command again"}
	}
	return src.Close()
}
