package format

// failures are words by which the text of a notice says that a message was
// not delivered, in lower case.
var failures = []string{
	"not deliver", "n't deliver", "delivery failed", "delivery failure", "failed to deliver", "delivery error", "cannot be delivered",
	"can't be delivered", "couldn't be delivered", "could not deliver", "deliver your message", "error delivering", "delivery to the following",
	"failed permanently", "permanent error", "permanent failure", "fatal error", "permanently rejected", "has failed", "delivery attempt",
	"rejected", "refused", "not accepted", "denied", "bounced", "blocked",
	"user unknown", "unknown user", "no such user", "unknown recipient", "no such recipient", "unknown address", "invalid address", "not a valid", "invalid recipient", "recipient not found",
	"does not exist", "doesn't exist", "not exist", "not found", "unknown host", "host unknown", "no such domain", "unrouteable", "unroutable", "could not find",
	"no mailbox", "mailbox unavailable", "mailbox full", "mailbox is full", "over quota", "overquota", "quota exceeded", "exceeds", "exceeded",
	"disabled", "inactive", "suspended", "no longer", "timed out", "timeout", "time out", "expired", "giving up", "given up", "too large", "was aborted", "unable to", "error occurred", "trying to deliver",
	"not defined", "not recognized", "not listed", "not responding", "does not respond", "unreachable", "no longer exists", "undeliverable", "invalid final", "not have been deliver", "not been deliver", "not subscribed",
	"konnte nicht", "nicht zugestellt", "unbekannt", "existiert nicht", "abgelehnt", "überschritten", "zurückgewiesen", "ist voll", "antwortet nicht", "nicht erreichbar", "geschlossen", "gesperrt", // de
	"n'a pas pu", "n'a pu être", "impossible de", "inconnu", "n'existe pas", "rejeté", "pas été remis", "refusé", "dépassé", "est pleine", "ne répond pas", // fr
	"no se pudo", "no se ha podido", "no pudo ser", "desconocido", "no existe", "rechazado", "llena", "lleno", "no responde", // es
	"non è stato possibile", "non esiste", "sconosciuto", "rifiutato", "non può essere", "è piena", "respinto", "non è stato", "non risponde", // it
	"kon niet", "kan niet", "onbekend", "bestaat niet", "geweigerd", "is vol", // nl
	"não pôde", "não foi possível", "não existe", "desconhecid", "recusad", "rejeitad", "cheia", "não responde", // pt
	"kunde inte", "kunne ikke", "finns inte", "findes ikke", "okänd", "ukendt", "ukjent", "finnes ikke", "avvisad", "afvist", "avvist", // sv da nb
	"ei voitu", "ei löydy", "ei ole olemassa", "tuntematon", "epäonnistui", "täynnä", "hylätt", // fi
	"nie można", "nie mogła", "nie istnieje", "odrzucon", "nieznan", "przepełnion", "nelze", "neexistuje", "nebylo možné", "neznám", "odmítnut", "je plná", "nepodarilo", "nepodařilo", "nebyla doručen", "neodpovídá", "nie odpowiada", // pl cs sk
	"не может быть", "не удалось", "не существует", "не найден", "неизвестн", "отклонен", "не доставлен", "переполнен", "заблокирован", "превышен", "не отвечает", // ru
	"не існує", "не знайдено", "невідом", "відхилен", "не вдалося", "не съществува", "непознат", "не е намерен", "отхвърлен", "не постоји", // uk bg sr
	"nem létezik", "ismeretlen", "nem található", "megtelt", "elutasít", "nem sikerült", // hu
	"δεν υπάρχει", "άγνωστος", "δεν βρέθηκε", "απορρίφθηκε", "δεν ήταν δυνατ", // el
	"nu există", "necunoscut", "respins", "nu a putut", "ne postoji", "nepoznat", "odbijen", "ne obstaja", "neznan", "nije pronađen", // ro hr sr sl
	"neegzistuoja", "nežinomas", "neeksistē", "nav atrasts", "nezināms", "ei eksisteeri", "ei leitud", "tundmatu", "no existeix", "desconegut", // lt lv et ca
	"bulunamad", "bulunamadı", "teslim edilem", "gönderilemedi", "iletilemedi", "reddedildi", "bilinmeyen", "mevcut değil", "できません", "できなかった", "できませんでした", "存在しない", "エラー", "失敗", "見つかりません", "届きません", "存在しません", "いっぱい", "拒否", "不明です", // tr ja
	"不存在", "失败", "失敗", "无法", "無法", "拒绝", "拒絕", "退回", "被退", "已满", "已滿", "超出", "停用", "被拒", // zh
	"없습니다", "실패", "못했습니다", "못하였습니다", "존재하지", "초과", "거부", "가득", // ko
	"غير موجود", "غير معروف", "ممتلئ", "مرفوض", "تم رفض", "تعذر", "لم يتم", "وجود ندارد", "پر است", // ar fa
	"לא קיים", "אינו קיים", "לא נמצא", "מלאה", "נדחת", "לא ניתן", // he
	"không tồn tại", "không tìm thấy", "bị từ chối", "đã đầy", "không thể", "ไม่พบ", "ไม่มีผู้ใช้", "เต็ม", "ถูกปฏิเสธ", // vi th
	"tidak ada", "tidak ditemukan", "tidak dikenal", "ditolak", "penuh", "gagal", // id ms
}

