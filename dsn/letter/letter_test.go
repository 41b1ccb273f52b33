package letter_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/nixie-mail/nixie/dsn/letter"
)

// What Unicode takes apart into a letter and its accents has that letter: in
// the blocks that are read by place, a slip of one would be a wrong letter for
// all that follow.
func TestPlainIsTheLetterWithoutItsAccents(t *testing.T) {
	for _, block := range [][2]rune{{'à', 'ſ'}, {'ά', 'ώ'}, {'ạ', 'ỹ'}} {
		for r := block[0]; r <= block[1]; r++ {
			if !unicode.IsLower(r) {
				continue
			}
			apart := norm.NFD.String(string(r))
			want, size := utf8.DecodeRuneInString(apart)
			if size == len(apart) {
				continue // has no accent, or one that is part of it, as ø has
			}
			if got := letter.Plain(r); got != want {
				t.Errorf("Plain(%q) = %q, want %q", r, got, want)
			}
		}
	}
}

func TestPlain(t *testing.T) {
	for _, tt := range []struct{ accented, plain string }{
		{"naïve café", "naive cafe"},
		{"użytkownik łódź", "uzytkownik lodz"},
		{"ungültig groß", "ungultig groß"},
		{"øæœ đħıŧŋþð", "oæœ dhitntd"},
		{"địa chỉ không tồn tại, thư, ơ", "dia chi khong ton tai, thu, o"},
		{"există şi ștampilă", "exista si stampila"},
		{"mövcud deyil: ünvanı səhv", "movcud deyil: unvani sehv"},
		{"ο χρήστης δεν υπάρχει", "ο χρηστησ δεν υπαρχει"},
		{"ящик её й", "ящик ее й"},
		{"أو إلى آخر", "او الی اخر"},
		{"メールボックス 邮箱 편지함", "メールボックス 邮箱 편지함"},
		{"ÀÉ 1÷2×3", "ÀÉ 1÷2×3"},
	} {
		var got []rune
		for _, r := range tt.accented {
			got = append(got, letter.Plain(r))
		}
		if string(got) != tt.plain {
			t.Errorf("%q becomes %q, want %q", tt.accented, string(got), tt.plain)
		}
	}
}
