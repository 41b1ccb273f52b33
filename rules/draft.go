package rules

import (
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"
)

const (
	maxPhraseWords = 8   // of a proposed phrase: fewer words match more replies
	enoughWords    = 3   // with fewer, a neighbour is taken in across the gap
	maxExample     = 512 // bytes of an example, as of a line of a reply (RFC 5321 section 4.5.3.1.5)
)

// ErrNoWords is returned for a text that holds no words for a phrase.
var ErrNoWords = errors.New("rules: the text has no words that a phrase could be made of")

// Draft returns a rule for a text that no rule knows: a phrase of its own
// words with a * for what varies, an example without names, an id, and the
// cause that s finds now, which may be Unknown. It is a proposal: a person
// must choose the cause and shorten the phrase to what can mean nothing else.
// The error is ErrNoWords, or nil.
func (s *Set) Draft(text string) (Rule, error) {
	text = strings.Join(strings.Fields(strings.Map(printable, strings.ToValidUTF8(text, "?"))), " ")
	if len(text) > maxExample {
		text = strings.ToValidUTF8(text[:maxExample], "")
	}
	example := anonymous(text)
	p := propose(example)
	if p == "" {
		return Rule{}, ErrNoWords
	}
	return Rule{ID: "house/" + slug(p), Cause: s.Classify(Said(text)).Cause, Text: []string{p}, Examples: []string{example}}, nil
}

// DraftBeside is Draft with an id that is not among those taken, to which it is
// added: for many drafts in one file.
func (s *Set) DraftBeside(text string, taken map[string]bool) (Rule, error) {
	r, err := s.Draft(text)
	if err != nil {
		return Rule{}, err
	}
	id := r.ID
	for n := 2; taken[r.ID]; n++ {
		r.ID = fmt.Sprintf("%s-%d", id, n)
	}
	taken[r.ID] = true
	return r, nil
}

// printable drops control characters.
func printable(r rune) rune {
	if unicode.IsControl(r) && !unicode.IsSpace(r) {
		return -1
	}
	return r
}

// propose returns a phrase that stands in text, or "".
func propose(text string) string {
	pieces := strings.Split(strings.ToLower(wording(text, func(t token) string {
		if t.kind == tokenWord {
			if t.text == "*" || t.text == "{" || t.text == "}" || t.text == "|" {
				return "*" // these mean something in a phrase
			}
			return t.text
		}
		return "*"
	})), "*")
	best := -1
	for i := range pieces {
		pieces[i] = clause(pieces[i])
		if best < 0 || better(pieces[i], pieces[best]) {
			best = i
		}
	}
	core := pieces[best]
	candidates := []string{core}
	if len(strings.Fields(core)) < enoughWords {
		if best+1 < len(pieces) && letters(pieces[best+1]) > 0 {
			candidates = append([]string{core + " * " + pieces[best+1]}, candidates...)
		}
		if best > 0 && letters(pieces[best-1]) > 0 {
			candidates = append([]string{pieces[best-1] + " * " + core}, candidates...)
		}
	}
	for _, c := range candidates {
		if letters(c) > 0 && standsIn(c, text) {
			return c
		}
	}
	return ""
}

// better reports whether to make the phrase of next rather than of first, which
// stands before it: replies give the reason first, then what to do.
func better(next, first string) bool {
	return len(strings.Fields(first)) < enoughWords && letters(next) > letters(first)
}

// clause returns the part of a piece that a phrase can be made of: a sentence,
// without marks at either end, and not too many words of it.
func clause(piece string) string {
	best := ""
	for _, s := range strings.FieldsFunc(piece, func(r rune) bool { return strings.ContainsRune("!?;()[]<>。！？", r) }) {
		for _, t := range strings.Split(s, ". ") {
			if better(t, best) {
				best = t
			}
		}
	}
	words := strings.Fields(best)
	if len(words) > maxPhraseWords {
		words = words[:maxPhraseWords]
	}
	return strings.TrimFunc(strings.Join(words, " "), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// standsIn reports whether the phrase is well formed and stands in text.
func standsIn(written, text string) bool {
	p, err := readText(written, nil)
	if err != nil {
		return false
	}
	var f folded
	f.fold(text)
	_, found := p[0].find(f.text)
	return found
}

// maxSlug is how many words an id takes from a phrase.
const maxSlug = 4

// slug makes the second part of an id of a phrase. Words of other scripts do
// not go into an id; a phrase without Latin letters gets a number.
func slug(phrase string) string {
	var words []string
	for _, w := range strings.FieldsFunc(phrase, func(r rune) bool { return r > unicode.MaxASCII || !isAlnum(byte(r)) }) {
		if len(words) < maxSlug && len(w) > 1 {
			words = append(words, w)
		}
	}
	if len(words) > 0 {
		return strings.Join(words, "-")
	}
	h := fnv.New32a()
	h.Write([]byte(phrase))
	return fmt.Sprintf("text-%08x", h.Sum32())
}
