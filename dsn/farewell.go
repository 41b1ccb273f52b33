package dsn

import (
	"iter"
	"strings"
	"unicode"
)

// farewells are words by which an automatic reply says that nobody reads the
// mailbox any more and nobody will; in lower case. Each is a whole statement:
// "I left the office" and "no longer monitored at weekends" say less.
var farewells = []string{
	// en
	"has left the company", "have left the company", "left our company", "has left the organi",
	"have left the organi", "has left the firm", "has left the business", "have left the business",
	"has left the university", "no longer with the company", "no longer with our company",
	"no longer with the organi", "no longer with the firm", "no longer works for", "no longer works at",
	"no longer works here", "no longer working for", "no longer working at", "no longer work for",
	"no longer work at", "no longer employed", "no longer an employee", "no longer part of the company",
	"am no longer with", "has retired from", "have retired from", "now retired", "address is no longer in use",
	"address is no longer valid", "address is no longer active", "address is no longer used",
	"address is not in use any", "address no longer exists", "address has been closed",
	"address has been discontinued", "address has been deactivated", "address has been retired",
	"address is obsolete", "email address has changed", "e-mail address has changed", "mail address has changed",
	"address is now obsolete", "mailbox is no longer in use", "mailbox is no longer active",
	"mailbox is no longer valid", "mailbox has been closed", "mailbox has been deactivated",
	"mailbox has been discontinued", "this account is no longer in use", "email account is no longer",
	"e-mail account is no longer", "mail account has been closed", "mail account has been deactivated",
	"this account has been closed", "inbox is no longer in use", "changed my email address",
	"changed my e-mail address", "my new email address is", "my new e-mail address is",
	// de
	"nicht mehr im unternehmen", "nicht mehr in unserem unternehmen", "nicht mehr in unserem haus",
	"unternehmen verlassen", "firma verlassen", "nicht mehr bei uns beschäftigt", "nicht mehr für uns tätig",
	"nicht mehr für unser unternehmen tätig", "nicht länger in unserem unternehmen",
	"adresse ist nicht mehr gültig", "adresse ist nicht mehr aktiv", "adresse existiert nicht mehr",
	"adresse wird nicht mehr verwendet", "adresse wird nicht mehr genutzt", "adresse wird nicht länger verwendet",
	"postfach wird nicht mehr verwendet", "postfach ist nicht mehr aktiv", "postfach wurde geschlossen",
	"mailadresse hat sich geändert", "mail-adresse hat sich geändert", "meine neue e-mail-adresse",
	"meine neue mailadresse", "meine neue emailadresse",
	// fr
	"ne travaille plus", "ne fait plus partie", "a quitté la société", "a quitté l'entreprise",
	"a quitté notre société", "a quitté ses fonctions", "j'ai quitté la société", "j'ai quitté l'entreprise",
	"adresse n'est plus utilisée", "boîte n'est plus utilisée", "adresse mail n'est plus",
	"adresse email n'est plus", "adresse e-mail n'est plus", "adresse n'est plus valide",
	"adresse n'est plus active", "adresse n'existe plus", "boîte n'est plus active", "mon adresse mail a changé",
	"mon adresse e-mail a changé", "mon adresse email a changé", "changé d'adresse mail",
	"changé d'adresse e-mail", "changé d'adresse email", "ma nouvelle adresse mail", "ma nouvelle adresse e-mail",
	"ma nouvelle adresse email",
	// es
	"ya no trabaja", "ya no trabajo", "ya no forma parte", "ha dejado la empresa", "ya no pertenece",
	"correo ya no está", "cuenta ya no está", "dirección ya no está", "buzón ya no está",
	"dirección ya no es válida", "dirección ya no existe", "ha cambiado de dirección de correo",
	"mi nueva dirección de correo", "mi nuevo correo",
	// pt
	"já não trabalha", "não trabalha mais", "não faz mais parte", "já não faz parte", "deixou a empresa",
	"este e-mail não está mais", "endereço não está mais", "foi desativado definitivamente", "meu novo e-mail",
	"meu novo email",
	// it
	"non lavora più", "non fa più parte", "ha lasciato l'azienda", "ha lasciato la società",
	"mail non è più attiv", "account non è più attiv", "indirizzo non è più", "casella non è più",
	"il mio nuovo indirizzo email", "il mio nuovo indirizzo e-mail", "il mio nuovo indirizzo di posta",
	// nl
	"niet meer werkzaam", "niet langer werkzaam", "werkt niet meer", "niet meer in dienst",
	"adres is niet meer in gebruik", "mailbox is niet meer in gebruik", "adres is niet langer in gebruik",
	"adres is niet meer actief", "mijn nieuwe e-mailadres", "mijn nieuwe mailadres",
	// sv da nb
	"har slutat på företaget", "har slutat hos oss", "arbetar inte längre", "jobbar inte längre",
	"adressen används inte längre", "brevlådan används inte längre", "är inte längre aktiv",
	"min nya e-postadress", "ikke længere ansat", "er fratrådt", "arbejder ikke længere",
	"adresse bruges ikke længere", "adressen bruges ikke længere", "postkasse bruges ikke længere",
	"ikke lenger ansatt", "har sluttet i", "jobber ikke lenger", "adressen brukes ikke lenger",
	"adressen er ikke lenger i bruk",
	// fi
	"ei työskentele enää", "ei ole käytössä enää", "on poistunut käytöstä",
	// pl
	"już nie pracuje", "nie pracuje już", "nie jest już pracownikiem", "adres nie jest już",
	"adres jest nieaktualny", "skrzynka nie jest już", "mój nowy adres e-mail", "mój nowy adres email",
	"mój nowy adres mail",
	// cs sk
	"již nepracuje", "už nepracuje", "již není zaměstnanc", "adresa již není", "adresa už není",
	"schránka již není", "moje nová e-mailová adresa", "už u nás nepracuje", "už nie je zamestnan",
	"adresa už nie je",
	// hu ro
	"már nem dolgozik", "már nem használ", "cím megszűnt", "postafiók megszűnt", "nu mai lucrează",
	// ru uk
	"больше не работает в", "в компании больше не работает", "уже не работает в", "уволился", "уволилась",
	"ящик больше не используется", "адрес больше не используется", "адрес не используется", "ящик закрыт",
	"новый адрес электронной почты", "мой новый email", "більше не працює",
	// tr el
	"işten ayrıldı", "artık çalışmıyor", "artık çalışmamaktadır", "şirketimizden ayrıl", "adres artık kullanıl",
	"adresi artık kullanıl", "δεν εργάζεται πλέον",
	// ja
	"退職いたしました", "退職しました", "退職致しました", "退社いたしました", "在籍しておりません", "使用されておりません", "使用されていません", "使用しておりません",
	"アドレスが変わりました", "アドレスを変更", "アドレスは廃止", "現在使われておりません", "現在使用しておりません",
	// zh ko
	"已离职", "已經離職", "已离开公司", "已離開公司", "邮箱已停用", "郵箱已停用", "信箱已停用", "邮箱不再使用", "信箱不再使用", "퇴사", "퇴직하", "메일은 더 이상 사용",
	"주소는 더 이상 사용", "계정은 더 이상 사용",
}

