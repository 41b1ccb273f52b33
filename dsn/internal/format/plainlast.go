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

// plainTitle is a title of a few words and one address, nothing else; cells of
// a table have no colon between them.
var plainTitle = lazily(`^[^\pL]*(\pL[^@:：<>]{0,40}?)(?:\s*[:：]\s*|\s+)<?(` + address + `)>?\W*$`)

// others are words in titles of addresses that are no recipients, in lower
// case: senders, those to whom answers go, those who help.
var others = []string{
	"from", "sender", "reply", "return", "contact", "support", "help", "admin", "postmaster", "abuse", "question", "account", "user name", "username", "login",
	"absender", "kontakt", "hilfe", "antwort", "von", "expéditeur", "émetteur", "réponse", "aide", "remitente", "ayuda", "respuesta", "contacto", "remetente", "ajuda", "resposta", "contato",
	"mittente", "aiuto", "risposta", "contatt", "afzender", "hulp", "avsändare", "afsender", "avsender", "lähettäjä", "nadawca", "pomoc", "odesílatel", "odosielateľ", "podpora", "feladó",
	"αποστολέα", "expeditor", "pošiljatelj", "pošiljalac", "gönderen", "yardım", "отправител", "от кого", "помощь", "поддержк", "відправник", "подател",
	"apua", "tuki", "write", "mail to", "palaute", "asiakas", "müşteri", "клиент", "customer", "kunde", "client", "cliente", "发件", "發件", "寄件", "差出人", "送信者", "送信元", "발신", "보낸", "보내는", "المرسل", "שולח", "người gửi", "pengirim", "ผู้ส่ง",
}

// titled finds an address behind a title in whatever language, near words of
// failure, in what a mail system sends. Further recipients have the same
// title, which those who help have not:
//
//	Adresat przesyłki: neko@example.net
func (t *text) titled(i int, line string) []string {
	empty := strings.TrimSpace(t.page.field("Return-Path")) == "<>" && t.page.failure()
	if !t.page.daemon() && !t.page.answers() && !empty || !t.failsNear(i) {
		return nil
	}
	m := plainTitle().FindStringSubmatch(line)
	if m == nil || !isAddress(m[2]) || startsWith(strings.ToLower(m[2]), helpers) {
		return nil
	}
	title := Fold(m[1])
	if otherTitles.In(title) || t.title != "" && title != t.title || len(strings.Fields(title)) > 4 {
		return nil
	}
	t.title = title
	return m[2:3]
}

// reasons are words in titles of reasons, in lower case: en de fr es pt it nl
// sv da nb fi pl cs sk hu ro el tr ru uk bg hr lt lv et ja zh ko ar he vi id th.
var reasons = []string{
	"reason", "error", "diagnostic", "explanation", "remote host said", "server said", "server response", "server replied",
	"grund", "ursache", "fehler", "serverantwort", "raison", "motif", "erreur", "réponse du serveur", "motivo", "razón", "respuesta del servidor", "razão", "erro", "causa", "resposta do servidor",
	"errore", "risposta del server", "reden", "oorzaak", "fout", "orsak", "felmeddelande", "årsag", "fejl", "årsak", "feilmelding", "syy", "virhe", "palvelimen vastaus",
	"powód", "przyczyna", "błąd", "důvod", "chyba", "dôvod", "príčina", "hiba", "motiv", "eroare", "αιτία", "λόγος", "σφάλμα", "neden", "sebep", "hata", "yanıt",
	"причина", "ошибка", "ответ сервера", "помилка", "грешка", "razlog", "uzrok", "greška", "vzrok", "priežastis", "klaida", "iemesls", "kļūda", "põhjus", "viga",
	"理由", "原因", "エラー", "错误", "錯誤", "说明", "사유", "원인", "오류", "응답", "السبب", "خطأ", "סיבה", "שגיאה", "lý do", "lỗi", "alasan", "penyebab", "สาเหตุ",
	"virus", "malware", "threat", "schadcode", "schadsoftware", "bedrohung", "menace", "amenaza", "ameaça", "minaccia", "zagrożeni", "hrozba", "вирус", "угроза", "tehdit", "病毒", "ウイルス", "바이러스", // what filters found
	"meldung", "begründung", "popis", "описание", "опис", "leírás", "açıklama", "hláška", "περιγραφή", "descriere", "beschrijving", "beskrivning", "beskrivelse", "kuvaus", "selitys",
}

