package main

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/nixie-mail/nixie/scanner/imap"
)

// configMistakes turns what the TOML decoder found into one error a line,
// each with file, line, and what to write instead.
func configMistakes(path string, err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) {
		var all []error
		for i := range strict.Errors {
			e := &strict.Errors[i]
			line, _ := e.Position()
			all = append(all, fmt.Errorf("%s:%d: %s", path, line, unknownKey(e.Key())))
		}
		return errors.Join(all...)
	}
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		line, _ := bad.Position()
		what := strings.TrimPrefix(bad.Error(), "toml: ")
		if key := strings.Join(bad.Key(), "."); key != "" && !strings.Contains(what, key) {
			what = key + ": " + what
		}
		return fmt.Errorf("%s:%d: %s", path, line, what)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// unknownKey says that there is no such key, and which may be meant.
func unknownKey(key toml.Key) string {
	what := fmt.Sprintf("unknown key %q", strings.Join(key, "."))
	if c := nearest(key[len(key)-1], keysOf(reflect.TypeFor[config](), key[:len(key)-1])); c != "" {
		what += fmt.Sprintf("; did you mean %q?", c)
	}
	return what
}

// keysOf returns the keys that the table at path may have, and those of the
// tables in it: the decoder leaves inline tables out of its paths.
func keysOf(t reflect.Type, path []string) []string {
	for t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var keys, below []string
	for f := range t.Fields() {
		key, ok := f.Tag.Lookup("toml")
		switch {
		case !ok:
		case len(path) > 0 && key == path[0]:
			return keysOf(f.Type, path[1:])
		case len(path) == 0:
			keys = append(keys, key)
			below = append(below, keysOf(f.Type, nil)...)
		}
	}
	return append(keys, below...)
}

// resolvePaths makes relative paths relative to the folder of the file, so
// that a scan does the same wherever it is started.
func (c *config) resolvePaths() {
	dir := filepath.Dir(c.path)
	absolute := func(path string) string {
		if path == "" || filepath.IsAbs(path) || strings.Contains(path, "://") {
			return path
		}
		return filepath.Join(dir, path)
	}
	if path, ok := strings.CutPrefix(c.State, sqliteScheme); ok {
		c.State = sqliteScheme + absolute(path)
	}
	for i := range c.Accounts {
		a := &c.Accounts[i]
		a.URL = absolute(a.URL)
		a.Auth.PasswordFile = absolute(a.Auth.PasswordFile)
	}
}

// accountName is what a name may be: it becomes part of an environment
// variable, and must not look like a path.
var accountName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// check finds what the decoder cannot see, all of it at once.
func (c *config) check() error {
	var all []error
	add := func(where, format string, args ...any) {
		all = append(all, fmt.Errorf("%s: %s: %s", c.path, where, fmt.Sprintf(format, args...)))
	}
	if c.Version != 1 {
		add("version", "must be 1; this nixie knows no other")
	}
	if c.State != "" {
		if _, err := sqlitePath(c.State); err != nil {
			add("state", "%v", err)
		}
	}
	seen := map[string]bool{}
	for i, a := range c.Accounts {
		where := fmt.Sprintf("account %d", i+1)
		switch {
		case a.Name == "":
			add(where, "has no name")
			continue
		case !accountName.MatchString(a.Name):
			add(where, "the name %q must begin with a letter and hold only letters, digits, - and _", a.Name)
		case seen[a.Name]:
			add(where, "the name %q is taken by another account", a.Name)
		}
		seen[a.Name] = true
		for _, mistake := range a.mistakes() {
			add("account "+a.Name, "%s", mistake)
		}
	}
	return errors.Join(all...)
}

// mistakes returns what is wrong with one account, name apart.
func (a *account) mistakes() []string {
	var all []string
	if a.URL == "" {
		return []string{`has no url; write imaps://user@host, or a path`}
	}
	if err := checkURL(a.URL); err != nil {
		all = append(all, err.Error())
	}
	ways := 0
	for _, way := range []string{a.Auth.PasswordCmd, a.Auth.PasswordFile, a.Auth.PasswordEnv} {
		if way != "" {
			ways++
		}
	}
	if ways > 1 {
		all = append(all, "auth: give one of password_cmd, password_file and password_env, not several")
	}
	if !isIMAP(a.URL) && (ways > 0 || a.TLS.TLSMode != "" || len(a.Folders) > 0) {
		all = append(all, "auth, tls and folders are for IMAP only, and "+a.URL+" is a path")
	}
	if u, err := url.Parse(a.URL); err == nil && isIMAP(a.URL) && strings.Trim(u.Path, "/") != "" && len(a.Folders) > 0 {
		all = append(all, "both the url and folders name a folder; let the url end after the host")
	}
	if strings.HasPrefix(a.URL, "imaps:") && a.TLS.TLSMode == imap.TLSNone {
		all = append(all, `imaps:// always means TLS; with tls = "none" write imap://`)
	}
	return all
}

// isIMAP reports whether a source is a server's mailbox rather than a path.
func isIMAP(source string) bool {
	return strings.HasPrefix(source, "imap://") || strings.HasPrefix(source, "imaps://")
}

// checkURL refuses what is no path and no IMAP URL, and a URL that carries a
// password: URLs end up in logs, lists of processes and reports.
func checkURL(source string) error {
	if !strings.Contains(source, "://") {
		return nil
	}
	if !isIMAP(source) {
		scheme, _, _ := strings.Cut(source, "://")
		return fmt.Errorf("%s:// is no source that nixie reads; write imaps://user@host, imap://user@host, or a path", scheme)
	}
	u, err := url.Parse(source)
	if err != nil {
		// The text of the error holds the URL, and the URL may hold a password.
		return errors.New("the URL is malformed; write imaps://user@host/INBOX (in the user's name, write % as %25 and / as %2F)")
	}
	if _, has := u.User.Password(); has {
		return fmt.Errorf("the URL of %s holds a password; leave it out: nixie asks for it, or takes it from password_cmd, password_file, password_env or --password-stdin", u.Host)
	}
	if u.Hostname() == "" {
		return errors.New("the URL names no host; write imaps://user@host")
	}
	return nil
}
