package format

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/dsn/letter"
)

// Small programs write their sentences without accents: mail was ASCII for
// thirty years. "Zprávu nebylo možné doručit" and "Zpravu nebylo mozne dorucit"
// are one sentence, and "zurückgewiesen", "zurueckgewiesen" one word. So words
// are compared in one plain spelling.

// spellings are how accents are written where there is no key for them. Both
// spellings become the plain letter.
var spellings = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "ss", "s", "aa", "a", "e' ", "e ", "a' ", "a ", "o' ", "o ", "i' ", "i ", "u' ", "u ")

// Fold returns a text in the spelling in which words are compared: lower case,
// without accents.
func Fold(s string) string {
	s = strings.ToLower(s)
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		s = strings.Map(foldRune, s)
	}
	return spellings.Replace(s)
}

// foldRune returns the spelling of a small letter, -1 for nothing.
func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return r
	case 0x300 <= r && r <= 0x36f, r == 0xad: // combining accents, soft hyphens
		return -1
	}
	switch r {
	case 0xa0, 0x3000: // blanks
		return ' '
	case '’', '‘', '´':
		return '\''
	case 'æ':
		return 'a'
	case 'œ':
		return 'o'
	case 'ß':
		return 's'
	}
	return letter.Plain(r)
}

// A Vocabulary is a list of words in the spelling of Fold, made when it is
// first asked for. It is safe for concurrent use.
type Vocabulary func() []string

// Folded makes a vocabulary of words as people write them.
func Folded(words ...string) Vocabulary {
	return sync.OnceValue(func() []string {
		out := make([]string, len(words))
		for i, w := range words {
			out[i] = Fold(w)
		}
		return out
	})
}

// folded makes one of several lists.
func folded(lists ...[]string) Vocabulary { return Folded(slices.Concat(lists...)...) }

// In reports whether a folded text contains one of the words.
func (v Vocabulary) In(folded string) bool { return containsAny(folded, v()) }
