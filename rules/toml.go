package rules

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// TOML returns the rule as it stands in a file of rules, with its own cause.
func (r *Rule) TOML() string {
	var b strings.Builder
	b.WriteString("[[rules]]\n")
	field := func(key, value string) {
		if value != "" && value != "[]" && value != "''" {
			fmt.Fprintf(&b, "%-8s = %s\n", key, value)
		}
	}
	var codes []string
	for _, c := range r.Code {
		codes = append(codes, strconv.Itoa(c))
	}
	field("id", strconv.Quote(r.ID))
	field("cause", strconv.Quote(string(r.Cause)))
	if r.Weak {
		field("weak", "true")
	}
	field("lasting", tomlString(string(r.Lasting)))
	field("detail", tomlString(r.Detail))
	field("at", tomlList(r.At))
	field("command", tomlList(r.Command))
	field("status", tomlList(r.Status))
	field("code", "["+strings.Join(codes, ", ")+"]")
	field("text", tomlList(r.Text))
	field("list", tomlString(r.List))
	field("list_url", tomlString(r.ListURL))
	if r.NewAddress {
		field("new_address", "true")
	}
	field("source", tomlString(r.Source))
	field("beats", tomlList(r.Beats))
	field("examples", tomlList(r.Examples))
	field("not", tomlList(r.Not))
	return b.String()
}

// maxTOMLLine is from where on a list gets a line for each element.
const maxTOMLLine = 100

// tomlList returns an array of texts.
func tomlList(texts []string) string {
	var quoted []string
	for _, t := range texts {
		quoted = append(quoted, tomlString(t))
	}
	line := "[" + strings.Join(quoted, ", ") + "]"
	if len(line) <= maxTOMLLine || len(texts) == 1 {
		return line
	}
	return "[\n  " + strings.Join(quoted, ",\n  ") + ",\n]"
}

// tomlString returns a text in single quotes, which escape nothing, unless it
// holds what cannot stand there.
func tomlString(s string) string {
	if strings.ContainsRune(s, '\'') || strings.ContainsFunc(s, unicode.IsControl) {
		return tomlQuoted(s)
	}
	return "'" + s + "'"
}

// tomlQuoted returns a text in double quotes.
func tomlQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
