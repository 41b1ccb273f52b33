package format

import "strings"

// exchange2003 is Exchange before 2007: the recipient and a date on one line,
// in whatever language, and under it what happened.
//
//	Your message did not reach some or all of the intended recipients.
//
//	      Subject:	Cats
//	      Sent:	4/29/2005 11:34 PM
//
//	The following recipient(s) could not be reached:
//
//	      neko@example.net on 4/29/2005 11:34 PM
//	            The e-mail account does not exist at the organization this message was sent to.
//	            <mbx.example.org #5.1.1 smtp;550 5.1.1 <neko@example.net>... User unknown>
var exchange2003 = &Format{
	Name:  "exchange2003",
	About: "Microsoft Exchange 4.0 to 2003, Internet Mail Service; all languages",
	Signs: []Sign{
		{Any: []string{
			"did not reach the following recipient(s):", "did not reach some or all of the intended recipients",
			"The following recipient(s) could not be reached", "The following recipient(s) cannot be reached", "MSEXCH:",
			"hat einige oder alle Empfänger nicht erreicht", "Empfänger konnten nicht erreicht werden", "Empfänger kann nicht erreicht werden",
			"n'a pas atteint certains ou tous les destinataires", "n'a pas été remis à certains ou à tous",
			"no llegó a algunos o a todos los destinatarios", "no ha llegado a algunos", "no se pudo alcanzar",
			"non ha raggiunto", "non è stato possibile raggiungere", "heeft niet alle bedoelde", "não alcançou alguns ou todos",
			"nådde inte några av eller alla", "nåede ikke frem til", "nådde ikke frem til", "nie dotarła do niektórych",
			"не достигло некоторых или всех получателей", "一部またはすべての受信者に到達", "没有到达部分或全部", "未送達部分或全部",
		}},
		{Match: `(?m)^\s+<\S+ #[245]\.\d{1,3}\.\d{1,3}(?: |>)`},
		{Field: "X-Mailer", Any: []string{"Internet Mail Connector"}},
	},
	Extract: exchange2003List,
}

// exchange2003To is "neko@example.net on 4/29/2005 11:34 PM": an address or a
// name, a word or two, a date with a time.
var exchange2003To = lazily(`^(\s*)['"]?(` + address + `|[^\s<>#:][^<>#:]{1,80}?)['"]?(?: \(?<?(` + address + `)>?\)?)?(?:\(E-mail\))? (?:on|am|le|el|il|op|em|den|på|dnia|dne|в|kl\.?|tarihinde)?,? ?([^\d<>:]{0,16}\d{1,4}[-./ ]\S{1,12}[-./ ]\s?\d{2,4}\D{1,12}\d{1,2}[:.]\d{2}.{0,20})$`)

// exchange2003List reads the recipients and what is said of each.
func exchange2003List(p *Page) []Found {
	var found []Found
	open := false
	indent := 0
	for i := 0; i < len(p.Lines); i++ {
		line := p.Lines[i]
		if a := x400Name(line); a != "" {
			line = a + line[strings.LastIndexByte(line, ';')+1:]
			if i+1 < len(p.Lines) && !exchange2003To().MatchString(line) {
				i++
				line += " " + p.Lines[i] // such names are long: the date ends below
			}
		}
		if m := exchange2003To().FindStringSubmatch(line); m != nil && !strings.Contains(m[2], ": ") && len(found) < maxFound {
			f := Found{To: m[2], Date: m[4]}
			if m[3] != "" {
				f.To = m[3]
			}
			if !isAddress(f.To) {
				f.To = "" // a name of the address book
			}
			found, open, indent = append(found, f), true, len(m[1])
			continue
		}
		text := strings.TrimSpace(line)
		switch {
		case text == "" && open && found[len(found)-1].Why == "":
		case text == "", indent > 3 && open && len(line)-len(strings.TrimLeft(line, " \t")) == 0 && !strings.HasPrefix(text, "<"):
			open = false
		case open && !strings.Contains(text, "MTS-ID") && !strings.HasPrefix(text, ";"):
			f := &found[len(found)-1]
			f.Why = join(f.Why, text)
		}
	}
	for i := range found {
		found[i].exchange2003()
	}
	return found
}

// x400Name returns the address in a name of X.400, as the first versions write
// it; "" if line does not begin with one.
//
//	c=US;a= ;p=ORG;o=SITE;dda:SMTP=neko@example.net; on Tue, 25 Mar 2025 08:01
func x400Name(line string) string {
	if !strings.HasPrefix(line, "c=") && !strings.HasPrefix(line, "C=") {
		return ""
	}
	_, rest, ok := strings.Cut(line, "SMTP=")
	if !ok {
		return ""
	}
	a, _, ok := strings.Cut(rest, ";")
	if !ok || !isAddress(a) {
		return ""
	}
	return a
}

// exchange2003 takes the words of the remote host out of Why.
//
//	The e-mail account does not exist. <mbx.example.org #5.1.1 smtp;550 5.1.1 User unknown>
func (f *Found) exchange2003() {
	m := exchangeRemote().FindStringSubmatchIndex(f.Why)
	if m == nil {
		return
	}
	if m[2] >= 0 {
		f.Host = f.Why[m[2]:m[3]]
	}
	f.Status = f.Why[m[4]:m[5]]
	if m[6] >= 0 {
		f.Reply = strings.TrimSpace(f.Why[m[6]:m[7]])
	}
	f.Why = strings.TrimSpace(f.Why[:m[0]] + f.Why[m[1]:])
}
