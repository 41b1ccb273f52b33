package safe

import "strings"

// markdownMarks are the signs that mean something within a line of Markdown
// (https://spec.commonmark.org/0.31.2/#backslash-escapes). Without "[" behind
// it, "!" is a letter.
const markdownMarks = "\\`*_{}[]<>#|~&"

// Markdown escapes what Markdown, and the HTML in it, would read. It leaves line
// ends and control characters to Line.
func Markdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(markdownMarks, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
