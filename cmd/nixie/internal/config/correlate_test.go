package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

func TestCorrelate(t *testing.T) {
	conf, err := config.Parse("c.toml", []byte(`[correlate]
verp    = ['^bounce\+(?P<local>.+)=(?P<domain>[^@]+)@', '^b-(?P<subscriber>[0-9a-f-]{36})@']
headers = ["X-Listmonk-Subscriber", "X-Listmonk-Campaign", "X-Campaign-ID", "Feedback-ID", 'X-Job: ^(?P<campaign>\d+)/']
`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conf.Correlate.Correlation(); err != nil {
		t.Error(err)
	}
	var b strings.Builder
	if err := conf.Show(&b, func(string) string { return "" }); err != nil {
		t.Fatal(err)
	}
	if want := `verp = ["^bounce\\+(?P<local>.+)=(?P<domain>[^@]+)@"`; !strings.Contains(b.String(), want) {
		t.Errorf("shown as\n%s\nwhich lacks %s", b.String(), want)
	}
	again, err := config.Parse("c.toml", []byte(b.String()))
	if err != nil {
		t.Fatalf("what is shown cannot be read: %v", err)
	}
	if diff := cmp.Diff(conf.Correlate, again.Correlate); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
}

// Each expression that cannot be is found, with its line and number.
func TestCorrelateMistakes(t *testing.T) {
	many := strings.TrimSuffix(strings.Repeat("'(?P<list>.)', ", 101), ", ")
	for _, c := range []struct{ name, text, want string }{
		{"expressions", "[correlate]\nverp = ['(?P<list>.)', '(', '.']\nheaders = [\"X-Job\", \"Feedback-ID\"]",
			"c.toml:2: verp, number 2: `(`: error parsing regexp: missing closing ): `(?i)(`\n" +
				"c.toml:2: verp, number 3: `.`: has no group such as (?P<subscriber>…) that says what it finds\n" +
				"c.toml:3: headers, number 1: nixie does not know what stands in X-Job; write \"X-Job: (?P<campaign>.+)\""},
		{"too many", "[correlate]\nverp = [" + many + "]", "c.toml:1: scanner: more than 100 expressions of a sort"},
		{"key", "[correlate]\nvrep = []", `c.toml:2: unknown key "correlate.vrep"; did you mean "verp"?`},
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
}
