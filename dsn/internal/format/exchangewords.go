package format

import "strings"

// exchangeTo are words of the sentence above the recipients in the part for
// people, "Delivery has failed to these recipients or groups:", in the
// languages of Microsoft; Exchange 2007 wrote distribution lists for groups.
var exchangeTo = []string{
	"to these recipients or groups", "to these recipients or distribution lists",
	"Empfänger oder Gruppen", "Empfänger oder Verteilerlisten", // de
	"destinataires ou groupes", "destinataires ou listes de distribution", // fr
	"destinatarios o grupos", "destinatarios o listas de distribución", // es
	"destinatari o gruppi", "destinatari o liste di distribuzione", // it
	"geadresseerden of groepen", "geadresseerden of distributielijsten", // nl
	"adresatów lub grup", "adresatów lub list dystrybucyjnych", // pl
	"destinatários ou grupos", "destinatários ou listas de distribuição", // pt
	"mottagare eller grupper", "mottagare eller distributionslistor", // sv
	"modtagere eller grupper", "modtagere eller distributionslister", // da
	"vastaanottajille tai ryhmille", "vastaanottajille tai jakeluluetteloille", // fi
	"mottakerne eller gruppene", "mottakerne eller distribusjonslistene", // nb
	"příjemcům nebo skupinám", "příjemcům nebo distribučním seznamům", // cs
	"получателям или группам", "получателям или спискам рассылки", // ru
	"受信者またはグループ", "受信者または配布リスト", // ja
	"收件人或组", "收件人或通讯组列表", "收件者或群組", "收件者或通訊群組清單", // zh
	"받는 사람 또는 그룹", "받는 사람 또는 메일 그룹", // ko
	"alıcılara veya gruplara", "alıcılara veya dağıtım listelerine", // tr
}

// exchangeLate are words that make that sentence one of a delay, in lower
// case: de fr es it nl pl pt sv da nb fi cs ru ja zh ko tr.
var exchangeLate = []string{
	"delayed", "verzögert", "retardé", "retras", "ritard", "vertraagd", "opóźni", "atras", "försena", "fördröj", "forsink", "viiväst", "zpožd",
	"отложен", "задерж", "遅延", "遅れ", "延迟", "延遲", "지연", "gecik",
}

// exchangeDelays reports whether the notice is about a delay.
func exchangeDelays(p *Page) bool {
	if p.has("Delivery is delayed to these recipients", "This message hasn't been delivered yet", "Delivery will continue to be attempted") {
		return true
	}
	for _, line := range p.Lines[:min(len(p.Lines), maxPlain)] {
		if containsAny(line, exchangeTo) {
			return containsAny(strings.ToLower(line), exchangeLate)
		}
	}
	return false
}
