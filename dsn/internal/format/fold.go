package format

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Small programs write their sentences without accents: mail was ASCII for
// thirty years. "Zprávu nebylo možné doručit" and "Zpravu nebylo mozne dorucit"
// are one sentence, and "zurückgewiesen", "zurueckgewiesen" one word. So words
// are compared in one plain spelling.

// accents are letters that are also written without their accents; the first
// of each stands for all.
var accents = []string{
	"aàáâãäåāăąạảấầẩẫậắằẳẵặæ", "cçćĉċč", "dďđð", "eèéêëēĕėęěẹẻẽếềểễệə", "gĝğġģ", "hĥħ", "iìíîïĩīĭįıỉị", "jĵ", "kķ", "lĺļľłŀ", "nñńņňŉ",
	"oòóôõöøōŏőọỏốồổỗộơớờởỡợœ", "rŕŗř", "sśŝşšșß", "tţťŧțþ", "uùúûüũūŭůűųụủưứừửữự", "wŵ", "yýÿŷỳỵỷỹ", "zźżž",
	"αάἀἁ", "εέ", "ηή", "ιίϊΐ", "οό", "υύϋΰ", "ωώ", "σς", "её", "иѝ", "ґг", "اأإآ", "هة", "یيى", "کك", "'’‘`´",
}

// spellings are how accents are written where there is no key for them, and
// what the table above makes two letters of.
var spellings = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "ss", "s", "aa", "a", "e' ", "e ", "a' ", "a ", "o' ", "o ", "i' ", "i ", "u' ", "u ")

var plainLetters = sync.OnceValue(func() map[rune]rune {
	letters := map[rune]rune{}
	for _, same := range accents {
		base, size := utf8.DecodeRuneInString(same)
		for _, r := range same[size:] {
			letters[r] = base
		}
	}
	return letters
})

// Fold returns a text in the spelling in which words are compared: lower case,
// without accents.
func Fold(s string) string {
	s = strings.ToLower(s)
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		letters := plainLetters()
		s = strings.Map(func(r rune) rune {
			switch {
			case r < utf8.RuneSelf:
				return r
			case 0x300 <= r && r <= 0x36f, r == 0xad: // combining accents, soft hyphens
				return -1
			case r == 0xa0 || r == 0x3000:
				return ' '
			}
			if base, ok := letters[r]; ok {
				return base
			}
			return r
		}, s)
	}
	return spellings.Replace(s)
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
