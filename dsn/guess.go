package dsn

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// guesses are the charsets in which small hosts write notices that they label
// as ASCII, or not at all. The first are believed where two read the same.
var guesses = []encoding.Encoding{
	charmap.Windows1252, charmap.Windows1251, charmap.KOI8R, charmap.Windows1250, charmap.ISO8859_2, charmap.Windows1254, charmap.Windows1253,
	japanese.ShiftJIS, japanese.EUCJP, simplifiedchinese.GB18030, traditionalchinese.Big5, korean.EUCKR,
	charmap.Windows1257, charmap.Windows1255, charmap.Windows1256, charmap.CodePage866, charmap.Windows874, charmap.KOI8U,
}

// maxGuess bounds how much of a text is looked at, in bytes: what a notice
// says stands at its beginning.
const maxGuess = 4 << 10

// decodeNotice is decodeText for what may be the words of a notice: a body, a
// field without MIME words. Where the label says nothing, the words tell.
func decodeNotice(b []byte, charset string) string {
	if name := strings.ToLower(strings.Trim(charset, " \t\"';")); (isUnicode(name) || lookUpCharset(name) == nil) && !utf8.Valid(b) && !mostlyUTF8(b) {
		if text, ok := guessText(b); ok {
			return text
		}
	}
	return decodeText(b, charset)
}

// guessText decodes bytes of which nobody says what they are. No statistics of
// letters: a notice is short, and about one thing. The charset in which it has
// the most words of notices is the right one; in which it has none, no guess.
func guessText(b []byte) (string, bool) {
	if bytes.IndexFunc(b[:min(len(b), maxGuess)], func(r rune) bool { return r >= 0x80 }) < 0 {
		return "", false
	}
	var best encoding.Encoding
	most := 0
	for _, enc := range guesses {
		text, err := enc.NewDecoder().Bytes(b[:min(len(b), maxGuess)])
		if n := likeness(string(text)); err == nil && n > most {
			best, most = enc, n
		}
	}
	if best == nil {
		return "", false
	}
	text, err := best.NewDecoder().Bytes(b)
	return string(text), err == nil
}

// likeness measures how much a text is a notice: by its words, and, where two
// charsets share all that are known, by the signs of Latin-1 such as "¶", which
// no notice has. It is 0 without a word.
func likeness(text string) int {
	n := format.Words(text) * maxGuess
	for _, r := range text {
		if 0x80 <= r && r < 0xc0 && n > 0 {
			n--
		}
	}
	return n
}
