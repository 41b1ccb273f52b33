package rules

// SMTP was ASCII for thirty years, and much of what servers say in other
// languages than English is written without its accents still: "Uzytkownik nie
// istnieje", "Direccion desconocida". So accents do not matter, in phrases as
// in texts.

// Base letters of à to ſ and of ạ to ỹ, in their order. Those that stand for
// themselves are two letters long: see spelledOut.
const (
	latinFirst, latinLast = 'à', 'ſ'
	latinBases            = "aaaaaaæceeeeiiiidnooooo÷ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiyyjjkkkllllllllllnnnnnnnnnooooooœœrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"

	vietnameseFirst, vietnameseLast = 'ạ', 'ỹ'
	vietnameseBases                 = "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy"
)

var (
	latin      = []rune(latinBases)
	vietnamese = []rune(vietnameseBases)
)

// unaccented returns the base letter of a small letter with an accent, and
// every other character as it is.
func unaccented(r rune) rune {
	switch {
	case r < latinFirst:
		return r
	case r <= latinLast:
		return latin[r-latinFirst]
	case vietnameseFirst <= r && r <= vietnameseLast:
		return vietnamese[r-vietnameseFirst]
	}
	switch r {
	case 'ơ':
		return 'o'
	case 'ư':
		return 'u'
	case 'ș':
		return 's'
	case 'ț':
		return 't'
	case 'ё':
		return 'е'
	case 'ά':
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
	}
	return r
}

// spelledOut returns the two letters that are written for r where it cannot
// be, else "".
func spelledOut(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	}
	return ""
}
