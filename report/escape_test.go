package report

import (
	"strings"
	"testing"
)

func TestVisible(t *testing.T) {
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
		if got := visible(tt.in); got != tt.want {
			t.Errorf("%s: visible(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestVisibleHidesNoBytes(t *testing.T) {
	for _, sign := range []string{"\U0001f469\u200d", "\u200d", "ક્"} {
		if got := visible(strings.Repeat(sign, 100_000)); len(got) > 64*(2+width(got)) {
			t.Errorf("%q, often: %d bytes in %d columns", sign, len(got), width(got))
		}
	}
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		in          string
		n           int
		end, middle string
	}{
		{"bob@example.org", 20, "bob@example.org", "bob@example.org"},
		{"bob@example.org", 15, "bob@example.org", "bob@example.org"},
		{"somebody@example.org", 11, "somebody@e…", "someb…e.org"},
		{"太郎花子@example.jp", 8, "太郎花…", "太…le.jp"},
		{"abcdef", 3, "ab…", "ab…"},
		{"abcdef", 1, "…", "…"},
		{"abcdef", 0, "", ""},
	} {
		if got := cutEnd(tt.in, tt.n); got != tt.end || width(got) > tt.n {
			t.Errorf("cutEnd(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.end)
		}
		if got := cutMiddle(tt.in, tt.n); got != tt.middle || width(got) > tt.n {
			t.Errorf("cutMiddle(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.middle)
		}
	}
}

func TestGroup(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1 000", 18002: "18 002", 1234567: "1 234 567", -1204: "-1 204"} {
		if got := group(nil, n); got != want {
			t.Errorf("group(%d) = %q, want %q", n, got, want)
		}
	}
}
