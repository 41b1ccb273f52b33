package dsn

import (
	"bytes"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/cention-sany/utf7"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// charsetNames are names seen in mail that the WHATWG index does not know.
var charsetNames = map[string]string{
	"cp932": "shift_jis", "windows-932": "shift_jis", "sjis": "shift_jis",
	"cp949": "euc-kr", "ms949": "euc-kr", "x-windows-949": "euc-kr",
	"iso-2022-jp-ms": "iso-2022-jp", "iso-2022-jp-1": "iso-2022-jp",
	"cp50220": "iso-2022-jp", "cp50221": "iso-2022-jp",
	"cp936": "gbk", "ms936": "gbk", "gb18030-2000": "gb18030", "gb_2312-80": "gbk",
	"cp950": "big5", "8859-1": "windows-1252", "iso-8859-8-e": "iso-8859-8",
	"cp1250": "windows-1250", "cp1253": "windows-1253", "cp1254": "windows-1254",
}

// decodeText turns bytes of the named charset into UTF-8. It never fails:
// bytes that claim to be ASCII or UTF-8 and are not, and bytes of unknown
// charsets, are taken for windows-1252, which maps nearly every byte.
func decodeText(b []byte, charset string) string {
	name := strings.ToLower(strings.Trim(charset, " \t\"';"))
	if bytes.Contains(b, []byte("\x1b$")) {
		name = "iso-2022-jp" // the escape says it, whatever the label; RFC 1468
	}
	if enc := lookUpCharset(name); enc != nil && !isUnicode(name) {
		if out, err := enc.NewDecoder().Bytes(b); err == nil {
			return string(out)
		}
	}
	if utf8.Valid(b) {
		return string(b)
	}
	if isUnicode(name) && mostlyUTF8(b) {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// lookUpCharset returns nil for ASCII, for no name, and for names that nobody
// knows: the bytes decide then.
func lookUpCharset(name string) encoding.Encoding {
	switch name {
	case "", "us-ascii", "ascii", "ansi_x3.4-1968", "646", "unknown-8bit", "x-unknown":
		return nil
	case "utf-7", "unicode-1-1-utf-7":
		return utf7.UTF7
	}
	if alias, ok := charsetNames[name]; ok {
		name = alias
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return enc
}

func isUnicode(name string) bool { return name == "utf-8" || name == "utf8" }

// mostlyUTF8 reports whether b holds more valid multi-byte sequences than
// broken ones, as a truncated or spliced UTF-8 text does.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return good > bad
}

// decodeWords decodes the MIME words (RFC 2047) of a field's value and raw
// 8-bit bytes. What cannot be decoded stays as it is.
func decodeWords(v string) string {
	if !utf8.ValidString(v) || strings.Contains(v, "\x1b$") {
		v = decodeText([]byte(v), "")
	}
	if !strings.Contains(v, "=?") {
		return v
	}
	d := mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
		b, err := io.ReadAll(r) // bounded by the field, which is bounded by the message
		return strings.NewReader(decodeText(b, charset)), err
	}}
	out, err := d.DecodeHeader(v)
	if err != nil {
		return v
	}
	return strings.ToValidUTF8(out, "\uFFFD")
}
