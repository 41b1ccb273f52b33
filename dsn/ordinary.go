package dsn

import (
	"bytes"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// ordinary says what m is if it is a report that is nobody's failure: about
// domains, or about a message that waits for a moderator. Else it returns "".
func (m *message) ordinary(rep *Report) string {
	switch {
	case m.isPraise():
		return "the recipient says that a message is no spam"
	case m.isDomainReport():
		return "a DMARC or TLS report"
	case hasAnyPrefix(strings.ToLower(m.Header.Get("X-Ricevuta")), []string{"accettazione", "presa-in-carico"}):
		// RFC 6109 sections 3.1 and 3.2. Each message gets one, also that
		// which then fails: as a delivery it would make every count start anew.
		return "a provider's receipt that certified mail is on its way"
	case !m.hasReport() && m.isHeldByList(rep):
		return "a list holds a message for its moderator"
	}
	return ""
}

// noNotice says what m is if its text only looks like the notice of a mail
// system: people and lists talk about bounces, services count them, frauds
// imitate them. Else it returns "".
func (m *message) noNotice(rep *Report) string {
	switch {
	case m.fromPerson(rep.Text):
		return "a person wrote, answered or forwarded it"
	case entitled(rep.Subject, digestTitles):
		return "a digest or a summary"
	case fromProgram(m.Header) && m.isBait(rep):
		return "a fraud or a worm in the shape of a bounce"
	case m.isStrangersSession(rep):
		return "the transcript of a session in which a stranger's mail was refused"
	}
	return ""
}

// isDomainReport reports whether m tells a domain how its mail was
// authenticated or encrypted: DMARC aggregate reports (RFC 7489 section
// 7.2.1.1), TLS reports (RFC 8460 section 5.3).
//
//	Subject: Report Domain: example.org Submitter: mx.example.net Report-ID: 4711
func (m *message) isDomainReport() bool {
	if m.ReportType == "tlsrpt" || m.Header.Get("TLS-Report-Domain") != "" {
		return true
	}
	if m.hasReport() || format.IsFailure(m.Header.Get("Subject")) {
		return false // a bounce that returns one, perhaps among its own parts
	}
	if entitled(m.Header.Get("Subject"), []string{"report domain:", "dmarc aggregate", "report-id:"}) {
		return true
	}
	for i := range m.Parts {
		p := &m.Parts[i]
		name := strings.ToLower(p.Name)
		if strings.HasPrefix(p.Type, "application/tlsrpt") ||
			strings.Count(name, "!") >= 2 && (strings.HasSuffix(name, ".gz") || strings.HasSuffix(name, ".zip") || strings.HasSuffix(name, ".xml")) {
			return true
		}
	}
	return false
}

// digestTitles are words in the subjects of digests, summaries and quarantine
// reports, in lower case.
var digestTitles = []string{
	"digest, vol", "digest vol", "digest number", "daily digest", "weekly digest", "quarantine", "quarantäne", "quarantaine", "cuarentena", "quarantena", "карантин",
	"spam digest", "spam summary", "spam report for", "bounce summary", "bounce report", "bounce statistics", "delivery summary", "weekly summary", "daily summary", "monthly summary",
	"log summar", "account statistics", "logwatch", "mail log", "mail statistics", "mail queue alert", "mail queue report", "mailq", "queue report", // what mail systems tell their postmaster
}

// heldWords are words by which list servers say that a person will decide, in
// lower case.
var heldWords = []string{
	"awaits moderator approval", "awaiting moderator approval", "awaiting moderation", "awaits moderation", "held for moderation", "pending moderation",
	"being held until the list moderator", "held for approval", "waiting for moderator", "forwarded to the list moderator", "forwarded to the moderator", "sent to the moderator",
	"requires approval by", "requiring your approval", "moderator request", "moderation request", "wartet auf die bestätigung", "wartet auf moderation", "en attente de modération", "attend l'approbation du modérateur", "pendiente de moderación", "in attesa di approvazione",
}

// maxHeld bounds how much of a text is searched for heldWords, in bytes: they
// stand in its first sentences.
const maxHeld = 2000

// isHeldByList reports whether a list holds a message for its moderator.
func (m *message) isHeldByList(rep *Report) bool {
	words := ownWords(rep.Text[:min(len(rep.Text), maxHeld)])
	return entitled(rep.Subject, heldWords) || containsAny(lowerStart(words), heldWords) || fromListServer(m.Header) && isHeld(words)
}

// dangerous are endings of attachments that no mail system sends.
var dangerous = []string{
	".exe", ".scr", ".pif", ".com", ".bat", ".cmd", ".zip", ".rar", ".7z", ".iso", ".img", ".js", ".vbs", ".lnk", ".hta", ".htm", ".html", ".shtml", ".xhtml", ".svg", ".jar", ".one",
}

// lures are words by which a reader is asked to do something with his own
// mailbox, in lower case: no mail system asks for that when mail of his failed.
var lures = []string{
	"release message", "release your", "release pending", "release mail", "retrieve", "recover", "restore your", "review message", "view message", "view your", "move to inbox", "deliver to inbox",
	"sign in", "sign-in", "log in to", "login to", "re-activate", "reactivate", "verify your", "validate your", "confirm your account", "confirm your password", "upgrade your", "increase your", "get more storage", "free up", "keep same password", "password expir", "fix now", "fix error", "resolve now", "allow messages",
	"hier anmelden", "postfach wiederherstellen", "nachrichten freigeben", "connectez-vous",
}

// pointers are words that point to a page, in lower case: frauds have them, and
// notices that offer help.
var pointers = []string{
	"click here", "click below", "click on the link", "click the link", "click the button", "update your", "klicken sie", "hier klicken", "cliquez ici", "haga clic", "clique aqui", "clicca qui", "klik hier", "kliknij tutaj", "нажмите здесь", "点击", "點擊", "こちらをクリック",
}

// ownMailbox are words by which a text speaks of mail to its reader, in lower
// case.
var ownMailbox = []string{
	"your mailbox", "your inbox", "your storage", "your account", "your password", "your email account", "your e-mail account", "your webmail", "incoming", "pending message", "messages pending", "sent to you", "quarantine",
	"ihr postfach", "ihre mailbox", "ihr konto", "ihrem konto", "ihres postfachs", "ihrem postfach", "eingehende", "votre boîte", "votre compte", "votre messagerie", "su buzón", "su cuenta", "tu cuenta", "sua conta", "sua caixa", "tua casella", "sua casella", "suo account", "uw mailbox", "uw account", "twoja skrzynka", "twoje konto", "ваш ящик", "вашего ящика", "您的邮箱", "您的信箱", "お客様のメールボックス",
}

// isBait reports whether m is a fraud or a worm in the shape of a bounce. A
// bounce returns a message, or says what a host answered, or at least whom a
// message of ours did not reach; these do not, and bring a link or an
// attachment instead. Some write codes, too, but no mail system that asks its
// reader to do something sends with a reverse path of its own.
func (m *message) isBait(rep *Report) bool {
	if len(rep.Original.Header) > 0 || m.Header.Get("X-Failed-Recipients") != "" || quotesMessage(rep.Text) {
		return false
	}
	words := strings.ToLower(rep.Text[:min(len(rep.Text), maxProse)])
	if statesReply(rep.Text) {
		named := m.Header.Get("Return-Path") != "" && !hasEmptyPath(m.Header)
		return named && m.hasLink() && containsAny(words, lures) && containsAny(words, ownMailbox)
	}
	for i := range m.Parts {
		if p := &m.Parts[i]; p.Name != "" && !p.isReturned() && hasAnySuffix(strings.ToLower(p.Name), dangerous) {
			return true
		}
	}
	if !m.hasLink() || !containsAny(words, lures) && !containsAny(words, pointers) {
		return false
	}
	return containsAny(words, lures) || containsAny(words, ownMailbox) || !m.namesStranger(rep)
}

// namesStranger reports whether a notice names whom a message did not reach:
// somebody of another domain than its reader's, whose own addresses a fraud
// knows, too.
func (m *message) namesStranger(rep *Report) bool {
	readers := addressees(m.Header.Get("To"))
	neighbour := func(a string) bool {
		return slices.ContainsFunc(readers, func(r string) bool { return domainOf(r) == domainOf(a) })
	}
	reading, _ := format.Read(m.notice(rep))
	return slices.ContainsFunc(reading.Found, func(f format.Found) bool {
		a := cleanAddress(f.To)
		return isAddress(a) && isPublic(a) && !neighbour(a)
	})
}

// hasLink reports whether a text part holds a link to a page.
func (m *message) hasLink() bool {
	for i := range m.Parts {
		p := &m.Parts[i]
		if b := p.Body[:min(len(p.Body), maxProse)]; p.isText() && (bytes.Contains(b, []byte("http")) || bytes.Contains(b, []byte("href"))) {
			return true
		}
	}
	return false
}

// statesReply reports whether a text has an enhanced status, or a reply code
// at the start of some words.
func statesReply(text string) bool {
	text = text[:min(len(text), maxProse)]
	return findReply(text) >= 0 || !statusIn(text).IsZero()
}

// quotesMessage reports whether a text quotes the header of a message.
func quotesMessage(text string) bool {
	b := []byte(text)
	return hasOuterField(b, []string{"received:", "message-id:", "return-path:"}) || fieldLine(b, "from:") >= 0 && fieldLine(b, "subject:") >= 0
}

func hasAnySuffix(s string, suffixes []string) bool {
	for _, e := range suffixes {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}
