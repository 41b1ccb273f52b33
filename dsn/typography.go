package dsn

import (
	"strings"
	"unicode/utf8"
)

// This file takes from a text what word processors, page makers and gateways put
// between the words, so that a sentence reads the same wherever it went through.

// legible returns a text with plain blanks and line ends, without marks that no
// reader sees, and without the links that programs write behind addresses. Words
// and their spelling stay as they are.
func legible(s string) string {
	if strings.Contains(s, "<mailto:") || strings.Contains(s, "[mailto:") {
		s = dropLinks(s)
	}
	if hasMarks(s) {
		s = strings.Map(plainMark, s)
	}
	if strings.Contains(s, "\n\n\n") && isDoubleSpaced(s) {
		s = singleSpaced(s)
	}
	return s
}

// hasMarks reports whether a text may hold a rune that plainMark changes: by the
// first bytes of their UTF-8.
func hasMarks(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		switch c := s[i]; {
		case c < utf8.RuneSelf:
		case c == 0xc2 && (s[i+1] == 0xa0 || s[i+1] == 0xad || s[i+1] == 0x85), c == 0xe2 && (s[i+1] == 0x80 || s[i+1] == 0x81), c == 0xef && s[i+1] >= 0xbb:
			return true
		}
	}
	return false
}

// plainMark returns what stands for a rune in a plain text, -1 for nothing.
func plainMark(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return r
	case r == 0xa0, 0x2000 <= r && r <= 0x200a, r == 0x202f, r == 0x205f: // blanks that hold lines together, and of all widths
		return ' '
	case r == 0x85, r == 0x2028, r == 0x2029: // line ends
		return '\n'
	case r == '‘', r == '’', r == '‚', r == '‛':
		return '\''
	case r == '“', r == '”', r == '„', r == '‟':
		return '"'
	case r == 0xad, r == 0x200b, r == 0x2060, r == 0xfeff: // where lines may, or must not, break
		return -1
	case r == 0x200e, r == 0x200f, 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069: // directions
		return -1
	case r == '＜', r == '＞', r == '＠': // around and within addresses
		return r - '＜' + '<'
	}
	return r
}

// dropLinks takes away the link behind an address that says the address again:
//
//	ann@example.org<mailto:ann@example.org>
func dropLinks(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "mailto:")
		if i < 0 {
			break
		}
		end := strings.IndexAny(s[i:], "> \t\n]") + i
		before := strings.TrimRight(s[:max(i-1, 0)], " ")
		target := s[i+len("mailto:") : max(end, i+len("mailto:"))]
		target, _, _ = strings.Cut(target, "?")
		if i > 0 && end > i && target != "" && (s[i-1] == '<' && s[end] == '>' || s[i-1] == '[' && s[end] == ']') && hasSuffixFold(before, target) {
			b.WriteString(before)
			s = s[end+1:]
			continue
		}
		b.WriteString(s[:i+len("mailto:")])
		s = s[i+len("mailto:"):]
	}
	return b.String() + s
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// minDoubled is how many lines a text has at least whose lines a program may
// have set apart.
const minDoubled = 6

// isDoubleSpaced reports whether every line of a text is followed by a blank one,
// and its paragraphs by more: a gateway ended each line twice.
func isDoubleSpaced(s string) bool {
	lines, blank := 0, true
	for line := range strings.Lines(s) {
		if strings.TrimSpace(line) == "" {
			blank = true
			continue
		}
		if !blank {
			return false
		}
		blank = false
		lines++
	}
	return lines >= minDoubled
}

// singleSpaced takes one blank line from behind each line.
func singleSpaced(s string) string {
	var b strings.Builder
	skip := false
	for line := range strings.Lines(s) {
		if skip && strings.TrimSpace(line) == "" {
			skip = false
			continue
		}
		b.WriteString(line)
		skip = strings.TrimSpace(line) != ""
	}
	return b.String()
}

// unflow joins the lines of a text that its program broke for display and says
// so by a blank at their end (RFC 3676 section 4). Delsp: that blank is no part
// of the text.
func unflow(s string, delsp bool) string {
	var b strings.Builder
	open, depth := false, 0
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\r\n")
		quoted := len(line) - len(strings.TrimLeft(line, ">"))
		text := strings.TrimPrefix(line[quoted:], " ")
		if open && quoted != depth {
			b.WriteByte('\n')
			open = false
		}
		if !open {
			b.WriteString(line[:quoted])
			if quoted > 0 {
				b.WriteByte(' ')
			}
		}
		open, depth = strings.HasSuffix(text, " ") && text != "-- ", quoted
		if open && delsp {
			text = text[:len(text)-1]
		}
		b.WriteString(text)
		if !open {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
