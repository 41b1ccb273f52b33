package dsn

import "strings"

// fromProgram reports whether a header says that a program sent the message:
// only programs send reports, people forward and quote them.
func fromProgram(h Header) bool {
	if h.Get("X-Failed-Recipients") != "" || hasEmptyPath(h) || isAutoSubmitted(h) {
		return true
	}
	return (hasDaemon(h.Get("From")) || isMailer(h.Get("Sender"))) && !isForwarded(h)
}

// hasEmptyPath reports whether the message was sent with the reverse path of
// reports, <> (RFC 5321 section 4.5.5), or by a daemon. Lists and newsletters
// use "news-bounces@…", which says nothing.
func hasEmptyPath(h Header) bool {
	rp := strings.TrimSpace(h.Get("Return-Path"))
	return rp == "<>" || isMailer(rp)
}

// isAutoSubmitted reports whether the message says that no person sent it
// (RFC 3834 section 5).
func isAutoSubmitted(h Header) bool {
	auto := h.Get("Auto-Submitted")
	return auto != "" && !strings.HasPrefix(strings.ToLower(auto), "no")
}

// mailers are names by which mail systems send their reports.
var mailers = []string{
	"mailer-daemon", "mailer_daemon", "mailerdaemon", "mail-daemon", "maildaemon", "postmaster", "post_master", "mailer daemon",
	"mail delivery", "mail administrator", "mail system", "double-bounce", "microsoftexchange", "system administrator",
}

// returnPaths are names by which services send what concerns bounces.
var returnPaths = []string{"bounce@", "bounces@"}

// complaintDesks are names by which complaints are sent.
var complaintDesks = []string{"complaints@", "abuse@", "feedbackloop", "staff@hotmail", "scomp@", "fbl@", "fbl-no-reply@"}

func isMailer(from string) bool { return containsAny(strings.ToLower(from), mailers) }

func hasDaemon(from string) bool {
	from = strings.ToLower(from)
	return containsAny(from, mailers) || containsAny(from, returnPaths) || containsAny(from, complaintDesks)
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
	if isForwarded(m.Header) || hasAnyPrefix(title(m.Header.Get("Subject")), answerPrefixes) {
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
