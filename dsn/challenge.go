package dsn

import (
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// challengers are hosts of services that ask senders to prove to be human.
var challengers = []string{
	"@boxbe.com", "@spamarrest.com", "spamarrest.com>", "@mailinblack.com", "@mibcloud", "@knowspam.net", "@choicemail", "@bluebottle.com",
	"@spamlion", "@0spam.com", "@mailblocks.com", "@antispamuol", "antispam@uol", "@sendio.com", "@totalblock", "@vanquish.com", "@digiportal.com", "@spamfence",
	"mailinblack", // its own customers run it, too
}

// challengeFields are fields that the programs of the same kind set.
var challengeFields = []string{"X-Boxbe-Challenge", "X-Spam-Arrest", "X-SpamArrest", "X-SpamArrest-NoAuth", "X-SpamArrest-SpeedCode", "X-ASK-Action", "X-ChoiceMail", "X-Sendio-Verify", "X-TMDA-Confirm", "X-Confirmation-Request", "X-Mailinblack"}

// challengeWords are words by which they ask, in lower case.
var challengeWords = []string{
	"senders verify themselves", "so i can receive your email", "so that i can receive your email", "so i can receive your e-mail", "so your message can be delivered to me", "confirm that you are human", "confirm you are human", "prove that you are human", "prove you are human", "prove you're human", "verify that you are human", "verify you are human", "verify that you are a human", "verify that you are a real person", "that you are a real person", "you are not a spammer", "you're not a spammer", "that you are not a robot", "verify that you are a real", "you are a real live human", "not a spam source",
	"has not yet been delivered because", "being held until", "is being held because", "message is being held", "held in quarantine until you", "message will be delivered as soon as you", "to have your message delivered", "to deliver your message, please",
	"one-time verification", "one time verification", "one-time confirmation", "confirmation that you are", "confirm your message", "confirm this message", "confirm delivery of", "verify your email so that", "verify your message", "please verify your email", "sender verification", "sender authentication", "request for authentication",
	"approved sender", "allowed sender", "whitelist request", "guest list", "guestlist", "challenge-response", "challenge/response", "to be added to my", "added to the recipient's list",
	"dass sie ein mensch", "kein roboter", "bestätigen sie ihre nachricht", "um ihre nachricht zuzustellen", "absenderbestätigung", "absender-verifizierung",
	"vous n'êtes pas un robot", "vous authentifier", "demande d'authentification", "merci de confirmer l'envoi", "confirmer que vous êtes", "pour que votre message soit",
	"que no es un robot", "que usted es una persona", "que es humano", "confirme su mensaje", "confirme seu e-mail", "confirmar seu envio", "confirme que você", "não é um robô", "não é um spam", "dimostrare di essere", "non sei un robot", "bevestig dat u", "bevestig uw bericht",
	"подтвердите, что вы", "вы не робот", "potwierdź, że", "ロボットではない", "送信者認証", "請確認您", "请确认您不是",
}

// Challenges in other words say that a message waits, or what has to be done
// that it goes on, and ask for it: both are needed. As format.Fold spells.
var (
	heldBack = format.Folded(
		"for your message to be", "in order for your message", "not yet been delivered", "has been placed on hold", "only accepts mail from", "only accepts e-mail from", "unknown sender", "unverified sender",
		"noch nicht zugestellt", "damit ihre nachricht", "damit ihre e-mail", "ihre nachricht wartet", "bestätigten absendern", "nur e-mails von", "unbekannter absender", "zugestellt wird", // de
		"pour que votre", "afin que votre", "message est en attente", "il est en attente", "n'a pas encore été remis", "filtre anti-spam", // fr
		"para que su mensaje", "para que tu mensaje", "para que su correo", "mensaje está en espera", "mensaje está pendiente", "para que sua mensagem", "para que seu e-mail", "para que o seu e-mail", "mensagem está aguardando", "mensagem seja", "mensagem ficou retida", // es pt
		"affinché il", "perché il suo messaggio", "messaggio è in attesa", "in attesa di conferma", // it
		"om uw bericht", "zodat uw bericht", "bericht wacht", "nog niet bezorgd", "för att ditt meddelande", "meddelande väntar", "for at din", "din besked venter", "meldingen venter", "jotta viestisi", // nl sv da nb fi
		"aby wiadomość", "aby państwa wiadomość", "aby twoja wiadomość", "wiadomość oczekuje", "aby vaše zpráva", "aby byla vaše zpráva", "zpráva čeká", "aby vaša správa", "da bi vaša", "kako bi vaša", // pl cs sk sl hr
		"чтобы ваше", "чтобы письмо", "письмо ожидает", "сообщение ожидает", "щоб ваш", "за да бъде", "hogy az üzenete", "ahhoz, hogy", "pentru ca mesajul", "mesajınızın", "iletinizin", "για να παραδοθεί", // ru uk bg hu ro tr el
		"メールを届ける", "配信するには", "保留されています", "为了使您的", "您的邮件需要", "메일을 전달", "메일이 보류", "כדי שהודעת", "حتى يتم تسليم", "để thư của bạn", "agar pesan", // ja zh ko he ar vi id
	)
	actNow = format.Folded(
		"confirm", "captcha", "click", "prove ", "prouver", "prouvez", "beweis", "demuestr", "demostrar", "comprov", "provar", "dimostr", "bewijs", "udowodn", "доказат", "докаж", "reply to this", "replying to this", "verify", "code", "bestätig", "klicken", "antworten sie", "kopier", "cliquez", "cliquer", "clic", "répond", "confirmer", "recopi", "authentifi",
		"haga clic", "responda", "responder", "clique", "código", "clicca", "rispond", "fare clic", "klik", "bevestig", "beantwoord", "svara", "bekräfta", "svar på", "bekræft", "bekreft", "vahvista", "vastaa", "kliknij", "potwierd", "odpowied", "klikn", "potvrd", "odpov", "odgovor",
		"подтверд", "подтверж", "код", "ответьте", "нажмите", "перейдите", "підтверд", "натисн", "потвърд", "kattintson", "megerősít", "válaszol", "confirma", "răspund", "apăsa", "tıklay", "onayla", "yanıtla", "κλικ", "επιβεβαι", "απαντή", "クリック", "返信", "点击", "點擊", "回复", "确认", "클릭", "회신", "לחץ", "אשר", "انقر", "تأكيد", "nhấp", "xác nhận", "konfirmasi",
	)
)

// asks reports whether the own words of a message ask its reader to prove to be
// human.
func asks(words string) bool {
	words = oneLine(words) // sentences go on below
	if containsAny(lowerStart(words), challengeWords) {
		return true
	}
	folded := format.Fold(words[:min(len(words), maxAsked)])
	return heldBack.In(folded) && actNow.In(folded) && !joining.In(folded)
}

// joining are words of those who ask to confirm an address that was entered
// with them.
var joining = format.Folded(
	"registr", "account", "sign up", "signing up", "subscri", "anmeld", "konto", "abonn", "inscri", "compte", "suscri", "cuenta", "cadastr", "conta ", "assina", "iscri", "inschrij", "aanmeld", "tilaus", "rejestr", "subskry", "účet", "odběr", "račun", "prijav", "регистр", "подпис", "аккаунт", "реєстр", "підпис", "абонамент", "fiók", "feliratkoz", "hesab", "kayıt", "εγγραφ", "λογαριασμ", "登録", "会員", "注册", "註冊", "订阅", "가입", "הרשמ", "חשבון", "تسجيل", "حساب", "đăng ký", "daftar",
)

// maxAsked bounds where these words are looked for, in bytes.
const maxAsked = 3000

// guards are local parts by which filters write that ask in their own name.
var guards = []string{"spam", "asp@", "filter", "confirm", "verif", "challenge", "noreply", "no-reply", "antivirus", "gateway", "protect", "schutz", "mailguard"}

// challengeSubjects are words in their subjects, in lower case. With an
// automatic mark they suffice together with words that ask.
var challengeSubjects = []string{
	"verification", "verify", "confirm", "action required", "authenticat", "challenge", "human", "approve", "approval", "authentification", "autentica", "bestätig", "antispam", "anti-spam", "whitelist", "allow", "bevestig", "conferma", "confirma", "potwierd", "potvr", "подтверд", "подтверж", "підтверд", "потвърд", "onay", "bekräft", "bekræft", "bekreft", "vahvist", "確認", "确认", "확인", "en attente", "wartet auf", "in attesa", "pendiente", "pendente", "oczekuje", "ожидает",
}

// readChallenge fills rep if m asks the sender to prove to be human before a
// message is delivered, and reports whether it does. The mailbox that is
// guarded is the recipient.
func readChallenge(m *message, rep *Report) bool {
	h := m.Header
	from := strings.ToLower(h.Get("From") + " " + h.Get("Sender"))
	service := containsAny(from, challengers)
	if !service && !hasAnyField(h, challengeFields) && !strings.Contains(h.Get("X-Delivery-Agent"), "TMDA") {
		// Nobody else is believed without the mark of an answer by a program,
		// and mail systems use the same words for reasons of failures.
		if isMailer(from) || !isMarkedReply(h) && !hasEmptyPath(h) && !isAutoSubmitted(h) || !asksInSubject(h) {
			return false
		}
	}
	if !asks(ownWords(rep.Text)) || rep.subscription() {
		return false
	}
	rep.Format, rep.Kind = "challenge", Challenge
	rep.Recipients = guarded(h, rep, service)
	return true
}

// asksInSubject reports whether the subject asks, or is that of the message
// which a program answers.
func asksInSubject(h Header) bool {
	return containsAny(strings.ToLower(h.Get("Subject")), challengeSubjects) || isMarkedReply(h) && isAnswer(h)
}

// subscription reports whether the message asks to confirm a subscription,
// which is the first word of a list and no answer to one.
func (r *Report) subscription() bool {
	return containsAny(strings.ToLower(r.Subject), []string{"subscription", "subscribe", "newsletter", "mailing list", "abonnement", "anmeldung", "inscripción", "iscrizione", "inscription", "registration", "account", "password", "order", "your email address"})
}

// guarded returns the mailbox that a challenge is about: the author, or, where
// a service writes in its own name, whoever answers go to, or the addressee of
// the returned message, or the only one whom the text names.
func guarded(h Header, rep *Report, service bool) []Recipient {
	robot := containsAny(strings.ToLower(author(h)), guards)
	if !service && !robot {
		return sender(h)
	}
	if a := cleanAddress(h.Get("Reply-To")); !robot && isAddress(a) && !containsAny("@"+a, challengers) {
		return []Recipient{{Address: a}}
	}
	if to := rep.Original.recipients(); len(to) == 1 {
		return []Recipient{{Address: to[0]}}
	}
	if a := strangers(rep.Subject+" "+ownWords(rep.Text), h); len(a) == 1 {
		return []Recipient{{Address: a[0]}}
	}
	return sender(h)
}

// maxStrangers bounds the addresses that are looked for; two are too many.
const maxStrangers = 2

// strangers returns the addresses in the words of a message that are neither
// its author nor its addressee, at most maxStrangers.
func strangers(words string, h Header) []string {
	known := strings.ToLower(h.Get("From") + " " + h.Get("Sender") + " " + h.Get("To"))
	var out []string
	for w := range strings.FieldsSeq(words) {
		a := cleanAddress(w)
		if isAddress(a) && isPublic(a) && !strings.Contains(known, strings.ToLower(a)) && !slices.Contains(out, a) && len(out) < maxStrangers {
			out = append(out, a)
		}
	}
	return out
}

func hasAnyField(h Header, names []string) bool {
	for _, n := range names {
		if h.Get(n) != "" {
			return true
		}
	}
	return false
}
