package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
)

// password finds the password of an account, asking in this order:
// --password-stdin, the environment, the configuration, the person at the
// terminal. A password is never a flag and never part of a URL, where others
// could see it.
//
// Several goroutines may call it; a person is asked once for each account, and one
// question at a time. Where nobody can be asked, a command that hangs holds up only
// its own account.
func (a *app) password(ctx context.Context, acc *config.Account) (string, error) {
	if !a.passwordStdin {
		word, err := a.secret(ctx, acc, acc.Auth.Password())
		if !errors.Is(err, config.ErrNoSecret) {
			return word, err
		}
	}
	a.asking.Lock()
	defer a.asking.Unlock()
	if a.passwordStdin {
		return a.stdinPassword()
	}
	if a.asked[acc.URL] == "" {
		word, err := a.askPassword(ctx, acc)
		if err != nil {
			return "", err
		}
		a.asked[acc.URL] = word
	}
	return a.asked[acc.URL], nil
}

// secret reads a secret of an account, from the environment or from where the
// configuration says.
func (a *app) secret(ctx context.Context, acc *config.Account, s config.Secret) (string, error) {
	s = s.Of(acc.Name, a.env.get)
	if s.Cmd != "" && isTerminal(a.stdin) { // it may ask there
		a.asking.Lock()
		defer a.asking.Unlock()
	}
	word, err := s.Read(ctx, a.env.get)
	if err != nil {
		return "", noSecret(err)
	}
	a.warnOfSecret(acc.Label(), s)
	return word, nil
}

// warnOfSecret warns of a file that everybody can read, now and then.
func (a *app) warnOfSecret(whose string, s config.Secret) {
	if doubt := s.Doubt(); doubt != "" && a.news(whose+doubt, time.Now()) {
		a.warn("%s: %s", whose, doubt)
	}
}

// noSecret is the error of a secret that cannot be had: whoever does not know the
// password is refused, wherever it should have come from, and watch tries again.
// That nothing says where it is kept is another matter.
func noSecret(err error) error {
	if errors.Is(err, config.ErrNoSecret) {
		return err
	}
	return &exitError{code: exitAuth, err: err}
}

// stdinPassword reads the first line of standard input, once.
func (a *app) stdinPassword() (string, error) {
	if a.stdinLine != "" {
		return a.stdinLine, nil
	}
	pw, err := config.FirstLine(a.stdin)
	if err != nil {
		return "", usagef("try: pass show bounces | nixie scan --password-stdin …", "password from standard input: %w", err)
	}
	a.stdinLine = pw
	return pw, nil
}

// askPassword asks on the terminal, without showing what is typed.
func (a *app) askPassword(ctx context.Context, acc *config.Account) (string, error) {
	in, ok := a.stdin.(*os.File)
	if !ok || !isTerminal(a.stdin) {
		hint := "pipe it in with --password-stdin, or set password_cmd for an account (nixie help config)"
		return "", usagef(hint, "no password, and no terminal to ask at")
	}
	fmt.Fprintf(a.stderr, "Password for %s: ", safe.Line(acc.URL))
	pw, err := readHidden(ctx, int(in.Fd()))
	fmt.Fprintln(a.stderr)
	if err != nil {
		return "", failedf("", "password: %w", err)
	}
	if pw == "" {
		return "", usagef("", "no password was typed")
	}
	return pw, nil
}

// readHidden reads a line without echo. When ctx ends, by Ctrl-C, it gives the
// terminal its echo back; the read itself ends with the program.
func readHidden(ctx context.Context, terminal int) (string, error) {
	before, err := term.GetState(terminal)
	if err != nil {
		return "", err
	}
	type answer struct {
		pw  []byte
		err error
	}
	typed := make(chan answer, 1)
	go func() {
		pw, err := term.ReadPassword(terminal)
		typed <- answer{pw, err}
	}()
	select {
	case got := <-typed:
		return string(got.pw), got.err
	case <-ctx.Done():
		term.Restore(terminal, before)
		return "", context.Cause(ctx)
	}
}
