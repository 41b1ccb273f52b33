package dsn

import (
	"strings"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// This file tells what a message says itself from what it repeats of another:
// the title in its subject, the words below its own.

// gatewayTags are what gateways put before the subjects of mail from outside, in
// lower case; in brackets, anything may be.
var gatewayTags = []string{
	"(external)", "(extern)", "(externe)", "(externo)", "(esterno)", "(spam)", "{external}", "{spam}", "{spam?}", "<external>", "<extern>",
	"external:", "extern:", "externe:", "externo:", "esterno:", "ext:", "spam:", "spam?:", "spam? ", "external - ", "外部:", "外部：", "【外部】",
}

// title returns a subject in lower case, without the tags that gateways and
// lists put before it: "[EXTERNAL]", "[news]", "***SPAM***".
func title(subject string) string {
	subject = strings.ToLower(strings.TrimSpace(subject))
	for {
		rest := subject
		switch {
		case strings.HasPrefix(subject, "[fwd"), strings.HasPrefix(subject, "[postmaster]"): // these say something
		case strings.HasPrefix(subject, "["):
			_, rest, _ = strings.Cut(subject, "]")
		case strings.HasPrefix(subject, "***"):
			_, rest, _ = strings.Cut(subject[3:], "***")
		default:
			for _, tag := range gatewayTags {
				rest = strings.TrimPrefix(rest, tag)
			}
		}
		rest = strings.TrimSpace(rest)
		if rest == "" || len(rest) == len(subject) {
			return subject
		}
		subject = rest
	}
}

// entitled reports whether a subject has one of the lower-case words as its
// own. What follows the title of a bounce or of an automatic reply is the
// subject of the message that it is about:
//
//	Undeliverable: Your weekly summary
func entitled(subject string, words []string) bool {
	subject = title(subject)
	for _, w := range words {
		before, _, ok := strings.Cut(subject, w)
		if ok && !format.IsFailure(before) && !hasAnyPrefix(before, autoSubjects) {
			return true
		}
	}
	return false
}

// ownWords returns the beginning of a text without the message that it
// returns, forwards or answers, and without lines that quote one.
func ownWords(text string) string {
	text = format.BeforeReturned(text[:min(len(text), maxProse)])
	var b strings.Builder
	for at := 0; at < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		line := strings.TrimLeft(text[at:end], " \t")
		if strings.HasPrefix(line, ">") {
			line = "\n" // a paragraph ends here
		} else if quotesHeader(text[at:]) {
			break
		}
		b.WriteString(line)
		at = end
	}
	return b.String()
}

// authorTitles begin the header that mail programs write above a message that
// is answered, in lower case: en de fr es it nl pt sv da nb fi pl cs hu ru tr
// ja zh ko.
var authorTitles = []string{
	"from:", "von:", "de:", "de :", "da:", "van:", "från:", "fra:", "lähettäjä:", "od:", "feladó:", "от:", "kimden:",
	"差出人:", "差出人：", "发件人:", "发件人：", "寄件者:", "寄件者：", "보낸 사람:",
}

// quotesHeader reports whether a text begins with such a header: an author and
// two more titles in the next four lines.
//
//	Von: News <news@example.com>
//	Gesendet: Montag, 9. März 2026 08:00
//	An: ann@example.org
//	Betreff: Neues
func quotesHeader(text string) bool {
	lines := strings.SplitN(text, "\n", 6)
	if !hasAnyPrefix(strings.ToLower(strings.TrimLeft(lines[0], " \t*")), authorTitles) {
		return false
	}
	titles := 0
	for _, line := range lines[1:min(len(lines), 5)] {
		if i := strings.IndexAny(line, ":："); i > 0 && i < maxTitle {
			titles++
		}
	}
	return titles >= 2
}

// maxTitle is more bytes than the title of a field has in any language.
const maxTitle = 32
