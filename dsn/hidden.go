package dsn

import (
	"bytes"
	"strings"
)

// readHidden finds the parts of a report that no MIME structure leads to: the
// Content-Type of the whole is lost or wrong, its boundary was broken over two
// lines or mangled. The delimiter before the report part is believed instead.
//
// A message that a notice quotes may hold a report, too; so nothing is
// believed behind lines that begin a message.
func (m *message) readHidden(raw []byte) {
	if m.Type != "multipart/report" && !fromProgram(m.Header) {
		return
	}
	start, boundary := hiddenReport(raw)
	if boundary == "" {
		return
	}
	found := &message{scratch: m.scratch, Header: Header{{Name: "Content-Type", Value: `multipart/mixed; boundary="` + boundary + `"`}}}
	// An error is no news here: the parts before it are what we came for.
	_ = found.readStrictly(raw[start:])
	if !found.hasReport() {
		return
	}
	m.Parts = found.Parts
	if m.Type != "multipart/report" || len(m.Problems) == 0 {
		m.Problems = append(m.Problems, Problem{"MIME structure", "the parts are not those that the header announces"})
	}
}

// maxPreamble is how many lines may stand before the first part.
const maxPreamble = 20

// guessType gives a message that lost its Content-Type, but not its parts, one
// back, and reports whether it did: by the first delimiter, which another repeats.
func (m *message) guessType(body []byte) bool {
	for at, n := 0, 0; at < len(body) && n < maxPreamble; n++ {
		line, next := lineOf(body, at)
		if beginsMessage(line) {
			return false
		}
		if _, typed := cutFold(body[next:], "content-"); typed && isDelimiter(line) && bytes.Contains(body[next:], append([]byte("\n"), line...)) {
			m.Header = append(m.Header, Field{"Content-Type", `multipart/mixed; boundary="` + strings.TrimSpace(string(line[2:])) + `"`})
			return true
		}
		at = next
	}
	return false
}

// maxPartHeader bounds the lines after a delimiter among which the type of a
// part is looked for.
const maxPartHeader = 12

// hiddenReport returns the delimiter that stands before a part meant for
// machines, without its dashes, and where the first line with it begins.
func hiddenReport(raw []byte) (start int, boundary string) {
	first := map[string]int{} // where each delimiter stands first
	for at := bodyStart(raw); at < len(raw) && len(first) < MaxParts; {
		line, next := lineOf(raw, at)
		switch {
		case isDelimiter(line):
			name := strings.TrimSpace(string(line[2:]))
			if _, seen := first[name]; !seen {
				first[name] = at
			}
			if announcesReport(raw[next:]) {
				return first[name], name
			}
		case beginsMessage(line):
			return 0, ""
		}
		at = next
	}
	return 0, ""
}

// isDelimiter reports whether the line can be a delimiter (RFC 2046 section
// 5.1.1) that our own header can repeat.
func isDelimiter(line []byte) bool {
	return len(line) > 2 && len(line) < 120 && bytes.HasPrefix(line, []byte("--")) && !bytes.ContainsAny(line, "\"\\") &&
		strings.TrimSpace(string(line[2:])) != ""
}

// announcesReport reports whether b begins with the header of a part that is
// meant for machines.
func announcesReport(b []byte) bool {
	for range maxPartHeader {
		var line []byte
		line, b, _ = bytes.Cut(b, []byte("\n"))
		if len(bytes.TrimSpace(line)) == 0 {
			return false
		}
		if v, ok := cutFold(line, "content-type:"); ok {
			typ, _, _ := strings.Cut(string(v[:min(len(v), 100)]), ";")
			p := part{Type: strings.ToLower(strings.TrimSpace(typ))}
			return p.isReport()
		}
	}
	return false
}

// beginsMessage reports whether the line is one with which a returned message
// begins. The header of a part has none of them.
func beginsMessage(line []byte) bool {
	for _, name := range []string{"received:", "return-path:", "from:", "message-id:"} {
		if _, ok := cutFold(line, name); ok {
			return true
		}
	}
	return false
}

// cutFold returns what follows the lower-case prefix, ASCII case aside.
func cutFold(line []byte, prefix string) ([]byte, bool) {
	if len(line) < len(prefix) || !strings.EqualFold(string(line[:len(prefix)]), prefix) {
		return nil, false
	}
	return line[len(prefix):], true
}

// lineOf returns the line that starts at b[at] and where the next one starts.
func lineOf(b []byte, at int) (line []byte, next int) {
	if i := bytes.IndexByte(b[at:], '\n'); i >= 0 {
		return b[at : at+i], at + i + 1
	}
	return b[at:], len(b)
}

// bodyStart returns where the body of a normalised message begins; 0 if it has
// no header that ends.
func bodyStart(raw []byte) int {
	return bytes.Index(raw, []byte("\n\n")) + 1
}
