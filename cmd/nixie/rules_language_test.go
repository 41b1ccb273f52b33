package main

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/nixie-mail/nixie/rules"
)

// TestRuleLanguage: what the help shows as a file of rules is one, whose examples
// are judged as they say, and which words it explains are keys of a rule.
func TestRuleLanguage(t *testing.T) {
	_, sample, _ := strings.Cut(ruleLanguage, "    cause = ")
	sample, _, found := strings.Cut("cause = "+sample, "\nPhrases")
	if !found {
		t.Fatal("no sample is found in the topic")
	}
	house := fstest.MapFS{"house.toml": &fstest.MapFile{Data: []byte(strings.ReplaceAll(sample, "\n    ", "\n"))}}
	set, err := rules.Load(house)
	if err != nil {
		t.Fatalf("%v in\n%s", err, house["house.toml"].Data)
	}
	for _, r := range set.Rules() {
		if r.ID == "mailbox-full/quota" {
			t.Error("the rule that the sample switches off is still there")
		}
	}
	if err := set.Test(); err != nil && strings.Contains(err.Error(), "house.toml") {
		t.Error(err)
	}
	for _, key := range regexp.MustCompile(`(?m)^    (at|command|status|code|cause|lasting|weak|beats|detail) `).FindAllString(ruleLanguage, -1) {
		values := map[string]string{
			"at": `["example.org", "google"]`, "command": `["RCPT", "DATA"]`, "status": `["5.4.1", "x.7.30", "5.7.606-649"]`, "code": "[550, 0]",
			"cause": `"too-large"`, "lasting": `"unclear"`, "weak": "true", "beats": `["mailbox-full/full"]`, "detail": `"x"`,
		}
		key = strings.TrimSpace(key)
		file := "cause = \"mailbox-full\"\n[[rules]]\nid = \"house/x\"\ntext = ['zumba box']\nexamples = ['550 zumba box']\n" + key + " = " + values[key] + "\n"
		if key == "cause" {
			file = strings.TrimPrefix(file, "cause = \"mailbox-full\"\n")
		}
		if _, err := rules.Load(fstest.MapFS{"house.toml": &fstest.MapFile{Data: []byte(file)}}); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
}
