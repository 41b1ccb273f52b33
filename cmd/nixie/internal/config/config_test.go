package config_test

import (
	"crypto/tls"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// account makes a file with one good account and more keys of it.
func account(keys string) string {
	return "[[accounts]]\nname = \"b\"\nurl = \"imaps://b@mail.example.org\"\n" + keys
}

// TestMistakes: each mistake is found, with its line and what to write.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown key", "stat = 1", `c.toml:1: unknown key "stat"; did you mean "state"?`},
		{"in an account", account(`nmae = "x"`), `c.toml:4: unknown key "accounts.nmae"; did you mean "name"?`},
		{"in an inline table", account(`auth = { pasword_cmd = "x" }`), `c.toml:4: unknown key "accounts.pasword_cmd"; did you mean "auth.password_cmd"?`},
		{"where it was once", account(`max_message = "1MiB"`), `c.toml:4: unknown key "accounts.max_message"; did you mean "fetch.max_message"?`},
		{"nothing near", account(`zzz = 1`), `c.toml:4: unknown key "accounts.zzz"`},
		{"two values that cannot be", "version = 1\n" + account("fetch = { max_message = \"huge\" }\nsince = \"yore\""),
			"c.toml:5:25: accounts.fetch: \"huge\" is no size; write 256KiB or 32MiB\nc.toml:6:9: accounts.since: \"yore\" is no time; write a date (2026-01-31) or how long ago (36h, 7d, 2w)"},
		{"a value and an unknown key", account("timeout = \"soon\"\nfoldrs = []"),
			"c.toml:4:11: accounts.timeout: \"soon\" is no length of time; write 90s, 5m or 1h\nc.toml:5: unknown key \"accounts.foldrs\"; did you mean \"folders\"?"},
		{"version", "version = 2", "c.toml:1: version: must be 1; this nixie knows no other"},
		{"state", "state = 'mysql:x'", "c.toml:1: state: mysql: is no ledger that this nixie can keep; write sqlite:PATH or postgres://USER@HOST/DATABASE"},
		{"no name", "[[accounts]]\nurl = 'x'", "c.toml:1: account 1: has no name"},
		{"names alike", account("") + "[[accounts]]\nname = \"B\"\nurl = \"x\"", `c.toml:5: account 2: the name "B" is too like "b": their environment variables would be the same`},
		{"tls word", account(`tls = "maybe"`), `c.toml:4:7: accounts.tls: "maybe" is no protection; write "auto" or "none"`},
		{"tls mode", account(`tls = { mode = "maybe" }`), `c.toml:4: account b: mode: imap: tls = "maybe" is neither "auto" nor "none"`},
		{"tls half", account(`tls = { cert = "a" }`), "c.toml:4: account b: tls: cert and key belong together; give both"},
		{"plain over imaps", account(`tls = "none"`), `c.toml:4: account b: imaps:// always means TLS; with tls = "none" write imap://`},
		{"act", account("[accounts.on]\nbounce = \"shred\""), `c.toml:5:10: accounts.on.bounce: "shred" is no act; write "leave", "move:FOLDER", "copy:FOLDER", "flag:NAME" or "delete"`},
		{"sort", account("[accounts.on]\nbonce = \"delete\""), `c.toml:5: account b: on: "bonce" is no sort of message; did you mean "bounce"?`},
		{"delete what is not ours", account("[accounts.on]\nother = \"delete\"\nerror = \"delete\""),
			"c.toml:5: account b: on.other: nixie deletes only what it has understood; move it to a folder instead\n" +
				"c.toml:6: account b: on.error: nixie deletes only what it has understood; move it to a folder instead"},
		{"into a scanned folder", account("folders = [\"INBOX\", \"Old/Mail\"]\non = { bounce = \"move:inbox\", delay = \"copy:Old/Mail\" }"),
			"c.toml:5: account b: on.bounce: \"inbox\" is a folder that is scanned itself; name another\n" +
				"c.toml:5: account b: on.delay: \"Old/Mail\" is a folder that is scanned itself; name another"},
		{"into the folder of the url", strings.Replace(account("on = { bounce = \"move:Junk\" }"), "org\"", "org/Junk\"", 1),
			"c.toml:4: account b: on.bounce: \"Junk\" is a folder that is scanned itself; name another"},
		{"a permission", account(`mailbox_actions = "yes"`), `c.toml:4:19: accounts.mailbox_actions: "yes" is no permission; write "apply", or "none" to act only with --apply`},
		{"several passwords", account(`auth = { password_cmd = "a", password_env = "b" }`), "c.toml:4: account b: auth: give one of password_cmd, password_file, password_env and password_keyring, not several"},
		{"way to sign in", account(`auth = { type = "magic" }`), `c.toml:4: account b: type: "magic" is no way to sign in; write "password", "oauth2" or "certificate"`},
		{"keys of OAuth2 alone", account(`auth = { provider = "google" }`), `c.toml:4: account b: auth: keys of OAuth2 stand here; write type = "oauth2", too`},
		{"no such provider", account(`auth = { type = "oauth2", provider = "gogle" }`), `c.toml:4: account b: provider: "gogle" is no provider that is known; write "google", "microsoft", or "generic" with an issuer`},
		{"a size below zero", account(`fetch = { max_message = -1 }`), "c.toml:4: account b: fetch.max_message: must be 4KiB at least"},
		{"a size without its unit", account(`fetch = { max_message = "5" }`), "c.toml:4: account b: fetch.max_message: must be 4KiB at least"},
		{"a part above the whole", account(`fetch = { partial = "1GiB" }`), "c.toml:4: account b: fetch.partial: is larger than max_message, 32MiB"},
		{"a batch of nothing", account(`fetch = { batch = 0 }`), "c.toml:4: account b: fetch.batch: must be between 1 and 500 messages"},
		{"a port that cannot be", "[[accounts]]\nname = \"b\"\nurl = \"imaps://b@mail.example.org:99999\"", "c.toml:3: account b: the port 99999 cannot be; write one from 1 to 65535, or none"},
		{"the port of a webhook", "[[outputs]]\ntype = \"webhook\"\nurl = \"https://hook.example.org:0/\"", "c.toml:3: output 1: url: the port 0 cannot be; write one from 1 to 65535, or none"},
		{"a client of the help", account(`auth = { type = "oauth2", provider = "google", client_id = "…" }`),
			`c.toml:4: account b: auth: client_id: "…" is none; write the one that the provider shows (nixie help sign-in)`},
		{"since", account(`since = "2999-01-01"`), "c.toml:4: account b: since: 2999-01-01 is in the future, so that no mail would be read; write 90d or a date of the past"},
		{"timeout", account(`timeout = "1s"`), "c.toml:4: account b: timeout: must be between 5s and 1h0m0s"},
		{"poll", "[watch]\npoll = \"1s\"", "c.toml:2: watch.poll: must be between 10s and 24h0m0s"},
		{"a path with acts", "[[accounts]]\nname = \"p\"\nurl = \"/var/mail/p\"\non = { bounce = \"delete\" }", "c.toml:4: account p: on is for IMAP only, and /var/mail/p is a path"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := config.Parse("c.toml", []byte(c.text))
			var all config.Mistakes
			if !errors.As(err, &all) {
				t.Fatalf("error %v, want mistakes", err)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("of %q (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

// TestParse reads a whole account.
func TestParse(t *testing.T) {
	conf, err := config.Parse("/etc/nixie/config.toml", []byte(`
state = "sqlite:x.db"
rules = "house"
[[accounts]]
name = "b"
url = "imap://b@mail.example.org"
folders = ["INBOX", "Junk"]
fetch = { max_message = "1MiB", partial = "64KiB", batch = 50 }
timeout = "30s"
tls = { ca = "ca.pem", server_name = "mx.example.org" }
mailbox_actions = "apply"
[accounts.on]
bounce = "move:Done/Bounces"
delay = "flag:Seen"
[[accounts]]
name = "c"
url = "imap://c@mail.example.org"
tls = "none"
[watch]
idle = false
`))
	if err != nil {
		t.Fatal(err)
	}
	b := conf.Account("b")
	if conf.State != "sqlite:/etc/nixie/x.db" || conf.Rules != "/etc/nixie/house" || b.TLS.CA != "/etc/nixie/ca.pem" {
		t.Errorf("paths are not relative to the file: %+v", conf)
	}
	want := scanner.Acts{"bounce": {Verb: scanner.Move, Target: "Done/Bounces"}, "delay": {Verb: scanner.Flag, Target: "Seen"}}
	if diff := cmp.Diff(want, b.On); diff != "" {
		t.Errorf("acts (-want +got):\n%s", diff)
	}
	if b.Fetch.MaxMessage != 1<<20 || b.Fetch.Partial != 64<<10 || b.Fetch.Batch != 50 || time.Duration(b.Timeout) != 30*time.Second || !bool(b.MailboxActions) {
		t.Errorf("account %+v", b)
	}
	if c := conf.Account("c"); c.TLS.Mode != imap.TLSNone || bool(c.MailboxActions) {
		t.Errorf("account %+v", c)
	}
	if conf.Watch.MayIdle() || conf.Watch.PollEvery() != 2*time.Minute {
		t.Errorf("watch %+v", conf.Watch)
	}
}

// TestSecret: the environment wins over the file, and no error holds the word.
func TestSecret(t *testing.T) {
	file := filepath.Join(t.TempDir(), "word")
	if err := os.WriteFile(file, []byte("from-file\nsecond line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	auth := config.Auth{PasswordFile: file}
	read := func() string {
		word, err := auth.Password().Of("my-box", func(name string) string { return env[name] }).Read(t.Context(), func(name string) string { return env[name] })
		if err != nil {
			t.Fatal(err)
		}
		return word
	}
	if got := read(); got != "from-file" {
		t.Errorf("password %q, want that of the file", got)
	}
	other := filepath.Join(filepath.Dir(file), "other")
	if err := os.WriteFile(other, []byte("from-other"), 0o600); err != nil {
		t.Fatal(err)
	}
	env["NIXIE_ACCOUNTS_MY_BOX_PASSWORD_FILE"] = other
	if got := read(); got != "from-other" {
		t.Errorf("password %q, want that of the file that the environment names", got)
	}
	env["NIXIE_ACCOUNTS_MY_BOX_PASSWORD"] = "from-variable"
	if got := read(); got != "from-variable" {
		t.Errorf("password %q, want that of the variable", got)
	}
	keyring.MockInit() // the library's own, in memory: machines of tests have no keyring
	auth = config.Auth{PasswordKeyring: "me"}
	clear(env)
	if _, err := auth.Password().Read(t.Context(), os.Getenv); err == nil || !strings.Contains(err.Error(), "secret-tool store") {
		t.Errorf("without an entry in the keyring: %v", err)
	}
	if err := keyring.Set("nixie-password", "me", "from-keyring"); err != nil {
		t.Fatal(err)
	}
	if got := read(); got != "from-keyring" {
		t.Errorf("password %q, want that of the keyring", got)
	}
	if _, err := (config.Secret{Key: "password"}).Read(t.Context(), os.Getenv); !errors.Is(err, config.ErrNoSecret) {
		t.Errorf("error %v, want ErrNoSecret", err)
	}
}

// TestTLSVersion: nothing below TLS 1.2 is spoken.
func TestTLSVersion(t *testing.T) {
	conf, err := config.TLS{}.Config()
	if err != nil || conf.MinVersion < tls.VersionTLS12 {
		t.Errorf("least version %x, %v; want TLS 1.2", conf.MinVersion, err)
	}
	if _, err := (config.TLS{CA: filepath.Join(t.TempDir(), "none")}).Config(); err == nil {
		t.Error("a CA file that is not there is no error")
	}
}

// A value of the wrong kind is told in the words of TOML, with its place and an
// example; it hides no other mistake.
func TestWrongKinds(t *testing.T) {
	for text, want := range map[string]string{
		`version = "1"`: `c.toml:1:1: version: must be a whole number, without quotes, such as version = 1`,
		`state = 5`:     `c.toml:1:1: state: must be a text in quotes, such as state = "sqlite:nixie.db"`,
		`watch = 5`:     `c.toml:1:1: watch: must be a table, such as [watch] with its keys below`,
		`outputs = "x"`: `c.toml:1:1: outputs: must be a list in brackets, such as [[outputs]] with its keys below`,
		"[watch]\n  poll = 5\n  idle = \"yes\"\n  pol = 1": `c.toml:2:3: watch.poll: must be a length of time in quotes, such as poll = "90s" or "5m"` + "\n" +
			`c.toml:3:3: watch.idle: must be true or false, without quotes, such as idle = true` + "\n" + `c.toml:4: unknown key "watch.pol"; did you mean "poll"?`,
		account("since = 90"):                       `c.toml:4:1: accounts.since: must be a time in quotes, such as since = "90d" or "2026-01-31"`,
		account("since = 2026-01-31"):               `c.toml:4:1: accounts.since: must be a time in quotes, such as since = "90d" or "2026-01-31"`,
		account("folders = [1]"):                    `c.toml:4:1: accounts.folders: must hold a text in quotes only, such as folders = ["INBOX", "Junk"]`,
		account(`fetch = { batch = "5" }`):          `c.toml:4:11: accounts.fetch.batch: must be a whole number, without quotes, such as batch = 5`,
		account("[accounts.on]\nbounce = true"):     `c.toml:5:1: accounts.on.bounce: must be an act in quotes, such as bounce = "move:FOLDER" or "leave"`,
		account(`auth = "x"`):                       `c.toml:4:1: accounts.auth: must be a table, such as auth = { password_cmd = 'pass show bounces' }`,
		"[policy.causes.expired]\nremove_after = 5": `c.toml:2:1: policy.causes.expired.remove_after: must be a table, such as remove_after = { bounces = 3, days = 14 }`,
		"[policy]\nconfirm_hard = \"1\"":            `c.toml:2:1: policy.confirm_hard: must be a whole number, without quotes, such as confirm_hard = 2`,
		"[policy.incident_guard]\nfactor = \"5\"":   `c.toml:2:1: policy.incident_guard.factor: must be a number, without quotes, such as factor = 5`,
		"[[policy]]": `c.toml:1:3: policy: array table does not belong here`,
	} {
		_, err := config.Parse("c.toml", []byte(text))
		if err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
	for _, good := range []string{"[policy.incident_guard]\nfactor = 5", account("mailbox_actions = true"), account("fetch = { max_message = 300000 }"), account(`tls = "auto"`)} {
		if _, err := config.Parse("c.toml", []byte(good)); err != nil {
			t.Errorf("%s\n%v", good, err)
		}
	}
}
