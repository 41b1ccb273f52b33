package terminal

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// Gap stands between columns.
const Gap = "  "

// MinWidth is the narrowest terminal that lines are fitted to, in columns.
const MinWidth = 48

// Width returns how many columns a terminal uses for s.
func Width(s string) int { return displaywidth.String(s) }

// Cut shortens s at its end to at most n columns, the last of which is "…".
func Cut(s string, n int) string {
	if n <= 0 {
		return ""
	}
	return displaywidth.TruncateString(s, n, "…")
}

// CutMiddle shortens s to at most n columns, keeping both ends: of an address,
// the name and the domain's end tell most.
func CutMiddle(s string, n int) string {
	if Width(s) <= n {
		return s
	}
	if n < 5 {
		return Cut(s, n)
	}
	head := displaywidth.TruncateString(s, (n-1)/2, "")
	return head + "…" + Tail(s, n-1-Width(head))
}

// maxColumn is how many bytes of safe text one column holds at most: a letter
// and its marks, of four bytes each.
const maxColumn = 4 * 7

// Tail returns the end of s that fits n columns.
func Tail(s string, n int) string {
	if n <= 0 {
		return ""
	}
	if most := n * maxColumn; len(s) > most { // no need to measure all of s
		s = s[len(s)-most:]
		for len(s) > 0 && !utf8.RuneStart(s[0]) {
			s = s[1:]
		}
	}
	g := displaywidth.StringGraphemes(s)
	total := Width(s)
	cut := 0
	for total > n && g.Next() {
		total -= g.Width()
		cut += len(g.Value())
	}
	return s[cut:]
}

// Pad fills s with blanks to n columns.
func Pad(s string, n int) string {
	if w := Width(s); w < n {
		return s + strings.Repeat(" ", n-w)
	}
	return s
}

// paintedWidth is Width for text that holds colours.
func paintedWidth(s string) int {
	return displaywidth.Options{ControlSequences: true}.String(s)
}