// givesReason reports whether the line begins with the title of a reason:
// "Motivo: la casella è piena".
func givesReason(line string) bool {
	i := strings.IndexAny(line, ":：")
	return i > 0 && i < 60 && !digit(line[0]) && reasonTitles.In(Fold(line[:i]))
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
		if to = unquote(strings.TrimSpace(to)); isAddress(to) && !strings.Contains(strings.ToLower(t.page.field("To")), strings.ToLower(to)) {
			found := []Found{{To: to}}
			t.words(found, []int{0})
			return found
		}
	}
	return nil
}

// bareName is a line that is nothing but a local part.
var bareName = lazily(`^\s*([A-Za-z0-9][\w.+-]{0,63})$`)

// carriers are words in the names of gateways to telephones, in lower case.
var carriers = []string{"sms", "mms", "fax", "gsm"}

// telephone is a number in international or national form.
var telephone = lazily(`(?:^|[\s<"'(])(\+?\d{7,15})(?:[\s>"').,:]|$)`)

// dialled returns the numbers that a gateway to telephones could not reach:
// they are mailboxes of its domain.
//
//	Your message to 15550100 could not be delivered.
func (t *text) dialled() []Found {
	if !containsAny(strings.ToLower(t.page.field("From")), carriers) {
		return nil
	}
	var found []Found
	for i, line := range t.lines {
		if m := telephone().FindStringSubmatch(line); m != nil && t.fails[i] && len(found) < maxFound {
			found = append(found, Found{To: m[1], Why: t.said(0, len(t.lines))})
		}
	}
	return found
}

// bare returns names without a domain that a mail system lists below a
// sentence of failure: they are mailboxes of its own domain.
//
//	Your mail to the following recipients could not be delivered:
//		neko
func (t *text) bare() []Found {
	if !t.page.daemon() {
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
				found = append(found, Found{To: m[1], Why: t.said(i, i+1)})
			}
		}
	}
	return found
}

// Failures returns the lines of a notice that speak of failure, joined.
func Failures(n *Notice) string {
	p := newPage(n)
	t := &text{page: p, lines: p.Lines[:min(len(p.Lines), maxPlain)]}
	t.failures()
	return t.said(0, len(t.lines))
}

// Delays reports whether a text says that the program goes on trying.
func Delays(text string) bool {
	return delayingWords.In(Fold(oneBlank(text[:min(len(text), maxSerious)])))
}

// A foreignWord is a word of notices that has letters beyond ASCII.
type foreignWord struct {
	word  string
	sign  rune // the first of these letters, by which most are ruled out
	runes int
}

var foreign = sync.OnceValue(func() []foreignWord {
	var out []foreignWord
	for _, w := range slices.Concat(failed, failures, delaying) {
		i := strings.IndexFunc(w, func(r rune) bool { return r >= 0x80 })
		if n := utf8.RuneCountInString(w); i >= 0 && n > 2 {
			sign, _ := utf8.DecodeRuneInString(w[i:])
			out = append(out, foreignWord{w, sign, n})
		}
	}
	return out
})

// Words returns how many letters of a text belong to words of notices in
// other scripts or with accents: a measure of whether it was decoded by the
// right charset.
func Words(text string) int {
	text = strings.ToLower(text)
	has := map[rune]bool{}
	for _, r := range text {
		if r >= 0x80 {
			has[r] = true
		}
	}
	n := 0
	for _, w := range foreign() {
		if has[w.sign] && strings.Contains(text, w.word) {
			n += w.runes
		}
	}
	return n
}
