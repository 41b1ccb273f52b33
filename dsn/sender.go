package dsn

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// This file judges who sent a message: only programs send reports, people
// forward and quote them, and some programs answer for people. Formats get the
// judgement with the notice.

// fromProgram reports whether a header says that a program sent the message.
// One without an author is the rest of a header: what people write with has
// one (RFC 5322 section 3.6).
func fromProgram(h Header) bool {
	if isLetter(h) {
		return false
	}
	return h.Get("X-Failed-Recipients") != "" || hasEmptyPath(h) || isAutoSubmitted(h) || strings.TrimSpace(h.Get("From")) == "" ||
		(isSystem(h) || isDesk(h.Get("From"))) && !isForwarded(h) || isUnmanned(author(h))
}

// unmanned are local parts by which only programs send: nobody reads them, as
// somebody does who is called postmaster. What they forward, a gateway forwards.
var unmanned = []string{"mailer-daemon@", "mailer_daemon@", "mailerdaemon@", "maildaemon@", "mail-daemon@", "double-bounce@"}

func isUnmanned(author string) bool { return hasAnyPrefix(strings.ToLower(author), unmanned) }

// isLetter reports whether a person answers from the address of a postmaster: by
// the envelope, too, and to a message that is named. No mail system answers.
func isLetter(h Header) bool {
	return byItsAuthor(h) && h.Get("In-Reply-To") != "" && !isAutoSubmitted(h) && h.Get("X-Failed-Recipients") == "" &&
		hasAnyPrefix(title(h.Get("Subject")), answerPrefixes)
}

// voice judges whose words a message is. People's mailboxes answer and forward
// by program, too; then the title tells.
func (m *message) voice(text string) format.Voice {
	h := m.Header
	own := title(h.Get("Subject"))
	program := fromProgram(h)
	switch {
	case isAbsenceTitle(own):
		return format.Person
	case program && isSystem(h):
		return format.System
	case repeats(own), entitled(own, autoSubjects):
		return format.Person
	case (program || !isPosted(h)) && format.IsFailure(h.Get("Subject")), isRefusal(h), givesBack(h, text):
		return format.Notifier
	case program:
		return format.Program
	}
	return format.Person
}

// isRefusal reports whether a message with the reverse path of a report says in
// its title that a message was refused, as filters do: "Message blocked".
func isRefusal(h Header) bool {
	subject := h.Get("Subject")
	return strings.TrimSpace(h.Get("Return-Path")) == "<>" && !entitled(subject, digestTitles) && format.Refuses(format.Fold(subject))
}

// repeats reports whether a title is that of an answer or a forwarded message:
// what follows is another's.
func repeats(title string) bool {
	return hasAnyPrefix(title, answerPrefixes) || hasAnyPrefix(title, forwardPrefixes)
}

// archivers are local parts by which archives pass on what they keep.
var archivers = []string{"archive@", "archiver@", "mailarchive@", "mail-archive@", "journal@", "journaling@", "journal-"}

// isArchived reports whether an archive passes a message on, whole: that of
// Exchange marks it, others have a name.
func isArchived(h Header) bool {
	from := strings.ToLower(author(h))
	return hasField(h, "X-MS-Journal-Report") || hasAnyPrefix(from, archivers) && !repeats(title(h.Get("Subject")))
}

// hasField reports whether a header has a field, empty perhaps.
func hasField(h Header, name string) bool {
	return slices.ContainsFunc(h, func(f Field) bool { return strings.EqualFold(f.Name, name) })
}

// isSystem reports whether a mail system signs or sends the message.
func isSystem(h Header) bool {
	return isMailer(h.Get("From")) || isMailer(h.Get("Sender")) || isDaemon(h.Get("Return-Path"))
}

// hasEmptyPath reports whether the message was sent with the reverse path of
// reports, <> (RFC 5321 section 4.5.5), or by a daemon. Lists and newsletters
// use "news-bounces@…", which says nothing.
func hasEmptyPath(h Header) bool {
	rp := strings.TrimSpace(h.Get("Return-Path"))
	return rp == "<>" || isDaemon(rp)
}

// isAutoSubmitted reports whether the message says that no person sent it
// (RFC 3834 section 5).
func isAutoSubmitted(h Header) bool {
	auto := h.Get("Auto-Submitted")
	return auto != "" && !strings.HasPrefix(strings.ToLower(auto), "no")
}

