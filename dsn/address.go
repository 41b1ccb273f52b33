package dsn

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxAddress is the longest address that is kept: RFC 5321 section 4.5.3.1
// allows 64 + 1 + 255 octets, UTF-8 and encodings inflate them.
const maxAddress = 1000

// parseAddress returns the address in a field such as Final-Recipient:
// "rfc822; <user@example.org> (comment)". The domain comes out in lower case.
// Without an "@" the result is a local part, or "" if there is nothing.
//
// net/mail refuses much that is seen in reports (dots before the "@", source
// routes, unclosed brackets), hence this scanner.
func parseAddress(field string) string {
	typ, value, typed := strings.Cut(field, ";")
	if !typed || strings.ContainsAny(typ, "@<\"") {
		typ, value = "", field
	}
	typ = strings.ToLower(strings.TrimSpace(typ))
	switch {
	case strings.HasPrefix(typ, "utf-8"), strings.HasPrefix(typ, "utf8"):
		value = decodeUTF8Xtext(value)
	case typ == "x400" || typ == "x.400":
		value = strings.TrimSpace(value[:min(len(value), maxAddress)])
		return "/" + strings.TrimPrefix(value, "/") // names are no addresses: complete knows
	}
	return cleanAddress(value)
}

// cleanAddress returns the bare address in s: without brackets, comments,
// display name, source route ("@relay:", RFC 5321 section 4.1.1.3), trailing
// dots and punctuation, and with encapsulations undone.
func cleanAddress(s string) string {
	s = strings.TrimSpace(s)
	before, inside, ok := strings.Cut(s, "<")
	switch {
	case !ok:
		s = firstWord(s)
	case isAddress(before) && strings.Contains(inside, ":"): // "a@example.org<https://…>", a link that some program made
		s = before
	default:
		s, _, _ = strings.Cut(inside, ">")
	}
	s = strings.TrimSpace(s)
	for _, scheme := range []string{"mailto:", "smtp:"} {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			s = s[len(scheme):]
		}
	}
	if strings.HasPrefix(s, "@") {
		if i := strings.IndexByte(s, ':'); i > 0 {
			s = s[i+1:]
		}
	}
	s = strings.Trim(s, ".,;:'()[]<> \t")
	if i := strings.Index(s, "@["); i >= 0 && !strings.Contains(s[i:], "]") {
		s += "]" // an address literal: RFC 5321 section 4.1.3
	}
	if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	s = unquoteLocal(s)
	if len(s) > maxAddress || strings.ContainsAny(s, "\r\n\x00") {
		return ""
	}
	return lowerDomain(decapsulate(s))
}

// unquoteLocal takes the quotation marks off a local part that needs none:
// RFC 5321 section 4.1.2 makes "ann"@example.org the same as ann@example.org.
func unquoteLocal(s string) string {
	local, domain, ok := strings.Cut(s, `"@`)
	if !ok || len(local) < 2 || local[0] != '"' {
		return s
	}
	local = local[1:]
	if strings.Trim(local, ".") != local || strings.Contains(local, "..") || strings.ContainsAny(local, " \t\"\\()<>[]:;@,") {
		return s // no dot-atom: RFC 5322 section 3.2.3
	}
	return local + "@" + domain
}

// firstWord returns s up to the first blank or comment outside quotes.
func firstWord(s string) string {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ' ' || c == '\t' || c == '('):
			if i > 0 {
				return s[:i]
			}
		}
	}
	return s
}

// decapsulate undoes Exchange's "IMCEASMTP-user+40example+2Eorg@host" and
// "IMCEAINVALID-…", which wrap a foreign address in a local one.
func decapsulate(s string) string {
	if len(s) < 6 || !strings.EqualFold(s[:5], "IMCEA") {
		return s
	}
	local, _, _ := strings.Cut(s, "@")
	_, wrapped, ok := strings.Cut(local, "-")
	if !ok {
		return s
	}
	if inner := decodeXtext(wrapped); strings.Contains(inner, "@") {
		return inner
	}
	return s
}

func lowerDomain(s string) string {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		return s[:i+1] + strings.ToLower(strings.TrimRight(s[i+1:], "."))
	}
	return s
}

// decodeXtext undoes "+3D" (RFC 3461 section 4).
func decodeXtext(s string) string {
	if !strings.Contains(s, "+") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '+' && i+2 < len(s) {
			if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(v))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	if !utf8.Valid(out) {
		return s
	}
	return string(out)
}

// decodeUTF8Xtext undoes "\x{3042}" (RFC 6533 section 3).
func decodeUTF8Xtext(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, `\x{`)
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		hex, rest, closed := strings.Cut(after, "}")
		v, err := strconv.ParseUint(hex, 16, 32)
		if !closed || err != nil || v < 0x20 || v > utf8.MaxRune {
			b.WriteString(`\x{`)
			s = after
			continue
		}
		b.WriteRune(rune(v))
		s = rest
	}
}

// isAddress reports whether s is a plausible whole address: one that can be
// put on a list.
func isAddress(s string) bool {
	i := strings.LastIndexByte(s, '@')
	if i < 1 || i == len(s)-1 || s[0] == '/' || s[0] == '|' { // the latter: a file, a program
		return false
	}
	local, domain := s[:i], s[i+1:]
	if strings.ContainsAny(domain, " \t<>()\",;") {
		return false
	}
	return strings.HasPrefix(local, `"`) || !strings.ContainsAny(local, " \t<>\",;")
}

// isTemplate reports whether all that a report names are places where addresses are
// to be filled in, as in the source of a program that writes reports.
func (r *Report) isTemplate() bool {
	filled := func(rcpt Recipient) bool { return !isPlaceholder(rcpt.Address) }
	return len(r.Recipients) > 0 && !slices.ContainsFunc(r.Recipients, filled)
}

// isPlaceholder reports whether a template has an address to be filled in there:
// "{to}", "${user}@{domain}". Braces in the local part alone are legal (RFC 5322
// section 3.2.3), and who forgets to fill in names has mail returned from such
// addresses.
func isPlaceholder(a string) bool {
	_, open, ok := strings.Cut(domainOf(a), "{")
	return ok && strings.Contains(open, "}")
}
