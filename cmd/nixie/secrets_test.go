package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSecretsAreNotTold runs what signs in, and what shows the configuration,
// with everything that can be asked for, and looks for the secrets.
func TestSecretsAreNotTold(t *testing.T) {
	const word, wrong = "pa55-word-of-the-day", "wr0ng-word-of-the-day"
	port := serveIMAP(t, "bounces", word, "../../testdata/inbox.mbox")
	dir := t.TempDir()
	conf := filepath.Join(dir, "nixie.toml")
	text := fmt.Sprintf("state = \"sqlite:n.db\"\n"+
		"[[accounts]]\nname = \"good\"\nurl = \"imap://bounces@127.0.0.1:%[1]d\"\n"+
		"[[accounts]]\nname = \"bad\"\nurl = \"imap://bounces@127.0.0.1:%[1]d\"\n"+
		"[[accounts]]\nname = \"file\"\nurl = \"imap://bounces@127.0.0.1:%[1]d\"\nauth = { password_file = \"word\" }\n", port)
	for name, content := range map[string]string{"nixie.toml": text, "word": wrong + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{"NIXIE_ACCOUNTS_GOOD_PASSWORD=" + word, "NIXIE_ACCOUNTS_BAD_PASSWORD=" + wrong}
	list := filepath.Join(dir, "list.csv")
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"scan", "-o", list, "good"}, exitDone},
		{[]string{"scan", "-o", list, "--dry-run", "--rescan", "good"}, exitDone},
		{[]string{"scan", "-o", list, "bad"}, exitAuth},
		{[]string{"scan", "-o", list, "file"}, exitAuth},
		{[]string{"scan", "-o", list, "good", "bad", "file"}, exitPartly},
		{[]string{"check", "good"}, exitDone},
		{[]string{"check", "bad"}, exitAuth},
		{[]string{"check"}, exitPartly},
		{[]string{"config", "show"}, exitDone},
		{[]string{"config", "validate"}, exitDone},
	} {
		for _, format := range []string{"text", "json"} {
			var out, talk bytes.Buffer
			args := append([]string{"-vv", "--log-format", format, "-c", conf}, c.args...)
			code := run(context.Background(), args, env, strings.NewReader(""), &out, &talk)
			if code != c.want {
				t.Errorf("nixie %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), code, c.want, out.String(), talk.String())
			}
			all := out.String() + talk.String()
			if all == "" {
				t.Errorf("nixie %s says nothing, even at -vv", strings.Join(args, " "))
			}
			for _, secret := range []string{word, wrong} {
				if strings.Contains(all, secret) {
					t.Errorf("nixie %s tells a secret:\n%s", strings.Join(args, " "), all)
				}
			}
		}
	}
}
