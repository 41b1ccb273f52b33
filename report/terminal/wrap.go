package terminal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Indent is where the further lines of a paragraph begin.
const Indent = "  "

// Paragraph writes a text behind a lead, broken between words at a width in
// columns; further lines are indented.
func Paragraph(b *strings.Builder, width int, lead, text string) {
	b.WriteString(lead)
	Wrap(b, paintedWidth(lead), Indent, width, text)
}

// Glue is a blank at which no line is broken. It never comes from outside:
// package safe shows it as an escape.
const Glue = "\x00"

// Whole keeps the words of an item on one line.
func Whole(item string) string { return strings.ReplaceAll(item, " ", Glue) }

// Wrap breaks text so that no line exceeds most columns; used of the first line
// are taken. Lines end between words, or between the letters of scripts that
// are written without blanks. A word that is wider than that stays whole, so
// that a path can be copied.
func Wrap(b *strings.Builder, used int, indent string, most int, text string) {
	for i, word := range strings.FieldsFunc(text, isBlank) {
		glued := strings.Contains(word, Glue)
		word = strings.ReplaceAll(word, Glue, " ")
		cut := cutPiece
		if glued && paintedWidth(word) <= most-len(indent) { // its letters stay together, too
			cut = func(word string) (string, string) { return word, "" }
		}
		blank := i > 0
		for piece, rest := cut(word); piece != ""; piece, rest = cut(rest) {
			w := paintedWidth(piece)
			switch {
			case blank && used+1+w > most, !blank && used+w > most && used > len(indent):
				b.WriteString("\n" + indent)
				used = len(indent)
			case blank:
				b.WriteByte(' ')
				used++
			}
			b.WriteString(piece)
			used, blank = used+w, false
		}
	}
	b.WriteByte('\n')
}

// isBlank reports whether a line may end at r: at white space, but not at a
// no-break blank, as it stands before a French colon.
func isBlank(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

// cutPiece cuts the first piece of a word behind which a line may end.
func cutPiece(word string) (piece, rest string) {
	before := rune(0)
	for i, r := range word {
		if before != 0 && (isUnspaced(before) || isUnspaced(r)) && !strings.ContainsRune(noLineEnd, before) && !strings.ContainsRune(noLineStart, r) {
			return word[:i], word[i:]
		}
		before = r
	}
	return word, ""
}

// Japanese and Chinese writing has no blanks between words; a line may end
// behind nearly every letter, but not before these signs, nor behind those
// (JIS X 4051, the part that people notice).
const (
	noLineStart = "、。，．・：；？！ー）］｝」』】〉》〕’”…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々)]},.:;?!\""
	noLineEnd   = "（［｛「『【〈《〔‘“([{\""
)

// isUnspaced reports whether r belongs to a script without blanks.
func isUnspaced(r rune) bool {
	return r >= utf8.RuneSelf && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60)
}
