package terminal_test

import (
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/report/terminal"
)

// TestWrapWithoutBlanks: Japanese breaks between letters, never before its
// full stop; a path is not torn.
func TestWrapWithoutBlanks(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"メールボックスが満杯です。", "メールボック\nスが満杯で\nす。\n"},
		{"550 送信者 ok", "550 送信者\nok\n"},
		{"あいうえお「満杯」", "あいうえお\n「満杯」\n"},
		{"/very/long/path/name 満杯", "/very/long/path/name\n満杯\n"},
		{"one two three", "one two\nthree\n"},
	} {
		var b strings.Builder
		terminal.Wrap(&b, 0, "", 12, tt.text)
		if b.String() != tt.want {
			t.Errorf("Wrap(%q) = %q, want %q", tt.text, b.String(), tt.want)
		}
	}
}
