package safe_test

import (
	"testing"

	"github.com/nixie-mail/nixie/report/safe"
)

func TestMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"550 5.1.1 user unknown!":     "550 5.1.1 user unknown!",
		"![x](https://example.org)":   `!\[x\](https://example.org)`,
		"<b>a</b> & c | d":            `\<b\>a\</b\> \& c \| d`,
		"j***@example.org _a_ `b` \\": "j\\*\\*\\*@example.org \\_a\\_ \\`b\\` \\\\",
	} {
		if got := safe.Markdown(text); got != want {
			t.Errorf("Markdown(%q) = %q, want %q", text, got, want)
		}
	}
}
