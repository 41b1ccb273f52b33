package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/report/export/webhook"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// An Output is what `nixie scan` and `nixie watch` write, or tell, after what is
// new is recorded.
type Output struct {
	Type OutputType `toml:"type"` // CSVOutput or WebhookOutput

	Path string `toml:"path"` // CSV only: of the list; {date} is the day of UTC

	Name    string         `toml:"name"`    // webhook only: under which its deliveries are kept; default: its URL
	URL     string         `toml:"url"`     // webhook only
	Preset  webhook.Preset `toml:"preset"`  // webhook only; default "generic"
	Send    []webhook.News `toml:"send"`    // webhook only; default hard and complaint
	Wait    Duration       `toml:"wait"`    // webhook only; before a removal by bounces is told
	Timeout Duration       `toml:"timeout"` // webhook only; of one delivery
	TLS     TLS            `toml:"tls"`     // webhook only

	User            string `toml:"user"` // webhook only; HTTP Basic, with the password
	PasswordCmd     string `toml:"password_cmd"`
	PasswordFile    string `toml:"password_file"`
	PasswordEnv     string `toml:"password_env"`
	PasswordKeyring string `toml:"password_keyring"`

	SecretCmd     string `toml:"secret_cmd"` // webhook only; signs
	SecretFile    string `toml:"secret_file"`
	SecretEnv     string `toml:"secret_env"`
	SecretKeyring string `toml:"secret_keyring"`
}

// OutputType is a sort of output.
type OutputType string

// The sorts of output.
const (
	CSVOutput     OutputType = "csv"     // the list-cleanup file
	WebhookOutput OutputType = "webhook" // requests to another program
)

// UnmarshalText accepts the sorts that there are.
func (t *OutputType) UnmarshalText(text []byte) error {
	switch v := OutputType(text); v {
	case CSVOutput, WebhookOutput:
		*t = v
		return nil
	}
	return fmt.Errorf(`%q is no output; write "csv" or "webhook"`, text)
}

// Bounds of Timeout and Wait.
const (
	minWebhookTimeout = time.Second
	maxWebhookTimeout = 5 * time.Minute
	maxWebhookWait    = 7 * 24 * time.Hour
)

// OutputsOf returns the outputs of one sort, in the order of the file.
func (c *Config) OutputsOf(t OutputType) []Output {
	var all []Output
	for _, o := range c.Outputs {
		if o.Type == t {
			all = append(all, o)
		}
	}
	return all
}

// Password says where the password is kept.
func (o Output) Password() Secret {
	return Secret{Key: "password", Cmd: o.PasswordCmd, File: o.PasswordFile, Env: o.PasswordEnv, Keyring: o.PasswordKeyring}
}

// Secret says where the secret is kept that signs.
func (o Output) Secret() Secret {
	return Secret{Key: "secret", Cmd: o.SecretCmd, File: o.SecretFile, Env: o.SecretEnv, Keyring: o.SecretKeyring}
}

// Label is the name of a webhook, or its URL without what may be secret in it.
func (o Output) Label() string {
	if o.Name != "" {
		return o.Name
	}
	address, _, _ := strings.Cut(o.URL, "?")
	return address
}

// DatePath returns the path with the day of UTC in the place of {date}.
func DatePath(path string, now time.Time) string {
	return strings.ReplaceAll(path, "{date}", now.UTC().Format(time.DateOnly))
}

// resolve makes paths absolute.
func (o *Output) resolve(absolute func(*string)) {
	for _, path := range []*string{&o.Path, &o.PasswordFile, &o.SecretFile, &o.TLS.CA, &o.TLS.Cert, &o.TLS.Key} {
		absolute(path)
	}
}

// checkOutputs checks each output, and that no two are the same.
func (c *Config) checkOutputs(k *checker) {
	seen := map[string]bool{}
	for i := range c.Outputs {
		o := &c.Outputs[i]
		k := k.in(fmt.Sprintf("outputs[%d]", i))
		k.label = fmt.Sprintf("output %d: ", i+1)
		k.word("type", string(o.Type), new(OutputType))
		switch o.Type {
		case CSVOutput:
			o.checkCSV(k)
		case WebhookOutput:
			o.checkWebhook(k)
		case "":
			k.missing("type", `has no type; write "csv" or "webhook"`)
			continue
		}
		place := string(o.Type) + " " + filepath.Clean(o.Path) + " " + o.Label()
		if seen[place] {
			k.add("", "is there twice; give one of them another path or name")
		}
		seen[place] = true
	}
}

// placeholder is what looks like {date}.
var placeholder = regexp.MustCompile(`\{[A-Za-z_]*\}`)

