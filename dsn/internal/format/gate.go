package format

import "strings"

// A person who forwards a notice, and a list on which people talk about
// notices, send the same words as the program itself. So most formats speak
// only of messages that a program sent.

// automatic reports whether the header shows that a program sent the message.
func (p *Page) automatic() bool {
	if p.daemon() {
		return true
	}
	subject := strings.ToLower(strings.TrimSpace(p.field("Subject")))
	if startsWith(subject, answered) {
		return false
	}
	auto := strings.ToLower(p.field("Auto-Submitted"))
	return p.field("X-Failed-Recipients") != "" ||
		auto != "" && !strings.HasPrefix(auto, "no") ||
		strings.TrimSpace(p.field("Return-Path")) == "<>" ||
		strings.TrimSpace(p.field("From")) == "" ||
		p.failure() && !p.posted() || p.givesBack()
}

// givesBack reports whether the text ends with a message of the one to whom
// the notice goes, trace and all: people who answer quote no such fields. Old
// programs have names of their own and no reverse path that could tell.
//
//	To: ann@example.org
//
//	==== A copy of your message is being returned, because: ====
//	"NEKO" at EXAMPLE.NET is an unknown recipient.
//	==== Failed message follows: ====
//	From: ann@example.org
//	Message-ID: <1@example.org>
func (p *Page) givesBack() bool {
	to := unquote(strings.TrimSpace(p.field("To")))
	if p.Original == "" || !isAddress(to) || p.field("List-Id") != "" || p.field("In-Reply-To") != "" {
		return false
	}
	traced, authored := false, false
	for line := range strings.Lines(p.Original) {
		name, value, _ := strings.Cut(line, ":")
		switch strings.ToLower(name) {
		case "received", "message-id":
			traced = true
		case "from":
			authored = containsFold(value, to)
		}
	}
	return traced && authored
}

// posted reports whether the message came through a list, or from whoever is
// its author by the envelope, too: people ask for help under the same titles.
// Reports go with an empty reverse path (RFC 5321 section 4.5.5), or that of a
// daemon.
func (p *Page) posted() bool {
	path := strings.ToLower(strings.Trim(p.field("Return-Path"), "<> \t"))
	return p.field("List-Id") != "" || path != "" && containsFold(p.field("From"), path) && !containsAny(path, nobodies)
}

