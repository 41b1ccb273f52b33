package rules_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/rules"
)

func TestLint(t *testing.T) {
	err := rules.Lint(folder("house.toml", `cause = "recipient-restricted"
[[rules]]
id = "house/porter"
text = ['the porter is out', 'the porter is  OUT']
examples = ['550 the porter is out']

[[rules]]
id = "house/weak"
weak = true
text = ['alas, the porter is out']
examples = ['550 alas, the porter is out']

[[rules]]
id = "house/same"
text = ['the porter is out']
examples = ['550 the porter is out']

[[rules]]
id = "house/general"
text = ['message']
examples = ['550 message']

[[rules]]
id = "house/there"
at = ["example.org"]
text = ['the porter is out']
examples = ['550 the porter is out']

[[rules]]
id = "house/there-seen"
at = ["example.org"]
source = "seen"
text = ['not on my watch']
examples = ['550 not on my watch']

[[rules]]
id = "house/longer"
text = ['the porter is out, he said']
examples = ['550 the porter is out, he said']

[[rules]]
id = "house/no-example"
text = ['the porter sleeps']

[[rules]]
id = "house/key"
txet = ['the porter dreams']
code = [550]
`))
	got := mistakes(t, err)
	for _, want := range []string{
		`house.toml:2 house/porter: the phrase "the porter is  OUT" stands here twice`,
		`house.toml:7 house/weak: rule house/porter always outranks the phrase "alas, the porter is out" with its own "the porter is out"`,
		`house.toml:13 house/same: the phrase "the porter is out" stands in rule house/porter, too, which decides`,
		`house.toml:18 house/general: the phrase "message" is too general: it stands in examples of `,
		`house.toml:23 house/there: a rule about a provider needs a source`,
		`house.toml:41 house/no-example: a rule with text needs an example`,
		`house.toml:47 : unknown key "txet"`,
	} {
		found := false
		for _, g := range got {
			found = found || strings.HasPrefix(g, want)
		}
		if !found {
			t.Errorf("no mistake %q", want)
		}
	}
	if len(got) != 7 {
		t.Errorf("%d mistakes, want 7:\n%s", len(got), strings.Join(got, "\n"))
	}
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		var le *rules.LoadError
		if errors.As(e, &le) && le.Remedy == "" {
			t.Errorf("%v: no remedy", le)
		}
	}
}

func TestLintFindsNothing(t *testing.T) {
	err := rules.Lint(folder("house.toml", `cause = "recipient-restricted"
[[rules]]
id = "house/porter"
text = ['the porter is out']
examples = ['550 the porter is out']
`))
	if err != nil {
		t.Errorf("a good rule: %v", err)
	}
}
