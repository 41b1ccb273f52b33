package ledger

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"strings"
)

// kept returns what is kept of a message without the address, and false where
// that cannot be, because a part of it holds the address encoded.
func (m *mask) kept(text string) (string, bool) {
	hidden := m.hide(text)
	if hidden != text {
		hidden = m.hideAlone(hidden)
	}
	for _, decode := range []func(string) string{printable, unbased, words} {
		if m.in(decode(hidden)) {
			return "", false
		}
	}
	return hidden, true
}

// printable reads a text as quoted-printable (RFC 2045 section 6.7), as far as it
// goes: soft line breaks may part an address.
func printable(text string) string {
	if !strings.Contains(text, "=") {
		return ""
	}
	var b strings.Builder
	for block := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		part, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(block))) // what is none ends early
		b.Write(part)
		b.WriteByte('\n')
	}
	return b.String()
}

// shortestBased is the length of a line from which what looks like base64 is read.
const shortestBased = 24

// unbased reads the blocks of base64 in a text (RFC 2045 section 6.8).
func unbased(text string) string {
	var out, block strings.Builder
	end := func() {
		coded := strings.TrimRight(block.String(), "=")
		block.Reset()
		part, _ := base64.RawStdEncoding.DecodeString(coded) // what is before an error counts
		out.Write(part)
		out.WriteByte('\n')
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		coded := strings.Trim(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") == ""
		if coded && line != "" && (block.Len() > 0 || len(line) >= shortestBased) {
			block.WriteString(line)
		} else if block.Len() > 0 {
			end()
		}
	}
	end()
	return out.String()
}

// words reads the encoded words in a text (RFC 2047).
func words(text string) string {
	if !strings.Contains(text, "=?") {
		return ""
	}
	d := mime.WordDecoder{CharsetReader: func(_ string, in io.Reader) (io.Reader, error) { return in, nil }}
	var b strings.Builder
	for line := range strings.Lines(text) {
		plain, err := d.DecodeHeader(strings.TrimSpace(line))
		if err == nil {
			b.WriteString(plain)
			b.WriteByte('\n')
		}
	}
	return b.String()
}
