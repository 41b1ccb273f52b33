package dsn

import (
	"bytes"
	"fmt"
	"strings"
)

// maxFields bounds one block of fields; real headers have some fifty.
const maxFields = 2000

// readFields reads "Name: value" lines up to the first blank line, unfolds
// them and decodes MIME words (RFC 5322 section 2.2). A line that is no field
// is skipped and reported to bad, which may be nil. It returns what follows
// the blank line.
//
// textproto readers end at the first bad line; the blocks of reports are full
// of them, and what follows is what we came for.
func readFields(b []byte, bad func(line string)) (h Header, rest []byte) {
	var value []byte // of the last field so far
	end := func() {
		if len(h) > 0 && h[len(h)-1].Value == "" {
			h[len(h)-1].Value = decodeWords(string(bytes.TrimSpace(value)))
		}
	}
	for len(b) > 0 {
		line, next, _ := bytes.Cut(b, []byte("\n"))
		line = bytes.TrimRight(line, " \t\r")
		b = next
		if len(line) == 0 {
			rest = next
			break
		}
		if line[0] == ' ' || line[0] == '\t' || len(h) > 0 && isReplyLine(line) {
			value = append(append(value, ' '), bytes.TrimLeft(line, " \t")...)
			continue
		}
		name, first, ok := bytes.Cut(line, []byte(":"))
		name = bytes.TrimRight(name, " \t") // QUIRK: "Status : 5.1.1" is seen
		if !ok || !isFieldName(name) || len(h) == maxFields {
			if len(h) > 0 && strings.EqualFold(h[len(h)-1].Name, "Diagnostic-Code") {
				value = append(append(value, ' '), line...) // QUIRK: a gateway wrapped it
			}
			if bad != nil {
				bad(string(line))
			}
			continue
		}
		end()
		if h == nil {
			h = make(Header, 0, 8) // of the blocks of a report, few have more
		}
		h = append(h, Field{Name: string(name)})
		value = append(value[:0], first...)
	}
	end()
	return h, rest
}

// isReplyLine reports whether the line is a line of an SMTP reply.
//
// QUIRK: MessageLabs and others break a Diagnostic-Code without folding it.
func isReplyLine(b []byte) bool {
	return len(b) > 3 && isDigit(b[0]) && isDigit(b[1]) && isDigit(b[2]) && (b[3] == '-' || b[3] == ' ')
}

// isFieldName reports whether b can be a field name: printable ASCII without
// colon or blank (RFC 5322 section 3.6.8), not absurdly long.
func isFieldName(b []byte) bool {
	if len(b) == 0 || len(b) > 100 {
		return false
	}
	for _, c := range b {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}

// notField returns a function that notes lines that are no fields, at most a
// few: a block of junk is one problem, not thousands.
func notField(where string, problems *[]Problem) func(string) {
	n := 0
	return func(line string) {
		if n++; n <= 3 {
			what := fmt.Sprintf("a line that is no field: %q", shorten(line, 60))
			*problems = append(*problems, Problem{where, what})
		}
	}
}

// oneLine returns s with one blank for every run of white space, line ends
// among them.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// shorten returns at most n bytes of s, cut at a rune.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
