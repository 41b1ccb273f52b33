package format

import (
	"regexp"
	"strings"
)

// exchange is Exchange since 2007. Its words come in forty languages, and
// owners may replace them; what follows "Diagnostic information for
// administrators" has the same shape in all.
//
//	Generating server: mbx.example.org
//
//	neko@example.org
//	#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##
//
//	cats@example.net
//	mx.example.net #<mx.example.net #5.1.1 smtp;550 5.1.1 User unknown> #SMTP#
//
//	tora@example.net
//	Remote Server returned '550 5.1.1 User unknown'
//
//	Original message headers:
var exchange = &Format{
	Name:  "exchange",
	About: "Microsoft Exchange since 2007, Exchange Online, Outlook.com; all languages",
	Signs: []Sign{
		{Any: []string{
			"Diagnostic information for administrators", "Generating server: ", "#SMTP#", "RESOLVER.", "Remote Server returned '",
			"Delivery has failed to these recipients", "Delivery is delayed to these recipients",
			"rejected your message to the following e",
			"Generierender Server", "Serveur de génération", "Servidor de generación", "Server di generazione",
			"Bronserver", "Servidor de geração", "Genererande server", "Genererende server", "Genererer server",
			"Serwer generujący", "Generující server", "Создающий сервер", "Формирующий сервер", "生成サーバー", "生成服务器",
			"產生伺服器", "서버 생성", "생성 서버", "Oluşturan sunucu",
		}},
		{Field: "X-MS-Exchange-Message-Is-Ndr", Match: `^`},
		{Match: `(?m)^(?:\S+\.\S+ )?#[45]\d\d [45]\.\d{1,3}\.\d{1,3} .*##`},
	},
	Extract: exchangeDiagnostics,
}

// exchangeDiagnostics reads the part for administrators; if there is none,
// the part for people.
func exchangeDiagnostics(p *Page) []Found {
	var found []Found
	for i := 0; i < len(p.Lines) && len(found) < maxFound; i++ {
		if s, ok := strings.CutPrefix(p.Lines[i], "Generating server: "); ok {
			p.Reporter = strings.TrimSpace(s)
		}
		to, _, ok := alone(p.Lines[i])
		if !ok {
			continue
		}
		words, end := paragraphAfter(p.Lines, i+1)
		if f := (Found{To: to}); f.diagnostic(words) {
			found = append(found, f)
			i = end
		}
	}
	if len(found) == 0 {
		found = exchangePeople(p)
	}
	if p.has("Delivery is delayed to these recipients", "This message hasn't been delivered yet", "Delivery will continue to be attempted") {
		for i := range found {
			found[i].Action = "delayed"
		}
	}
	return found
}

// paragraphAfter joins the lines from i on up to the next empty line or the
// next address; blank lines before, of which HTML leaves some, are skipped.
func paragraphAfter(lines []string, i int) (words string, end int) {
	for n := 0; i < len(lines) && lines[i] == "" && n < 2; n++ {
		i++
	}
	for ; i < len(lines) && lines[i] != ""; i++ {
		if _, _, ok := alone(lines[i]); ok {
			break
		}
		words = join(words, strings.TrimSpace(lines[i]))
	}
	return words, i - 1
}

// What the part for administrators says of an address.
var (
	// <mx.example.net #5.1.1 smtp;550 5.1.1 User unknown>
	exchangeRemote = regexp.MustCompile(`< ?(?:([^\s<>#]+) )?#([245]\.\d{1,3}\.\d{1,3})(?: (?:smtp|SMTP|x400|X\.400);(.*?))?>(?:'|"| #SMTP#| *$|$)`)
	// Remote Server returned '550 5.1.1 User unknown', in any language
	exchangeQuoted = regexp.MustCompile(`(?: at (\S+)(?: \([^()]*\))?[^'"]{0,40})?['"«»“”„‘’「『][ \x{a0}]?(<?(?:\S+ )?#?[245]\d\d[ -].*?)[ \x{a0}]?['"«»“”„‘’」』](?:[ .。]|$|[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}])`)
	// mx.example.net #550 5.1.1 User unknown ##
	exchangeHash = regexp.MustCompile(`^(?:([^\s#]+) )?#([245]\d\d .*?)(?: ?##.*| #SMTP#.*)?$`)
	// 550 5.1.1 User unknown
	exchangePlain = regexp.MustCompile(`^(?:.{0,80}?[:;] )?([245]\d\d[ -]?#?[245]\.\d{1,3}\.\d{1,3}\b.*)$`)
)

