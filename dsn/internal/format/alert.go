package format

import "strings"

// alerts reports whether the page tells an administrator of other people's
// mail: it returns none, does not speak of its reader's, and is entitled as an
// alert or names another sender. What is sent for a message goes to its sender.
//
//	To: admin@example.com
//	Subject: Mail delivery alert
//
//	Message from ann@example.com to neko@example.net could not be delivered
func (p *Page) alerts() bool {
	if len(p.notice.To) > 0 || p.Original != "" || yourWords.In(Fold(p.Text)) {
		return false
	}
	return containsAny(strings.ToLower(p.field("Subject")), alarms) || p.otherSender()
}

// alarms are words in subjects of what is written for administrators, in lower
// case.
var alarms = []string{
	"alert", "alarm", "monitor", "mail queue", "mailqueue", "logwatch", "statistic", "postmaster notify", "postmaster warning", "admin notice", "for the administrator", "cron <",
	"statistik", "überwachung", "warteschlange", "surveillance", "alerte", "supervisión", "estadística", "sorveglianza", "monitoraggio",
}

// yours are words by which a text speaks of the mail of its reader, in lower
// case: en de fr es it pt nl sv da nb fi pl cs ru tr ja zh ko. What is missing
// here is only missed in a notice that names a sender who is not its reader.
var yours = []string{
	"your m", "your e-m", "your letter", "you sent", "you tried", "you have sent", "you wrote", "ihre nachricht", "ihre mail", "ihre e-mail", "ihrer nachricht", "ihrer mail", "ihrer e-mail", "deine nachricht", "deine mail", "sie gesendet",
	"votre m", "votre courri", "votre e-m", "vous avez envoyé", "su mensaje", "su correo", "tu mensaje", "tu correo", "suo messaggio", "tuo messaggio", "sua e-mail", "tua e-mail", "vostro messaggio", "sua mensagem", "seu e-mail", "uw bericht", "uw e-mail", "je bericht",
	"ditt meddelande", "din besked", "din meddelelse", "meldingen din", "din e-post", "viestisi", "twoja wiadomość", "twój e-mail", "państwa wiadomość", "vaše zpráva", "váš e-mail", "vaša správa", "ваше сообщение", "ваше письмо", "вашего сообщения", "iletiniz", "mesajınız",
	"お客様の", "送信された", "送信した", "您的", "您发", "你的", "귀하", "보내신",
}

var yourWords = folded(yours)

// senders announce the address of a sender.
var senders = lazily(`(?i)(?:^|[\s(])(?:from|sender|envelope-from|von|absender|expéditeur|remitente|remetente|mittente|afzender|avsändare|afsender|avsender)\s*[:=]?\s*<?(` + address + `)>?`)

// otherSender reports whether the text names a sender who is not the one to
// whom the notice goes. Programs tag the addresses to which bounces go, so one
// with a tag may be anybody's.
func (p *Page) otherSender() bool {
	to := strings.ToLower(p.field("To"))
	if !strings.Contains(to, "@") || strings.ContainsAny(to, "+=") || containsAny(to, []string{"bounce", "return", "reply", "owner-", "-owner", "daemon"}) {
		return false
	}
	for _, line := range p.Lines[:min(len(p.Lines), maxPlain)] {
		if !strings.Contains(line, "@") {
			continue
		}
		if m := senders().FindStringSubmatch(line); m != nil && isAddress(m[1]) && !strings.Contains(to, strings.ToLower(m[1])) {
			return true
		}
	}
	return false
}
