package rules_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/rules"
)

// folder makes a folder of files, given as name and content by turns.
func folder(files ...string) fstest.MapFS {
	f := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		f[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return f
}

// mistakes returns "file:line id: words" for each LoadError in err.
func mistakes(t *testing.T, err error) []string {
	t.Helper()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("error %v joins nothing", err)
	}
	var list []string
	for _, e := range joined.Unwrap() {
		var le *rules.LoadError
		if !errors.As(e, &le) {
			t.Fatalf("%v is no LoadError", e)
		}
		list = append(list, fmt.Sprintf("%s:%d %s: %v", le.File, le.Line, le.Rule, le.Err))
	}
	return list
}

func TestLoadReportsAllMistakesAtOnce(t *testing.T) {
	_, err := rules.Load(folder("a.toml", `cause = "mailbox-full"
[[rules]]
id = "house/key"
text = ['full up to the brim']
exampels = ['550 full up to the brim']

[[rules]]
id = "house/cause"
cause = "mailbox-ful"
status = ["x.2.99"]

[[rules]]
id = "house/cause"
code = [552]

[[rules]]
id = "house/short"
text = ['abc']
examples = ['550 abc']

[[rules]]
id = "house/conditions"
command = ["HELO"]
status = ["5.1", "5.0.0", "5.7.9-1", "2.1.5"]
code = [250]
lasting = "ever"
at = ["Example.org"]

[[rules]]
id = "house/nothing"

[[rules]]
id = "house/beats"
text = ['over the brim']
beats = ["house/gone"]
examples = ['550 over the brim']

[[rules]]
id = "house/where"
code = [560]
at = ["nobody-knows"]

[[rules]]
id = "Bad Id"
code = [561]

[[rules]]
id = "house/not-there"
off = true

[[rules]]
code = [562]

[[rules]]
id = "house/new"
text = ['filled to the brim']
new_address = true
examples = ['550 filled to the brim']
`, "b.toml", "cause = \"full\"\n", "c.toml", "[[rules]\n", "d.toml", "[[rules]]\nid = 7\n",
		"e/f.toml", "[[providers]]\nid = \"a.b\"\nhosts = [\"localhost\"]\n[[lists]]\nid = \"x\"\ntext = ['x']\n"))
	want := []string{
		`a.toml:2 house/key: a rule with text needs an example`,
		`a.toml:5 : unknown key "exampels"`,
		`a.toml:9 house/cause: "mailbox-ful" is no cause; nixie causes lists them`,
		`a.toml:13 house/cause: the id is taken by another one in a.toml`,
		`a.toml:18 house/short: "abc": the phrase has fewer than 4 bytes, or 2 Chinese, Japanese or Korean characters`,
		`a.toml:23 house/conditions: "HELO" is no command; write one of CONN EHLO STARTTLS AUTH MAIL RCPT DATA EOD`,
		`a.toml:24 house/conditions: "5.1" is no status; write "5.1.1", "x.1.1" or "5.7.606-649"`,
		`a.toml:24 house/conditions: "5.0.0" says nothing and cannot decide`,
		`a.toml:24 house/conditions: "5.7.9-1" is no status; write "5.1.1", "x.1.1" or "5.7.606-649"`,
		`a.toml:24 house/conditions: "2.1.5" is no status; write "5.1.1", "x.1.1" or "5.7.606-649"`,
		`a.toml:25 house/conditions: 250 is no reply code of a refusal, nor 0 for none`,
		`a.toml:26 house/conditions: "ever" is not permanent, temporary or unclear`,
		`a.toml:27 house/conditions: "Example.org": write domains and providers in lower case`,
		`a.toml:29 house/nothing: a rule needs text, status or code to speak on`,
		`a.toml:32 house/beats: beats "house/gone", which does not exist`,
		`a.toml:38 house/where: at "nobody-knows" is neither a domain nor a provider of provider.toml`,
		`a.toml:44 Bad Id: an id is made of small letters, digits, dots and hyphens, in a rule with one slash`,
		`a.toml:49 house/not-there: there is no such rule to switch off`,
		`a.toml:51 : no id`,
		`a.toml:57 house/new: only words of the cause address-moved announce a new address`,
		`b.toml:1 : "full" is no cause; nixie causes lists them`,
		`c.toml:1 : expected ']]' to close array table name`,
		`d.toml:2 : cannot decode TOML integer into struct field rules.entry.ID of type string`,
		`e/f.toml:2 a.b: the id of a provider has no dot`,
		`e/f.toml:3 a.b: "localhost" is no domain in lower case`,
		`e/f.toml:6 x: "x": the phrase has fewer than 4 bytes, or 2 Chinese, Japanese or Korean characters`,
	}
	if diff := cmp.Diff(want, mistakes(t, err)); diff != "" {
		t.Errorf("mistakes (-want +got):\n%s", diff)
	}
	if first := strings.SplitN(err.Error(), "\n", 2)[0]; first != "rules: a.toml:2: house/key: a rule with text needs an example" {
		t.Errorf("the error begins with %q", first)
	}
}

