package dsn

import "strings"

// farewells are words by which an automatic reply says that nobody reads the
// mailbox any more and nobody will; in lower case. Each is a whole statement:
// "I left the office" and "no longer monitored at weekends" say less.
var farewells = []string{
	"has left the company", "have left the company", "left our company", "has left the organi", "have left the organi", "has left the firm", "has left the business", "have left the business", "has left the university",
	"no longer with the company", "no longer with our company", "no longer with the organi", "no longer with the firm", "no longer works for", "no longer works at", "no longer works here", "no longer working for", "no longer working at", "no longer work for", "no longer work at", "no longer employed", "no longer an employee", "is no longer part of the company", "am no longer with", "has retired from", "have retired from", "now retired",
	"address is no longer in use", "address is no longer valid", "address is no longer active", "address is no longer used", "address is not in use any", "address no longer exists", "address has been closed", "address has been discontinued", "address has been deactivated", "address has been retired", "address is obsolete", "address has changed", "address is now obsolete",
	"mailbox is no longer in use", "mailbox is no longer active", "mailbox is no longer valid", "mailbox has been closed", "mailbox has been deactivated", "mailbox has been discontinued", "account is no longer in use", "account is no longer active", "account has been closed", "account has been deactivated", "inbox is no longer in use", "changed my email address", "changed my e-mail address", "my new email address is", "my new e-mail address is",
	"nicht mehr im unternehmen", "nicht mehr in unserem unternehmen", "nicht mehr in unserem haus", "unternehmen verlassen", "firma verlassen", "nicht mehr bei uns beschäftigt", "nicht mehr für uns tätig", "nicht mehr für unser unternehmen tätig", "nicht länger in unserem unternehmen", "adresse ist nicht mehr gültig", "adresse ist nicht mehr aktiv", "adresse existiert nicht mehr", "adresse wird nicht mehr verwendet", "adresse wird nicht mehr genutzt", "adresse wird nicht länger verwendet", "postfach wird nicht mehr verwendet", "postfach ist nicht mehr aktiv", "postfach wurde geschlossen", "adresse hat sich geändert", "meine neue e-mail-adresse", "meine neue mailadresse", "meine neue emailadresse",
	"ne travaille plus", "ne fait plus partie", "a quitté la société", "a quitté l'entreprise", "a quitté notre société", "a quitté ses fonctions", "j'ai quitté la société", "j'ai quitté l'entreprise", "n'est plus utilisée", "adresse n'est plus valide", "adresse n'est plus active", "adresse n'existe plus", "boîte n'est plus active", "mon adresse a changé", "changé d'adresse", "ma nouvelle adresse",
	"ya no trabaja", "ya no trabajo", "ya no forma parte", "ha dejado la empresa", "ya no pertenece", "ya no está en uso", "ya no está activa", "ya no está activo", "ya no es válida", "dirección ya no existe", "ha cambiado de dirección", "mi nueva dirección",
	"já não trabalha", "não trabalha mais", "não faz mais parte", "já não faz parte", "deixou a empresa", "este e-mail não está mais", "endereço não está mais", "foi desativado definitivamente", "meu novo e-mail", "meu novo email",
	"non lavora più", "non fa più parte", "ha lasciato l'azienda", "ha lasciato la società", "non è più attivo", "non è più attiva", "non è più valido", "indirizzo non è più", "casella non è più", "il mio nuovo indirizzo",
	"niet meer werkzaam", "niet langer werkzaam", "werkt niet meer", "niet meer in dienst", "niet meer in gebruik", "niet langer in gebruik", "adres is niet meer actief", "mijn nieuwe e-mailadres", "mijn nieuwe mailadres",
	"har slutat på", "har slutat hos", "arbetar inte längre", "jobbar inte längre", "används inte längre", "är inte längre aktiv", "min nya e-postadress", "ikke længere ansat", "er fratrådt", "arbejder ikke længere", "bruges ikke længere", "anvendes ikke længere", "ikke lenger ansatt", "har sluttet i", "jobber ikke lenger", "brukes ikke lenger", "er ikke lenger i bruk",
	"ei työskentele enää", "ei ole käytössä enää", "on poistunut käytöstä",
	"już nie pracuje", "nie pracuje już", "nie jest już pracownikiem", "adres nie jest już", "adres jest nieaktualny", "skrzynka nie jest już", "mój nowy adres",
	"již nepracuje", "už nepracuje", "již není zaměstnanc", "adresa již není", "adresa není platná", "schránka již není", "moje nová adresa", "už u nás nepracuje", "už nie je zamestnan", "adresa už nie je",
	"már nem dolgozik", "már nem használ", "cím megszűnt", "postafiók megszűnt", "nu mai lucrează", "nu mai este folosit", "nu mai este activ",
	"больше не работает", "уже не работает", "больше не используется", "адрес не используется", "ящик закрыт", "новый адрес электронной почты", "мой новый адрес", "більше не працює",
	"işten ayrıldı", "artık çalışmıyor", "artık çalışmamaktadır", "şirketimizden ayrıl", "artık kullanılmamaktadır", "kullanılmıyor artık", "δεν εργάζεται πλέον",
	"退職いたしました", "退職しました", "退職致しました", "退社いたしました", "在籍しておりません", "使用されておりません", "使用されていません", "使用しておりません", "アドレスが変わりました", "アドレスを変更", "アドレスは廃止", "利用を停止", "現在使われておりません", "現在使用しておりません",
	"已离职", "已經離職", "已离开公司", "已離開公司", "已停用", "不再使用", "퇴사", "퇴직하", "더 이상 사용하지", "더 이상 사용되지", "더이상 사용하지",
}

// returns are words by which an absent person promises to come back; then the
// reply is an absence notice, whatever else it tells.
var returns = []string{
	"i will return", "i'll return", "i will be back", "i'll be back", "back in the office on", "returning on", "limited access to", "on parental leave", "on maternity leave", "on sick leave", "on annual leave", "on vacation until", "out of the office until",
	"bin ich wieder", "wieder erreichbar", "wieder im büro", "im urlaub", "in elternzeit", "je serai de retour", "de retour le", "mi regreso", "estaré de vuelta", "retornarei", "sarò di ritorno", "rientrerò", "terug op kantoor", "ben ik weer", "tillbaka den", "tilbage den", "tilbake den", "takaisin", "wracam", "vrátím se", "вернусь", "döneceğim", "戻ります", "戻る予定", "回来", "回到办公室", "복귀",
}

// farewell returns the text of an automatic reply, unfolded, if it says firmly
// that the mailbox is out of use, else "".
func farewell(text string) string {
	text = strings.Join(strings.Fields(text[:min(len(text), maxProse)]), " ")
	low := strings.ReplaceAll(strings.ToLower(text), "’", "'")
	if !containsAny(low, farewells) || containsAny(low, returns) {
		return ""
	}
	return shorten(text, maxRemark)
}