// staying are words by which somebody says to be away for a while, or promises
// to come back, or a help desk to answer; then the reply is no farewell,
// whatever else it tells: who has left is a colleague.
var staying = []string{
	"i am out of the", "i am out of office", "i'm out of the", "i'm out of office", "i am currently out", "i'm currently out", "i am away", "i'm away", "i am currently away", "i will be out of", "i'll be out of", "i will be away", "on annual leave", "on holiday",
	"bin ich nicht im", "ich bin nicht im", "nicht im haus", "ich bin derzeit", "bin ich derzeit", "bin derzeit nicht", "bin abwesend", "ich bin abwesend", "ich bin momentan", "bin bis zum", "meiner rückkehr",
	"je suis absent", "je serai absent", "je suis en congé", "je suis actuellement", "à mon retour", "estoy fuera", "estaré fuera", "estoy de vacaciones", "estou ausente", "estarei ausente", "sono assente", "sarò assente", "al mio rientro",
	"ik ben afwezig", "ik ben niet aanwezig", "ik ben met vakantie", "jag är borta", "jag är på semester", "jeg er på ferie", "jeg er ikke på kontoret", "olen lomalla", "jestem nieobecn", "jestem na urlopie", "jsem mimo kancelář", "я в отпуске", "нахожусь в отпуске", "izindeyim",
	"ticket", "case number", "we have received your", "your request has been received", "we will reply", "we will respond", "vorgangsnummer",
	"i will return", "i'll return", "i will be back", "i'll be back", "back in the office on", "returning on", "limited access to", "on parental leave", "on maternity leave", "on sick leave", "on vacation until", "out of the office until",
	"bin ich wieder", "wieder erreichbar", "wieder im büro", "im urlaub", "in elternzeit", "je serai de retour", "de retour le", "mi regreso", "estaré de vuelta", "retornarei", "sarò di ritorno", "rientrerò", "terug op kantoor", "ben ik weer", "tillbaka den", "tilbage den", "tilbake den", "takaisin", "wracam", "vrátím se", "вернусь", "döneceğim", "戻ります", "戻る予定", "回来", "回到办公室", "복귀",
}

