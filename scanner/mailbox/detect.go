package mailbox

import (
	"bufio"
	"bytes"
	"io"
)

// A kind is what a file holds, by its first bytes.
type kind int

const (
	kindEmpty kind = iota
	kindMessage
	kindMbox
	kindGzip
	kindZstd
	kindZip
	kindOther
)

const (
	bufferSize  = 64 << 10 // of every stream; lines longer than this come in pieces
	detectSize  = 4 << 10  // bytes looked at to recognise a file
	detectLines = 10       // lines of junk that may stand before the first header field
)

func newStream(r io.Reader) *bufio.Reader { return bufio.NewReaderSize(r, bufferSize) }

// detect looks at the next bytes of br without taking them. The error is one
// of reading, and only if nothing could be read at all.
func detect(br *bufio.Reader) (kind, error) {
	head, err := br.Peek(detectSize)
	if len(head) == 0 && err != nil && err != io.EOF {
		return kindOther, err
	}
	return kindOf(head), nil
}

var magics = []struct {
	bytes string
	kind  kind
}{
	{"\x1f\x8b", kindGzip},         // RFC 1952 section 2.3.1
	{"\x28\xb5\x2f\xfd", kindZstd}, // RFC 8878 section 3.1.1
	{"PK\x03\x04", kindZip},        // APPNOTE.TXT section 4.3.7
	{"PK\x05\x06", kindZip},        // an archive without entries, section 4.3.16
}

func kindOf(head []byte) kind {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.kind
		}
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, bom), "\r\n\t ")
	switch {
	case len(text) == 0 && len(head) < detectSize:
		return kindEmpty
	case startsMbox(text):
		return kindMbox
	case startsMessage(text):
		return kindMessage
	}
	return kindOther
}

// bom is the byte order mark that some editors put before UTF-8 text.
var bom = []byte("\xef\xbb\xbf")

// startsMbox reports whether text begins with a "From " line. At the start of
// a file any will do; but "From : a@example.org" is a field of old style
// (RFC 5322 section 4.5).
func startsMbox(text []byte) bool {
	rest, ok := bytes.CutPrefix(text, []byte("From "))
	return ok && !bytes.HasPrefix(bytes.TrimLeft(rest, " \t"), []byte(":"))
}

// startsMessage reports whether a header field stands among the first lines,
// before any empty line or NUL.
func startsMessage(text []byte) bool {
	for range detectLines {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		if len(line) == 1 && line[0] == '\r' || bytes.IndexByte(line, 0) >= 0 {
			return false
		}
		if isField(line) {
			return true
		}
		if len(line) == 0 || len(rest) == 0 {
			// A file with CR for line ends is a single line to us.
			return false
		}
		text = rest
	}
	return false
}

// isField reports whether line begins like a header field, "Subject:". Names
// could hold any visible character (RFC 5322 section 2.2); those of real mail
// hold letters, digits and a few marks, those of program text and JSON do not.
func isField(line []byte) bool {
	name, _, ok := bytes.Cut(line, []byte(":"))
	name = bytes.TrimRight(name, " \t")
	if !ok || len(name) == 0 || len(name) > 100 {
		return false
	}
	for i, c := range name {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !('0' <= c && c <= '9' || c == '-' || c == '_' || c == '.')) {
			return false
		}
	}
	return true
}
