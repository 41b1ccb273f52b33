package rules

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/dsn/letter"
)

// maxWords is how many bytes of a reply or remark are looked at; real ones
// have some hundred.
const maxWords = 32 << 10

// A folded text is a text as phrases see it: lower case without accents, one
// blank for each run of white space, plain quotation marks and dashes. It
// remembers where each byte came from.
type folded struct {
	text   []byte
	origin []int32 // text[i] stems from the character at origin[i] of the original; one more entry for the end
}

// fold replaces the content of f with the folded form of s, of which it reads
// at most maxWords bytes.
func (f *folded) fold(s string) {
	s = s[:min(len(s), maxWords)]
	f.text, f.origin = slices.Grow(f.text[:0], len(s)), slices.Grow(f.origin[:0], len(s)+1)
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			f.addASCII(c, i)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			f.add(c, i) // not UTF-8: stands for itself
		} else {
			f.addRune(r, i)
		}
		i += size
	}
	f.origin = append(f.origin, int32(len(s)))
}

func (f *folded) add(c byte, at int) {
	f.text = append(f.text, c)
	f.origin = append(f.origin, int32(at))
}

func (f *folded) addBlank(at int) {
	if n := len(f.text); n == 0 || f.text[n-1] != ' ' {
		f.add(' ', at)
	}
}

func (f *folded) addASCII(c byte, at int) {
	switch {
	case 'A' <= c && c <= 'Z':
		f.add(c+'a'-'A', at)
	case c == ' ' || '\t' <= c && c <= '\r':
		f.addBlank(at)
	default:
		f.add(c, at)
	}
}

func (f *folded) addRune(r rune, at int) {
	switch {
	case unicode.IsSpace(r):
		f.addBlank(at)
		return
	case invisible(r):
		return
	}
	r = letter.Plain(plain(r))
	var b [utf8.UTFMax]byte
	letters := append(b[:0], spelledOut(r)...)
	if len(letters) == 0 {
		letters = utf8.AppendRune(letters, r)
	}
	for _, c := range letters {
		f.add(c, at)
	}
}

// invisible reports whether r takes no room: soft hyphen, accents that follow
// their letter, zero-width characters, byte order mark.
func invisible(r rune) bool {
	return '\u0300' <= r && r <= '\u036F' || r == '\u00AD' || '\u200B' <= r && r <= '\u200D' || r == '\u2060' || r == '\uFEFF'
}

// plain returns the ASCII form of typographic quotation marks and dashes, and
// every other character in lower case.
func plain(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛', '′', 'ʼ', '`', '´', '‹', '›':
		return '\''
	case '“', '”', '„', '‟', '″', '«', '»':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	}
	return unicode.ToLower(r)
}

// spelledOut returns the two letters that are written for r where it cannot
// be, else "".
func spelledOut(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	}
	return ""
}

// A span is a stretch of a folded text.
type span struct{ start, end int }

// quote returns the stretch of the original text s that was folded to at, with
// its byte offsets.
func (f *folded) quote(s string, at span) (quote string, start, end int) {
	start, end = int(f.origin[at.start]), int(f.origin[at.end])
	return s[start:end], start, end
}
