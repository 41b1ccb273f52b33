package format

import (
	"slices"
	"strings"
)

// pec is what the providers of Italian certified mail tell a sender about his
// message. RFC 6109 prescribes the words, and the field that names their kind;
// section 3.3 for the delivery and its failure. Since 2016 the
// error begins with a status of RFC 3463 (AgID, note integrative, nota 12).
// What his own provider accepts says nothing of a recipient: dsn leaves it.
//
//	X-Ricevuta: errore-consegna
//
//	Il giorno 10/03/2026 alle ore 08:15:00 (+0100) nel messaggio
//	"Cats" proveniente da "shop@pec.example.org"
//	e destinato all'utente "neko@pec.example.net"
//	è stato rilevato un errore 5.1.1 - Example S.p.A. - indirizzo non valido.
//	Il messaggio è stato rifiutato dal sistema.
var pec = &Format{
	Name:    "pec",
	About:   "Posta Elettronica Certificata (RFC 6109)",
	Signs:   []Sign{{Field: "X-Ricevuta", Any: []string{"errore-consegna", "mancata-consegna", "avvenuta-consegna", "non-accettazione", "rilevazione-virus"}}},
	Open:    true,
	Extract: certified,
}

var (
	// e destinato all'utente "neko@pec.example.net"
	pecTo = lazily(`(?i)(?:destinato all['’ ]\s*utente|indirizzato a):?\s*["“«]?<?(` + address + `)`)
	// neko@pec.example.net ("posta certificata")
	pecListed = lazily(`(?i)(` + address + `)\s*\(\s*["“«]?posta (?:certificata|ordinaria)`)
	// è stato rilevato un errore 5.2.2 - Example S.p.A. - casella piena
	pecError = lazily(`(?i)(?:rilevato un errore|accettazione a causa di)\s*:?\s+(.+?)(?:\.?\s+Il messaggio|\.?\s+Identificativo|\.?\s+L['’]identificativo|$)`)
	// non è stato consegnato nelle 24 ore successive al suo invio
	pecLate = lazily(`(?i)non (?:è|e['’]) stato consegnato (?:nelle|entro)[^.]{0,80}|(?:presenza|rilevat[oa])[^.]{0,40}virus[^.]{0,80}`)
)

// certified reads the text, whose lines may be broken anywhere.
func certified(p *Page) []Found {
	text := strings.Join(strings.Fields(p.Text), " ")
	said := Found{Action: pecAction(p, text)}
	if m := pecError().FindStringSubmatch(text); said.Action != "delivered" && m != nil {
		said.Reply = m[1]
	} else if said.Action != "delivered" {
		said.Why = pecLate().FindString(text)
	}
	var found []Found
	for _, m := range slices.Concat(pecTo().FindAllStringSubmatch(text, maxFound), pecListed().FindAllStringSubmatch(text, maxFound)) {
		f := said
		f.To = m[1]
		found = append(found, f)
	}
	return found
}

// pecAction returns what became of the message. After half a day the provider
// warns, after a day he gives up, in the same kind of notice (RFC 6109 section
// 3.1).
func pecAction(p *Page, text string) string {
	kind := strings.ToLower(p.field("X-Ricevuta"))
	switch {
	case strings.Contains(kind, "avvenuta"):
		return "delivered"
	case strings.Contains(kind, "preavviso") && !strings.Contains(text, "non andata a buon fine"):
		return "delayed"
	}
	return "failed"
}
