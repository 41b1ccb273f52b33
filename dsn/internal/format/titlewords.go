package format

import "strings"

// failure reports whether the subject says that a message was not delivered.
func (p *Page) failure() bool { return IsFailure(p.field("Subject")) }

// IsFailure reports whether a subject, or the beginning of one, says that a
// message was not delivered, in any language that the formats know.
func IsFailure(subject string) bool {
	subject = Fold(subject)
	return titleWords.In(subject) || undelivered(subject)
}

var titleWords = folded(failed, titles)

// titles are words that make a subject that of a notice, in lower case, but
// say nothing in a text.
var titles = []string{
	"delivery status", "mail delivery", "message delivery", "delivery notification", "delivery report", "returned mail",
	"mail error", "mail system error", "[bounce]", "warning: message ", "warning: could not send",
	"rückläufer", "rücklauf ", "retour de courrier", "retour d'erreur", "rebote", "rebotado", "correo rebotado", "mensaje rechazado", "messaggio respinto", "mensagem rejeitada", "message rejeté", "nachricht abgelehnt", "bericht geweigerd", "wiadomość odrzucona", "письмо отклонено", "сообщение отклонено",
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