// mails are beginnings of words for what is sent, and refused those of words by
// which filters and servers say that they kept it. "Returned" is said of the copy
// below, too.
var (
	mails = []string{
		"message", "mail", "e-mail", "email", "attachment", "nachricht", "anhang", "courriel", "courrier", "pièce", "mensaje", "correo", "adjunto", "mensagem", "anexo", "messaggio", "allegato", "missatge", "mesaj", "bericht", "bijlage",
		"meddelande", "brev", "besked", "meddelelse", "melding", "viesti", "sõnum", "kiri", "ziņojum", "vēstul", "laišk", "pranešim", "wiadomoś", "list", "zpráv", "správ", "sporočil", "poruk", "порук", "съобщени", "писмо", "письм", "сообщени", "повідомлен", "лист", "üzenet", "levél", "levelé", "ileti", "posta",
		"post", "submission", "beitrag", "contribution", "contribución", "contribuição", "contributo", "bijdrage", "inlägg", "indlæg", "innlegg", "příspěvek", "príspevok", "prispev", "hozzászólás", "投稿", "帖子", "게시",
		"μήνυμα", "הודע", "رسالة", "رسالتك", "پیام", "thư", "pesan", "surel", "mesej", "ข้อความ", "อีเมล", "संदेश", "メール", "メッセージ", "邮件", "郵件", "信件", "메일", "메시지",
	}
	refused = []string{
		"rejected", "refused", "blocked", "quarantined", "deleted", "stopped", "discarded", "bounced", "intercepted", "abgelehnt", "abgewiesen", "zurückgewiesen", "blockiert", "gestoppt", "gelöscht", "verworfen",
		"rejeté", "refusé", "bloqué", "intercepté", "supprimé", "rechazad", "bloquead", "eliminad", "rejeitad", "recusad", "rifiutat", "respint", "bloccat", "eliminat", "rebutjat", "bloquejat", "respins", "blocat",
		"geweigerd", "geblokkeerd", "verwijderd", "tegengehouden", "avvisad", "stoppad", "blockerad", "afvist", "blokeret", "slettet", "avvist", "blokkert", "stanset", "hylätt", "estett", "poistett", "keeldu", "tagasi lükat", "noraidīt", "bloķēt", "atmest", "blokuot",
		"odrzucon", "zablokowan", "usunięt", "odmítnut", "zablokován", "zadržen", "odstraněn", "odmietnut", "zablokovan", "zavrnjen", "blokiran", "odbijen", "одбијен", "блокиран", "отхвърлен", "отклонен", "заблокирован", "удален", "отвергнут", "відхилен", "заблокован", "elutasít", "visszautasít", "letiltott", "törölt",
		"reddedil", "engellen", "silindi", "απορρίφθ", "μπλοκαρ", "διαγράφ", "נדח", "נחסמ", "رفض", "حظر", "رد شد", "مسدود", "từ chối", "bị chặn", "ditolak", "diblokir", "disekat", "ถูกปฏิเสธ", "ถูกบล็อก", "अस्वीकार",
		"detuv", "detenid", "retenid", "fermat", "trattenut", "arrêté", "tegengehouden", "stoppet", "pysäytet", "zatrzyman", "zastaven", "zadržan", "остановлен", "задержан", "перехвачен", "зупинен", "спрян", "durdurul", "visszatart", "oprit", "sustabd", "aptur",
		"拒否", "ブロック", "削除", "拒绝", "拒收", "拦截", "拒絕", "攔截", "删除", "거부", "차단",
	}
)

