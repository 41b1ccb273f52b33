package config_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// FuzzParse: whatever a file holds, reading it ends, every mistake has its file
// and one line of text, and what is right can be shown and has no control
// characters then.
func FuzzParse(f *testing.F) {
	f.Add(string(config.Sample))
	f.Add(account("auth = { password_cmd = \"x\" }\ntls = { ca = 'a' }\n[accounts.on]\nbounce = \"move:A\""))
	f.Add("version = 1\nversion = 2\n[[accounts]]\nname=1\n[accounts]\n[watch]\npoll=[1,\n2]\n")
	f.Add("[[accounts]]\r\nname = \"a\x00\"\r\nurl = '''x\r\n'''\n\"on\".\"bounce\" = \"\\u001b[2J\"")
	f.Fuzz(func(t *testing.T, text string) {
		conf, err := config.Parse("c.toml", []byte(text))
		var all config.Mistakes
		if err != nil && (!errors.As(err, &all) || len(all) == 0) {
			t.Fatalf("error %v, want mistakes", err)
		}
		for _, m := range all {
			if !strings.HasPrefix(m.Error(), "c.toml:") || m.Line < 0 || m.Line > strings.Count(text, "\n")+1 {
				t.Errorf("mistake %q at line %d", m, m.Line)
			}
		}
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := conf.Show(&out, func(string) string { return "" }); err != nil {
			t.Fatal(err)
		}
		for _, r := range out.String() {
			if r < ' ' && r != '\n' || !utf8.ValidRune(r) || r == 0x7f {
				t.Fatalf("%q is shown of %q", r, text)
			}
		}
	})
}
