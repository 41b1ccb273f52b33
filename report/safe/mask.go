package safe

import (
	"strings"
	"unicode/utf8"
)

// Mask hides the local part of every address in a text: "j***@example.org".
// The domain stays, because it tells who refused. The local parts of the
// addresses named are hidden where the text holds them alone, too, as in "user
// john.doe unknown". Mask does not make a text safe for a terminal.
func Mask(text string, named ...string) string {
	text = maskAddresses(text)
	for _, address := range named {
		text = maskAlone(text, address)
	}
	return text
}

// maskAddresses hides the local part of every address.
func maskAddresses(text string) string {
	var out strings.Builder
	for {
		at := strings.IndexByte(text, '@')
		if at < 0 {
			out.WriteString(text)
			return out.String()
		}
		begin := localBegin(text[:at])
		out.WriteString(text[:begin])
		out.WriteString(maskLocal(text[begin:at]))
		out.WriteByte('@')
		text = text[at+1:]
	}
}

// localBegin returns where the local part at the end of a text begins. A
// quoted one begins at its quote (RFC 5321 section 4.1.2).
func localBegin(text string) int {
	if quoted, ok := strings.CutSuffix(text, `"`); ok {
		if i := strings.LastIndexByte(quoted, '"'); i >= 0 {
			return i
		}
	}
	return strings.LastIndexAny(text, " \t\r\n<>()[],;:\"'/@") + 1
}

// maskLocal leaves the first letter.
func maskLocal(local string) string {
	local = strings.Trim(local, `"`)
	if local == "" {
		return ""
	}
	_, size := utf8.DecodeRuneInString(local)
	return local[:size] + "***"
}

// shortestLocal is the length from which a local part is looked for in free
// text: shorter ones stand in too many words.
const shortestLocal = 3

// maskAlone hides the local part of an address where a text names it alone.
func maskAlone(text, address string) string {
	local := address
	if at := strings.LastIndexByte(address, '@'); at >= 0 {
		local = address[:at]
	}
	if len(local) < shortestLocal {
		return text
	}
	var out strings.Builder
	for {
		i := indexFold(text, local)
		if i < 0 {
			out.WriteString(text)
			return out.String()
		}
		out.WriteString(text[:i] + maskLocal(local))
		text = text[i+len(local):]
	}
}

// indexFold is strings.Index whatever the case of ASCII letters.
func indexFold(text, part string) int {
	for i := 0; i+len(part) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}
