package rules

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	maxGap      = 80 // characters that a * of a phrase may stand for
	minLiteral  = 4  // bytes of a phrase beside its gaps; fewer match by accident. Two Chinese characters have six
	maxSegments = 8  // pieces of a phrase between gaps
)

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
