package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

// Doubts returns what is no mistake and yet hardly meant: files of secrets that
// are not there or that everybody can read, a password in a URL. It looks at the
// files, which may be others when nixie runs: a service's may not be there yet.
func (c *Config) Doubts(getenv func(string) string) []string {
	var all []string
	if HoldsPassword(c.State) {
		all = append(all, "state holds a password, which belongs into no URL: leave it out, and let PGPASSWORD give it, or a file that PGPASSFILE names (~/.pgpass)")
	}
	for i := range c.Accounts {
		a := &c.Accounts[i]
		label := "account " + a.Name + ": "
		if a.Auth.Provider == oauth.Microsoft && a.Auth.Tenant == "" {
			all = append(all, label+`no tenant is named, which is good only for a client_id that is registered for all organisations; else write tenant = "example.org"`)
		}
		all = append(all, doubtsOf(label, a.Auth.Password().Of(a.Name, getenv), a.Auth.ClientSecret().Of(a.Name, getenv))...)
	}
	for _, o := range c.Outputs {
		all = append(all, doubtsOf("output "+o.Label()+": ", o.Password(), o.Secret())...)
	}
	return all
}

// doubtsOf returns the doubts about where secrets are kept.
func doubtsOf(label string, secrets ...Secret) []string {
	var all []string
	for _, s := range secrets {
		if doubt := s.Doubt(); doubt != "" {
			all = append(all, label+doubt)
		}
	}
	return all
}

// containerSecrets is where the managers of containers put what only that
// container is to see, in files that each user in it can read.
const containerSecrets = "/run/secrets/"

// Doubt says what is doubtful about the file of a secret, "" if nothing is or if it
// is kept elsewhere.
func (s Secret) Doubt() string {
	if s.File == "" {
		return ""
	}
	info, err := os.Stat(s.File)
	var why *fs.PathError
	switch {
	case errors.As(err, &why):
		return fmt.Sprintf("%s_file: %s: %v", s.Key, s.File, why.Err)
	case err != nil || runtime.GOOS == "windows" || strings.HasPrefix(s.File, containerSecrets):
		return ""
	case info.Mode().Perm()&0o007 != 0:
		return fmt.Sprintf("%s_file: every user of this machine can get at %s (mode %04o); run: chmod o= %[2]s", s.Key, s.File, info.Mode().Perm())
	}
	return ""
}
