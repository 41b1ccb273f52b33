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
id = "house/some-dead"
text = ['{the porter|a porter} is out']
examples = ['550 a porter is out']

[[rules]]
id = "house/two-dead"
text = ['the porter is {out|out, he said}']
examples = ['550 the porter is out']

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
		`house.toml:7 house/weak: the phrase "alas, the porter is out" is always outranked by "the porter is out" of rule house/porter`,
		`house.toml:13 house/same: the phrase "the porter is out" stands in rule house/porter, too, which decides`,
		`house.toml:18 house/general: the phrase "message" is too general: it stands in examples of `,
		`house.toml:23 house/there: a rule about a provider needs a source`,
		`house.toml:46 house/two-dead: no form of "the porter is {out|out, he said}" can decide: the phrase "the porter is out" stands in rule house/porter, too, which decides`,
		`house.toml:51 house/no-example: a rule with text needs an example`,
		`house.toml:57 : unknown key "txet"`,
	} {
		found := false
		for _, g := range got {
			found = found || strings.HasPrefix(g, want)
		}
		if !found {
			t.Errorf("no mistake %q, got %q", want, got)
		}
	}
	if len(got) != 8 {
		t.Errorf("%d mistakes, want 8:\n%s", len(got), strings.Join(got, "\n"))
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

// TestBuiltinRulesAreClean keeps the built-in rules free of what Lint finds:
// what can never decide misleads whoever reads the rule.
func TestBuiltinRulesAreClean(t *testing.T) {
	if err := rules.Lint(nil); err != nil {
		for _, m := range mistakes(t, err) {
			t.Error(m)
		}
	}
}
