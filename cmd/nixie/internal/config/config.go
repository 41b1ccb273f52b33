// Package config reads nixie's configuration, a TOML file.
//
//	conf, err := config.Load("", os.Getenv)
//
// The file is the one that is named, or the first of those that [Find] lists;
// without any, everything has its default. Each table has a file of its own
// here, named like it: its type, whose fields are the keys, and its check.
//
// # Leniency
//
// There is none: a key that is not known, a value that cannot be and two keys
// that contradict each other are mistakes. All of them are reported at once,
// each with its file and line and, where a slip is likely, with the key that is
// meant ([Mistakes]).
//
// # Secrets
//
// The file never holds a secret word, only where to get it ([Secret]), and the
// environment can hold it instead: NIXIE_ACCOUNTS_BOUNCES_PASSWORD, or the name
// of a file in NIXIE_ACCOUNTS_BOUNCES_PASSWORD_FILE, for the account "bounces".
//
// # Limits
//
// A file above 1 MiB is refused.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Version is the version of the form of the file that this package reads.
const Version = 1

// maxFile is the largest file that is read, in bytes: a thousand accounts need
// a third of it.
const maxFile = 1 << 20

// A Config is the configuration. Every key that is not a field here or below is
// a mistake.
type Config struct {
	Version  int       `toml:"version"`  // of the file's form
	State    string    `toml:"state"`    // URL of the ledger: "sqlite:/var/lib/nixie/nixie.db"
	Rules    string    `toml:"rules"`    // a folder of rules that lie over the built-in ones
	Tokens   string    `toml:"tokens"`   // a folder for tokens of OAuth2, where an account names no file; "" for that of the user
	Accounts []Account `toml:"accounts"` // mailboxes
	Watch    Watch     `toml:"watch"`    // of `nixie watch`

	Correlate Correlate `toml:"correlate"` // whom and which mailing a report is about
	Outputs   []Output  `toml:"outputs"`   // written and told after a scan
	Policy    Policy    `toml:"policy"`    // when an address is to be removed

	// Path is the file that was read, "" if there is none.
	Path string `toml:"-"`

	lines lines // of the keys in the file
}

// Load reads the configuration from the file of that name, or where it is ""
// from the first that Find knows. Without any file it returns the defaults.
// Getenv looks up a variable of the environment.
//
// The error is a *Mistakes if the file can be read and is wrong.
func Load(named string, getenv func(string) string) (*Config, error) {
	path, err := Find(named, getenv)
	if err != nil {
		return nil, err
	}
	if path == "" {
		return &Config{Version: Version}, nil
	}
	text, err := read(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	return Parse(path, text)
}

// read reads a whole file of at most maxFile bytes.
func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = fmt.Errorf("%s: is larger than %d bytes", path, maxFile)
	}
	return text, err
}

// Find returns the path of the configuration: named, else $NIXIE_CONFIG, else
// the first that exists of ./nixie.toml, $XDG_CONFIG_HOME/nixie/config.toml and
// /etc/nixie/config.toml, else "". A file that was asked for by name need not
// exist; reading it will tell.
func Find(named string, getenv func(string) string) (string, error) {
	if named == "" {
		named = getenv("NIXIE_CONFIG")
	}
	if named != "" {
		return named, nil
	}
	home := getenv("XDG_CONFIG_HOME")
	if home == "" && getenv("HOME") != "" {
		home = filepath.Join(getenv("HOME"), ".config")
	}
	paths := []string{"nixie.toml"}
	if home != "" {
		paths = append(paths, filepath.Join(home, "nixie", "config.toml"))
	}
	for _, path := range append(paths, "/etc/nixie/config.toml") {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		} else if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return "", fmt.Errorf("configuration: %w", err)
		}
	}
	return "", nil
}

// Account returns the account of that name, or nil.
func (c *Config) Account(name string) *Account {
	for i := range c.Accounts {
		if c.Accounts[i].Name == name {
			return &c.Accounts[i]
		}
	}
	return nil
}

// AccountNames returns the names in the order of the file.
func (c *Config) AccountNames() []string {
	var names []string
	for _, a := range c.Accounts {
		names = append(names, a.Name)
	}
	return names
}

// resolvePaths makes relative paths relative to the folder of the file, so
// that nixie does the same wherever it is started.
func (c *Config) resolvePaths() {
	absolute := func(path *string) {
		if *path != "" && !filepath.IsAbs(*path) && !strings.Contains(*path, "://") {
			*path = filepath.Join(filepath.Dir(c.Path), *path)
		}
	}
	if path, ok := strings.CutPrefix(c.State, SQLite); ok {
		absolute(&path)
		c.State = SQLite + path
	}
	absolute(&c.Rules)
	absolute(&c.Tokens)
	absolute(&c.Watch.Health)
	for i := range c.Outputs {
		c.Outputs[i].resolve(absolute)
	}
	for i := range c.Accounts {
		a := &c.Accounts[i]
		absolute(&a.URL)
		absolute(&a.Auth.PasswordFile)
		absolute(&a.Auth.ClientSecretFile)
		absolute(&a.Auth.TokenFile)
		if c.Tokens != "" && a.Auth.Type == OAuth2Auth && a.Auth.TokenFile == "" {
			a.Auth.TokenFile = filepath.Join(c.Tokens, a.Name+".json")
		}
		absolute(&a.TLS.CA)
		absolute(&a.TLS.Cert)
		absolute(&a.TLS.Key)
	}
}
