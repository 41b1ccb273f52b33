package format

import (
	"strings"
	"sync"
)

// Gateways put a warning above what comes from outside, and a disclaimer below
// everything. Neither is a word of the notice, though both speak of attachments,
// viruses and what is not permitted.

// banners are words of which such a paragraph has one, as people write: en de fr
// es pt it nl sv da fi pl cs hu ru tr ja zh ko.
var banners = Folded(
	"originated from outside", "originated outside", "sent from outside", "came from outside", "comes from outside", "from an external sender", "from an external source", "external sender", "external email", "external e-mail", "do not click links", "do not click on links", "do not click any links", "recognize the sender", "recognise the sender", "think before you click",
	"intended solely for", "intended only for", "intended for the addressee", "solely for the use of", "not the intended recipient", "not the intended addressee", "received this e-mail in error", "received this email in error", "received this message in error", "received this communication in error", "is confidential and", "are confidential and", "confidentiality notice", "privileged and confidential", "privileged information", "accepts no liability", "accept no liability", "no responsibility for any", "before printing this", "scanned for viruses", "virus-free", "checked by avast", "checked by avg", "security awareness", "was scanned by",
	"vertrauliche informationen", "nicht der richtige adressat", "nicht der beabsichtigte", "irrtümlich erhalten", "externer absender", "von außerhalb", "absender außerhalb", "klicken sie nicht auf links", "öffnen sie keine anhänge", "dieser e-mail ist vertraulich", "denken sie an die umwelt", // de
	"strictement confidentiel", "informations confidentielles", "destinataire prévu", "usage exclusif", "reçu ce message par erreur", "expéditeur externe", "provient de l'extérieur", "ne cliquez pas", "n'ouvrez pas", "avant d'imprimer", // fr
	"información confidencial", "uso exclusivo", "destinatario indicado", "recibido este mensaje por error", "recibido este correo por error", "remitente externo", "origen externo", "no haga clic", "antes de imprimir", // es
	"informações confidenciais", "informação confidencial", "recebeu esta mensagem por engano", "recebeu este e-mail por engano", "remetente externo", "não clique", // pt
	"informazioni riservate", "ricevuto questo messaggio per errore", "ricevuto per errore", "mittente esterno", "esclusivamente al destinatario", "regolamento ue 2016/679", // it
	"vertrouwelijke informatie", "uitsluitend bestemd", "ten onrechte ontvangen", "externe afzender", "van buiten de organisatie", "klik niet op", // nl
	"extern avsändare", "avsedd endast för", "konfidentiell information", "fortrolig information", "ekstern afsender", "ekstern avsender", "luottamuksellista", "organisaation ulkopuolelta", // sv da nb fi
	"wiadomość jest poufna", "informacje poufne", "wyłącznie dla adresata", "nadawca zewnętrzny", "spoza organizacji", "důvěrné informace", "určena výhradně", "externí odesílatel", "bizalmas információ", "külső feladó", // pl cs hu
	"конфиденциальную информацию", "предназначено исключительно", "внешний отправитель", "не переходите по ссылкам", "gizli bilgi", "dış kaynaklı", "kurum dışından", // ru tr
	"社外からのメール", "外部からのメール", "誤って受信", "外部邮件", "来自外部", "保密信息", "外部郵件", "외부 메일", "외부에서 발송", // ja zh ko
)

// bannerStems are pieces of banners, one in each, without the letter that may be a
// capital. Most texts have none, and need not be folded.
var bannerStems = []string{
	"xtern", "EXTERN", "utside", "ognize the sender", "ognise the sender", "ot click", "ou click", "OT CLICK", "klick", "clic", "liqu", "lik niet", "ntended solely", "ntended only", "ntended for the", "ot the intended", "OT THE INTENDED", "olely for", "eceived this", "onfid", "CONFID", "liability", "esponsibility for", "rivileged", "rinting", "irus-free", "hecked by", "ecurity aware", "canned",
	"ertrauli", "beabsicht", "dressat", "mwelt", "estinataire pr", "xclusi", "par erreur", "uvrez", "mprimer", "mprimir", "indicado", "por error", "engano", "iservat", "per errore", "sclusiv", "2016/679", "sterno",
	"ertrouwelijk", "itsluitend", "nrechte", "buiten", "avsedd", "ortrolig", "kstern", "uottamuk", "lkopuol", "oufn", "poza", "izalmas", "izli", "urum",
	"rrtümlich", "ußerhalb", "nhänge", "xtérieur", "yłącznie", "ewnętrzn", "ůvěrn", "ýhradně", "ülső", "онфиденц", "редназначен", "нешн", "ссылк", "ış kay", "社外", "外部", "誤って", "保密", "외부",
}

// bannerHeads marks the first four bytes of each.
var bannerHeads = sync.OnceValue(func() *[1 << 13]bool {
	var heads [1 << 13]bool
	for _, stem := range bannerStems {
		heads[head(stem, 0)] = true
	}
	return &heads
})

// head returns a number of 13 bits for the four bytes at s[i], by Knuth's
// multiplication.
func head(s string, i int) uint32 {
	return (uint32(s[i]) | uint32(s[i+1])<<8 | uint32(s[i+2])<<16 | uint32(s[i+3])<<24) * 2654435761 >> 19
}

// mayHaveBanner reports whether a text has one of the pieces, in one pass.
func mayHaveBanner(text string) bool {
	heads := bannerHeads()
	for i := 0; i+4 <= len(text); i++ {
		if heads[head(text, i)] && startsWith(text[i:], bannerStems) {
			return true
		}
	}
	return false
}

// maxBannered is the length up to which a text is searched for banners, in bytes:
// notices are shorter without the message that they return.
const maxBannered = 32 << 10

// WithoutBanners returns a text without the paragraphs that gateways put around
// it. One that has words of failure or a reply stays, whatever else it says.
func WithoutBanners(text string) string {
	if len(text) > maxBannered || !mayHaveBanner(text) || !banners.In(Fold(oneBlank(text))) {
		return text
	}
	var b strings.Builder
	from := 0
	for at := 0; at <= len(text); {
		line, next := "", len(text)+1
		if at < len(text) {
			line, next = lineAt(text, at)
		}
		if strings.Trim(line, "-=_*# \t\r") == "" {
			if p := text[from:min(at, len(text))]; !isBanner(p) {
				b.WriteString(p)
			}
			from = min(at, len(text))
		}
		at = next
	}
	b.WriteString(text[from:])
	return b.String()
}

// isBanner reports whether a paragraph is nothing but a banner.
func isBanner(p string) bool {
	low := Fold(oneBlank(p))
	return banners.In(low) && !failingWords.In(low) && !undelivered(low) && !plainReply().MatchString(p)
}