// farewell returns the paragraph of an automatic reply, unfolded, that says
// firmly that the mailbox is out of use, else "".
func farewell(text string) string {
	text = ownWords(text)
	if containsAny(plainWords(text), staying) {
		return ""
	}
	return paragraphWith(text, farewells)
}

// farewellTitle returns the subject of an automatic reply that says firmly that
// the mailbox is out of use, else "". A subject behind "Re:" or "Automatic
// reply:", or one that a rule of Exchange kept, is that of our own message,
// which the news of a colleague's farewell may be.
func farewellTitle(h Header, rep *Report) string {
	own := title(rep.Subject)
	if repeats(own) || isAbsenceTitle(own) || entitled(own, autoSubjects) ||
		h.Get("X-MS-Exchange-Inbox-Rules-Loop") != "" || strings.EqualFold(rep.Subject, rep.Original.Subject()) ||
		containsAny(plainWords(ownWords(rep.Text)), staying) {
		return ""
	}
	return farewell(rep.Subject)
}

// paragraphWith returns the first paragraph of text, unfolded, that contains
// one of the lower-case words, else "".
func paragraphWith(text string, words []string) string {
	for p := range paragraphs(text) {
		if containsAny(plainWords(p), words) {
			return shorten(p, maxRemark)
		}
	}
	return ""
}

// paragraphs returns the paragraphs of a text, unfolded. A signature begins
// another.
func paragraphs(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		var lines []string
		for line := range strings.SplitSeq(text+"\n\n", "\n") {
			if line = strings.TrimSpace(line); line != "" && line != "--" {
				lines = append(lines, line)
				continue
			}
			if len(lines) > 0 && !yield(oneLine(strings.Join(lines, " "))) {
				return
			}
			lines = lines[:0]
		}
	}
}

// plainWords returns text in lower case, unfolded, with plain apostrophes and
// without addresses: "the mailbox <a@example.org> is no longer in use". Where
// words have no blanks between them, an address stays with its neighbours.
func plainWords(text string) string {
	words := strings.Fields(strings.ReplaceAll(strings.ToLower(text), "’", "'"))
	kept := words[:0]
	for _, w := range words {
		if !isAddress(strings.Trim(w, "<>()[].,;:\"'")) || strings.ContainsFunc(w, isWide) {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// isWide reports whether a letter belongs to a script of East Asia, which puts
// no blanks between words.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
