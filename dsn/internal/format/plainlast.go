package format

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// This file holds what plain tries where no words that it knows name the
// recipient: the shape of a notice is the same in all languages, and old
// programs had a shape each.

// plainAnswer is a line that is an SMTP reply with both of its codes, after a
// title or by itself.
var plainAnswer = lazily(`(?m)^[^@\n]{0,60}?(?:^|[:：>("'\s])[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}[ :)]`)

// answers reports whether the notice has the empty reverse path of a report
// (RFC 5321 section 4.5.5) and says what a host replied.
func (p *Page) answers() bool {
	return strings.TrimSpace(p.field("Return-Path")) == "<>" && strings.ContainsAny(p.Text, "45") && plainAnswer().MatchString(p.Text)
}

// returned finds addressees of the returned message in a line near words of
// failure.
func (t *text) returned(i int, line string) []string {
	if len(t.page.notice.To) == 0 || !t.failsNear(i) {
		return nil
	}
	var out []string
	for _, m := range plainAddress().FindAllStringSubmatch(line, 20) { // 20: more is no sentence
		same := func(to string) bool { return strings.EqualFold(to, m[1]) }
		if slices.ContainsFunc(t.page.notice.To, same) {
			out = append(out, m[1])
		}
	}
	return out
}

// plainTitle is a title of a few words and one address, nothing else.
var plainTitle = lazily(`^[^\pL]*(\pL[^@:：<>]{1,40}?)\s*[:：]\s*<?(` + address + `)>?\W*$`)

// others are words in titles of addresses that are no recipients, in lower
// case: senders, those to whom answers go, those who help.
var others = []string{
	"from", "sender", "reply", "return", "contact", "support", "help", "admin", "postmaster", "abuse", "question", "account", "user name", "username", "login",
	"absender", "kontakt", "hilfe", "antwort", "von", "expéditeur", "émetteur", "réponse", "aide", "remitente", "ayuda", "respuesta", "contacto", "remetente", "ajuda", "resposta", "contato",
	"mittente", "aiuto", "risposta", "contatt", "afzender", "hulp", "avsändare", "afsender", "avsender", "lähettäjä", "nadawca", "pomoc", "odesílatel", "odosielateľ", "podpora", "feladó",
	"αποστολέα", "expeditor", "pošiljatelj", "pošiljalac", "gönderen", "yardım", "отправител", "от кого", "помощь", "поддержк", "відправник", "подател",
	"发件", "發件", "寄件", "差出人", "送信者", "送信元", "발신", "보낸", "보내는", "المرسل", "שולח", "người gửi", "pengirim", "ผู้ส่ง",
}

// titled finds an address behind a title in whatever language, near words of
// failure, in what a mail system sends:
//
//	Adresat przesyłki: neko@example.net
func (t *text) titled(i int, line string) []string {
	if !t.page.daemon() && !t.page.answers() || !t.failsNear(i) {
		return nil
	}
	m := plainTitle().FindStringSubmatch(line)
	if m == nil || !isAddress(m[2]) || containsAny(strings.ToLower(m[1]), others) || startsWith(strings.ToLower(m[2]), helpers) {
		return nil
	}
	return m[2:3]
}

// quoted returns the only addressee of the message that the text quotes.
func (t *text) quoted() []Found {
	for line := range strings.Lines(t.page.Original) {
		name, to, _ := strings.Cut(line, ":")
		if !strings.EqualFold(name, "to") {
			continue
		}
		if i := strings.LastIndexByte(to, '<'); i >= 0 {
			to = to[i:]
		}
		if to = unquote(strings.TrimSpace(to)); isAddress(to) {
			found := []Found{{To: to}}
			t.words(found, []int{0})
			return found
		}
	}
	return nil
}

// bareName is a line that is nothing but a local part.
var bareName = lazily(`^\s*([A-Za-z0-9][\w.+-]{0,63})$`)

// bare returns names without a domain that a mail system lists below a
// sentence of failure: they are mailboxes of its own domain.
//
//	From: MAILER-DAEMON@example.net
//
//	Your mail to the following recipients could not be delivered:
//		neko
func (t *text) bare() []Found {
	from := unquote(strings.TrimSpace(t.page.field("From")))
	_, domain, ok := strings.Cut(from, "@")
	if !ok || !isAddress(from) || !t.page.daemon() {
		return nil
	}
	var found []Found
	for i, line := range t.lines {
		if !t.fails[i] || !strings.HasSuffix(line, ":") {
			continue
		}
		for _, below := range t.lines[i+1:] {
			m := bareName().FindStringSubmatch(below)
			if m == nil && below != "" || len(found) >= maxFound {
				break
			}
			if m != nil {
				found = append(found, Found{To: m[1] + "@" + domain, Why: t.said(i, i+1)})
			}
		}
	}
	return found
}

// foreign are the words of notices that have letters beyond ASCII.
var foreign = sync.OnceValue(func() []string {
	var out []string
	for _, list := range [][]string{failed, failures, delaying} {
		for _, w := range list {
			if strings.ContainsFunc(w, func(r rune) bool { return r >= 0x80 }) && utf8.RuneCountInString(w) > 2 {
				out = append(out, w)
			}
		}
	}
	return out
})

// Words returns how many letters of a text belong to words of notices in
// other scripts or with accents: a measure of whether it was decoded by the
// right charset.
func Words(text string) int {
	text = strings.ToLower(text)
	n := 0
	for _, w := range foreign() {
		if strings.Contains(text, w) {
			n += utf8.RuneCountInString(w)
		}
	}
	return n
}
