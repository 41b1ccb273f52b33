package format

import (
	"slices"
	"strings"
)

// plain reads free text of programs that nobody knows: an address and words
// of failure near each other, in a message that calls itself a notice. It is
// asked last, and says nothing rather than something wrong: addresses of
// helpers ("contact postmaster@…"), of senders and in returned messages are
// no recipients.
//
//	Delivery to the following recipients failed permanently:
//
//	   * neko@example.net
//
//	SMTP:RCPT host 192.0.2.8: 553 5.3.0 <neko@example.net>... No such user here
var plain = &Format{
	Name:    "plain",
	About:   "free text of an unknown program",
	Signs:   []Sign{{Field: "Subject", Match: `^`}, {Field: "From", Match: `^`}}, // the rest is in plainText
	Extract: plainText,
}

// maxSerious bounds how much of a text is searched for words of delivery, in
// bytes: what a notice is about stands at its beginning.
const maxSerious = 8 << 10

// maxPlain is how many lines of a notice are read; notices are short.
const maxPlain = 400

// plainText returns the recipients that the text names in the clearest way
// that it uses.
func plainText(p *Page) []Found {
	if v := p.notice.Voice; v < Notifier && !p.answers() || v < System && p.field("List-Id") != "" {
		return nil
	}
	if strings.HasPrefix(p.rest, "Reporting-MTA:") || p.alerts() {
		return nil // dsn reads the former, the latter is nobody's
	}
	if p.notice.Voice < System && acknowledged.In(Fold(p.Text[:min(len(p.Text), maxSerious)])) {
		return nil // a help desk repeats what it was asked
	}
	t := &text{page: p, lines: ownLines(p.Lines[:min(len(p.Lines), maxPlain)])}
	t.failures()
	if !t.failed || !p.failure() && !t.serious() {
		return nil
	}
	for _, clear := range []func(int, string) []string{t.labelled, t.listed} {
		if found := t.collect(clear, true); len(found) > 0 {
			return found
		}
	}
	for _, vague := range []func(int, string) []string{t.inline, t.returned, t.titled} {
		if found := t.collect(vague, false); len(found) > 0 {
			return found
		}
	}
	for _, last := range []func() []Found{t.quoted, t.dialled, t.bare} {
		if found := last(); found != nil {
			return found
		}
	}
	return nil
}

// ownLines returns the lines, those that quote another message empty. Three
// marks are no quotation: ">>> RCPT TO:<neko@example.net>".
func ownLines(lines []string) []string {
	own := slices.Clone(lines)
	for i, line := range own {
		if strings.HasPrefix(line, ">") && !strings.HasPrefix(line, ">>>") {
			own[i] = ""
		}
	}
	return own
}

// text is the notice under examination.
type text struct {
	page   *Page
	lines  []string
	fails  []bool // the line has words of failure, or says something beside an address
	failed bool   // at least one has
	title  string // of the recipients that titled found
}

// plainReply is an SMTP reply or an enhanced status in a line.
var plainReply = lazily(`(?:^|[^\d.\w])[45]\d\d(?:[ -]#?[45]\.\d{1,3}\.\d{1,3}\b|[ -]+[A-Za-z<(]|: )|(?:^|[^\d.\w])[45]\.\d{1,3}\.\d{1,3}(?:[^\d.]|$)`)

var (
	failingWords  = folded(failed, failures)
	deliveryWords = folded(failed, []string{"deliver"})
	otherTitles   = folded(others)
	reasonTitles  = folded(reasons)
	delayingWords = folded(delaying)
)

// failures notes which lines have words of failure.
func (t *text) failures() {
	t.fails = make([]bool, len(t.lines))
	before := "" // the line above, if the sentence goes on
	for i, line := range t.lines {
		if line == "" {
			before = ""
			continue
		}
		low := Fold(line)
		if failingWords.In(low) || failsAround(line) || denies(low) || refusal(low) || t.page.daemon() && deniedIn(" "+low+" ", refusals()) || before != "" && undelivered(before+" "+low) || strings.ContainsAny(line, "45") && plainReply().MatchString(line) {
			t.fails[i], t.failed = true, true
		}
		before = low
		if !wrapped(line) {
			before = ""
		}
	}
}

// failsAround reports whether words of failure stand around an address: "User
// neko@example.net unknown".
func failsAround(line string) bool {
	return strings.Contains(line, "@") && failingWords.In(Fold(oneBlank(plainAddress().ReplaceAllString(line, ""))))
}

// serious reports whether the text speaks of delivery: a postmaster writes of
// full mailboxes, too.
func (t *text) serious() bool {
	if plainReply().MatchString(t.page.Text) || len(t.page.notice.To) > 0 {
		return true
	}
	if path := strings.TrimSpace(t.page.field("Return-Path")); path != "" && path != "<>" {
		return false // a postmaster announces something
	}
	low := Fold(t.page.Text[:min(len(t.page.Text), maxSerious)])
	return deliveryWords.In(low) || undelivered(low) || refusal(low)
}

