package config_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// TestSample: what `config init` writes is right, and so is each key in it that
// is commented out.
func TestSample(t *testing.T) {
	conf, err := config.Parse("sample.toml", config.Sample)
	if err != nil {
		t.Fatal(err)
	}
	if len(conf.Accounts) != 1 || conf.Account("bounces") == nil {
		t.Errorf("accounts %+v", conf.Accounts)
	}
	n := 0
	lines := strings.Split(string(config.Sample), "\n")
	for i, line := range lines {
		key, ok := strings.CutPrefix(line, "# ")
		name, _, assigns := strings.Cut(key, " ")
		if !ok || !assigns || !strings.Contains(key, "= ") || name == "A" || name == "NIXIE_ACCOUNTS_BOUNCES_PASSWORD_FILE" {
			continue
		}
		n++
		shown := append([]string(nil), lines...)
		for j, l := range shown { // the same key, with another value
			if strings.HasPrefix(l, name+" ") {
				shown[j] = ""
			}
		}
		shown[i] = key
		if _, err := config.Parse("sample.toml", []byte(strings.Join(shown, "\n"))); err != nil {
			t.Errorf("with %q: %v", key, err)
		}
	}
	if n < 15 {
		t.Errorf("only %d keys that are commented out were found", n)
	}
}

// TestSampleOfWebhook: the table that is commented out as a whole is right, too.
func TestSampleOfWebhook(t *testing.T) {
	before, block, found := strings.Cut(string(config.Sample), "\n#[[outputs]]\n")
	if !found {
		t.Fatal("the sample has no webhook")
	}
	text := before + "\n[[outputs]]\n" + strings.ReplaceAll("\n"+block, "\n#", "\n")
	conf, err := config.Parse("sample.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if hooks := conf.OutputsOf(config.WebhookOutput); len(hooks) != 1 || hooks[0].User == "" || hooks[0].TLS.CA == "" {
		t.Errorf("webhooks %+v", hooks)
	}
}

// TestSampleIsWhole: each key of the configuration stands in the sample, in its
// table, and each sort of message.
func TestSampleIsWhole(t *testing.T) {
	part := map[string]string{}
	table := ""
	for line := range strings.Lines(string(config.Sample)) {
		if m := regexp.MustCompile(`^#?\[+([a-z_]+)`).FindStringSubmatch(line); m != nil {
			table = m[1]
		}
		part[table] += line
	}
	n := 0
	var walk func(table string, typ reflect.Type)
	walk = func(table string, typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct {
			return
		}
		for f := range typ.Fields() {
			key, tagged := f.Tag.Lookup("toml")
			below := table
			switch {
			case f.Anonymous:
			case !tagged || key == "-":
				continue
			case table == "" && isTable(f.Type):
				below = key
				if part[key] == "" {
					t.Errorf("the sample has no table %s", key)
				}
			default:
				n++
				named := regexp.MustCompile(`(?m)(^|[#{,. ])` + key + `( *=|\])`)
				if !named.MatchString(part[table]) {
					t.Errorf("the sample has no key %q in the table %q", key, table)
				}
			}
			walk(below, f.Type)
		}
	}
	walk("", reflect.TypeFor[config.Config]())
	if n < 70 {
		t.Errorf("only %d keys were looked for", n)
	}
	for _, sort := range config.Sorts {
		if !regexp.MustCompile(`(?m)^(# )?` + sort + ` *= "`).MatchString(part["accounts"]) {
			t.Errorf("the sample has no sort %q", sort)
		}
	}
}

// isTable reports whether a type becomes a table with a header in the sample.
func isTable(typ reflect.Type) bool {
	if typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	return typ.Kind() == reflect.Struct
}

// TestSampleForService: of a service all paths are absolute, wherever its
// configuration lies.
func TestSampleForService(t *testing.T) {
	none := func(string) string { return "" }
	of := func(env map[string]string) func(string) string { return func(name string) string { return env[name] } }
	for _, c := range []struct {
		name, path string
		env        func(string) string
		state      string
		health     string
	}{
		{"a person", "nixie.toml", none, "", ""},
		{"below etc", "/etc/nixie/config.toml", none, "/var/lib/nixie", "/run/nixie/health.json"},
		{"beside etc", "/etcetera/config.toml", none, "", ""},
		{"a service elsewhere", "-", of(map[string]string{"STATE_DIRECTORY": "/srv/a:/srv/b", "RUNTIME_DIRECTORY": "/run/a"}), "/srv/a", "/run/a/health.json"},
		{"a service below etc", "/etc/n.toml", of(map[string]string{"STATE_DIRECTORY": `/srv/"a"`}), `/srv/"a"`, "/run/nixie/health.json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := config.SampleFor(config.PlacesOf(c.path, c.env))
			conf, err := config.Parse("/x/config.toml", text)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{conf.State, conf.Tokens, conf.Watch.Health, conf.Outputs[0].Path, conf.Accounts[0].Auth.PasswordFile}
			want := []string{"sqlite:/x/nixie.db", "", "", "/x/recipients.csv", ""}
			if c.state != "" {
				want = []string{"sqlite:" + c.state + "/nixie.db", c.state + "/tokens", c.health, c.state + "/recipients.csv", "/x/password"}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("ledger, tokens, health, list, password (-want +got):\n%s", diff)
			}
			if same := slices.Equal(text, config.Sample); same != (c.state == "") {
				t.Errorf("the sample is left as it is: %v", same)
			}
		})
	}
}

// TestTokenFolder: a service keeps tokens with its state, a person at home.
func TestTokenFolder(t *testing.T) {
	for _, c := range []struct{ name, service, xdg, home, want string }{
		{"a service", "/var/lib/nixie:/var/lib/more", "", "/", "/var/lib/nixie/tokens"},
		{"a person", "", "", "/home/ann", "/home/ann/.local/state/nixie/tokens"},
		{"a person with a folder for it", "", "/home/ann/state", "/home/ann", "/home/ann/state/nixie/tokens"},
		{"nobody", "", "", "", ""},
	} {
		env := map[string]string{"STATE_DIRECTORY": c.service, "XDG_STATE_HOME": c.xdg}
		if got := config.TokenFolder(func(name string) string { return env[name] }, c.home); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	text := "tokens = \"kept\"\n" + account(`auth = { type = "oauth2", provider = "google", client_id = "x" }`)
	conf, err := config.Parse("/etc/nixie/config.toml", []byte(text))
	if err != nil || conf.Accounts[0].Auth.TokenFile != "/etc/nixie/kept/b.json" {
		t.Errorf("account %+v, %v; want its token in the folder that the configuration names", conf, err)
	}
	if _, err := config.Parse("/etc/nixie/config.toml", []byte("tokens = \"kept\"\n"+account(""))); err != nil {
		t.Errorf("tokens beside an account with a password: %v", err)
	}
}
