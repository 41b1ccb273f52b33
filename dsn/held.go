package dsn

import "github.com/nixie-mail/nixie/dsn/internal/format"

// Whoever decides on a message that a list holds, and that it waits for him;
// both in one paragraph, as format.Fold spells.
var (
	moderators = format.Folded(
		"moderator", "modérateur", "modération", "moderador", "moderación", "moderação", "moderatore", "moderazione", "moderaattor", "ylläpitäj", "moderaator", "moderátor", "moderace", "moderacj",
		"listenadmin", "listenverwalt", "модератор", "συντονιστ", "διαχειριστ", "yönetici", "モデレータ", "司会者", "版主", "管理员", "管理員", "审核", "審核", "관리자", "מנחה", "مشرف", "người điều hành", "administrator",
	)
	waiting = format.Folded(
		"is being held", "has been held", "held until", "awaits", "awaiting", "waiting for", "must be approved", "needs approval", "pending approval", "will be reviewed",
		"zurückgehalten", "wartet auf", "zur freigabe", "zur prüfung", "freigegeben werden muss", "en attente", "attend l'approbation", "a été retenu", "soumis à", "pendiente", "retenido", "espera la aprobación", "a la espera", "pendente", "retida", "aguarda", "aguardando",
		"trattenuto", "in attesa", "attende l'approvazione", "a l'espera", "retingut", "wacht op", "vastgehouden", "ter goedkeuring", "väntar på", "kvarhåll", "afventer", "tilbageholdt", "venter på", "holdt tilbake", "odottaa", "pidätetty", "ootab",
		"oczekuje na", "wstrzyman", "czeká na", "pozdržen", "čaká na", "pozdržan", "čaka na", "zadržan", "čeka", "задржан", "jóváhagyás", "visszatart", "așteaptă", "reținut", "beklemede", "beklet", "onay bekl", "σε αναμονή", "κρατείται", "αναμένει",
		"ожидает", "задержан", "на рассмотрен", "очікує", "затриман", "изчаква", "задържан", "承認待ち", "保留", "等待", "대기", "ממתינ", "في انتظار", "đang chờ", "menunggu",
	)
)

// isHeld reports whether a paragraph of a text says that a message waits for a
// moderator.
func isHeld(text string) bool {
	for p := range paragraphs(text) {
		if p = format.Fold(p); moderators.In(p) && waiting.In(p) {
			return true
		}
	}
	return false
}
