package safe_test

import (
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
)

func TestLine(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "550 5.1.1 User unknown", "550 5.1.1 User unknown"},
		{"line ends and tabs", "a\r\nb\tc\u00a0d\u2028e", "a  b c d e"},
		{"clear screen", "\x1b[2J\a", `\x1b[2J\x07`},
		{"delete", "a\x7f", `a\x7f`},
		{"C1", "\u009b31m", `\u009b31m`},
		{"direction", "\u202eexe.gpj\u2066\u200f", `\u202eexe.gpj\u2066\u200f`},
		{"byte order mark", "\ufeffx", `\ufeffx`},
		{"tag characters", "x\U000e0041", `x\U000e0041`},
		{"not UTF-8", "caf\xe9", "caf\ufffd"},
		{"Japanese", "ユーザー不明", "ユーザー不明"},
		{"joiners", "ક્\u200dષ", "ક્\u200dષ"},
		{"seven marks", "e" + strings.Repeat("\u0301", 7), "e" + strings.Repeat("\u0301", 6)},
		{"a backslash", `\x1b`, `\x1b`},
	} {
		if got := safe.Line(tt.in); got != tt.want {
			t.Errorf("%s: Line(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestLineHidesNoBytes(t *testing.T) {
	for _, sign := range []string{"\U0001f469\u200d", "\u200d", "ક્"} {
		if got := safe.Line(strings.Repeat(sign, 100_000)); len(got) > 64*(2+terminal.Width(got)) {
			t.Errorf("%q, often: %d bytes in %d columns", sign, len(got), terminal.Width(got))
		}
	}
}
