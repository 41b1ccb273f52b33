package dsn

import "strings"

// fromProgram reports whether a header says that a program sent the message:
// only programs send reports, people forward and quote them.
func fromProgram(h Header) bool {
	if rp := strings.TrimSpace(h.Get("Return-Path")); rp == "<>" || hasDaemon(rp) {
		return true
	}
	if auto := h.Get("Auto-Submitted"); auto != "" && !strings.HasPrefix(strings.ToLower(auto), "no") {
		return true
	}
	return hasDaemon(h.Get("From")) || hasDaemon(h.Get("Sender")) || h.Get("X-Failed-Recipients") != ""
}

// daemons are names that mail programs send their reports by.
var daemons = []string{
	"mailer-daemon", "mailer_daemon", "mailerdaemon", "mail-daemon", "maildaemon", "postmaster", "mailer daemon",
	"mail delivery", "mail administrator", "mail system", "double-bounce", "bounce@", "bounces@",
	"microsoftexchange", "system administrator", "complaints@", "abuse@", "feedbackloop", "staff@hotmail",
}

func hasDaemon(from string) bool {
	from = strings.ToLower(from)
	for _, d := range daemons {
		if strings.Contains(from, d) {
			return true
		}
	}
	return false
}

// answerPrefixes begin the subjects of what people answer and forward.
var answerPrefixes = []string{"re:", "fw:", "fwd:", "aw:", "wg:", "tr:", "rv:", "sv:", "vs:", "odp:", "enc:", "res:", "antw:", "i:", "ynt:"}

// fromPerson reports whether a message is one that a person answered or
// forwarded: whatever it quotes is not its own word.
func fromPerson(h Header) bool {
	if fromProgram(h) {
		return false
	}
	subject := strings.ToLower(strings.TrimSpace(h.Get("Subject")))
	for _, p := range answerPrefixes {
		if strings.HasPrefix(subject, p) {
			return true
		}
	}
	return false
}
