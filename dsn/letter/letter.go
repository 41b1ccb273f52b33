// Package letter knows the plain letter that people write where they have no
// key for one with an accent, or where mail was ASCII for so long that nobody
// tries: "Uzytkownik nie istnieje", "Direccion desconocida". Formats and rules
// compare words without accents, in what they look for as in what they read.
//
//	plain := strings.Map(letter.Plain, strings.ToLower("Użytkownik nie istnieje"))
//
// What belongs to a letter is by Unicode's canonical decomposition (UAX 15) for
// Latin and Greek; for Cyrillic and Arabic, by what people write for each other.
//
// # Limits
//
// Letters in their composed form only: an accent that is a character of its own
// is the caller's to drop. Capital letters come back as they are.
package letter

// Plain letters of à to ſ and of ạ to ỹ, in their order. Signs that are two
// letters, or none, stand for themselves.
const (
	latinFirst, latinLast = 'à', 'ſ'
	latinPlain            = "aaaaaaæceeeeiiiidnooooo÷ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiyyjjkkkllllllllllnnnnnnnnnooooooœœrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"

	vietnameseFirst, vietnameseLast = 'ạ', 'ỹ'
	vietnamesePlain                 = "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy"
)

var (
	latin      = []rune(latinPlain)
	vietnamese = []rune(vietnamesePlain)
)

// Plain returns the plain letter of a small letter with an accent, and every
// other character as it is: æ, œ and ß are two letters each, and й is no и with
// an accent.
func Plain(r rune) rune {
	switch {
	case r < latinFirst:
		return r
	case r <= latinLast:
		return latin[r-latinFirst]
	case vietnameseFirst <= r && r <= vietnameseLast:
		return vietnamese[r-vietnameseFirst]
	}
	switch r {
	case 'ə': // Azerbaijani, on whose older keyboards it was e
		return 'e'
	case 'ơ':
		return 'o'
	case 'ư':
		return 'u'
	case 'ș':
		return 's'
	case 'ț':
		return 't'
	}
	return otherScript(r)
}

// otherScript is Plain for letters that are not Latin.
func otherScript(r rune) rune {
	switch r {
	case 'ά', 'ἀ', 'ἁ':
		return 'α'
	case 'έ':
		return 'ε'
	case 'ή':
		return 'η'
	case 'ί', 'ϊ', 'ΐ':
		return 'ι'
	case 'ό':
		return 'ο'
	case 'ύ', 'ϋ', 'ΰ':
		return 'υ'
	case 'ώ':
		return 'ω'
	case 'ς': // the same letter at the end of a word
		return 'σ'
	case 'ё':
		return 'е'
	case 'ѝ':
		return 'и'
	case 'ґ':
		return 'г'
	case 'أ', 'إ', 'آ':
		return 'ا'
	case 'ة':
		return 'ه'
	case 'ي', 'ى': // Arabic keyboards write them for the Persian letter, and the other way round
		return 'ی'
	case 'ك':
		return 'ک'
	}
	return r
}
