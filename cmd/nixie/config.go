package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pelletier/go-toml/v2"

	"github.com/nixie-mail/nixie/scanner/imap"
)

// config is the configuration file. Every key that is not listed here is an
// error; `nixie help config` shows a complete example.
type config struct {
	Version  int       `toml:"version"`  // of the file's form; 1
	State    string    `toml:"state"`    // URL of the ledger: "sqlite:/var/lib/nixie/nixie.db"
	Accounts []account `toml:"accounts"` // mailboxes that `nixie scan` reads

	path string // where it was read, "" if there is none
}

// account is one mailbox.
type account struct {
	Name    string   `toml:"name"`    // how the command line calls it
	URL     string   `toml:"url"`     // imaps://user@host, imap://user@host, or a path
	Auth    auth     `toml:"auth"`    // IMAP only
	TLS     tlsMode  `toml:"tls"`     // IMAP only; "none" gives up encryption
	Folders []string `toml:"folders"` // IMAP only; default INBOX
	Since   moment   `toml:"since"`   // on the first scan, leave older mail alone

	MaxMessage size `toml:"max_message"` // 0: the value of --max-message
}

// auth is how an account signs in.
type auth struct {
	Type         authType `toml:"type"`          // "password", also if empty
	PasswordCmd  string   `toml:"password_cmd"`  // a shell command that prints it
	PasswordFile string   `toml:"password_file"` // a file that holds it
	PasswordEnv  string   `toml:"password_env"`  // an environment variable that holds it
}

// authType is a way to sign in.
type authType string

// UnmarshalText accepts the ways that there are.
func (t *authType) UnmarshalText(text []byte) error {
	if s := string(text); s != "password" {
		return fmt.Errorf("%q is no way to sign in; only \"password\" is", s)
	}
	*t = authType(text)
	return nil
}

// tlsMode is how the line to a server is protected.
type tlsMode struct{ imap.TLSMode }

// UnmarshalText accepts the modes.
func (t *tlsMode) UnmarshalText(text []byte) error {
	if err := t.TLSMode.UnmarshalText(text); err != nil {
		return fmt.Errorf("%q is no protection; write \"auto\" or \"none\"", text)
	}
	return nil
}

// loadConfig reads the configuration: the named file, or the first that exists
// of those that findConfig lists. Without any it returns an empty one.
func loadConfig(named string, env environment) (*config, error) {
	path, err := findConfig(named, env)
	if err != nil || path == "" {
		return &config{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, usagef("check the path and the permissions", "configuration: %w", err)
	}
	defer f.Close()
	c := &config{path: path, Version: 1}
	decoder := toml.NewDecoder(f)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(c); err != nil {
		return nil, &exitError{code: exitUsage, err: configMistakes(path, err),
			hint: "nixie help config shows every key"}
	}
	c.resolvePaths()
	if err := c.check(); err != nil {
		return nil, &exitError{code: exitUsage, err: err, hint: "nixie help config shows every key"}
	}
	return c, nil
}

// findConfig returns the path of the configuration, or "" if there is none. A
// file that was asked for by name must exist.
func findConfig(named string, env environment) (string, error) {
	if named == "" {
		named = env.get("NIXIE_CONFIG")
	}
	if named != "" {
		return named, nil
	}
	home := env.get("XDG_CONFIG_HOME")
	if home == "" && env.get("HOME") != "" {
		home = filepath.Join(env.get("HOME"), ".config")
	}
	paths := []string{"nixie.toml"}
	if home != "" {
		paths = append(paths, filepath.Join(home, "nixie", "config.toml"))
	}
	for _, path := range append(paths, "/etc/nixie/config.toml") {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		} else if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return "", usagef("check the path and the permissions", "configuration: %w", err)
		}
	}
	return "", nil
}

// account returns the account of that name, or nil.
func (c *config) account(name string) *account {
	for i := range c.Accounts {
		if c.Accounts[i].Name == name {
			return &c.Accounts[i]
		}
	}
	return nil
}

// accountNames returns the names in the order of the file.
func (c *config) accountNames() []string {
	var names []string
	for _, a := range c.Accounts {
		names = append(names, a.Name)
	}
	return names
}
