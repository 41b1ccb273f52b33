package config

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// An Account is one mailbox.
type Account struct {
	Name    string   `toml:"name"`    // how the command line calls it
	URL     string   `toml:"url"`     // imaps://user@host, imap://user@host, or a path
	Auth    Auth     `toml:"auth"`    // IMAP only
	TLS     TLS      `toml:"tls"`     // IMAP only
	Folders []string `toml:"folders"` // IMAP only; default INBOX
	Since   Moment   `toml:"since"`   // on the first scan, leave older mail alone
	Fetch   Fetch    `toml:"fetch"`
	Timeout Duration `toml:"timeout"` // IMAP only; of every wait for the server

	// MailboxActions allows the acts of On to be done without --apply.
	MailboxActions Permission   `toml:"mailbox_actions"`
	On             scanner.Acts `toml:"on"` // what becomes of each sort of message
}

// Fetch says how mail is read. Zero values are the defaults.
type Fetch struct {
	MaxMessage Size `toml:"max_message"` // a larger message is reported, not read; default --max-message
	Partial    Size `toml:"partial"`     // what is read of a message at first; IMAP only
	Batch      int  `toml:"batch"`       // messages asked for in one command; IMAP only
	Rate       int  `toml:"rate"`        // messages a minute at most; IMAP only; 0: as fast as it goes
}

// Bounds of an account's numbers.
const (
	minTimeout = 5 * time.Second // less than a busy server needs for a greeting
	maxTimeout = time.Hour
	minPartial = 4 << 10 // the header of a bounce fits in it
	maxBatch   = 500     // package imap asks for no more in one command
	maxRate    = 1_000_000
)

// Permission says whether the mailbox may be changed without --apply.
type Permission bool

// UnmarshalText reads "apply" and "none".
func (p *Permission) UnmarshalText(text []byte) error {
	switch string(text) {
	case "apply", "none":
		*p = string(text) == "apply"
		return nil
	}
	return fmt.Errorf(`%q is no permission; write "apply", or "none" to act only with --apply`, text)
}

// String returns what UnmarshalText reads.
func (p Permission) String() string {
	if p {
		return "apply"
	}
	return "none"
}

// Label is what messages to people call the account: its name, or its URL.
func (a *Account) Label() string {
	if a.Name != "" {
		return a.Name
	}
	return a.URL
}

// Scanned returns the folders that are scanned: those of the key, else that of
// the URL, else INBOX.
func (a *Account) Scanned() []string {
	if len(a.Folders) > 0 {
		return a.Folders
	}
	if _, folder := splitURL(a.URL); folder != "" {
		return []string{folder}
	}
	return []string{"INBOX"}
}

// accountName is what a name may be: it becomes part of an environment
// variable, and must not look like a path.
var accountName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// check finds what the decoder cannot see in one account, name apart.
func (a *Account) check(c *checker) {
	if a.URL == "" {
		c.missing("url", "has no url; write imaps://user@host, or a path")
		return
	}
	if err := CheckURL(a.URL); err != nil {
		c.add("url", "%v", err)
	}
	if IsIMAP(a.URL) {
		a.checkServer(c)
	} else {
		a.checkPath(c)
	}
	a.Fetch.check(c.in("fetch"))
	if now := time.Now(); a.Since.Begin(now).After(now) {
		c.add("since", "since: %s is in the future, so that no mail would be read; write 90d or a date of the past", &a.Since)
	}
	a.checkActs(c)
}

// checkPath refuses what only a server has.
func (a *Account) checkPath(c *checker) {
	for _, k := range []struct {
		key string
		set bool
	}{
		{"auth", a.Auth.set()}, {"tls", a.TLS != TLS{}}, {"folders", len(a.Folders) > 0}, {"timeout", a.Timeout != 0},
		{"fetch.partial", a.Fetch.Partial != 0}, {"fetch.batch", a.Fetch.Batch != 0}, {"fetch.rate", a.Fetch.Rate != 0},
		{"on", len(a.On) > 0}, {"mailbox_actions", bool(a.MailboxActions)},
	} {
		if k.set {
			c.add(k.key, "%s is for IMAP only, and %s is a path", k.key, a.URL)
		}
	}
}

// checkServer finds what contradicts itself in an IMAP account.
func (a *Account) checkServer(c *checker) {
	a.Auth.check(c.in("auth"))
	a.TLS.check(c.in("tls"))
	if a.Auth.Type == CertificateAuth && a.TLS.Cert == "" {
		c.add("auth.type", `auth: type = "certificate" needs tls = { cert = …, key = … }`)
	}
	_, folder := splitURL(a.URL)
	if folder != "" && len(a.Folders) > 0 {
		c.add("folders", "both the url and folders name a folder; let the url end after the host")
	}
	seen := map[string]bool{}
	for _, f := range a.Folders {
		if key := folderKey(f); key == "" {
			c.add("folders", "a folder has no name")
		} else if seen[key] {
			c.add("folders", "the folder %q is named twice", f)
		} else {
			seen[key] = true
		}
	}
	if strings.HasPrefix(a.URL, "imaps:") && a.TLS.Mode == imap.TLSNone {
		c.add("tls", `imaps:// always means TLS; with tls = "none" write imap://`)
	}
	if t := time.Duration(a.Timeout); t != 0 && (t < minTimeout || t > maxTimeout) {
		c.add("timeout", "timeout: must be between %v and %v", minTimeout, maxTimeout)
	}
}

// check finds numbers that cannot be meant. Zero is the default only where the
// key is not given.
func (f Fetch) check(c *checker) {
	if c.given("max_message") && f.MaxMessage < minPartial {
		c.add("max_message", "fetch.max_message: must be %v at least", Size(minPartial))
	}
	switch whole := orDefault(f.MaxMessage, defaultMaxMessage); {
	case !c.given("partial"):
	case f.Partial < minPartial:
		c.add("partial", "fetch.partial: must be %v at least", Size(minPartial))
	case f.Partial > whole:
		c.add("partial", "fetch.partial: is larger than max_message, %v", whole)
	}
	if c.given("batch") && (f.Batch < 1 || f.Batch > maxBatch) {
		c.add("batch", "fetch.batch: must be between 1 and %d messages", maxBatch)
	}
	if f.Rate < 0 || f.Rate > maxRate {
		c.add("rate", "fetch.rate: must be between 0 and %d messages a minute", maxRate)
	}
}