// acknowledged are words by which a desk says that it got a request.
var acknowledged = Folded(
	"ticket", "your request", "your inquiry", "your enquiry", "we have received your", "we received your", "your case", "anfrage erhalten", "ihre anfrage", "ihr anliegen", "nous avons reçu", "votre demande", "hemos recibido", "su solicitud", "su consulta", "recebemos", "sua solicitação",
	"abbiamo ricevuto", "la sua richiesta", "hebben ontvangen", "uw vraag", "uw verzoek", "har tagit emot ditt", "ditt ärende", "din henvendelse", "henvendelsen din", "yhteydenottosi", "otrzymaliśmy", "państwa zgłoszenie", "zgłoszenie", "obdrželi jsme", "váš požadavek", "vaša požiadavka",
	"ваш запрос", "ваше обращение", "заявк", "звернення", "megkeresés", "talebiniz", "αίτημά", "お問い合わせ", "受け付けました", "已收到您的", "工单", "문의",
)

// delaying are words by which a notice says that the program goes on trying,
// in lower case.
var delaying = []string{
	"this is a warning only", "warning message only", "do not need to resend", "don't need to resend", "will be retried", "will keep trying",
	"will continue to try", "delivery attempts will continue", "not yet been delivered", "not yet been fully delivered", "will continue for", "attempts are still pending", "still being attempted", "is delayed", "has been delayed",
	"will try again", "still trying", "will keep on trying", "will be made again",
	"noch nicht zugestellt", "versucht es weiter", // de
	"n'a pas encore pu", "n'a pas encore été", "pas encore été remis", // fr
	"aún no se ha podido", "todavía no se ha", // es
	"non è ancora stato", "non è stato ancora", // it
	"nog niet bezorgd", "nog niet afgeleverd", "nog niet worden", // nl
	"ainda não foi entregue", "ainda não pôde", // pt
	"ännu inte levererats", "har inte levererats än", "endnu ikke leveret", "ennå ikke levert", "ei ole vielä toimitettu", "toimitusta yritetään", // sv da nb fi
	"jeszcze nie została dostarczona", "nie została jeszcze dostarczona", "dosud nebyla doručena", "zatím nebyla doručena", // pl cs
	"пока не доставлен", "ещё не доставлен", "еще не доставлен", "повторные попытки", "будет предпринят", "ще не доставлен", "henüz teslim edil", "tekrar denenecek", // ru uk tr
	"még nem sikerült", "továbbra is próbál", "δεν έχει παραδοθεί ακόμη", "nu a fost încă", "încă nu a", "još nije isporučen", // hu el ro hr
	"まだ配信され", "まだ配送され", "再送します", "尚未送达", "仍在尝试", "尚未傳遞", "아직 전달되지", // ja zh ko
}
