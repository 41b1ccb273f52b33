package dsn

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// undoTransfer undoes a Content-Transfer-Encoding (RFC 2045 section 6) and
// never fails: what is not encoded as announced ends a base64 text and stays
// as it is in a quoted-printable one.
func undoTransfer(body []byte, encoding string) []byte {
	switch strings.ToLower(strings.Trim(strings.TrimSpace(encoding), `"`)) {
	case "base64":
		return undoBase64(body)
	case "quoted-printable":
		return undoQuoted(body)
	}
	return body
}

// reveal undoes a transfer encoding that a gateway took the label off: a text
// whose every line is base64, or whose every "=" begins an octet of
// quoted-printable or breaks a line. Other texts it returns as they are.
func reveal(body []byte) []byte {
	line, _ := lineOf(bytes.TrimLeft(body, "\r\n"), 0)
	switch {
	case len(line) >= minEncoded && allBase64(body):
		if out := undoBase64(body); bytes.IndexByte(out, ' ') > 0 && utf8.Valid(out) {
			return out
		}
	case bytes.Contains(body, []byte("=40")) || bytes.Contains(body, []byte("=3D")) || bytes.Contains(body, []byte("=20\n")), bytes.Count(body, []byte("=\n")) > 1:
		if allQuoted(body) {
			return undoQuoted(body)
		}
	}
	return body
}

// minEncoded is the length of a first line from which a text may be base64: a
// word alone is none.
const minEncoded = 60

func allBase64(body []byte) bool {
	for line := range bytes.Lines(body) {
		if bytes.ContainsFunc(bytes.TrimRight(line, "= \t\r\n"), notBase64) {
			return false
		}
	}
	return true
}

// allQuoted reports whether each "=" is followed by what RFC 2045 section 6.7
// asks for.
func allQuoted(body []byte) bool {
	for at := 0; ; {
		i := bytes.IndexByte(body[at:], '=')
		if i < 0 {
			return true
		}
		at += i + 1
		rest := bytes.TrimLeft(body[at:min(len(body), at+4)], " \t\r")
		switch {
		case len(rest) == 0 || rest[0] == '\n':
		case len(rest) < 2 || hexDigit(rest[0]) < 0 || hexDigit(rest[1]) < 0 || rest[0] >= 'a' || rest[1] >= 'a':
			return false
		}
	}
}

// undoBase64 decodes line by line, up to the first line that is no base64: the
// footer of a list, in plain text.
func undoBase64(body []byte) []byte {
	clean := make([]byte, 0, len(body))
	for line := range bytes.Lines(body) {
		line = bytes.TrimSpace(line)
		if bytes.ContainsFunc(bytes.TrimRight(line, "="), notBase64) {
			break
		}
		clean = append(clean, bytes.TrimRight(line, "=")...)
		if bytes.HasSuffix(line, []byte("=")) {
			break // padding ends the text
		}
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean)
	return out[:n]
}

func notBase64(r rune) bool {
	return r >= 0x80 || !isWordByte(byte(r)) && r != '+' && r != '/'
}

// undoQuoted decodes quoted-printable (RFC 2045 section 6.7).
func undoQuoted(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for line := range bytes.Lines(body) {
		text := bytes.TrimRight(line, " \t\r\n")
		soft := bytes.HasSuffix(text, []byte("="))
		if soft {
			text = text[:len(text)-1]
		}
		for i := 0; i < len(text); i++ {
			if text[i] == '=' && i+2 < len(text) {
				hi, lo := hexDigit(text[i+1]), hexDigit(text[i+2])
				if hi >= 0 && lo >= 0 {
					out = append(out, byte(hi<<4|lo))
					i += 2
					continue
				}
			}
			out = append(out, text[i])
		}
		if !soft && bytes.HasSuffix(line, []byte("\n")) {
			out = append(out, '\n')
		}
	}
	return out
}

// hexDigit returns the value of a hexadecimal digit, or -1.
func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