// isPosted reports whether the message came through a list, or from whoever is
// its author by the envelope, too: people ask for help under the titles of
// notices. Reports go with an empty reverse path, or that of a daemon.
func isPosted(h Header) bool {
	return h.Get("List-Id") != "" || byItsAuthor(h)
}

// byItsAuthor reports whether the envelope names the author, whose address is
// not one by which no person writes.
func byItsAuthor(h Header) bool {
	path := strings.ToLower(strings.Trim(h.Get("Return-Path"), "<> \t"))
	return path != "" && strings.Contains(strings.ToLower(h.Get("From")), path) && !containsAny(path, nobodies)
}

// nobodies are local parts by which no person writes.
var nobodies = []string{"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "bounce", "nobody@", "daemon", "sms@", "mms@", "fax@"}

// givesBack reports whether a text ends with a message of the one to whom it
// goes, trace and all: people who answer quote no such fields. Old programs
// have names of their own and no reverse path that could tell.
//
//	To: ann@example.org
//
//	==== A copy of your message is being returned, because: ====
//	"NEKO" at EXAMPLE.NET is an unknown recipient.
//	==== Failed message follows: ====
//	From: ann@example.org
//	Message-ID: <1@example.org>
func givesBack(h Header, text string) bool {
	to := strings.ToLower(cleanAddress(h.Get("To")))
	if !isAddress(to) || h.Get("List-Id") != "" || h.Get("In-Reply-To") != "" {
		return false
	}
	traced, authored := false, false
	for line := range strings.Lines(format.Quoted(text)) {
		name, value, _ := strings.Cut(line, ":")
		switch strings.ToLower(name) {
		case "received", "message-id":
			traced = true
		case "from":
			authored = strings.Contains(strings.ToLower(value), to)
		}
	}
	return traced && authored
}

// daemons are local parts by which mail systems send their reports.
var daemons = []string{
	"mailer-daemon", "mailer_daemon", "mailerdaemon", "mail-daemon", "maildaemon", "postmaster", "post_master", "double-bounce", "microsoftexchange",
}

// mailers are other names by which mail systems sign, in lower case.
var mailers = []string{
	"mailer daemon", "mail delivery", "mail.delivery", "maildelivery", "mail deliver", "delivery subsystem", "delivery system", "system administrator", "systemadministrator",
	"mail administrator", "mail system", "mailsystem", "mail server", "mailserver", "mail router", "mailmaster", "internet mail", "ndr ", "interscan", "mimesweeper", "mailmarshal", "mailscanner",
	"mailzustell", "zustellsystem", "zustelldienst", "mail gateway", "mail relay", "mail transport", "email server", "e-mail server", "smtp server", "smtp gateway", "servizio di posta", "servicio de correo", "serviço de correio", "distribution du courrier", "memo service",
	"daemon@", "mailer@", "mmdf@", "systemadmin", "administrateur syst", "administrador del sistema", "administrador do sistema", "amministratore sistema", "systeembeheerder",
	"mail sunucusu", "posta sunucusu", "postsystem", "system pocztowy", "serwer pocztowy", "servidor de correo", "sistema de correo",
	"servidor de e-mail", "sistema de e-mail", "serveur de messagerie", "sistema di posta", "server di posta",
}

// foreignMailers are the same with letters beyond ASCII.
var foreignMailers = []string{
	"postijärjestelmä", "postinvälitys", "poštovní systém", "poštovní server", "levelezőrendszer", "levelezőszerver", "système de messagerie",
	"почтовая система", "почтовый сервер", "поштовий сервер", "システム管理者", "メールサーバ", "メールシステム", "メール配信システム", "系统管理员", "系統管理員", "邮件系统", "郵件系統", "邮件服务器", "시스템 관리자", "메일시스템", "메일 시스템", "메일 서버",
}

// returnPaths are names by which services send what concerns bounces.
var returnPaths = []string{"bounce@", "bounces@"}

// complaintDesks are names by which complaints are sent.
var complaintDesks = []string{"complaints@", "abuse@", "feedbackloop", "staff@hotmail", "scomp@", "fbl@", "fbl-no-reply@"}

func isDaemon(path string) bool { return path != "" && containsAny(names(path), daemons) }

func isMailer(from string) bool {
	from = names(from)
	return containsAny(from, daemons) || containsAny(from, mailers) || strings.ContainsFunc(from, isForeign) && containsAny(from, foreignMailers)
}

// isForeign reports whether a letter is beyond ASCII.
func isForeign(r rune) bool { return r >= utf8.RuneSelf }

func isDesk(from string) bool {
	from = strings.ToLower(from)
	return containsAny(from, returnPaths) || containsAny(from, complaintDesks)
}

// names returns an address field in lower case without the domain of its
// address: whoever writes from a host called mailserver is no mail system.
func names(field string) string {
	field = strings.ToLower(field)
	at := strings.LastIndexByte(field, '@') + 1
	if at == 0 {
		return field
	}
	if end := strings.IndexAny(field[at:], "> \t\"("); end >= 0 {
		return field[:at] + field[at+end:]
	}
	return field[:at]
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// forwardPrefixes begin the subjects of what people forward. WG: German; TR,
// I, RV, ENC, DOORST, PD, VL, VB, VS: what programs write for French, Italian,
// Spanish, Portuguese, Dutch, Polish, Finnish, Swedish, Danish.
var forwardPrefixes = []string{
	"fw:", "fwd:", "fw :", "fwd :", "[fwd", "(fwd", "wg:", "tr:", "tr :", "rv:", "enc:", "i:", "doorst:", "pd:", "vl:", "vb:", "vs:", "fs:", "ilt:", "i̇lt:", "yml:",
	"továbbítás:", "továbbított:", "trs:", "přeposláno:", "пересл:", "прев:", "прп:", "προώθ:", "πρθ:",
	"转发:", "转发：", "轉寄:", "轉寄：", "轉發:", "転送:", "전달:", "הועבר:", "إعادة توجيه:", "forwarded:", "weitergeleitet:",
}

// answerPrefixes begin the subjects of what people answer.
var answerPrefixes = []string{
	"re:", "re :", "re[", "aw:", "antw:", "antwort:", "sv:", "odp:", "odp.:", "res:", "r:", "ré:", "rif:", "ref:", "ynt:", "yan:", "vá:", "atb:", "bls:", "hb:", "ang:", "ответ:", "на:", "отг:", "απ:", "σχετ:",
	"回复:", "回复：", "答复:", "答复：", "回覆:", "回覆：", "返信:", "回信:", "회신:", "답장:", "השב:", "رد:",
}

// isForwarded reports whether the subject is that of a message that somebody
// forwarded.
func isForwarded(h Header) bool {
	return hasAnyPrefix(title(h.Get("Subject")), forwardPrefixes)
}

// personalMailers are names in User-Agent and X-Mailer of programs by which
// people write.
var personalMailers = []string{
	"thunderbird", "apple mail", "iphone mail", "ipad mail", "microsoft outlook", "outlook express", "microsoft-macoutlook", "windows live mail",
	"evolution", "k-9", "roundcube", "squirrelmail", "horde", "yahoomail", "airmail", "mailbird", "the bat", "sylpheed", "claws",
	"kmail", "eudora", "becky", "gnus", "alpine", "mutt/", "foxmail", "postbox", "seamonkey", "open-xchange mailer", "webmail", "shuriken", "al-mail",
}

// forwardMarks begin what people forward inside a text.
var forwardMarks = []string{
	"---------- forwarded message", "-------- forwarded message", "begin forwarded message:", "-----forwarded message", "-------- weitergeleitete nachricht",
	"anfang der weitergeleiteten", "---------- message transféré", "-------- message transféré", "début du message réexpédié", "---------- mensaje reenviado",
	"inicio del mensaje reenviado", "---------- mensagem encaminhada", "---------- messaggio inoltrato", "inizio messaggio inoltrato", "---------- doorgestuurd bericht",
	"---------- пересылаемое", "---------- przekazana wiadomość", "---------- 转发", "---------- 轉寄", "---------- 転送メッセージ",
}

// fromPerson reports whether a message is one that a person answered,
// forwarded or wrote: whatever it quotes is not its own word.
func (m *message) fromPerson(text string) bool {
	if fromProgram(m.Header) {
		return false
	}
	if repeats(title(m.Header.Get("Subject"))) {
		return true
	}
	if containsAny(strings.ToLower(m.Header.Get("User-Agent")+" "+m.Header.Get("X-Mailer")), personalMailers) {
		return true
	}
	return containsAny(strings.ToLower(text[:min(len(text), maxProse)]), forwardMarks)
}

// maxProse bounds how much of a text is searched for words of people and
// programs, in bytes: what a message is about stands at its beginning.
const maxProse = 16 << 10