// diagnostic takes what is said of the address apart; false if it is no
// diagnosis.
func (f *Found) diagnostic(words string) bool {
	if !strings.ContainsAny(words, "245") || len(words) < 5 {
		return false
	}
	if m := exchangeRemote.FindStringSubmatch(words); m != nil {
		f.Host, f.Status, f.Reply = m[1], m[2], strings.TrimSpace(m[3])
		if m[3] == "" {
			f.Why = strings.TrimSpace(strings.Replace(words, m[0], "", 1))
		}
		return true
	}
	if m := exchangeHash.FindStringSubmatch(words); m != nil {
		f.Host, f.Reply = m[1], m[2]
		return true
	}
	if all := exchangeQuoted.FindAllStringSubmatch(words, 20); all != nil { // 20: as many attempts are told
		m := all[len(all)-1] // the first may be "message delayed"; the attempts come after
		f.Host, f.Reply = m[1], m[2]
		return true
	}
	if m := exchangePlain.FindStringSubmatch(words); m != nil {
		f.Reply = m[1]
		return true
	}
	return false
}

// Sentences of the part for people, where only it exists: the address in the
// first of them, and the error in a table.
var (
	exchangeYour  = regexp.MustCompile(`^[^\s@].{2,60}?[ «"'<„]\s?<?(` + address + `)>?(?:<mailto:[^<>]*>)?[»"'”]? .{4,80}$`)
	exchangeError = regexp.MustCompile(`(?:^|[:： ])([45]\d\d [45]\.\d{1,3}\.\d{1,3} \S.*)$`)
)

// exchangeSentence reads "Your message to neko@example.org couldn't be
// delivered." among the first lines.
func exchangeSentence(p *Page) []Found {
	for i, line := range p.Lines[:min(len(p.Lines), 20)] {
		m := exchangeYour.FindStringSubmatch(line)
		if m == nil || !containsAny(strings.ToLower(line), failures) && !containsAny(strings.ToLower(line), failed) {
			continue
		}
		f := Found{To: m[1]}
		f.Why, _ = paragraphAfter(p.Lines, i+1)
		for _, later := range p.Lines[i:] {
			if e := exchangeError.FindStringSubmatch(later); e != nil {
				f.Reply = e[1]
				break
			}
		}
		return []Found{f}
	}
	return nil
}

// exchangePeople reads the part for people.
//
//	Delivery has failed to these recipients or groups:
//
//	neko@example.org<mailto:neko@example.org>
//	The email address you entered couldn't be found.
func exchangePeople(p *Page) []Found {
	if found := exchangeSentence(p); found != nil {
		return found
	}
	var found []Found
	listing := false
	for i := 0; i < len(p.Lines) && len(found) < maxFound; i++ {
		line := p.Lines[i]
		if strings.HasSuffix(line, ":") || strings.HasSuffix(line, "：") {
			listing = len(found) == 0 || listing && found[len(found)-1].Why == ""
			continue
		}
		to, ok := mentioned(line)
		if !listing || !ok {
			continue
		}
		words, end := paragraphAfter(p.Lines, i+1)
		found = append(found, Found{To: to, Why: words})
		i = end
	}
	return found
}

// mentioned returns the address of a line that is an address or a name with
// one: "Neko (neko@example.org)<mailto:neko@example.org>".
func mentioned(line string) (to string, ok bool) {
	if to, _, ok = alone(line); ok {
		return to, true
	}
	to = strings.TrimSpace(between(line, "<mailto:", ">"))
	return to, isAddress(to) && len(line) < 200
}
