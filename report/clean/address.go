package clean

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// maxAddress bounds, in bytes, what is taken for an address: RFC 5321
// section 4.5.3.1 allows 64 and 255 around the "@", and letters beyond ASCII
// are longer in a list than on the wire.
const maxAddress = 1000

// An addressSpan is an address within a text.
type addressSpan struct {
	begin, end int
	key        string // the same for all spellings of one address
}

// addressesIn finds the addresses of a cell: "a@example.org",
// "Ann Lee <a@example.org>", "mailto:a@example.org", or several of these.
func addressesIn(text string) []addressSpan {
	begin, end := trimmed(text, 0, len(text))
	if s, ok := span(text, begin, end); ok {
		return []addressSpan{s}
	}
	if strings.IndexByte(text, '@') < 0 {
		return nil
	}
	var all []addressSpan
	if open := strings.IndexByte(text, '<'); open >= 0 {
		for i := open; i >= 0 && i < len(text); {
			length := strings.IndexByte(text[i:], '>')
			if length < 0 {
				break
			}
			if s, ok := span(text, i+1, i+length); ok {
				all = append(all, s)
			}
			i += length
			if next := strings.IndexByte(text[i:], '<'); next >= 0 {
				i += next
			} else {
				break
			}
		}
	}
	if len(all) > 0 {
		return all
	}
	return wordsIn(text)
}

// wordsIn finds addresses among other words.
func wordsIn(text string) (all []addressSpan) {
	begin := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && strings.IndexByte(" \t\r\n,;|/<>()[]\"", text[i]) < 0 {
			continue
		}
		if s, ok := span(text, begin, i); ok {
			all = append(all, s)
		}
		begin = i + 1
	}
	return all
}

// trimmed leaves out the blanks around a text, "mailto:" and one pair of
// quotation marks.
func trimmed(text string, begin, end int) (int, int) {
	blank := func(r rune) bool { return unicode.IsSpace(r) || r == 0xfeff || r == 0x200b }
	for {
		before := end - begin
		begin = end - len(strings.TrimLeftFunc(text[begin:end], blank))
		end = begin + len(strings.TrimRightFunc(text[begin:end], blank))
		if s := text[begin:end]; len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
			begin += 7
		} else if len(s) > 1 && s[0] == s[len(s)-1] && (s[0] == '"' || s[0] == '\'') {
			begin, end = begin+1, end-1
		} else if len(s) > 1 && s[0] == '\'' {
			begin++ // how spreadsheets, and nixie, mark a text that is no formula
		}
		if end-begin == before {
			return begin, end
		}
	}
}

// span returns the address if the part of the text is one and nothing else.
func span(text string, begin, end int) (addressSpan, bool) {
	begin, end = trimmed(text, begin, end)
	key := addressKey(text[begin:end])
	return addressSpan{begin, end, key}, key != ""
}

// addressKey returns the form in which spellings of one address are alike, or
// "" if it is no address: without regard to case, because hardly any server
// tells "Ann" from "ann"; the local part with the fewest quotation marks (RFC
// 5321 section 4.1.2); the domain in ASCII (RFC 5891).
func addressKey(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at == len(address)-1 || len(address) > maxAddress {
		return ""
	}
	local, ok := localKey(address[:at])
	domain := domainKey(address[at+1:])
	if !ok || domain == "" {
		return ""
	}
	return norm.NFC.String(strings.ToLower(local)) + "@" + domain
}

// localKey returns what a local part says.
func localKey(local string) (string, bool) {
	inner, quoted := strings.CutPrefix(local, `"`)
	if !quoted {
		return local, !strings.ContainsFunc(local, func(r rune) bool {
			return r <= ' ' || r == 0x7f || strings.ContainsRune("()<>[]:;@\\,\"", r) || unicode.IsSpace(r)
		})
	}
	inner, closed := strings.CutSuffix(inner, `"`)
	if !closed || inner == "" {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(inner); i++ {
		if inner[i] == '"' {
			return "", false
		}
		if inner[i] == '\\' {
			if i++; i == len(inner) {
				return "", false
			}
		}
		b.WriteByte(inner[i])
	}
	return b.String(), true
}

// domains is how names are looked up: "Bücher.example" is
// "xn--bcher-kva.example".
var domains = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// domainKey returns the domain in lower case and ASCII, or "" if it is none.
func domainKey(domain string) string {
	domain = strings.TrimSuffix(domain, ".")
	ascii := true
	for i := range len(domain) {
		switch c := domain[i]; {
		case c >= 0x80:
			ascii = false
		case c <= ' ' || c == 0x7f || strings.IndexByte("()<>;@\\,\"'/|", c) >= 0:
			return ""
		}
	}
	if ascii {
		return strings.ToLower(domain)
	}
	if a, err := domains.ToASCII(domain); err == nil {
		return a
	}
	return strings.ToLower(domain)
}

// holdsAddresses reports whether a cell holds addresses and nothing else, a
// name before "<" apart, and nothing that only resembles them, such as "@name"
// or "5@night".
func holdsAddresses(text string) bool {
	found := addressesIn(text)
	var rest strings.Builder
	end := 0
	for _, a := range found {
		if !strings.ContainsAny(a.key[strings.LastIndexByte(a.key, '@'):], ".[") {
			return false
		}
		if text[a.begin-min(a.begin, 1):a.begin] == "<" {
			return true
		}
		rest.WriteString(text[end:a.begin])
		end = a.end
	}
	rest.WriteString(text[end:])
	only := strings.Trim(strings.ToLower(rest.String()), " \t\r\n,;|/()[]'\"")
	return len(found) > 0 && (only == "" || only == "mailto:")
}
