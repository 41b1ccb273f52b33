package explain_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// forwarded is the story of somebody whose mail went elsewhere and failed there.
func forwarded() *ledger.Story {
	there := held()
	there.Events[0].Recipient.Alias = "ann.lee@example.org"
	there.Standing.Deciding.Recipient.Alias, there.Standing.Originals = "Ann.Lee@example.org", []string{"ann.lee@example.org"}
	return &ledger.Story{Address: "ann.lee@example.org", Elsewhere: []*ledger.Story{there}}
}

func TestStoryElsewhere(t *testing.T) {
	text := printed(t, forwarded(), false)
	for _, want := range []string{"Mail for ann.lee@example.org went to jane.doe@gmail.example.\n", "\nJane.Doe@gmail.example: review\n", "mail for Ann.Lee@example.org went there", "2026-03-03 10:00"} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(want), " ")) {
			t.Errorf("the story lacks %q:\n%s", want, text)
		}
	}
	var b bytes.Buffer
	if err := explain.WriteStoryJSON(&b, forwarded(), nil); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Address   string
		Elsewhere []struct {
			Address  string
			Standing struct{ Note string }
			Events   []struct{ ID string }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil || len(got.Elsewhere) != 1 || got.Elsewhere[0].Address != "jane.doe@gmail.example" ||
		len(got.Elsewhere[0].Events) != 1 || !strings.Contains(got.Elsewhere[0].Standing.Note, "Ann.Lee@example.org") {
		t.Errorf("story %+v, %v", got, err)
	}
}

func TestMaskStoryElsewhere(t *testing.T) {
	s, err := explain.MaskStory(forwarded())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := explain.WriteStoryJSON(&b, s, nil); err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{"text": printed(t, s, false), "md": printed(t, s, true), "json": b.String()} {
		if low := strings.ToLower(text); strings.Contains(low, "jane") || strings.Contains(low, "ann.lee") || strings.Contains(low, "lee@") {
			t.Errorf("%s: a local part is still there:\n%s", form, text)
		}
	}
	if forwarded().Elsewhere[0].Standing.Deciding.Recipient.Alias != "Ann.Lee@example.org" {
		t.Error("the story itself was changed")
	}
}
