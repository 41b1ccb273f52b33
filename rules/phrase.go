package rules

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxGap      = 80       // characters that a * of a phrase may stand for
	minLiteral  = 4        // bytes of a phrase beside its gaps; fewer match by accident. Two Chinese characters have six
	maxWords    = 32 << 10 // bytes of a reply or remark that are looked at; real ones have some hundred
	maxSegments = 8        // pieces of a phrase between gaps
)

// A folded text is a text as phrases see it: lower case without accents, one
// blank for each run of white space, plain quotation marks and dashes. It remembers where each
// byte came from.
type folded struct {
	text   []byte
	origin []int32 // text[i] stems from the character at origin[i] of the original; one more entry for the end
}

// fold replaces the content of f with the folded form of s, of which it reads
// at most maxWords bytes.
func (f *folded) fold(s string) {
	s = s[:min(len(s), maxWords)]
	f.text, f.origin = slices.Grow(f.text[:0], len(s)), slices.Grow(f.origin[:0], len(s)+1)
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			f.addASCII(c, i)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			f.add(c, i) // not UTF-8: stands for itself
		} else {
			f.addRune(r, i)
		}
		i += size
	}
	f.origin = append(f.origin, int32(len(s)))
}

func (f *folded) add(c byte, at int) {
	f.text = append(f.text, c)
	f.origin = append(f.origin, int32(at))
}

func (f *folded) addBlank(at int) {
	if n := len(f.text); n == 0 || f.text[n-1] != ' ' {
		f.add(' ', at)
	}
}

func (f *folded) addASCII(c byte, at int) {
	switch {
	case 'A' <= c && c <= 'Z':
		f.add(c+'a'-'A', at)
	case c == ' ' || '\t' <= c && c <= '\r':
		f.addBlank(at)
	default:
		f.add(c, at)
	}
}

func (f *folded) addRune(r rune, at int) {
	switch {
	case unicode.IsSpace(r):
		f.addBlank(at)
		return
	case invisible(r):
		return
	}
	r = unaccented(plain(r))
	var b [utf8.UTFMax]byte
	letters := append(b[:0], spelledOut(r)...)
	if len(letters) == 0 {
		letters = utf8.AppendRune(letters, r)
	}
	for _, c := range letters {
		f.add(c, at)
	}
}

// invisible reports whether r takes no room: soft hyphen, accents that follow
// their letter, zero-width characters, byte order mark.
func invisible(r rune) bool {
	return '\u0300' <= r && r <= '\u036F' || r == '\u00AD' || '\u200B' <= r && r <= '\u200D' || r == '\u2060' || r == '\uFEFF'
}

