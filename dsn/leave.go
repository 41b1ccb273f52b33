package dsn

import (
	"slices"
	"strings"
	"unicode"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// This file reads by which words people ask to be taken off a list. The same words
// stand in letters that say the contrary ("please do not remove me from the list"),
// that ask ("why did you remove me?") or that speak of another list ("remove me
// from the list of speakers"), and who is unsubscribed by mistake never learns it.
// So a request is read only where a letter is nothing else: each of its sentences
// is wholly made of words of a request, or is a greeting, thanks or a name.

// maxRequest is how long such a letter is, in bytes.
const maxRequest = 500

// asksToLeave reports whether a person asks in plain words to be taken off a list,
// and says nothing else.
func (m *message) asksToLeave(rep *Report) bool {
	if fromProgram(m.Header) || isForwarded(m.Header) || m.hasReport() {
		return false
	}
	own := withoutSignature(ownWords(rep.Text))
	if len(own) > maxRequest || hasQuestion(own) {
		return false
	}
	asked := false
	for _, s := range sentences(own) {
		switch {
		case isRequest(s):
			asked = true
		case !isAside(s):
			return false
		}
	}
	return asked
}

// hasQuestion reports whether a text asks something, in any script.
func hasQuestion(text string) bool { return strings.ContainsAny(text, "?？؟") }

// withoutSignature cuts a text at the line by which mail programs begin a signature
// (RFC 3676 section 4.3).
func withoutSignature(text string) string {
	for _, mark := range []string{"\n-- \n", "\n--\n"} {
		text, _, _ = strings.Cut(text, mark)
	}
	return text
}

// minWrapped is how long a line is, in bytes, that goes on below.
const minWrapped = 50

// sentences takes a short letter apart; a greeting is a sentence of its own.
func sentences(text string) (list []string) {
	var open string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		open = strings.TrimSpace(open + " " + line)
		if line != "" && len(line) >= minWrapped && !strings.HasSuffix(line, ".") {
			continue
		}
		list, open = append(list, split(open)...), ""
	}
	return append(list, split(open)...)
}

// split takes a paragraph apart where a sentence ends.
func split(text string) (list []string) {
	for _, mark := range []string{". ", "! ", "。", "！"} {
		text = strings.ReplaceAll(text, mark, "\n")
	}
	for _, s := range strings.Split(text, "\n") {
		if greeting, rest, ok := strings.Cut(s, ","); ok && isAside(greeting) {
			list, s = append(list, greeting), rest
		}
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// isRequest reports whether a sentence is a request to leave a list: words that lead
// to it, one of requests, words that follow it, and no other.
func isRequest(sentence string) bool {
	words := strings.Fields(strings.NewReplacer(",", " ", "!", " ", ". ", " ", "\"", " ").Replace(format.Fold(sentence) + " "))
	for i := range words {
		rest := strings.Join(words[i:], " ")
		for _, r := range requests() {
			if tail, ok := strings.CutPrefix(rest, r); ok && (tail == "" || tail[0] == ' ') && allIn(strings.Fields(tail), requestTails()) {
				return true
			}
		}
		if !slices.Contains(requestLeads(), words[i]) {
			break
		}
	}
	return isAsianRequest(strings.Join(words, " "))
}

func allIn(words, list []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(list, w) })
}

// isAsianRequest is isRequest for scripts without blanks between words.
func isAsianRequest(sentence string) bool {
	for _, r := range asianRequests() {
		rest, ok := strings.CutSuffix(sentence, r)
		for more := ok; more; {
			more = false
			for _, lead := range asianLeads() {
				if cut, ok := strings.CutPrefix(rest, lead); ok {
					rest, more = strings.TrimSpace(cut), true
				}
			}
		}
		if ok && rest == "" {
			return true
		}
	}
	return false
}

const (
	maxAside = 5  // words of a greeting or of thanks
	maxName  = 4  // words of a name
	maxAsian = 24 // bytes of a name, with a title, in a script that has no capitals
)

// isAside reports whether a sentence is a greeting, thanks, or a name: it begins
// with a word of courtesy, or each of its words with a capital.
func isAside(sentence string) bool {
	words := strings.Fields(strings.TrimRight(sentence, ".,!:;"))
	if strings.HasSuffix(sentence, ":") && !greets(words) || len(words) > maxAside {
		return false // words of somebody else follow, or it says something
	}
	if len(words) == 0 || slices.Contains(courtesies(), format.Fold(strings.Trim(words[0], ".,!"))) {
		return true
	}
	return len(words) <= maxName && !slices.ContainsFunc(words, func(w string) bool {
		first := []rune(w)[0]
		return !unicode.IsUpper(first) && (unicode.IsLower(first) || len(w) > maxAsian)
	})
}

// greetings begin a line that may end with a colon.
var greetings = format.Folded("buenos", "buenas", "estimado", "estimada", "estimados", "hola")

// greets reports whether a line that ends with a colon is a greeting, as Spanish
// writes it: "Buenos días:".
func greets(words []string) bool {
	return len(words) > 0 && len(words) < maxName && slices.Contains(greetings(), format.Fold(strings.Trim(words[0], ":")))
}
