package config_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/export/webhook"
)

func TestOutputs(t *testing.T) {
	text := `version = 1
[[outputs]]
type = "csv"
path = "/srv/{date}-recipients.csv"
[[outputs]]
type = "webhook"
name = "listmonk"
url = "https://listmonk.example.org/webhooks/bounce?key=s3cret"
preset = "listmonk"
send = ["hard", "soft"]
user = "nixie"
password_cmd = "pass show listmonk"
secret_env = "WEBHOOK_SECRET"
wait = "1h30m"
timeout = "5s"
tls = { mode = "auto", ca = "/etc/ca.pem" }
`
	conf, err := config.Parse("/etc/nixie.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	lists, hooks := conf.OutputsOf(config.CSVOutput), conf.OutputsOf(config.WebhookOutput)
	if len(lists) != 1 || len(hooks) != 1 {
		t.Fatalf("%d lists and %d webhooks", len(lists), len(hooks))
	}
	at := time.Date(2026, 3, 3, 23, 30, 0, 0, time.FixedZone("", -3*3600))
	if got := config.DatePath(lists[0].Path, at); got != "/srv/2026-03-04-recipients.csv" {
		t.Errorf("path on that day: %s", got)
	}
	if h := hooks[0]; h.Label() != "listmonk" || h.Preset != webhook.Listmonk || h.Password().Cmd == "" || h.Secret().Env != "WEBHOOK_SECRET" {
		t.Errorf("webhook %+v", h)
	}
	var b strings.Builder
	if err := conf.Show(&b, func(string) string { return "" }); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "s3cret") {
		t.Errorf("the query of the URL is shown:\n%s", b.String())
	}
	again, err := config.Parse("/etc/nixie.toml", []byte(b.String()))
	if err != nil {
		t.Fatalf("what is shown cannot be read: %v\n%s", err, b.String())
	}
	again.Outputs[1].URL = conf.Outputs[1].URL
	if diff := cmp.Diff(conf.Outputs, again.Outputs); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
}

func TestOutputMistakes(t *testing.T) {
	hook := func(more string) string {
		return "version = 1\n[[outputs]]\ntype = \"webhook\"\nurl = \"https://example.org/hook\"\n" + more
	}
	url := func(url, more string) string {
		return "version = 1\n[[outputs]]\ntype = \"webhook\"\nurl = \"" + url + "\"\n" + more
	}
	for _, c := range []struct{ name, text, want string }{
		{"no type", "version = 1\n[[outputs]]\npath = \"x\"", `c.toml:2: output 1: has no type; write "csv" or "webhook"`},
		{"type", "version = 1\n[[outputs]]\ntype = \"xml\"", `c.toml:3: output 1: type: "xml" is no output; write "csv" or "webhook"`},
		{"no path", "version = 1\n[[outputs]]\ntype = \"csv\"", "c.toml:2: output 1: has no path; write the name of the file"},
		{"no such placeholder", "version = 1\n[[outputs]]\ntype = \"csv\"\npath = \"/srv/{date}/{dat}.csv\"", "c.toml:4: output 1: path: there is no {dat}; the only one is {date}, the day"},
		{"csv with url", "version = 1\n[[outputs]]\ntype = \"csv\"\npath = \"x\"\nuser = \"x\"",
			`c.toml:2: output 1: only a webhook has a url and what belongs to it; write type = "webhook"`},
		{"no url", "version = 1\n[[outputs]]\ntype = \"webhook\"", "c.toml:2: output 1: url: there is none; write https://host/path"},
		{"url", url("ftp://example.org", ""), "c.toml:4: output 1: url: is none of HTTP; write https://host/path"},
		{"password in the url", url("https://a:s3cret@example.org", ""), "c.toml:4: output 1: url: holds a user or a password; write user and password_cmd instead"},
		{"plain text", url("http://example.org/x", ""),
			`c.toml:4: output 1: url: http:// would send addresses to example.org unencrypted; write https://, or tls = "none" if that must be`},
		{"https without tls", url("https://example.org/x", `tls = "none"`), `c.toml:4: output 1: url: https:// always means TLS; with tls = "none" write http://`},
		{"preset", hook(`preset = "mailman"`), `c.toml:5: output 1: preset: "mailman" is no preset of a webhook; write "generic" or "listmonk"`},
		{"send", hook(`send = ["hard", "harder"]`), `c.toml:5: output 1: send: "harder" is nothing that a webhook tells; write "hard", "complaint", "soft" or "block"`},
		{"send twice", hook(`send = ["hard", "hard"]`), `c.toml:5: output 1: send: "hard" stands there twice`},
		{"timeout", hook(`timeout = "1h"`), "c.toml:5: output 1: timeout: must be between 1s and 5m0s"},
		{"wait", hook(`wait = "200h"`), "c.toml:5: output 1: wait: must be at most 168h0m0s"},
		{"two secrets", hook("secret_env = \"A\"\nsecret_cmd = \"b\""),
			"c.toml:2: output 1: give one of secret_cmd, secret_file, secret_env and secret_keyring, not several"},
		{"user alone", hook(`user = "x"`),
			"c.toml:5: output 1: user and password_cmd, password_file, password_env or password_keyring belong together; give both"},
		{"name", hook(`name = "a b"`), `c.toml:5: output 1: the name "a b" must begin with a letter and hold only letters, digits, - and _`},
		{"twice", hook("[[outputs]]\ntype = \"webhook\"\nurl = \"https://example.org/hook?other\""),
			"c.toml:5: output 2: is there twice; give one of them another path or name"},
		{"key", hook(`secret = "x"`), `c.toml:5: unknown key "outputs.secret"; did you mean "secret_cmd"?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := config.Parse("c.toml", []byte(c.text))
			var all config.Mistakes
			if !errors.As(err, &all) {
				t.Fatalf("error %v, want mistakes", err)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("mistakes (-want +got):\n%s", diff)
			}
		})
	}
	for _, good := range []string{url("http://127.0.0.1:9000/x", ""), url("http://[::1]/x", ""), url("http://localhost/x", ""), url("http://example.org/x", `tls = "none"`)} {
		if _, err := config.Parse("c.toml", []byte(good)); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
}

// The webhook that the sample shows is right, too.
func TestSampleWebhook(t *testing.T) {
	var block []string
	for line := range strings.Lines(string(config.Sample)) {
		if key, ok := strings.CutPrefix(line, "#"); ok && !strings.HasPrefix(key, " ") {
			block = append(block, key)
		}
	}
	conf, err := config.Parse("sample.toml", []byte("version = 1\n"+strings.Join(block, "")))
	if err != nil || len(block) < 10 || len(conf.OutputsOf(config.WebhookOutput)) != 1 {
		t.Errorf("error %v in\n%s", err, strings.Join(block, ""))
	}
}

// Only plain text to another machine can be read on its way.
func TestExposed(t *testing.T) {
	for url, want := range map[string]bool{
		"http://crm.example.org/x": true, "https://crm.example.org/x": false, "http://127.0.0.1:8080/x": false, "http://[::1]/x": false, "http://localhost/x": false,
	} {
		if got := (config.Output{URL: url}).Exposed(); got != want {
			t.Errorf("Exposed of %s = %v, want %v", url, got, want)
		}
	}
}