// collect returns the recipients that clear finds, with the words around. The
// address to which the notice goes is that of the sender; it counts only if
// self is set, a mail system speaks, and there is no other: shops write of the
// parcel of their reader.
func (t *text) collect(clear func(int, string) []string, self bool) []Found {
	var found []Found
	var at []int
	seen := map[string]bool{}
	sender := strings.ToLower(t.page.field("To"))
	var mine []Found
	var mineAt []int
	for i, line := range t.lines {
		if !strings.Contains(line, "@") {
			continue
		}
		for _, a := range clear(i, line) {
			key := strings.ToLower(a)
			if seen[key] || len(found) >= maxFound {
				continue
			}
			seen[key] = true
			if strings.Contains(sender, key) {
				mine, mineAt = append(mine, Found{To: a}), append(mineAt, i)
				continue
			}
			found, at = append(found, Found{To: a}), append(at, i)
		}
	}
	if found == nil && len(mine) == 1 && self && t.page.daemon() {
		found, at = mine, mineAt
	}
	t.words(found, at)
	return found
}

var plainLabel = lazily(`(?i)^\W*(?:(?:failed|final|intended|original|undeliverable|invalid|bad|unknown|e-?mail|the following)[ -])*(?:recipient|address|rcpt[ .]+to|receiver|destination|mailbox|user|empfänger|destinataire|destinatario|destinatário|ontvanger|mottagare|modtager|odbiorca|příjemce|получатель|адрес|宛先|受信者|收件人|수신자|받는 사람|alıcı)(?:'?s)?(?:\(s\))?(?:[ -](?:e-?mail|address(?:es)?|is|are|name))*\s*[:=：]\s*(?:rfc822;\s*)?<?(` + address + `)>?`)

// labelled finds "Recipient: <neko@example.net>".
func (t *text) labelled(_ int, line string) []string {
	if m := plainLabel().FindStringSubmatch(line); m != nil && isAddress(m[1]) {
		return m[1:2]
	}
	return nil
}

// near is how many lines may lie between an address and words of failure.
const near = 8

// listed finds an address that stands on a line by itself, or at the start of
// one that goes on with its reason, near words of failure.
//
//	neko@example.net - 550 no such user
func (t *text) listed(i int, line string) []string {
	a, _, ok := alone(line)
	if !ok {
		first, rest := beside(line)
		if rest == "" || !t.fails[i] && !t.page.daemon() {
			return nil
		}
		if a, _, ok = alone(first); !ok {
			return nil
		}
	}
	if !t.failsNear(i) {
		return nil
	}
	t.fails[i] = t.fails[i] || !isAddress(strings.TrimSpace(line)) && t.page.daemon() && saysBeside(line)
	return []string{a}
}

// besides are what may stand between an address and what is said of it.
var besides = []string{":", "(", "<", "[", "- ", "-- ", "\u2013", "\u2014", "=", "|", "\uff1a", "\u2026", "..."}

// beside cuts a line behind the address that it begins with, where a mark tells
// that something is said of it; else rest is empty.
func beside(line string) (first, rest string) {
	first, rest, _ = strings.Cut(strings.TrimLeft(line, " \t*-•>'[\""), " ")
	first, rest = strings.TrimRight(first, "'\""), strings.TrimLeft(rest, " \t")
	if strings.HasSuffix(first, ":") || strings.HasPrefix(first, "<") || startsWithCode(rest) || startsWith(rest, besides) {
		return first, rest
	}
	return first, ""
}

// saysBeside reports whether a line says something of the address that it
// begins with.
func saysBeside(line string) bool {
	_, rest := beside(line)
	return len(strings.TrimLeft(rest, " -:=<>()[]|")) > 2
}

// failsNear reports whether words of failure stand near line i.
func (t *text) failsNear(i int) bool {
	return slices.Contains(t.fails[max(0, i-near):min(len(t.fails), i+near)], true)
}

var (
	plainAddress = lazily(`<?(` + address + `)>?`)
	// words before an address that is no recipient
	plainOther = lazily(`(?i)(?:contact|write to|e-?mail to|mailto:|forward(?:ed)? (?:it |this )?to|reply to|report(?:ed)? to|send (?:\w+ )?(?:e-?mail )?to|from|from:|sender|sender:|by|please(?: use| try)?|use|instead|via|help|questions? to|address of|kontakt\w*|contacter|contacte|contatt\w*|von|de)[:\s<"'(]*$`)
)

// helpers are local parts of those who are asked for help.
var helpers = []string{"postmaster@", "abuse@", "mailer-daemon@", "support@", "helpdesk@", "noreply@", "no-reply@", "hostmaster@", "webmaster@"}

// inline finds addresses in a line that has words of failure.
func (t *text) inline(i int, line string) []string {
	if !t.fails[i] {
		return nil
	}
	var out []string
	for _, m := range plainAddress().FindAllStringSubmatchIndex(line, 20) { // 20: more is no sentence
		a := line[m[2]:m[3]]
		before := line[max(0, m[0]-60):m[0]]
		if !isAddress(a) || t.house(a, line) || plainOther().MatchString(before) || strings.HasSuffix(before, "/") || startsWith(strings.ToLower(a), helpers) {
			continue
		}
		out = append(out, a)
	}
	return out
}

// house reports whether a line without a reply names an address of the domain
// of an author who is no mail system: shops name their own helpers when a
// parcel was not delivered.
func (t *text) house(addr, line string) bool {
	if t.page.daemon() || strings.TrimSpace(t.page.field("Return-Path")) == "<>" || plainReply().MatchString(line) {
		return false
	}
	domain := strings.ToLower(addr[strings.LastIndexByte(addr, '@'):])
	return strings.Contains(strings.ToLower(t.page.field("From"))+">", domain+">")
}
