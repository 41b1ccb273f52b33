package dsn

import (
	"bytes"
	"encoding/base64"
	"mime"
	"strings"
	"unicode/utf8"
)

// maxWord is the longest MIME word that is decoded. RFC 2047 section 2 allows
// 75 characters; programs that do not split words stay below this.
const maxWord = 4000

// A mimeWord is an "=?charset?encoding?text?=" with its encoding undone.
type mimeWord struct {
	charset string
	bytes   []byte
}

// decodeWords decodes the MIME words (RFC 2047) of a field's value and raw
// 8-bit bytes. What cannot be decoded stays as it is.
//
// QUIRK: programs split a character over two words. So neighbours of one
// charset are joined before they are decoded, which mime.WordDecoder does not.
func decodeWords(v string) string {
	if !utf8.ValidString(v) || strings.Contains(v, "\x1b$") {
		v = decodeNotice([]byte(v), "")
	}
	if !strings.Contains(v, "=?") {
		return v
	}
	var out strings.Builder
	var open mimeWord // the words of one charset that are not written yet
	flush := func() {
		out.WriteString(decodeText(open.bytes, open.charset))
		open = mimeWord{}
	}
	for {
		at, n, word := nextWord(v)
		if n == 0 {
			break
		}
		gap := v[:at]
		if open.charset != word.charset || strings.TrimSpace(gap) != "" {
			joined := open.charset != "" && strings.TrimSpace(gap) == ""
			flush()
			if !joined { // white space between two words is none (section 6.2)
				out.WriteString(gap)
			}
		}
		open.charset, open.bytes = word.charset, append(open.bytes, word.bytes...)
		v = v[at+n:]
	}
	flush()
	out.WriteString(v)
	return strings.ToValidUTF8(out.String(), "\uFFFD")
}

// nextWord returns the first MIME word of s: where it begins and how long it
// is. N is 0 if there is none.
func nextWord(s string) (at, n int, w mimeWord) {
	for from := 0; ; {
		i := strings.Index(s[from:], "=?")
		if i < 0 {
			return 0, 0, mimeWord{}
		}
		from += i
		if w, n := wordAt(s[from:min(len(s), from+maxWord)]); n > 0 {
			return from, n, w
		}
		from += 2
	}
}

// wordAt reads the MIME word at the start of s, which begins with "=?". N is 0
// if it is none.
func wordAt(s string) (w mimeWord, n int) {
	charset, rest, ok := strings.Cut(s[2:], "?")
	if !ok || charset == "" || len(charset) > 60 || len(rest) < 4 || rest[1] != '?' {
		return w, 0
	}
	text, _, ok := strings.Cut(rest[2:], "?=")
	if !ok {
		return w, 0
	}
	charset, _, _ = strings.Cut(charset, "*") // a language: RFC 2231 section 5
	w.charset = strings.ToLower(charset)
	n = 2 + len(s[2:]) - len(rest) + 2 + len(text) + 2
	switch rest[0] {
	case 'B', 'b':
		w.bytes = lenientBase64(text)
	case 'Q', 'q':
		dec, err := new(mime.WordDecoder).Decode("=?iso-8859-1?q?" + strings.ReplaceAll(text, " ", "_") + "?=")
		if err != nil {
			return w, 0
		}
		w.bytes = latin1Bytes(dec)
	default:
		return w, 0
	}
	return w, n
}

// lenientBase64 decodes as much as can be decoded, with or without padding.
func lenientBase64(s string) []byte {
	b := bytes.TrimRight([]byte(strings.Join(strings.Fields(s), "")), "=")
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(b)))
	n, _ := base64.RawStdEncoding.Decode(out, b)
	return out[:n]
}

// latin1Bytes returns the bytes whose ISO-8859-1 reading is s.
func latin1Bytes(s string) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		out = append(out, byte(r))
	}
	return out
}
