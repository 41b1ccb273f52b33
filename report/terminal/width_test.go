package terminal_test

import (
	"testing"

	"github.com/nixie-mail/nixie/report/terminal"
)

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
		if got := terminal.Cut(tt.in, tt.n); got != tt.end || terminal.Width(got) > tt.n {
			t.Errorf("Cut(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.end)
		}
		if got := terminal.CutMiddle(tt.in, tt.n); got != tt.middle || terminal.Width(got) > tt.n {
			t.Errorf("CutMiddle(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.middle)
		}
	}
}
