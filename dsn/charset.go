package dsn

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/cention-sany/utf7"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
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
	if out, ok := decodeUTF16(b, name); ok {
		return out
	}
	if out, ok := decodeEscapes(b, name); ok {
		return out
	}
	if mislabelled(b, name) {
		return string(b)
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

// decodeUTF16 decodes UTF-16 that says so by its byte order mark or its label.
func decodeUTF16(b []byte, name string) (string, bool) {
	order := unicode.BigEndian // RFC 2781 section 4.3
	switch {
	case bytes.HasPrefix(b, []byte("\xfe\xff")), bytes.HasPrefix(b, []byte("\xff\xfe")):
	case name == "utf-16le":
		order = unicode.LittleEndian
	case name != "utf-16" && name != "utf-16be" && name != "utf16":
		return "", false
	}
	if bytes.IndexByte(b, 0) < 0 {
		return "", false // a gateway converted the text and left the label
	}
	out, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(b)
	if err != nil {
		out, err = unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(b)
	}
	return string(out), err == nil
}

// mislabelled reports whether b is UTF-8 whatever its label says: three
// characters of several bytes and no broken one do not come about by accident.
func mislabelled(b []byte, name string) bool {
	if isUnicode(name) || !utf8.Valid(b) {
		return false
	}
	n := 0
	for _, c := range b {
		if c >= 0xc2 {
			n++
		}
	}
	return n >= 3
}

// lookUpCharset returns nil for ASCII, for no name, and for names that nobody
// knows: the bytes decide then.
func lookUpCharset(name string) encoding.Encoding {
	switch name {
	case "", "us-ascii", "ascii", "ansi_x3.4-1968", "646", "unknown-8bit", "x-unknown":
		return nil
	case "utf-7", "unicode-1-1-utf-7":
		return utf7.UTF7
	case "hz-gb-2312", "hz":
		return simplifiedchinese.HZGB2312
	}
	if alias, ok := charsetNames[name]; ok {
		name = alias
	}
	enc, err := htmlindex.Get(name)
	if err != nil || enc == encoding.Replacement { // WHATWG gives some charsets up
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
