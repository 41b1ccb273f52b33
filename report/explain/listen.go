package explain

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/locale"
)

// said is what a text that a person gives holds of codes.
type said struct {
	reply   string     // "550", the number that is most likely the reply code
	status  dsn.Status // the first enhanced status
	dotted  dsn.Status // what reply is, or would be, with dots in it: "511", "5726"; only of a bare number
	tags    []locale.Code
	unknown []string // what looks like a code and is none: "599", "5.9.1", "6.1.1"
	words   bool     // there is more than codes

	firmness replyFirmness
	undotted string // four or five digits: "5726"
}

// replyFirmness is how sure it is that a number of three digits is the reply
// code: prose has numbers, too.
type replyFirmness int

const (
	replyNone  replyFirmness = iota
	replyFound               // a known code somewhere in the text
	replyFirst               // at the start of the text
	replyNamed               // behind "Error", "code", …
)

// maxExplained bounds the text that is explained; replies have 512 bytes a
// line (RFC 5321 section 4.5.3.1.5) and rarely more than ten lines.
const maxExplained = 16 << 10

// maxWrong bounds how many codes that do not exist are told one by one.
const maxWrong = 3

// listen finds the codes in a text: "550", "5.2.2", "Error 421", "5 2 1",
// "550 5 1 1 User unknown", "550-5.7.606 Access denied", "エラー421".
func listen(text string) said {
	var s said
	text = asciiDigits(text)
	spaced := true // "5 1 1" and "5-1-1" are a status at the start, and behind a reply code or its name
	named := false
	for i := 0; i < len(text); {
		if isBreak(text[i]) {
			i++
			continue
		}
		end := i
		for end < len(text) && !isBreak(text[end]) {
			end++
		}
		word := strings.TrimRight(text[i:end], ".:!?")
		if st, n, ok := statusAt(text[i:], word, spaced); ok {
			s.hearStatus(st)
			i, spaced, named = i+n, false, false
			continue
		}
		if name, number, ok := cutName(word); ok { // "Error:421"
			s.hearWord(name, named, false)
			word, named = number, true
		}
		first := s.reply == "" && s.status.IsZero() && !s.words
		spaced = s.hearWord(word, named, first)
		named = isFiller(word)
		i = end
	}
	s.hearPhrase(text)
	s.conclude()
	return s
}

// hearPhrase takes in what Outlook says beside, or in place of, its number.
func (s *said) hearPhrase(text string) {
	plain := strings.ReplaceAll(strings.ToLower(text[:min(len(text), maxHeading)]), "e-mail", "email")
	if tag, known := findTag("0x80040610"); known && len(s.tags) == 0 && strings.Contains(plain, "none of your email accounts could send to this recipient") {
		s.tags = append(s.tags, tag)
	}
}

// statusAt reads a status at the start of text, whose first word is given.
func statusAt(text, word string, spaced bool) (st dsn.Status, n int, ok bool) {
	st, n, ok = dsn.ParseStatus(text)
	if ok && (spaced || strings.Contains(word, ".")) {
		return st, n, true
	}
	// "5-1-1": the longest status has eleven bytes.
	head := text[:min(len(text), 12)]
	if spaced && strings.Count(head, "-") >= 2 {
		return dsn.ParseStatus(strings.ReplaceAll(head, "-", "."))
	}
	return dsn.Status{}, 0, false
}

