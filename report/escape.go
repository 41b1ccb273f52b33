package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// maxMarks bounds the combining marks on one letter. Real writing has three
// at most; hundreds paint over the lines above.
const maxMarks = 6

// visible makes a stranger's text safe for a terminal and puts it on one line:
// blanks of any kind become one space each, and what a terminal would obey or
// hide is shown as an escape, "\x1b" or "\u202e".
func visible(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for _, r := range s { // bytes that are not UTF-8 come as U+FFFD
		if !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Me, r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			continue
		}
		writeVisible(&b, r)
	}
	return spread(b.String())
}

// maxPerColumn is how many bytes one column of a terminal may take: families
// of emoji and stacked Indic consonants have some thirty.
const maxPerColumn = 64

// spread cuts a text that hides many bytes in few columns, such as a million
// joined signs that are drawn as one.
func spread(s string) string {
	most := maxPerColumn * (1 + width(s))
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

func writeVisible(b *strings.Builder, r rune) {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || unicode.Is(unicode.Z, r):
		b.WriteByte(' ')
	case r < ' ' || r == 0x7f:
		fmt.Fprintf(b, `\x%02x`, r)
	case r <= 0x9f && r >= 0x80: // C1: U+009B begins a control sequence as ESC [ does
		fmt.Fprintf(b, `\u%04x`, r)
	case r == 0x200c || r == 0x200d: // joiners: Indic and Persian spelling needs them
		b.WriteRune(r)
	case unicode.Is(unicode.Cf, r): // marks of direction, invisible signs
		if r > 0xffff {
			fmt.Fprintf(b, `\U%08x`, r)
			return
		}
		fmt.Fprintf(b, `\u%04x`, r)
	default:
		b.WriteRune(r)
	}
}

// isPlain reports whether s is printable ASCII only, as most replies are.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// width returns how many columns a terminal uses for s.
func width(s string) int { return displaywidth.String(s) }

// cutEnd shortens s at its end to at most n columns.
func cutEnd(s string, n int) string {
	if n <= 0 {
		return ""
	}
	return displaywidth.TruncateString(s, n, "…")
}

// cutMiddle shortens s to at most n columns, keeping both ends: of an address,
// the name and the domain's end tell most.
func cutMiddle(s string, n int) string {
	if width(s) <= n {
		return s
	}
	if n < 5 {
		return cutEnd(s, n)
	}
	head := displaywidth.TruncateString(s, (n-1)/2, "")
	return head + "…" + lastColumns(s, n-1-width(head))
}

// lastColumns returns the end of s that fits n columns.
func lastColumns(s string, n int) string {
	if n <= 0 {
		return ""
	}
	// A column holds a letter with its marks: no need to measure all of s.
	if most := n * 4 * (maxMarks + 1); len(s) > most {
		s = s[len(s)-most:]
		for len(s) > 0 && !utf8.RuneStart(s[0]) {
			s = s[1:]
		}
	}
	g := displaywidth.StringGraphemes(s)
	total := width(s)
	cut := 0
	for total > n && g.Next() {
		total -= g.Width()
		cut += len(g.Value())
	}
	return s[cut:]
}

// pad fills s with blanks to n columns.
func pad(s string, n int) string {
	if w := width(s); w < n {
		return s + strings.Repeat(" ", n-w)
	}
	return s
}

// displayWidth is width for text that holds our own colours.
func displayWidth(s string) int {
	return displaywidth.Options{ControlSequences: true}.String(s)
}
