package safe

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/report/terminal"
)

// maxMarks bounds the combining marks on one letter. Real writing has three
// at most; hundreds paint over the lines above.
const maxMarks = 6

// Line makes a stranger's text safe for a terminal and puts it on one line:
// blanks of any kind become one space each, what a terminal would obey or hide
// is shown as an escape, "\x1b" or "\u202e", and bytes that are not UTF-8 become
// U+FFFD. What is safe already comes back as it is.
func Line(s string) string {
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

// Lines is Line for each line of a text, parted by "\n".
func Lines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = Line(lines[i])
	}
	return strings.Join(lines, "\n")
}

// maxPerColumn is how many bytes one column of a terminal may take: families
// of emoji and stacked Indic consonants have some thirty.
const maxPerColumn = 64

// spread cuts a text that hides many bytes in few columns, such as a million
// joined signs that are drawn as one.
func spread(s string) string {
	most := maxPerColumn * (1 + terminal.Width(s))
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// writeVisible writes what a terminal shows as it is, and the rest as an escape.
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