// nobodies are local parts by which no person writes.
var nobodies = []string{"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "bounce", "nobody@", "daemon"}

// failure reports whether the subject says that a message was not delivered.
func (p *Page) failure() bool { return IsFailure(p.field("Subject")) }

// IsFailure reports whether a subject, or the beginning of one, says that a
// message was not delivered, in any language that the formats know.
func IsFailure(subject string) bool {
	subject = strings.ToLower(subject)
	return containsAny(subject, failed) || containsAny(subject, titles)
}

// daemon reports whether the message comes from a mail system by its name.
func (p *Page) daemon() bool {
	return containsAny(strings.ToLower(p.field("From")), daemons) ||
		containsAny(strings.ToLower(p.field("Return-Path")), daemons[:2])
}

// answered are the marks of an answer or a forwarded message in the subject.
// WG AW: German; TR: French; RV: Spanish; SV VS: Swedish, Danish, Norwegian,
// Finnish; ANTW: Dutch; I R: Italian; ODP PD: Polish; ENC RES: Portuguese;
// YNT ILT: Turkish.
var answered = []string{
	"re:", "re :", "fw:", "fwd:", "wg:", "aw:", "tr:", "tr :", "rv:", "sv:", "vs:", "vb:",
	"antw:", "doorst:", "i:", "r:", "odp:", "pd:", "enc:", "res:", "ynt:", "ilt:", "i̇lt:",
	"回复", "答复", "转发", "回覆", "轉寄", "[fwd:",
}

// daemons are the names by which mail systems sign.
var daemons = []string{
	"mailer-daemon", "mailerdaemon", "mailer_daemon", "mailer daemon", "mail-daemon", "mdaemon@",
	"postmaster", "post_master", "mail delivery", "mail.delivery", "maildelivery", "mail deliver",
	"delivery subsystem", "delivery system", "system administrator", "systemadministrator",
	"microsoftexchange", "mail administrator", "mail system", "mailsystem", "mail server",
	"mailserver", "mail router", "mailmaster", "internet mail", "ndr ", "interscan",
	"daemon@", "mailer@", "systemadmin", "administrateur syst", "administrador del sistema",
	"administrador do sistema", "amministratore sistema", "systeembeheerder", "почтовая система",
	"システム管理者", "系统管理员", "系統管理員", "시스템 관리자", "memo service", "mmdf@", "mail sunucusu", "posta sunucusu", "postijärjestelmä", "postinvälitys", "postsystem",
	"system pocztowy", "serwer pocztowy", "poštovní systém", "poštovní server", "levelezőrendszer", "levelezőszerver", "servidor de correo", "sistema de correo",
	"servidor de e-mail", "sistema de e-mail", "serveur de messagerie", "système de messagerie", "sistema di posta", "server di posta", "почтовый сервер", "поштовий сервер",
	"メールサーバ", "メールシステム", "メール配信システム", "邮件系统", "郵件系統", "邮件服务器", "메일시스템", "메일 시스템", "메일 서버",
}

// titles are words that make a subject that of a notice, in lower case, but
// say nothing in a text.
var titles = []string{
	"delivery status", "mail delivery", "message delivery", "delivery notification", "delivery report", "returned mail",
	"mail error", "mail system error", "[bounce]", "warning: message ", "warning: could not send",
}

// failed are words by which subjects and texts of notices are known, in lower
// case.
var failed = []string{
	"undeliver", "undelivarable", "delivery fail", "delivery has failed", "failed delivery",
	"failure notice", "returned to sender", "returning message to sender",
	"could not be delivered", "not be delivered",
	"not delivered", "delivery error", "delivery problem", "nondeliverable", "non-deliver",
	"unable to deliver", "mail failure", "delivery delay", "delayed mail",
	"delivery is delayed", "message delayed", "delivery incomplete", "rejected:", "user unknown", "bounced mail",
	"error sending your mail", "problem delivering", "trouble delivering", "message is being returned", "message has been returned", "status - delayed", "failed mail (msg", "failed mail  (msg",
	"unzustellbar", "nicht zugestellt", "unzustellbarkeit", "zustellung fehlgeschlagen", "übermittlung", "zustellfehler", "fehler bei der zustellung", // de
	"non remis", "échec de la remise", "non délivr", "remise a échoué", "non distribu", "pas été distribué", "de distribution :", "échec de remise", "échec d'envoi", "pas pu être remis", "pas pu être délivr", // fr
	"no se puede entregar", "no entregado", "no se pudo entregar", "no se entreg", "error de entrega", "no se ha podido entregar", "no pudo ser entregado", "entrega fallida", "correo devuelto", "mensaje devuelto", // es
	"recapitat", "recapito", "mancata consegna", "impossibile consegnare", "recapitare", "non consegna", "consegna fallita", "errore di consegna", "non è stato consegnat", "non è stato possibile consegnare", // it
	"onbestelbaar", "niet bezorgd", "kan niet worden bezorgd", "kan niet worden afgeleverd", "niet afgeleverd", "bezorging mislukt", "aflevering mislukt", // nl
	"não entregue", "não é possível entregar", "não pôde ser entregue", "falha na entrega", "não entregável", "não foi entregue", "falha de entrega", "erro na entrega", "mensagem devolvida", // pt
	"går inte att leverera", "kan inte levereras", "kunne ikke leveres", "kan ikke leveres", "ikke leveret", "kunde inte levereras", "leveransfel", "leveringsfejl", "leveringsfeil", "ble ikke levert", // sv da nb
	"uleverbar", "olevererbar", "kan ej levereras", "toimittaminen epäonnistui", "ei voi toimittaa", "toimittamatta", "ei voitu toimittaa", "ei voida toimittaa", "toimitus epäonnistui", // fi
	"niedostarczal", "niedostarczon", "nie można dostarczyć", "nie dostarczono", "nie została dostarczona", "nie mogła zostać dostarczona", "zwrot wiadomości", "zwrot poczty", "błąd dostarczania", // pl
	"nedoručiteln", "nedoručen", "nelze doručit", "nebylo možné doručit", "nemohla být doručena", "vrácená zpráva", "nebyla doručena", "nepodařilo se doručit", "nepodařilo doručit", "nebola doručená", "nedoručiteľn", "nepodarilo sa doručiť", "nebolo možné doručiť", // cs sk
	"недоставлен", "не доставлен", "не может быть доставлен", "недоставляем", "не удается доставить", "не удалось доставить", "ошибка доставки", "недоставк", "возврат почты", "возвращено отправителю", // ru
	"не вдалося доставити", "помилка доставки", "не може бути доставлен", "не е доставен", "неуспешна доставка", "не може да бъде доставен", "није испоручен", // uk bg sr
	"teslim edilem", "iletilemedi", "gönderilemedi", "ulaştırılamadı", "teslimat başarısız", // tr
	"kézbesíthetetlen", "nem kézbesíthető", "nem sikerült kézbesíteni", "kézbesítési hiba", "kézbesítés sikertelen", "sikertelen kézbesítés", // hu
	"μη παραδόσιμ", "αποτυχία παράδοσης", "δεν παραδόθηκε", "δεν ήταν δυνατή η παράδοση", "αδυναμία παράδοσης", // el
	"nu a putut fi livrat", "livrare eșuată", "eroare de livrare", "eroare la livrare", "nu a fost livrat", // ro
	"nije isporučen", "isporuka nije uspjela", "isporuka nije uspela", "neuspjela isporuka", "neuspešna isporuka", "ni bilo mogoče dostaviti", "ni dostavljen", "dostava ni uspela", // hr sr sl
	"nepristatyt", "nepavyko pristatyti", "nav piegādāt", "neizdevās piegādāt", "kohaletoimetamine ebaõnnestus", "ei õnnestunud kohale toimetada", "no s'ha pogut lliurar", // lt lv et ca
	"配信不能", "配信できません", "送信エラー", "送信できません", "不達", "メールをお届け", "エラーメール", "配信失敗", "配信エラー", "配送できません", "配送エラー", "送信に失敗", "お届けできません", // ja
	"退信", "无法投递", "未送达", "無法傳遞", "无法送达", "投递失败", "系統退信", "未傳遞", "無法投遞", "投遞失敗", "無法送達", "寄送失敗", "郵件退回", "邮件退回", "邮件发送失败", // zh
	"배달되지 않음", "배달할 수 없", "전송 실패", "반송", "전달되지", "배달 실패", "발송 실패", "발송실패", "전송되지", "전달 실패", // ko
	"تعذر تسليم", "لم يتم تسليم", "فشل تسليم", "فشل التسليم", "لم يتم توصيل", "تعذر توصيل", "تحویل داده نشد", // ar fa
	"לא נמסר", "לא ניתן למסור", "לא ניתן היה למסור", "המסירה נכשלה", "כשל במסירה", // he
	"không gửi được", "không thể gửi", "gửi thư thất bại", "không thể chuyển", "không phát được", "ไม่สามารถส่ง", "ส่งไม่สำเร็จ", "ไม่สามารถจัดส่ง", // vi th
	"tidak terkirim", "gagal dikirim", "pengiriman gagal", "tidak dapat dikirim", "tidak dapat dihantar", // id ms
}

// containsAny reports whether s contains one of the words.
func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
