package config

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/imap/oauth"
)

// Show writes the effective configuration as TOML, with a note at each key of
// where it comes from. No secret is in it: a secret is shown by the place where
// it is kept, and that of a database's URL is masked.
func (c *Config) Show(w io.Writer, getenv func(string) string) error {
	s := &shower{c: c, getenv: getenv}
	if c.Path == "" {
		s.line("# There is no configuration file; these are the defaults.")
	} else {
		s.line("# " + c.Path)
	}
	s.key("", "version", c.Version)
	state := c.State
	if state == "" {
		state = SQLite + "nixie.db"
	}
	s.key("", "state", mask(state))
	s.key("", "rules", c.Rules)
	s.key("", "tokens", c.Tokens)
	for i := range c.Accounts {
		s.account(fmt.Sprintf("accounts[%d]", i), &c.Accounts[i])
	}
	s.line("\n[watch]")
	s.key("watch", "poll", Duration(c.Watch.PollEvery()))
	s.key("watch", "idle", c.Watch.MayIdle())
	s.key("watch", "health", c.Watch.Health)
	c.Correlate.show(s)
	s.showOutputs()
	c.Policy.show(s)
	_, err := io.WriteString(w, s.text.String())
	return err
}

// A shower writes keys with their places.
type shower struct {
	c      *Config
	getenv func(string) string
	text   strings.Builder
}

func (s *shower) line(text string) { s.text.WriteString(text + "\n") }

// account writes one account.
func (s *shower) account(table string, a *Account) {
	s.line("\n[[accounts]]")
	s.key(table, "name", a.Name)
	s.key(table, "url", a.URL)
	if IsIMAP(a.URL) {
		s.key(table, "folders", a.Scanned())
		s.auth(table, a)
		s.tls(table, a.TLS)
		s.key(table, "timeout", orDefault(a.Timeout, defaultTimeout))
		s.key(table, "mailbox_actions", a.MailboxActions.String())
	}
	s.key(table, "since", a.Since.String())
	s.key(table, "fetch.max_message", orDefault(a.Fetch.MaxMessage, defaultMaxMessage))
	if IsIMAP(a.URL) {
		s.key(table, "fetch.partial", orDefault(a.Fetch.Partial, defaultPartial))
		s.key(table, "fetch.batch", orDefault(a.Fetch.Batch, defaultBatch))
		s.key(table, "fetch.rate", a.Fetch.Rate)
		for _, sort := range Sorts {
			if act := a.On[sort]; act != (scanner.Act{}) {
				s.key(table, "on."+sort, act.String())
			}
		}
	}
}

// The defaults of scanner/imap, for showing.
const (
	defaultTenant              = "common" // any account, as far as the program is registered for all
	defaultTimeout    Duration = 60e9
	defaultMaxMessage Size     = 32 << 20
	defaultPartial    Size     = 256 << 10
	defaultBatch               = 200
)

// orDefault returns v, or otherwise if it is zero.
func orDefault[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// auth writes how an account signs in, and which variable of the environment
// wins over it.
func (s *shower) auth(table string, a *Account) {
	s.key(table, "auth.type", string(orDefault(a.Auth.Type, PasswordAuth)))
	for _, secret := range []Secret{a.Auth.Password(), a.Auth.ClientSecret()} {
		from := secret.Of(a.Name, s.getenv)
		if from != secret { // the environment wins
			s.line(fmt.Sprintf("# the %s is taken from the environment: %s", secret.Key, orDefault(from.Env, secret.Variable(a.Name)+"_FILE")))
			continue
		}
		s.key(table, "auth."+secret.Key+"_cmd", secret.Cmd)
		s.key(table, "auth."+secret.Key+"_file", secret.File)
		s.key(table, "auth."+secret.Key+"_env", secret.Env)
		s.key(table, "auth."+secret.Key+"_keyring", secret.Keyring)
	}
	o := a.Auth.OAuth2
	if o.Provider == oauth.Microsoft {
		o.Tenant = orDefault(o.Tenant, defaultTenant)
	}
	for _, k := range []struct{ name, value string }{
		{"provider", string(o.Provider)}, {"tenant", o.Tenant}, {"cloud", string(o.Cloud)}, {"flow", string(o.Flow)}, {"client_id", o.ClientID},
		{"issuer", o.Issuer}, {"auth_url", o.AuthURL}, {"token_url", o.TokenURL}, {"device_url", o.DeviceURL},
		{"revoke_url", o.RevokeURL}, {"mailbox", o.Mailbox}, {"store", string(o.Store)}, {"token_file", o.TokenFile},
	} {
		s.key(table, "auth."+k.name, k.value)
	}
	if len(o.Scopes) > 0 {
		s.key(table, "auth.scopes", o.Scopes)
	}
}

// tls writes how the line is protected.
func (s *shower) tls(table string, t TLS) {
	if t == (TLS{Mode: imap.TLSNone}) {
		s.key(table, "tls", "none")
		return
	}
	s.key(table, "tls.mode", orDefault(string(t.Mode), "auto"))
	s.key(table, "tls.ca", t.CA)
	s.key(table, "tls.cert", t.Cert)
	s.key(table, "tls.key", t.Key)
	s.key(table, "tls.server_name", t.ServerName)
}

// key writes one key, if it has a value, and where it comes from.
func (s *shower) key(table, name string, value any) {
	text := tomlValue(value)
	if text == `""` {
		return
	}
	from := "default"
	if line, ok := s.c.lines[join(table, name)]; ok {
		from = fmt.Sprintf("line %d", line)
	}
	line := name + " = " + text
	s.line(line + strings.Repeat(" ", max(1, 60-utf8.RuneCountInString(line))) + "# " + from)
}

// tomlValue writes a value as TOML.
func tomlValue(value any) string {
	switch v := value.(type) {
	case []string:
		var all []string
		for _, s := range v {
			all = append(all, tomlValue(s))
		}
		return "[" + strings.Join(all, ", ") + "]"
	case bool, int, float64:
		return fmt.Sprint(v)
	case fmt.Stringer:
		return tomlValue(v.String())
	}
	return quote(reflect.ValueOf(value).String())
}

// quote writes a basic string of TOML (toml.io/en/v1.0.0#string): what cannot
// be printed is escaped, and so harmless on a terminal.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// mask takes the password out of a database's URL.
func mask(state string) string {
	scheme, rest, ok := strings.Cut(state, "://")
	if !ok {
		return state
	}
	rest, query, asks := strings.Cut(rest, "?") // ?password=… is a way to say it, too
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		if user, _, has := strings.Cut(rest[:at], ":"); has {
			rest = user + ":***" + rest[at:]
		}
	}
	if asks && query != "" {
		rest += "?***"
	}
	return scheme + "://" + rest
}
