package config

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
)

const (
	// secretTimeout is how long a command may take that prints a secret. A
	// password manager may ask its owner for a fingerprint; a job at night
	// must not hang.
	secretTimeout = 60 * time.Second
	// maxSecret is above every password and token, and small.
	maxSecret = 64 << 10
)

// ErrNoSecret says that nothing tells where the secret is kept.
var ErrNoSecret = errors.New("nothing says where it is kept")

// A Secret says where a secret word is kept. It never holds the word.
type Secret struct {
	Key  string // what the keys begin with: "password" of "password_cmd"
	Cmd  string // a shell command that prints it
	File string // a file that holds it
	Env  string // an environment variable that holds it

	Keyring string // the user name of its entry in the system's keyring
}

// given reports whether it is kept anywhere.
func (s Secret) given() bool { return s.Cmd != "" || s.File != "" || s.Env != "" || s.Keyring != "" }

// check refuses more than one place. In is the table of the keys, for people.
func (s Secret) check(c *checker, in string) {
	ways := 0
	for _, way := range []string{s.Cmd, s.File, s.Env, s.Keyring} {
		if way != "" {
			ways++
		}
	}
	if ways > 1 {
		c.add("", "%[2]sgive one of %[1]s_cmd, %[1]s_file, %[1]s_env and %[1]s_keyring, not several", s.Key, in)
	}
}

// Variable is the environment variable that stands for the secret of an
// account, "" if the account has no name. With _FILE behind it, it names a file.
func (s Secret) Variable(account string) string {
	if account == "" {
		return ""
	}
	return "NIXIE_ACCOUNTS_" + variable(account) + "_" + strings.ToUpper(s.Key)
}

// variable is the part of an environment variable that names an account.
func variable(account string) string {
	return strings.ToUpper(strings.ReplaceAll(account, "-", "_"))
}

// Of returns where the secret of an account is kept if the environment is asked
// first, which wins over the file.
func (s Secret) Of(account string, getenv func(string) string) Secret {
	name := s.Variable(account)
	switch {
	case name == "":
	case getenv(name) != "":
		return Secret{Key: s.Key, Env: name}
	case getenv(name+"_FILE") != "":
		return Secret{Key: s.Key, File: getenv(name + "_FILE")}
	}
	return s
}

// Read gets the word: the first line of what the command prints or the file
// holds, the variable, or the entry in the keyring. A command talks to its owner on this process's
// standard input and error. No error holds the word. ErrNoSecret, wrapped, says
// that there is no place.
func (s Secret) Read(ctx context.Context, getenv func(string) string) (string, error) {
	var word string
	var err error
	switch {
	case s.Cmd != "":
		word, err = s.run(ctx)
	case s.File != "":
		word, err = readFirstLine(s.File)
	case s.Env != "":
		if word = getenv(s.Env); word == "" {
			err = fmt.Errorf("the variable %s is not set", s.Env)
		}
	case s.Keyring != "":
		word, err = s.fromKeyring(ctx)
	default:
		err = ErrNoSecret
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", s.Key, err)
	}
	return word, nil
}

// run runs the shell command and takes the first line that it prints. When its
// time is up, what it has started ends with it.
func (s Secret) run(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, secretTimeout)
	defer cancel()
	shell := []string{"sh", "-c", s.Cmd}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/c", s.Cmd}
	}
	cmd := exec.CommandContext(ctx, shell[0], shell[1:]...)
	cmd.Stdin, cmd.Stderr = os.Stdin, os.Stderr
	cmd.WaitDelay = time.Second
	endTogether(cmd)
	out, err := cmd.Output()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "", fmt.Errorf("%s_cmd: no answer within %v", s.Key, secretTimeout)
	}
	if err == nil {
		var word string
		if word, err = FirstLine(strings.NewReader(string(out))); err == nil {
			return word, nil
		}
	}
	return "", fmt.Errorf("%s_cmd: %q: %w; run it by hand to see why", s.Key, s.Cmd, err)
}

// readFirstLine reads the first line of a file.
func readFirstLine(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	word, err := FirstLine(f)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return word, nil
}

// FirstLine returns the first line of r without its end. An empty one is an
// error: it would be sent as a wrong password, and lock accounts.
func FirstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxSecret)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", errors.New("the first line is empty")
	}
	return line, nil
}
