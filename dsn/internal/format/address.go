package format

import "strings"

// address is an address as it stands in a notice, for use in expressions. It
// is generous; dsn judges. Of the signs of East Asia none is part of one.
const address = `[^\s<>()\[\]"',;:|：（）「」『』【】《》，；。、]+@[^\s<>()\[\]"',;:|：（）「」『』【】《》，；。、]*[^\s<>()\[\]"',;:|.：（）「」『』【】《》，；。、]`

// angled is an address between angle brackets, or what stands in its place.
const angled = `<([^<>\s]+@[^<>\s]+|"[^"<>]*"@[^<>\s]+)>`

// alone returns the address if the line is nothing else: brackets, quotes, a
// bullet and a final colon aside. Indent counts the blanks before.
func alone(line string) (addr string, indent int, ok bool) {
	s := strings.TrimLeft(line, " \t\u00a0")
	indent = len(line) - len(s)
	s = strings.TrimRight(s, " \t\u00a0")
	for _, arrow := range []string{"-> ", "=> ", "→ ", "» "} {
		s = strings.TrimPrefix(s, arrow)
	}
	if b := strings.TrimLeft(s, "*-•·"); b != s && strings.HasPrefix(b, " ") {
		s = strings.TrimLeft(b, " ")
	}
	s = strings.TrimRight(s, ":,;.")
	for _, w := range []string{"mailto:", "smtp:", "rfc822;", "<mailto:"} {
		if len(s) > len(w) && strings.EqualFold(s[:len(w)], w) {
			s = strings.TrimSpace(s[len(w):])
		}
	}
	// kiko@example.org<mailto:kiko@example.org>
	if i := strings.Index(s, "<mailto:"); i > 0 {
		s = strings.TrimSpace(s[:i])
	}
	s = unquote(s)
	return s, indent, isAddress(s)
}

// unquote takes angle brackets, quotes or parentheses off that surround s.
func unquote(s string) string {
	for len(s) > 2 {
		a, z := s[0], s[len(s)-1]
		if !(a == '<' && z == '>' || a == '"' && z == '"' || a == '\'' && z == '\'' || a == '(' && z == ')' || a == '[' && z == ']') {
			break
		}
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// isAddress reports whether s looks like one address: one "@" with something
// before and after, no blanks or brackets outside a quoted local part.
func isAddress(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at+1 >= len(s) || len(s) > 320 {
		return false
	}
	local, domain := s[:at], s[at+1:]
	if strings.ContainsAny(domain, " \t<>()\"',;:|/=?&#") || strings.HasPrefix(domain, ".") {
		return false
	}
	if len(local) > 1 && local[0] == '"' && local[len(local)-1] == '"' {
		return true
	}
	return !strings.ContainsAny(local, " \t<>()\",;:|@[]")
}

// between returns what stands in s between a and the next z, "" if it is not
// there.
func between(s, a, z string) string {
	_, s, ok := strings.Cut(s, a)
	if !ok {
		return ""
	}
	s, _, ok = strings.Cut(s, z)
	if !ok {
		return ""
	}
	return s
}

// startsWithCode reports whether s begins with an SMTP reply code.
func startsWithCode(s string) bool {
	if len(s) < 3 || s[0] < '2' || s[0] > '5' || !digit(s[1]) || !digit(s[2]) {
		return false
	}
	return len(s) == 3 || strings.IndexByte(" -:;#<.\t", s[3]) >= 0
}

func digit(c byte) bool { return '0' <= c && c <= '9' }