// checkCSV refuses what only a webhook has.
func (o *Output) checkCSV(k *checker) {
	if o.Path == "" {
		k.missing("path", "has no path; write the name of the file")
	}
	if word := placeholder.FindString(strings.ReplaceAll(o.Path, "{date}", "")); word != "" {
		k.add("path", "path: there is no %s; the only one is {date}, the day", word)
	}
	if (*o).hasWebhook() {
		k.add("", `only a webhook has a url and what belongs to it; write type = "webhook"`)
	}
}

// hasWebhook reports whether a key of webhooks is given.
func (o Output) hasWebhook() bool {
	return o.Name+o.URL+string(o.Preset)+o.User != "" || len(o.Send) > 0 || o.Wait != 0 || o.Timeout != 0 || o.TLS != TLS{} ||
		o.Password().given() || o.Secret().given()
}

// checkWebhook finds what contradicts itself in a webhook.
func (o *Output) checkWebhook(k *checker) {
	if o.Path != "" {
		k.add("path", "path: a webhook writes no file")
	}
	if o.Name != "" && !accountName.MatchString(o.Name) {
		k.add("name", "the name %q must begin with a letter and hold only letters, digits, - and _", o.Name)
	}
	if err := checkWebhookURL(o.URL, o.TLS.Mode == imap.TLSNone); err != nil {
		k.add("url", "url: %v", err)
	}
	k.word("preset", string(o.Preset), new(webhook.Preset))
	for i, news := range o.Send {
		k.word("send", string(news), new(webhook.News))
		if slices.Contains(o.Send[:i], news) {
			k.add("send", "send: %q stands there twice", string(news))
		}
	}
	if t := time.Duration(o.Timeout); t != 0 && (t < minWebhookTimeout || t > maxWebhookTimeout) {
		k.add("timeout", "timeout: must be between %v and %v", minWebhookTimeout, maxWebhookTimeout)
	}
	if time.Duration(o.Wait) > maxWebhookWait {
		k.add("wait", "wait: must be at most %v", Duration(maxWebhookWait))
	}
	o.TLS.check(k.in("tls"))
	o.Password().check(k, "")
	o.Secret().check(k, "")
	if (o.User != "") != o.Password().given() {
		k.add("user", "user and password_cmd, password_file, password_env or password_keyring belong together; give both")
	}
}

// checkWebhookURL refuses what is no URL of HTTP, what carries a password, and
// plain text to another host unless that is allowed.
func checkWebhookURL(address string, plain bool) error {
	u, err := url.Parse(address)
	switch {
	case address == "":
		return errors.New("there is none; write https://host/path")
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return errors.New("is none of HTTP; write https://host/path")
	case u.User != nil:
		return errors.New("holds a user or a password; write user and password_cmd instead")
	case u.Scheme == "http" && !plain && !isLoopback(u.Hostname()):
		return fmt.Errorf(`http:// would send addresses to %s unencrypted; write https://, or tls = "none" if that must be`, u.Hostname())
	case u.Scheme == "https" && plain:
		return errors.New(`https:// always means TLS; with tls = "none" write http://`)
	}
	return checkPort(u)
}

// Exposed reports whether what is sent to the webhook can be read on its way.
func (o Output) Exposed() bool {
	u, err := url.Parse(o.URL)
	return err == nil && u.Scheme == "http" && !isLoopback(u.Hostname())
}

// isLoopback reports whether a host is this one.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// showOutputs writes the outputs.
func (s *shower) showOutputs() {
	for i, o := range s.c.Outputs {
		table := fmt.Sprintf("outputs[%d]", i)
		s.line("\n[[outputs]]")
		s.key(table, "type", string(o.Type))
		s.key(table, "path", o.Path)
		if o.Type != WebhookOutput {
			continue
		}
		s.key(table, "name", o.Name)
		s.key(table, "url", maskQuery(o.URL))
		s.key(table, "preset", string(orDefault(o.Preset, webhook.Generic)))
		send := []string{string(webhook.Hard), string(webhook.Complaint)}
		if len(o.Send) > 0 {
			send = nil
			for _, n := range o.Send {
				send = append(send, string(n))
			}
		}
		s.key(table, "send", send)
		if o.Wait > 0 {
			s.key(table, "wait", o.Wait)
		}
		s.key(table, "timeout", orDefault(o.Timeout, defaultWebhookTimeout))
		s.tls(table, o.TLS)
		s.key(table, "user", o.User)
		for _, secret := range []Secret{o.Password(), o.Secret()} {
			s.key(table, secret.Key+"_cmd", secret.Cmd)
			s.key(table, secret.Key+"_file", secret.File)
			s.key(table, secret.Key+"_env", secret.Env)
			s.key(table, secret.Key+"_keyring", secret.Keyring)
		}
	}
}

// defaultWebhookTimeout is that of package webhook, for showing.
const defaultWebhookTimeout Duration = 30e9

// maskQuery takes out of a URL what may be a secret.
func maskQuery(address string) string {
	if place, _, asks := strings.Cut(address, "?"); asks {
		return place + "?masked"
	}
	return address
}
