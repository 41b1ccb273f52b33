package rules

import (
	"net/netip"
	"strings"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/dsn"
)

// maxWording bounds what Wording returns, in bytes.
const maxWording = 400

// Wording returns what a text has in common with others like it: a "*" stands
// for each address, host, IP address, link, number, date and id, white space is
// one blank. The reply code at the beginning and enhanced statuses stay.
//
//	550 5.1.1 <a@example.org>: nobody lives here (id 4711)
//	550 5.1.1 <*>: nobody lives here (id *)
//
// It takes time linear in text, of which it reads the first 32 KiB.
func Wording(text string) string {
	w := wording(text, func(t token) string {
		if t.kind == tokenWord || t.kind == tokenCode {
			return t.text
		}
		return "*"
	})
	if len(w) > maxWording {
		end := maxWording
		for !utf8.RuneStart(w[end]) {
			end--
		}
		w = strings.TrimSpace(w[:end]) + " *"
	}
	return w
}

// anonymous returns a text without the names of those it is about, for an
// example: example.org for hosts, 192.0.2.7 for IP addresses.
func anonymous(text string) string {
	return replaced(text, func(t token) string {
		switch t.kind {
		case tokenAddress:
			return "a@example.org"
		case tokenHost:
			return "mail.example.org"
		case tokenIP:
			return "192.0.2.7"
		case tokenLink:
			return "https://example.org/"
		}
		return t.text
	})
}

// wording replaces tokens, and takes several * in a row for one.
func wording(text string, replace func(token) string) string {
	w := replaced(text, replace)
	var b strings.Builder
	starred := false // nothing but blanks and marks since the last *
	var marks []rune // these
	for _, c := range w {
		switch {
		case c == '*' && starred:
			marks = marks[:0]
		case c == '*':
			starred = true
			b.WriteByte('*')
		case starred && strings.ContainsRune(" .,:;/+-_", c):
			marks = append(marks, c)
		default:
			b.WriteString(string(marks))
			marks, starred = marks[:0], false
			b.WriteRune(c)
		}
	}
	b.WriteString(string(marks))
	return strings.TrimSpace(b.String())
}

// A token is a piece of a text without white space.
type token struct {
	kind tokenKind
	text string
}

type tokenKind int

const (
	tokenWord    tokenKind = iota // a word of the language, also marks between words
	tokenCode                     // reply code or enhanced status
	tokenAddress                  // of mail
	tokenHost                     // domain name
	tokenIP
	tokenLink
	tokenNumber // number, date or id
)

// replaced returns text with each token replaced and each run of white space
// as one blank.
func replaced(text string, replace func(token) string) string {
	text = strings.ToValidUTF8(text[:min(len(text), maxWords)], "?")
	var b strings.Builder
	for n, field := range strings.Fields(text) {
		if n > 0 {
			b.WriteByte(' ')
		}
		for first := n == 0; field != ""; first = false {
			t := firstToken(field, first)
			b.WriteString(replace(t))
			field = field[len(t.text):]
		}
	}
	return b.String()
}

// firstToken returns the token at the beginning of a field, which is not
// empty. At the beginning of a text three digits are a reply code.
func firstToken(field string, beginning bool) token {
	if strings.HasPrefix(field, "http://") || strings.HasPrefix(field, "https://") || strings.HasPrefix(field, "www.") {
		return token{tokenLink, upTo(field, strings.IndexAny(field, "<>()[]\"',;"))}
	}
	end := 0
	for end < len(field) && isTokenByte(field[end]) {
		end++
	}
	if end == 0 {
		_, size := utf8.DecodeRuneInString(field)
		return token{tokenWord, field[:size]}
	}
	word := strings.TrimRight(field[:end], ".-+")
	if word == "" {
		return token{tokenWord, field[:end]}
	}
	return token{kindOf(word, beginning), word}
}

// upTo returns s up to the i-th byte; all of it if i is negative.
func upTo(s string, i int) string {
	if i < 0 {
		return s
	}
	return s[:i]
}

func isTokenByte(c byte) bool {
	return isDigit(c) || isLetter(c) || c >= utf8.RuneSelf || strings.IndexByte("@._+-", c) >= 0
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// kindOf tells what a token is.
func kindOf(word string, beginning bool) tokenKind {
	digits := strings.ContainsAny(word, "0123456789")
	switch {
	case isCode(word, beginning):
		return tokenCode
	case strings.IndexByte(word, '@') > 0:
		return tokenAddress
	case !digits && !isHost(word):
		return tokenWord
	case isHost(word):
		return tokenHost
	}
	if _, err := netip.ParseAddr(word); err == nil {
		return tokenIP
	}
	if isTag(word) {
		return tokenWord
	}
	return tokenNumber
}

// isCode recognises "5.1.1", "550-5.1.1" and, at the beginning, "550".
func isCode(word string, beginning bool) bool {
	if len(word) >= 3 && word[0] >= '2' && word[0] <= '5' && isDigit(word[1]) && isDigit(word[2]) {
		if len(word) == 3 {
			return beginning
		}
		if word[3] == '-' {
			word = word[4:]
		}
	}
	st, n, ok := dsn.ParseStatus(word)
	return ok && n == len(word) && !st.IsZero()
}

// isTag recognises what vendors call their replies: "S3150", "TSS04", "CS01".
func isTag(word string) bool {
	letters := 0
	for letters < len(word) && 'A' <= word[letters] && word[letters] <= 'Z' {
		letters++
	}
	return letters > 0 && len(word) <= 6 && strings.Trim(word[letters:], "0123456789") == ""
}

// isHost recognises a domain name by its last label. "full.Please" is none.
func isHost(word string) bool {
	last := strings.LastIndexByte(word, '.')
	if last <= 0 || len(word)-last < 3 || !isLetter(word[0]) && !isDigit(word[0]) {
		return false
	}
	return strings.Trim(strings.ToLower(word), "abcdefghijklmnopqrstuvwxyz0123456789.-_") == "" &&
		strings.Trim(word[last+1:], "abcdefghijklmnopqrstuvwxyz") == ""
}
