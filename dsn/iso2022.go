package dsn

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// decodeEscapes decodes the charsets of seven bits that switch by escapes,
// whatever the label says: the escape tells.
func decodeEscapes(b []byte, name string) (string, bool) {
	switch {
	case bytes.Contains(b, []byte("\x1b$)C")) || name == "iso-2022-kr" && bytes.IndexByte(b, shiftOut) >= 0:
		return decodeShifted(b, korean.EUCKR), true
	case bytes.Contains(b, []byte("\x1b$)A")):
		return decodeShifted(b, simplifiedchinese.GBK), true
	case bytes.Contains(b, []byte("\x1b$")), bytes.Contains(b, []byte("\x1b(I")):
	case strings.HasPrefix(name, "iso-2022-jp") && bytes.IndexByte(b, 0x1b) < 0:
		b = restoreEscapes(b)
	default:
		return "", false
	}
	out, err := japanese.ISO2022JP.NewDecoder().Bytes(b)
	return string(out), err == nil
}

const (
	shiftOut = 0x0e
	shiftIn  = 0x0f
)

// decodeShifted decodes ISO-2022-KR (RFC 1557) and ISO-2022-CN (RFC 1922):
// between SO and SI stand the bytes of the charset without their high bit. A
// line begins in ASCII.
func decodeShifted(b []byte, set encoding.Encoding) string {
	out := make([]byte, 0, len(b))
	var high byte
	for len(b) > 0 {
		switch c := b[0]; {
		case c == 0x1b && len(b) >= 4 && b[1] == '$':
			b = b[3:] // the designation: ESC $ ) C
		case c == shiftOut:
			high = 0x80
		case c == shiftIn:
			high = 0
		case c == '\n':
			high = 0
			out = append(out, c)
		case c > ' ':
			out = append(out, c|high)
		default:
			out = append(out, c)
		}
		b = b[1:]
	}
	text, err := set.NewDecoder().Bytes(out)
	if err != nil {
		return strings.ToValidUTF8(string(out), "\uFFFD")
	}
	return string(text)
}

// maxRun is the longest run of Japanese without an escape; lines are far
// shorter.
const maxRun = 1000

// restoreEscapes puts back the ESC bytes of ISO-2022-JP that a gateway took
// out:
//
//	$B%f!<%6!<ITL@(B
func restoreEscapes(b []byte) []byte {
	out := make([]byte, 0, len(b)+16)
	for {
		i := bytes.Index(b, []byte("$B"))
		if i < 0 {
			return append(out, b...)
		}
		line := b[i:min(len(b), i+maxRun)]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end]
		}
		j := bytes.Index(line, []byte("(B"))
		if j < 0 || j%2 != 0 { // characters have two bytes
			out = append(out, b[:i+2]...)
			b = b[i+2:]
			continue
		}
		out = append(append(out, b[:i]...), 0x1b)
		out = append(append(out, line[:j]...), 0x1b)
		out = append(out, "(B"...)
		b = b[i+j+2:]
	}
}