// plain returns the ASCII form of typographic quotation marks and dashes, and
// every other character in lower case.
func plain(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛', '′', 'ʼ', '`', '´', '‹', '›':
		return '\''
	case '“', '”', '„', '‟', '″', '«', '»':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	}
	return unicode.ToLower(r)
}

// A span is a stretch of a folded text.
type span struct{ start, end int }

// quote returns the stretch of the original text s that was folded to at, with
// its byte offsets.
func (f *folded) quote(s string, at span) (quote string, start, end int) {
	start, end = int(f.origin[at.start]), int(f.origin[at.end])
	return s[start:end], start, end
}

// A phrase is a piece of text to look for, perhaps with gaps.
type phrase struct {
	segments []segment
	owner    int32 // index of the rule or list that the phrase belongs to
	of       int32 // index in its Text: several phrases are forms of one text with choices
	isList   bool
}

// A segment is what a phrase has between two gaps, folded.
type segment struct {
	text      []byte
	wordStart bool // matches only where no ASCII letter or digit precedes
	wordEnd   bool // matches only where no ASCII letter or digit follows
	numberEnd bool // matches only where no digit follows
}

// readText returns the phrases that a text stands for, perhaps with choices.
// The words are folded. The segments share one piece of memory, as the forms
// do.
func readText(text string, words map[string][]string) ([]phrase, error) {
	var f folded
	f.fold(text)
	forms, err := expand(string(f.text), words)
	if err != nil {
		return nil, err
	}
	phrases := make([]phrase, len(forms))
	segments := make([]segment, 0, len(forms)*(1+strings.Count(text, "*")))
	for i, form := range forms {
		start := len(segments)
		if segments, err = appendSegments(segments, form); err != nil {
			return nil, err
		}
		phrases[i].segments = segments[start:len(segments):len(segments)]
	}
	return phrases, nil
}

// appendSegments reads 'exceeded * quota', a form that is folded. A blank
// beside the *, or at the end, asks for the edge of a word there; without it a
// word may go on.
func appendSegments(segments []segment, form []byte) ([]segment, error) {
	if bytes.Count(form, []byte("*")) >= maxSegments {
		return segments, fmt.Errorf("the phrase has more than %d gaps", maxSegments-1)
	}
	literal := 0
	for first, more := true, true; more; first = false {
		var piece []byte
		piece, form, more = bytes.Cut(form, []byte("*"))
		text := bytes.Trim(piece, " ")
		if len(text) == 0 {
			return segments, errors.New("the phrase is empty, or a gap has no words on both sides")
		}
		blankBefore, blankAfter := piece[0] == ' ', piece[len(piece)-1] == ' '
		if literal += len(text); blankAfter {
			literal++ // the edge of a word is as good as a letter
		}
		segments = append(segments, segment{
			text:      text,
			wordStart: isAlnum(text[0]) && (first || blankBefore),
			wordEnd:   isAlnum(text[len(text)-1]) && blankAfter,
			numberEnd: isDigit(text[len(text)-1]) && !more,
		})
	}
	if literal < minLiteral {
		return segments, fmt.Errorf("the phrase has fewer than %d bytes, or 2 Chinese, Japanese or Korean characters", minLiteral)
	}
	return segments, nil
}

// String returns the phrase much as it is written, folded.
func (p *phrase) String() string {
	var b strings.Builder
	for i, s := range p.segments {
		if i > 0 {
			b.WriteByte('*')
		}
		if i > 0 && s.wordStart {
			b.WriteByte(' ')
		}
		b.Write(s.text)
		if s.wordEnd {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// fits reports whether s may stand at the given place of text, where its bytes
// were found.
func (s *segment) fits(text []byte, at span) bool {
	if s.wordStart && at.start > 0 && isAlnum(text[at.start-1]) {
		return false
	}
	if at.end < len(text) {
		next := text[at.end]
		return !(s.wordEnd && isAlnum(next)) && !(s.numberEnd && isDigit(next))
	}
	return true
}

// find returns the first place of text where the whole phrase stands, the one
// that ends first. It takes time linear in the text for each segment.
func (p *phrase) find(text []byte) (span, bool) {
	for _, s := range p.segments { // most phrases that are tried lack one
		if !bytes.Contains(text, s.text) {
			return span{}, false
		}
	}
	var chains []span // from the start of the phrase to the end of the segment looked at
	for i := range p.segments {
		chains = p.segments[i].extend(text, chains, i == 0)
		if len(chains) == 0 {
			return span{}, false
		}
	}
	return chains[0], true
}

// extend returns every place where s ends a chain: anywhere if it is the first
// segment, else within a gap's length of the end of one of the given chains,
// of which it takes the nearest.
func (s *segment) extend(text []byte, chains []span, first bool) []span {
	var longer []span
	nearest := -1 // last chain that ends before the place looked at
	for from := 0; ; {
		i := bytes.Index(text[from:], s.text)
		if i < 0 {
			return longer
		}
		at := span{from + i, from + i + len(s.text)}
		from = at.start + 1
		for nearest+1 < len(chains) && chains[nearest+1].end <= at.start {
			nearest++
		}
		switch {
		case !s.fits(text, at):
		case first:
			longer = append(longer, at)
		case nearest >= 0 && gapFits(text[chains[nearest].end:at.start]):
			longer = append(longer, span{chains[nearest].start, at.end})
		}
	}
}

// gapFits reports whether a gap is at most maxGap characters long.
func gapFits(gap []byte) bool {
	return len(gap) <= maxGap || len(gap) <= maxGap*utf8.UTFMax && utf8.RuneCount(gap) <= maxGap
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isAlnum reports whether c is an ASCII letter or digit of a folded text.
func isAlnum(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'z' }