func TestLoadLaysOverTheBuiltIn(t *testing.T) {
	over, err := rules.Load(folder("house/own.toml", `
[[rules]]
id = "status/x.2.2"
cause = "mailbox-disabled"
status = ["x.2.2"]

[[rules]]
id = "code/552"
off = true

[[rules]]
id = "house/vip"
cause = "recipient-restricted"
text = ['zumba wants no mail from you']
examples = ['550 Zumba wants no mail from you']
`, "README.md", "not TOML"))
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, text     string
		builtin, house string // deciding rules
	}{
		{"replaced", "552 5.2.2 -", "status/x.2.2 mailbox-full", "status/x.2.2 mailbox-disabled"},
		{"retired", "552 -", "code/552 mailbox-full", "none unknown"},
		{"added", "550 Zumba wants no mail from you", "none unknown", "house/vip recipient-restricted"},
		{"kept", "550 5.1.1 -", "status/x.1.1 user-unknown", "status/x.1.1 user-unknown"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := decided(rules.Builtin(), c.text); got != c.builtin {
				t.Errorf("built-in rules: %q is decided by %s, want %s", c.text, got, c.builtin)
			}
			if got := decided(over, c.text); got != c.house {
				t.Errorf("with the house's rules: %q is decided by %s, want %s", c.text, got, c.house)
			}
		})
	}
	if over.Version() == rules.Builtin().Version() {
		t.Errorf("both sets have version %s", over.Version())
	}
	again, err := rules.Load(folder())
	if err != nil {
		t.Fatal(err)
	}
	if again.Version() != rules.Builtin().Version() {
		t.Errorf("an empty folder changes the version from %s to %s", rules.Builtin().Version(), again.Version())
	}
}

// decided returns the id of the deciding rule and the cause.
func decided(s *rules.Set, text string) string {
	v := s.Classify(rules.Said(text))
	if len(v.Evidence) == 0 {
		return "none " + string(v.Cause)
	}
	return v.Evidence[0].Rule + " " + string(v.Cause)
}

// TestTestFindsWrongExamples shows that the test of the vocabulary can fail.
func TestTestFindsWrongExamples(t *testing.T) {
	s, err := rules.Load(folder("own.toml", `cause = "greylisted"
[[rules]]
id = "house/short"
text = ['zumba says']
examples = ['550 zumba says no way']
not = ['550 zumba says']
[[rules]]
id = "house/long"
text = ['zumba says no']
examples = ['550 zumba says no']
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`own.toml:2 house/short: example "550 zumba says no way" is decided by house/long`,
		`own.toml:2 house/short: counter-example "550 zumba says" is decided by this rule`,
	}
	ours := slices.DeleteFunc(mistakes(t, s.Test()), func(m string) bool { return !strings.HasPrefix(m, "own.toml") })
	if diff := cmp.Diff(want, ours); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// A rule that says that it beats a built-in one takes its examples on purpose; one
// that does not say so is told of.
func TestTestKnowsIntent(t *testing.T) {
	const house = `cause = "recipient-restricted"
[[rules]]
id = "house/full"
text = ['mailbox is full']
examples = ['550 mailbox is full']
%s
`
	load := func(more string) *rules.Set {
		set, err := rules.Load(folder("own.toml", fmt.Sprintf(house, more)))
		if err != nil {
			t.Fatal(err)
		}
		return set
	}
	silent := load("")
	if got := mistakes(t, silent.Test()); len(got) == 0 || !strings.HasSuffix(got[0], "is decided by house/full") || len(silent.Overruled()) > 0 {
		t.Errorf("a rule that takes examples and does not say so: faults %q, overruled %+v", got, silent.Overruled())
	}
	said := load(`beats = ["mailbox-full/full"]`)
	if err := said.Test(); err != nil {
		t.Errorf("faults of a rule that beats another: %v", err)
	}
	taken := said.Overruled()
	if len(taken) == 0 {
		t.Error("it takes no example from the rule that it beats")
	}
	for _, o := range taken {
		if o.Rule != "mailbox-full/full" || o.By != "house/full" || !strings.Contains(strings.ToLower(o.Example), "mailbox is full") {
			t.Errorf("overruled: %+v", o)
		}
	}
	if got := rules.Builtin().Overruled(); len(got) > 0 {
		t.Errorf("built-in rules overrule others: %+v", got)
	}
}

// Every built-in rule can be switched off, also one that others beat.
func TestEveryRuleCanBeRetired(t *testing.T) {
	var off strings.Builder
	beaten := map[string]bool{}
	for _, r := range rules.Builtin().Rules() {
		for _, id := range r.Beats {
			beaten[id] = true
		}
	}
	if len(beaten) == 0 {
		t.Fatal("no built-in rule beats another")
	}
	for id := range beaten {
		off.WriteString("[[rules]]\nid = \"" + id + "\"\noff = true\n")
	}
	set, err := rules.Load(folder("own.toml", off.String()))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Rules() {
		if beaten[r.ID] {
			t.Errorf("%s is still there", r.ID)
		}
	}
}
