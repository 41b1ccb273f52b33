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
	"konnte nicht", "nicht zugestellt", "unbekannt", "existiert nicht", "abgelehnt", "überschritten", // de
	"n'a pas pu", "n'a pu être", "impossible de", "inconnu", "n'existe pas", "rejeté", "pas été remis", // fr
	"no se pudo", "no se ha podido", "no pudo ser", "desconocido", "no existe", "rechazado", // es
	"non è stato possibile", "non esiste", "sconosciuto", "rifiutato", "non può essere", // it
	"kon niet", "kan niet", "onbekend", "bestaat niet", // nl
	"não pôde", "não foi possível", "não existe", "desconhecid", // pt
	"kunde inte", "kunne ikke", "finns inte", "findes ikke", "okänd", "ukendt", "ukjent", // sv da nb
	"nie można", "nie mogła", "nie istnieje", "odrzucon", "nelze", "neexistuje", "nebylo možné", // pl cs
	"не может быть", "не удалось", "не существует", "не найден", "неизвестн", "отклонен", "не доставлен", // ru
	"bulunamad", "teslim edilem", "できません", "できなかった", "できませんでした", "存在しない", "エラー", "失敗", "見つかりません", "届きません", // tr ja
	"不存在", "失败", "失敗", "无法", "無法", "拒绝", "拒絕", "退回", "被退", // zh
	"없습니다", "실패", "못했습니다", "존재하지", // ko
}

// delaying are words by which a notice says that the program goes on trying,
// in lower case.
var delaying = []string{
	"this is a warning only", "warning message only", "do not need to resend", "don't need to resend", "will be retried", "will keep trying",
	"will continue to try", "delivery attempts will continue", "has not yet been delivered", "still being attempted", "is delayed", "has been delayed",
	"will try again", "still trying",
}
