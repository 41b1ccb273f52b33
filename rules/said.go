package rules

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/dsn"
)

// Said returns the Recipient of a report that quotes the refusing host with
// text, such as "550 5.1.1 <a@example.org>: User unknown". The reply code and
// the status at its beginning are read, else the first reply code of a refusal
// that is called so ("Your message could not be sent. Error 421"), as people
// quote it who saw no more, and the status behind that; nothing else is known.
func Said(text string) dsn.Recipient {
	r := dsn.Recipient{Action: dsn.ActionFailed, Reply: dsn.Reply{Text: text}}
	rest := strings.TrimLeft(text, " #\"'(")
	if code := replyCode(rest); code > 0 && (len(rest) == 3 || rest[3] == ' ' || rest[3] == '-') {
		r.Reply.Code = code
		rest = rest[min(4, len(rest)):]
	}
	st, _, ok := dsn.ParseStatus(rest)
	if !ok && r.Reply.Code == 0 {
		r.Reply.Code, rest = calledCode(text[:min(len(text), maxWords)])
		st, _, ok = dsn.ParseStatus(rest)
	}
	if ok {
		r.Status = st
	}
	return r
}

// replyCode returns the reply code that text begins with, else 0.
func replyCode(text string) int {
	if len(text) < 3 || text[0] < '2' || text[0] > '5' || !isDigit(text[1]) || !isDigit(text[2]) {
		return 0
	}
	return int(text[0]-'0')*100 + int(text[1]-'0')*10 + int(text[2]-'0')
}

// calledCode returns the first reply code from 400 on that text calls an error
// or a code, and what follows the number; else 0. Other numbers of three
// digits, as in "ticket 512", are none of ours.
func calledCode(text string) (code int, rest string) {
	for i := 0; i < len(text); {
		if !isDigit(text[i]) {
			i++
			continue
		}
		end := i
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		code := replyCode(text[i:end])
		if end-i == 3 && code >= 400 && !partOfNumber(text, i, end) && (introduced(text[:i]) || named(text[end:])) {
			return code, text[end:]
		}
		i = end
	}
	return 0, ""
}

// codeWords announce a reply code, in the languages of nixie's readers. Longer
// forms of a word need no entry of their own where it stands behind the number
// ("421 hatası").
var codeWords = []string{
	"error", "errors", "errorcode", "code", "smtp", "returned", "said", "replied", "response", "reply",
	"fehler", "fehlercode", "fehlernummer", "erreur", "erro", "errore", "código", "codigo",
	"codice", "hata", "hatası", "kodu", "błąd", "błędu", "kod", "fout", "foutcode", "fel", "felkod", "fejl", "fejlkode", "feil", "feilkode",
	"virhe", "virhekoodi", "chyba", "kód", "hiba", "hibakód", "eroare", "cod", "ошибка", "код", "помилка", "σφάλμα", "κωδικός", "ભૂલ", "એરર",
	"કોડ", "エラー", "コード", "错误", "錯誤", "代码", "代碼", "오류", "코드",
}

// numberWords may stand between one of codeWords and the number.
var numberWords = []string{"no", "nr", "number", "nummer", "numer", "número", "numero", "is", "was"}

// introduced reports whether text ends by announcing a code: "SMTP error: ",
// or by the host that said it, as Exim does: "host mx.example.org [192.0.2.7]: ".
func introduced(text string) bool {
	if strings.HasSuffix(text, "]: ") {
		return true
	}
	before, word := lastWord(text)
	if slices.Contains(numberWords, word) {
		_, word = lastWord(before)
	}
	return slices.ContainsFunc(codeWords, func(w string) bool {
		return word == w || w[0] >= utf8.RuneSelf && strings.HasSuffix(word, w) // Japanese has no blanks between words
	})
}

// named reports whether text begins by calling what precedes it a code:
// " error", " hatası". Words of three letters could go on as another word.
func named(text string) bool {
	word := strings.TrimLeft(text, " ")
	if word == "" || word == text && text[0] < utf8.RuneSelf { // part of something else, such as "550-7"
		return false
	}
	word = strings.ToLower(word[:min(len(word), maxCodeWord)])
	return slices.ContainsFunc(codeWords, func(w string) bool { return len(w) > 3 && strings.HasPrefix(word, w) })
}

// maxCodeWord is more than one of codeWords has bytes.
const maxCodeWord = 32

// lastWord returns the letters that text ends with, in lower case and without
// the marks behind them, and what precedes them. A word that is longer than
// any of ours is cut off.
func lastWord(text string) (before, word string) {
	text = strings.TrimRight(text, " \t\r\n:;#=.(\"'*")
	start := len(text)
	for start > 0 && len(text)-start <= maxCodeWord {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		start -= size
	}
	return text[:start], strings.ToLower(text[start:])
}
