package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"golang.org/x/term"
)

const (
	// passwordTimeout is how long password_cmd may take. A password manager
	// may ask its owner for a fingerprint; a job at night must not hang.
	passwordTimeout = 60 * time.Second
	// maxPassword is above every password and token, and small.
	maxPassword = 64 << 10
)

// password finds the password of an account, asking in this order:
// --password-stdin, the environment, the configuration, the person at the
// terminal. A password is never a flag and never part of a URL, where others
// could see it.
func (a *app) password(ctx context.Context, acc *account) (string, error) {
	if a.passwordStdin {
		return a.stdinPassword()
	}
	if pw, ok, err := a.envPassword(acc); ok || err != nil {
		return pw, err
	}
	switch {
	case acc.Auth.PasswordCmd != "":
		return commandPassword(ctx, acc.Auth.PasswordCmd)
	case acc.Auth.PasswordFile != "":
		return filePassword(acc.Auth.PasswordFile)
	case acc.Auth.PasswordEnv != "":
		if pw := a.env.get(acc.Auth.PasswordEnv); pw != "" {
			return pw, nil
		}
		return "", usagef("", "the variable %s is not set", acc.Auth.PasswordEnv)
	}
	return a.askPassword(ctx, acc)
}

// label is what messages call the account: its name, or its URL.
func (acc *account) label() string {
	if acc.Name != "" {
		return acc.Name
	}
	return plain(acc.URL)
}

// envPassword looks at NIXIE_ACCOUNTS_<NAME>_PASSWORD and …_PASSWORD_FILE.
func (a *app) envPassword(acc *account) (pw string, ok bool, err error) {
	if acc.Name == "" {
		return "", false, nil
	}
	name := "NIXIE_ACCOUNTS_" + strings.ToUpper(strings.ReplaceAll(acc.Name, "-", "_")) + "_PASSWORD"
	if pw := a.env.get(name); pw != "" {
		return pw, true, nil
	}
	if path := a.env.get(name + "_FILE"); path != "" {
		pw, err := filePassword(path)
		return pw, true, err
	}
	return "", false, nil
}

// stdinPassword reads the first line of standard input, once.
func (a *app) stdinPassword() (string, error) {
	if a.stdinLine != "" {
		return a.stdinLine, nil
	}
	pw, err := firstLine(a.stdin)
	if err != nil {
		return "", usagef("try: pass show bounces | nixie scan --password-stdin …", "password from standard input: %w", err)
	}
	a.stdinLine = pw
	return pw, nil
}

// filePassword reads the first line of a file.
func filePassword(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", usagef("", "password: %w", err)
	}
	defer f.Close()
	pw, err := firstLine(f)
	if err != nil {
		return "", usagef("", "password: %s: %w", path, err)
	}
	return pw, nil
}

// commandPassword runs a shell command and takes the first line it prints.
func commandPassword(ctx context.Context, command string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, passwordTimeout)
	defer cancel()
	shell := []string{"sh", "-c", command}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/c", command}
	}
	cmd := exec.CommandContext(ctx, shell[0], shell[1:]...)
	cmd.Stdin, cmd.Stderr = os.Stdin, os.Stderr // a password manager talks to its owner
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if ctx.Err() != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "", failedf("", "password_cmd: no answer within %v", passwordTimeout)
	}
	if err != nil {
		return "", failedf("run it by hand to see why", "password_cmd: %q: %w", command, err)
	}
	pw, err := firstLine(strings.NewReader(string(out)))
	if err != nil {
		return "", failedf("run it by hand to see why", "password_cmd: %q: %w", command, err)
	}
	return pw, nil
}

// askPassword asks on the terminal, without showing what is typed.
func (a *app) askPassword(ctx context.Context, acc *account) (string, error) {
	in, ok := a.stdin.(*os.File)
	if !ok || !isTerminal(a.stdin) {
		hint := "pipe it in with --password-stdin, or set password_cmd for an account (nixie help config)"
		return "", usagef(hint, "no password, and no terminal to ask at")
	}
	fmt.Fprintf(a.stderr, "Password for %s: ", plain(acc.URL))
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

// firstLine returns the first line of r without its end. An empty one is an
// error: it would be sent as a wrong password, and lock accounts.
func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxPassword)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", errors.New("the first line is empty")
	}
	return line, nil
}
