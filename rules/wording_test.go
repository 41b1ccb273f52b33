package rules_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

func TestWording(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"address and number", "550 5.1.1 <a@example.org>: nobody lives here (id 4711)", "550 5.1.1 <*>: nobody lives here (id *)"},
		{"several lines", "550-5.7.1 go away\r\n550 5.7.1  for good", "550-5.7.1 go away * 5.7.1 for good"},
		{"host and IP address", "connect to mx.example.org[192.0.2.7]:25: no luck", "connect to *[*]:*: no luck"},
		{"IPv6", "client 2001:db8::7 is unwelcome", "client * is unwelcome"},
		{"link", "unwelcome, see https://example.org/why?id=1,2 for more", "unwelcome, see * for more"},
		{"date and time", "since 2026-03-14 09:30:00 +0100 no more", "since * no more"},
		{"queue id", "4Fgh8d0123z: gone fishing", "*: gone fishing"},
		{"vendor's token stays", "weary of you (S3150) [CS01]", "weary of you (S3150) [CS01]"},
		{"end of a sentence is no host", "The box is shut.Please knock.", "The box is shut.Please knock."},
		{"other scripts", "宛先 a@example.jp は 3 日間 使えません", "宛先 * は * 日間 使えません"},
		{"nothing", " \t ", ""},
		{"not UTF-8", "caf\xe9 fermé", "caf? fermé"},
	}
	for _, c := range cases {
		if got := rules.Wording(c.text); got != c.want {
			t.Errorf("%s: Wording(%q) = %q, want %q", c.name, c.text, got, c.want)
		}
	}
	if got := rules.Wording(strings.Repeat("ä", 1000)); len(got) > 410 || strings.ContainsRune(got, '\uFFFD') {
		t.Errorf("a long wording has %d bytes: %q", len(got), got)
	}
}

func TestDraft(t *testing.T) {
	cases := []struct{ name, text, id, phrase, example string }{
		{"names are taken out", "550 5.1.1 <joe@corp.example.net>: nobody lives here (mx3.example.net)",
			"house/nobody-lives-here", "nobody lives here", "550 5.1.1 <a@example.org>: nobody lives here (mail.example.org)"},
		{"reason before advice", "554 The porter is grumpy today. Please ask the postmaster of the house for his kind permission",
			"house/the-porter-is-grumpy", "the porter is grumpy today", "554 The porter is grumpy today. Please ask the postmaster of the house for his kind permission"},
		{"across a gap", "450 weary of 192.0.2.99 again", "house/weary-of-again", "weary of * again", "450 weary of 192.0.2.7 again"},
		{"apostrophe", "550 the porter's gone fishing", "house/the-porter-gone-fishing", "the porter's gone fishing", "550 the porter's gone fishing"},
		{"signs of phrases", "550 * the {porter} is a|way for good *", "", "", ""},
		{"control characters", "550 the porter\x1b[2J is\x00 out", "", "", ""},
	}
	for _, c := range cases {
		r, err := rules.Builtin().Draft(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if c.id != "" && (r.ID != c.id || !cmp.Equal(r.Text, []string{c.phrase}) || !cmp.Equal(r.Examples, []string{c.example})) {
			t.Errorf("%s: drafted\n%s", c.name, r.TOML())
		}
		// What is drafted can be used as it stands.
		set, err := rules.Load(folder("house.toml", r.TOML()))
		if err != nil {
			t.Errorf("%s: %v in\n%s", c.name, err, r.TOML())
			continue
		}
		if v := set.Classify(rules.Said(r.Examples[0])); len(v.Evidence) == 0 || v.Evidence[0].Rule != r.ID {
			t.Errorf("%s: %q is decided by %+v, not by\n%s", c.name, r.Examples[0], v.Evidence, r.TOML())
		}
	}
	for _, text := range []string{"", "550 5.1.1", "550 <a@example.org>", "17 4"} {
		if r, err := rules.Builtin().Draft(text); err != rules.ErrNoWords {
			t.Errorf("Draft(%q) = %q, %v", text, r.TOML(), err)
		}
	}
}

// TestTOML writes every built-in rule and reads it again.
func TestTOML(t *testing.T) {
	var file strings.Builder
	want := map[string]string{}
	for _, r := range rules.Builtin().Rules() {
		if strings.ContainsAny(strings.Join(r.Text, ""), "{}") {
			continue // its lists of words stand elsewhere in its file
		}
		want[r.ID] = r.TOML()
		file.WriteString(want[r.ID])
	}
	set, err := rules.Load(folder("house.toml", file.String()))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Rules() {
		if w, ok := want[r.ID]; ok && (r.TOML() != w || r.File != "house.toml") {
			t.Errorf("wrote\n%s\nread\n%s", w, r.TOML())
		}
	}
	if len(want) < 100 {
		t.Errorf("only %d rules were written", len(want))
	}
}

func TestUnknowns(t *testing.T) {
	var u rules.Unknowns
	for _, text := range []string{
		"550 <a@example.org> is not to my taste", "554 weary", "550 <b@example.net> is not to my taste", "550 <c@example.com> is not to my taste",
	} {
		u.Add(rules.Said(text))
	}
	u.Add(dsn.Recipient{Remark: "the porter is out"})
	want := []rules.UnknownGroup{
		{Wording: "550 <*> is not to my taste", Count: 3, Example: "550 <a@example.org> is not to my taste"},
		{Wording: "554 weary", Count: 1, Example: "554 weary"},
		{Wording: "the porter is out", Count: 1, Example: "the porter is out"},
	}
	if diff := cmp.Diff(want, u.Groups()); diff != "" || u.Others() != 0 {
		t.Errorf("groups (-want +got), and %d others:\n%s", u.Others(), diff)
	}
}

// Drafts that begin with the same words are told apart, from each other and from
// rules that are there.
func TestDraftBeside(t *testing.T) {
	taken := map[string]bool{"house/nobody-lives-here": true}
	for _, want := range []string{"house/nobody-lives-here-2", "house/nobody-lives-here-3"} {
		r, err := rules.Builtin().DraftBeside("550 nobody lives here", taken)
		if err != nil || r.ID != want || !taken[want] {
			t.Errorf("DraftBeside = %q, %v, want %q", r.ID, err, want)
		}
	}
	if _, err := rules.Builtin().DraftBeside("550", taken); err != rules.ErrNoWords {
		t.Errorf("DraftBeside of a bare code: %v, want ErrNoWords", err)
	}
}

func TestRivals(t *testing.T) {
	set, err := rules.Load(folder("house.toml", `
[[rules]]
id = "house/porter"
cause = "recipient-restricted"
text = ['the porter is']
examples = ['550 the porter is not amused']

[[rules]]
id = "house/porter-ill"
cause = "server-error"
text = ['the porter is ill']
examples = ['450 the porter is ill']
`))
	if err != nil {
		t.Fatal(err)
	}
	over, under := set.Rivals("house/porter")
	if diff := cmp.Diff([]rules.Rival{{Rule: "house/porter-ill", Example: "450 the porter is ill"}}, over); diff != "" {
		t.Errorf("over (-want +got):\n%s", diff)
	}
	for _, r := range under { // the code speaks, too
		if r.Rule == "house/porter-ill" {
			t.Errorf("house/porter-ill gives way in %q", r.Example)
		}
	}
	if _, under := set.Rivals("house/porter-ill"); len(under) == 0 || under[len(under)-1].Rule != "house/porter" {
		t.Errorf("under house/porter-ill: %+v, want house/porter last", under)
	}
}
