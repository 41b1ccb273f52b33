package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExpand(t *testing.T) {
	words := map[string][]string{"mailbox": {"mailbox", "account"}, "be": {"is", "has been", ""}}
	tests := []struct {
		text string
		want []string
	}{
		{"mailbox full", []string{"mailbox full"}},
		{"mailbox {is|was} full", []string{"mailbox is full", "mailbox was full"}},
		{"{mailbox} full", []string{"mailbox full", "account full"}},
		{"{mailbox} {be} closed", []string{
			"mailbox is closed", "mailbox has been closed", "mailbox closed",
			"account is closed", "account has been closed", "account closed",
		}},
		{"quota{s|} exceeded", []string{"quotas exceeded", "quota exceeded"}},
		{"{|your} mailbox <*> full", []string{"mailbox <*> full", "your mailbox <*> full"}},
	}
	for _, tt := range tests {
		got, err := expand(tt.text, words)
		if err != nil {
			t.Errorf("expand(%q): %v", tt.text, err)
		}
		var forms []string
		for _, form := range got {
			forms = append(forms, string(form))
		}
		if diff := cmp.Diff(tt.want, forms); diff != "" {
			t.Errorf("expand(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
	for _, text := range []string{"{mailbox", "{a{b}}", "{nobody} home", strings.Repeat("{a|b|c|d}", 6)} {
		if got, err := expand(text, words); err == nil {
			t.Errorf("expand(%q) = %d phrases, want an error", text, len(got))
		}
	}
}