// asciiDigits writes the digits of all scripts as ASCII and sets a number
// apart from letters that are not: "エラー４２１" becomes "エラー 421".
func asciiDigits(text string) string {
	ascii := func(r rune) bool { return r < utf8.RuneSelf }
	if strings.IndexFunc(text, func(r rune) bool { return !ascii(r) }) < 0 {
		return text
	}
	var b strings.Builder
	var before rune
	for _, original := range text {
		r := original
		switch {
		case unicode.Is(unicode.Nd, r):
			r = '0' + digitValue(r)
		case 0xff01 <= r && r <= 0xff5e: // full-width forms of ASCII
			r -= 0xfee0
		case unicode.Is(unicode.Z, r), unicode.IsPunct(r) && !ascii(r):
			r = ' '
		}
		if before != 0 && ascii(r) != ascii(before) && (isASCIIDigit(r) || isASCIIDigit(before)) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// digitValue returns the value of a decimal digit of any script. The digits of
// a script follow one another, and Unicode's ranges of them begin with zero.
func digitValue(r rune) rune {
	for _, x := range unicode.Nd.R16 {
		if rune(x.Lo) <= r && r <= rune(x.Hi) {
			return (r - rune(x.Lo)) % 10
		}
	}
	for _, x := range unicode.Nd.R32 {
		if rune(x.Lo) <= r && r <= rune(x.Hi) {
			return (r - rune(x.Lo)) % 10
		}
	}
	return 0
}

func isASCIIDigit(r rune) bool { return '0' <= r && r <= '9' }

// cutName cuts "Error:421" and "SMTP#550" into the name and the number.
func cutName(word string) (name, number string, ok bool) {
	name = strings.TrimRight(word, "0123456789")
	number = word[len(name):]
	name = strings.TrimRight(name, ":#_")
	return name, number, isAnyCode(number) && isFiller(name)
}

func (s *said) hearStatus(st dsn.Status) {
	if s.status.IsZero() {
		s.status = st
		if len(findStatus(st)) == 0 {
			s.wrong(st.String())
		}
	}
}

// hearWord takes in one word and reports whether blanks may stand for dots
// behind it. Named says that the word before names a code, first that nothing
// stood before.
func (s *said) hearWord(word string, named, first bool) (spaced bool) {
	status := strings.TrimLeft(word, "#") // "#6.1.1"
	switch {
	case isAnyCode(status):
		s.hearReply(status, named, first)
		return s.reply == status
	case len(status) > 3 && len(status) < 6 && strings.Trim(status, "0123456789") == "" && s.undotted == "":
		s.undotted = status
	case looksLikeStatus(status):
		if c, known := registered(status); known { // "x.2.2"
			s.tags = append(s.tags, c)
		} else {
			s.wrong(status)
		}
	default:
		if tag, known := findTag(word); known {
			s.tags = append(s.tags, tag)
		} else if isFiller(word) {
			return true
		} else if strings.IndexFunc(word, unicode.IsLetter) >= 0 {
			s.words = true
		}
	}
	return false
}

// hearReply takes in a number of three digits.
func (s *said) hearReply(number string, named, first bool) {
	firmness := replyNone
	_, known := findReply(number)
	switch {
	case named:
		firmness = replyNamed
	case first:
		firmness = replyFirst
	case known:
		firmness = replyFound
	}
	if firmness > s.firmness {
		s.reply, s.firmness = number, firmness
	}
}

// conclude notes a reply code that does not exist, and reads the dots into a
// bare number.
func (s *said) conclude() {
	bare := !s.words && s.status.IsZero() && len(s.tags) == 0
	if c, known := findReply(s.reply); known {
		if bare && c.Dots != "" {
			s.dotted, _, _ = dsn.ParseStatus(c.Dots)
		}
		return
	}
	if bare && len(s.reply+s.undotted) >= 3 {
		number := s.reply
		if number == "" {
			number = s.undotted
		}
		st, _, ok := dsn.ParseStatus(number[:1] + "." + number[1:2] + "." + number[2:])
		if ok && st.Detail > 0 && len(findStatus(st)) > 0 {
			s.dotted = st
		}
	}
	if s.reply != "" && (s.dotted.IsZero() || !bare) {
		s.wrong(s.reply)
	}
	if bare && s.reply == "" && s.undotted != "" && s.dotted.IsZero() {
		s.wrong(s.undotted)
	}
}

// wrong notes a code that does not exist.
func (s *said) wrong(code string) {
	if len(s.unknown) < maxWrong && !slices.Contains(s.unknown, code) {
		s.unknown = append(s.unknown, code)
	}
}

// isBreak reports whether c stands between words of a reply. A "-" does, so
// that "550-5.1.1" is two; vendors' tags with "-" are looked up without.
func isBreak(c byte) bool { return strings.IndexByte(" \t\r\n-()[]<>,;\"'=", c) >= 0 }

// isAnyCode reports whether word is a number of three digits.
func isAnyCode(word string) bool {
	return len(word) == 3 && isASCIIDigit(rune(word[0])) && isASCIIDigit(rune(word[1])) && isASCIIDigit(rune(word[2]))
}

// fillers are words beside a code that add nothing: "Error 421", "SMTP 550",
// "Erro: 550".
var fillers = strings.Fields("smtp esmtp error code status reply dsn ndr err no nr number " +
	"fehler fehlercode erreur erro código codigo błąd błędu blad kod kodu hata hatası kodlu エラー エラーコード コード ભૂલ કોડ")

// isFiller reports whether a word is one of them.
func isFiller(word string) bool {
	return word != "" && len(word) < 32 && slices.Contains(fillers, strings.ToLower(word))
}
