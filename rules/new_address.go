package rules

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// newAddress returns the new address that the words give, "" if none: the one
// behind the words of a rule that says that the same person has another, or
// right before them, or the forward path of a 551 (RFC 5321 section 3.4). Whoever
// is gone names a colleague to write to, who never asked for this mail.
func (c *call) newAddress(spoke []candidate) string {
	for _, one := range spoke {
		text := c.rcpt.Reply.Text
		if one.basis == ByRemark {
			text = c.rcpt.Remark
		}
		if text = text[:min(len(text), maxWords)]; !one.rule.NewAddress || one.end > len(text) {
			continue
		}
		if a := c.addressBehind(text[one.start:]); a != "" {
			return a
		}
		if a := c.addressBefore(text[:one.start]); a != "" {
			return a
		}
	}
	if c.rcpt.Reply.Code == 551 {
		return c.addressBehind(c.rcpt.Reply.Text[:min(len(c.rcpt.Reply.Text), maxWords)])
	}
	return ""
}

// How far an address may be from the words that announce it, in bytes: one
// sentence, and two words.
const (
	maxAnnounced = 200
	maxAppended  = 16
)

// addressBehind returns the first address in words that announce it, "" if it
// is far from them or somebody else's.
func (c *call) addressBehind(text string) string {
	a, start, _ := c.otherAddress(text)
	if start > maxAnnounced || ofSomebodyElse(text[:start]) {
		return ""
	}
	return a
}

// addressBefore returns the address at the end of a text: "<b@example.net> is
// my new address".
func (c *call) addressBefore(text string) string {
	found, rest := "", text[max(0, len(text)-maxAnnounced):]
	before := ""
	for {
		a, start, end := c.otherAddress(rest)
		if a == "" {
			break
		}
		found, before, rest = a, rest[:start], rest[end:]
	}
	if len(rest) > maxAppended || strings.ContainsAny(rest, sentenceEnds) {
		return ""
	}
	if i := strings.LastIndexAny(before, sentenceEnds); i >= 0 {
		before = before[i:]
	}
	if ofSomebodyElse(before) {
		return ""
	}
	return found
}

const sentenceEnds = ".!?;\n。"

// colleagues are words that stand before the address of somebody else, or of a
// desk, in lower case.
var colleagues = []string{
	"colleague", "successor", "replacement", "assistant", "manager", "supervisor", "urgent", "enquir", "inquir", "question", "anfrage", "rückfrage", "renseignement", "consulta", "dúvida", "informazion", "vragen", "pytania", "dotaz", "вопрос", "問い合わせ", "咨询", "諮詢", "kolleg", "nachfolge", "vertret", "dringend", "collègue", "successeur", "remplaç", "colega", "compañer", "sucesor", "sucessor", "urgente", "collega", "successore", "sostitut", "opvolg", "vervang",
	"efterträd", "efterfølg", "etterfølg", "kollega", "seuraaja", "następc", "współprac", "koleg", "nástupc", "utód", "succesor", "коллег", "преемник", "колег", "meslektaş", "συνάδελφ", "後任", "担当", "同事", "同僚", "接任", "후임", "동료",
}

// askers are words that ask to write to whoever stands behind them, in lower
// case. They say nothing of the recipient's new address, unless they ask for
// the recipient himself.
var (
	askers = []string{
		"contact", "write to", "reach", "get in touch", "turn to", "refer to", "direct your", "forward", "kontakt", "wenden", "schreiben sie", "adresser à", "écrire à", "écrivez", "comuní", "diríj", "escriba", "escribir", "dirija", "entre em", "rivolg", "scriv", "neem contact", "richten", "vänd", "henvend", "ottakaa", "proszę pisać", "obracejte", "obraťte", "forduljon", "обращай", "пишите на имя", "başvur", "επικοινων", "連絡", "联系", "聯絡", "聯繫", "연락", "문의",
	}
	himself = []string{
		" me at", " me on", " me via", " me under", " me by", " me:", " me <", " mich", " mir ", "-moi", "m'écrire", "m'adresser", "me joindre", "me contacter", "contactarme", "escríbame", "escríbeme", "contattarmi", "scrivermi", "mij ", " mig ", " meg ", "kontakt ze mną", "мне ",
	}
)

// ofSomebodyElse reports whether the words before an address announce that of
// another person.
func ofSomebodyElse(words string) bool {
	words = strings.ToLower(words)
	has := func(list []string) bool {
		return slices.ContainsFunc(list, func(w string) bool { return strings.Contains(words, w) })
	}
	return has(colleagues) || has(askers) && !has(himself)
}

// officials are local parts that replies give for questions, not as the new
// address of anybody.
var officials = map[string]bool{"postmaster": true, "abuse": true, "mailer-daemon": true, "hostmaster": true}

// otherAddress returns the first address in text that is neither the
// recipient's nor an official one, and where it stands; "" if there is none.
func (c *call) otherAddress(text string) (a string, start, end int) {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '@')
		if i < 0 {
			return "", 0, 0
		}
		at := from + i
		start := at - localLength(text[from:at])
		from = at + 1 + domainLength(text[at+1:])
		a := strings.TrimRight(text[start:from], ".-'")
		end := start + len(a)
		a = strings.TrimLeft(a, ".-'")
		local, domain, _ := strings.Cut(a, "@")
		if local == "" || !strings.Contains(domain, ".") || officials[strings.ToLower(local)] {
			continue
		}
		if !strings.EqualFold(a, c.rcpt.Address) && !strings.EqualFold(a, c.rcpt.Alias) {
			return a, start, end
		}
	}
}

// localLength returns how many bytes at the end of text can be a local part:
// what RFC 5322 section 3.2.3 calls atext, dots, letters beyond ASCII
// (RFC 6532). Scripts without blanks between words stand right before and
// behind an address: "新アドレスはann@example.netです". So they belong to one only if
// they stand at its "@".
func localLength(text string) int {
	n := 0
	wide := false
	for n < len(text) {
		r, size := utf8.DecodeLastRuneInString(text[:len(text)-n])
		if n == 0 {
			wide = isWide(r)
		}
		if !isAddressRune(r) || isWide(r) && !wide {
			break
		}
		n += size
	}
	return n
}

// domainLength returns how many bytes at the start of text can be a domain.
func domainLength(text string) int {
	wide := false
	for i, r := range text {
		if i == 0 {
			wide = isWide(r)
		}
		ascii := r < utf8.RuneSelf
		if ascii && !isDomainByte(byte(r)) || !ascii && !isAddressRune(r) || isWide(r) && !wide {
			return i
		}
	}
	return len(text)
}

// isWide reports whether a letter belongs to a script that puts no blanks
// between words.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

func isAddressRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isDomainByte(byte(r)) || strings.IndexByte("!#$%&'*+/=?^_`{|}~", byte(r)) >= 0
	}
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

func isDomainByte(c byte) bool {
	return isAlnum(c) || 'A' <= c && c <= 'Z' || c == '.' || c == '-' || c >= 0x80
}
