package rules

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// newAddress returns the address that the words give beside the recipient's
// own: the first that follows the deciding quote, else the first of all.
func (c *call) newAddress(e Evidence) string {
	for _, text := range []string{c.rcpt.Reply.Text, c.rcpt.Remark} {
		text = text[:min(len(text), maxWords)]
		after := 0
		if e.End > 0 && e.End <= len(text) && text[e.Start:e.End] == e.Quote {
			after = e.Start
		}
		if a := c.otherAddress(text[after:]); a != "" {
			return a
		}
		if a := c.otherAddress(text); a != "" {
			return a
		}
	}
	return ""
}

// officials are local parts that replies give for questions, not as the new
// address of anybody.
var officials = map[string]bool{"postmaster": true, "abuse": true, "mailer-daemon": true, "hostmaster": true}

// otherAddress returns the first address in text that is neither the
// recipient's nor an official one.
func (c *call) otherAddress(text string) string {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '@')
		if i < 0 {
			return ""
		}
		at := from + i
		start, end := at-localLength(text[from:at]), at+1+domainLength(text[at+1:])
		a := strings.Trim(text[start:end], ".-'")
		from = end
		local, domain, _ := strings.Cut(a, "@")
		if local == "" || !strings.Contains(domain, ".") || officials[strings.ToLower(local)] {
			continue
		}
		if !strings.EqualFold(a, c.rcpt.Address) && !strings.EqualFold(a, c.rcpt.Alias) {
			return a
		}
	}
}

// localLength returns how many bytes at the end of text can be a local part:
// what RFC 5322 section 3.2.3 calls atext, dots, letters beyond ASCII
// (RFC 6532). Scripts without blanks between words stand right before and
// behind an address: "新アドレスはann@example.netです". So they belong to one only if
// they stand at its "@".
func localLength(text string) int {
	n := 0
	wide := false
	for n < len(text) {
		r, size := utf8.DecodeLastRuneInString(text[:len(text)-n])
		if n == 0 {
			wide = isWide(r)
		}
		if !isAddressRune(r) || isWide(r) && !wide {
			break
		}
		n += size
	}
	return n
}

// domainLength returns how many bytes at the start of text can be a domain.
func domainLength(text string) int {
	wide := false
	for i, r := range text {
		if i == 0 {
			wide = isWide(r)
		}
		ascii := r < utf8.RuneSelf
		if ascii && !isDomainByte(byte(r)) || !ascii && !isAddressRune(r) || isWide(r) && !wide {
			return i
		}
	}
	return len(text)
}

// isWide reports whether a letter belongs to a script that puts no blanks
// between words.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

func isAddressRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isDomainByte(byte(r)) || strings.IndexByte("!#$%&'*+/=?^_`{|}~", byte(r)) >= 0
	}
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

func isDomainByte(c byte) bool {
	return isAlnum(c) || 'A' <= c && c <= 'Z' || c == '.' || c == '-' || c >= 0x80
}
