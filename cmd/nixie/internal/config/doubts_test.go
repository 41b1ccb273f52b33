package config_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// TestDoubts: what is no mistake and hardly meant is found, where the secret is
// taken from in the end.
func TestDoubts(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the mode of a file says nothing here")
	}
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"mine": 0o600, "ours": 0o640, "everybodys": 0o644, "worse": 0o666} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("x\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	hook := "[[outputs]]\ntype = \"webhook\"\nname = \"crm\"\nurl = \"https://crm.example.org/\"\n"
	env := map[string]string{"NIXIE_ACCOUNTS_B_CLIENT_SECRET_FILE": filepath.Join(dir, "mine")}
	for _, c := range []struct {
		name, text string
		env        map[string]string
		want       []string // with DIR for the folder
	}{
		{"nothing", account(`auth = { password_file = "mine" }`), nil, nil},
		{"a group", account(`auth = { password_file = "ours" }`), nil, nil},
		{"all users", account(`auth = { password_file = "everybodys" }`), nil,
			[]string{"account b: password_file: every user of this machine can get at DIR/everybodys (mode 0644); run: chmod o= DIR/everybodys"}},
		{"no file", account(`auth = { password_file = "none" }`), nil, []string{"account b: password_file: DIR/none: no such file or directory"}},
		{"a secret of a container", account(`auth = { password_file = "/run/secrets/nosuch" }`), nil,
			[]string{"account b: password_file: /run/secrets/nosuch: no such file or directory"}},
		{"no tenant, no secret", account(`auth = { type = "oauth2", provider = "microsoft", client_id = "x", client_secret_file = "none" }`), nil, []string{
			`account b: no tenant is named, which is good only for a client_id that is registered for all organisations; else write tenant = "example.org"`,
			"account b: client_secret_file: DIR/none: no such file or directory"}},
		{"a secret of the environment", account(`auth = { type = "oauth2", provider = "microsoft", tenant = "example.org", client_id = "x", client_secret_file = "none" }`), env, nil},
		{"a webhook", hook + "secret_file = \"worse\"\n", nil,
			[]string{"output crm: secret_file: every user of this machine can get at DIR/worse (mode 0666); run: chmod o= DIR/worse"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			conf, err := config.Parse(filepath.Join(dir, "c.toml"), []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			got := conf.Doubts(func(name string) string { return c.env[name] })
			for i := range got {
				got[i] = strings.ReplaceAll(got[i], dir, "DIR")
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("doubts (-want +got):\n%s", diff)
			}
		})
	}
}
