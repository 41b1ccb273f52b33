package format

import "testing"

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Zprávu NEBYLO možné doručit":    "zpravu nebylo mozne dorucit",
		"zurückgewiesen":                 Fold("zurueckgewiesen"),
		"non è stato consegnato":         Fold("non e' stato consegnato"),
		"İletiniz ulaştırılamadı":        Fold("Iletiniz ulastirilamadi"),
		"Außerhalb":                      Fold("Ausserhalb"),
		"ОТЧЁТ":                          "отчет",
		"Δεν παραδόθηκε":                 "δεν παραδοθηκε",
		"l’adresse":                      "l'adrese",
		"Wiadomość nie została":          Fold("Wiadomosc nie zostala"),
		"soft\u00adhyphen e\u0301\u00a0": "softhyphen e ",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRefuses(t *testing.T) {
	for text, want := range map[string]bool{
		"Your message could not be delivered to two addresses":       true,
		"Deine Nachricht an die Liste wurde zurueckgewiesen.":        true,
		"Ihre E-Mail konnte dem Empfänger nicht ausgeliefert werden": true,
		"Twoja wiadomość do biura nie została przekazana":            true,
		"Vaše zpráva byla odmítnuta":                                 true,
		"Письмо адресату не доставлено":                              true,
		"Ձեր նամակը չի առաքվել":                                      true,
		"הודעתך לא נמסרה":                                            true,
		"このリストへの投稿は拒否されました":                                          true,
		"Your message was delivered. Do not reply to this one":       false,
		"Ihre Nachricht wurde zugestellt. Antworten Sie nicht":       false,
		"Le message a été remis. Vous ne devez pas répondre":         false,
		"Nothing of that is true":                                    false,
		"Die Brücke ist nicht gesperrt, die Nachricht kam an":        false,
		"Письмо доставлено":                                          false,
		"":                                                           false,
	} {
		if got := Refuses(Fold(text)); got != want {
			t.Errorf("Refuses(%q) = %t, want %t", text, got, want)
		}
	}
}

// A beginning without letters would be found everywhere.
func TestTongues(t *testing.T) {
	for i, d := range denials() {
		for _, w := range append(append(d.not, d.deliver...), d.hold...) {
			if len(w) < 2 || w == "-" {
				t.Errorf("%s: %q is too short", tongues[i].name, w)
			}
		}
		if len(d.not) == 0 || len(d.deliver) == 0 {
			t.Errorf("%s lacks words", tongues[i].name)
		}
	}
}
