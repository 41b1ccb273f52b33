package dsn

import (
	"strings"
	"unicode/utf8"
)

// A quotation is a text taken apart into the two voices: what a host replied,
// and what was said about it.
type quotation struct {
	Reply   Reply
	Status  Status // the code that the reply states
	Remark  string
	Command string
	Host    string
}

// quote finds the SMTP reply in the words of a report:
//
//	host mx.example.org[192.0.2.1] said: 550 5.1.1 <a@example.org>: User
//	unknown (in reply to RCPT TO command)
//
// becomes the reply "550 5.1.1 <a@example.org>: User unknown" and the remark
// "host mx.example.org[192.0.2.1] said: … (in reply to RCPT TO command)".
// Where no host replied, the program that gave up is who refused: its words
// are the reply (and there is no remark).
func quote(text string) quotation {
	text = oneLine(text)
	q := quotation{Host: hostIn(text)}
	start := findReply(text)
	if start < 0 {
		q.Reply.Text = text
		q.Status = statusIn(text)
		q.Command = commandIn(text)
		return q
	}
	before, reply := text[:start], text[start:]
	reply, after := cutReplyNote(unwrap(before, reply))
	if outer, inner, ok := innerReply(reply); ok {
		reply, after = inner, outer+" "+after
	}
	q.Reply = Reply{Code: atoi3(reply), Text: joinContinuations(reply)}
	if q.Status = statusIn(q.Reply.Text); q.Status.IsZero() {
		q.Status = statusIn(before)
	}
	q.Remark = strings.TrimSpace(strings.TrimRight(strings.TrimLeft(before, " '\""), " '\"[(<") + " " + after)
	if q.Remark == "smtp;" {
		q.Remark = ""
	}
	q.Command = commandIn(q.Remark) // a host that writes "at mail from 192.0.2.7" names none
	return q
}

// unwrap drops the closing mark of a reply that stands in quotation marks or
// brackets: what opens it is the last character before.
//
//	permanent failure: [550 5.1.1 User unknown]
func unwrap(before, reply string) string {
	before = strings.TrimRight(before, " ")
	if before == "" {
		return reply
	}
	switch before[len(before)-1] {
	case '[':
		return strings.TrimSuffix(reply, "]")
	case '(':
		return strings.TrimSuffix(reply, ")")
	case '<':
		return strings.TrimSuffix(reply, ">")
	case '"', '\'':
		return strings.TrimSuffix(reply, before[len(before)-1:])
	}
	return reply
}

// innerReply finds the reply of the host behind the words of a relay that gave
// up and quotes it:
//
//	554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>
func innerReply(reply string) (outer, inner string, ok bool) {
	st, _, _ := ParseStatus(afterCode(reply))
	i := strings.LastIndexByte(reply, '<')
	if !st.expired() || i < 4 || !isReplyAt(reply[i+1:], 0) {
		return "", "", false
	}
	return reply[:i], strings.TrimSuffix(reply[i+1:], ">"), true
}

// findReply returns where an SMTP reply begins in text, or -1. A reply is a
// code of 4yz or 5yz that begins the text, follows a word that announces one,
// or precedes an enhanced status.
func findReply(text string) int {
	if isReplyAt(text, 0) {
		return 0
	}
	for i := 1; i+3 <= len(text); i++ {
		if (text[i] == '4' || text[i] == '5') && isReplyAt(text, i) && announced(text[:i], text[i:]) {
			return i
		}
	}
	return -1
}

// isReplyAt reports whether text[i:] begins with a reply code that stands
// alone: RFC 5321 section 4.2.
func isReplyAt(text string, i int) bool {
	if i+3 > len(text) || (text[i] != '4' && text[i] != '5' && (text[i] != '2' || i > 0)) || text[i+1] > '5' && !statesClass(text[i:]) ||
		!isDigit(text[i+1]) || !isDigit(text[i+2]) {
		return false
	}
	if i > 0 && (isWordByte(text[i-1]) && !endsAsian(text[:i]) || strings.IndexByte(".-/:", text[i-1]) >= 0 && (i < 2 || text[i-2] != ' ' && text[i-1] != ':')) {
		return false
	}
	if i+3 == len(text) {
		return true
	}
	switch c := text[i+3]; c {
	case ' ', '-', '#', ':', ',', ';', '_', '\'', '"':
		return true
	case '.', ')':
		return i+4 == len(text) || text[i+4] == ' '
	default:
		return false
	}
}

// statesClass reports whether a code that RFC 5321 section 4.2.1 does not know is a
// reply all the same, since a status of its class follows: "571 5.7.1 refused".
func statesClass(reply string) bool {
	st, _, ok := ParseStatus(afterCode(reply))
	return ok && st.Class == uint16(reply[0]-'0')
}

// endsAsian reports whether a text ends with a sign by which sentences of East
// Asia announce or quote, or end: "服务器返回：550 5.1.1 …".
func endsAsian(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return last >= utf8.RuneSelf && strings.ContainsRune("：；（「『【《，。、　", last)
}

// announcers are the words after which programs quote a reply.
var announcers = []string{
	"said", "replied", "responded", "responded with", "response", "returned", "error", "code", "got", "answer", "answered", "<<<", "..",
}

// announced reports whether the words before make a reply of what follows: an
// enhanced status follows the code, or an announcer or punctuation precedes it.
func announced(before, reply string) bool {
	if _, _, ok := ParseStatus(afterCode(reply)); ok || strings.HasPrefix(reply[3:], "-'") {
		return true // the latter: IronPort and SES, "5.3.0 - Other mail system problem 550-'Unknown user'"
	}
	tail := strings.TrimRight(strings.ToLower(before[max(0, len(before)-24):]), " ")
	if tail == "" || strings.IndexByte(`:;>'"[-`, tail[len(tail)-1]) >= 0 || endsAsian(tail) {
		return true
	}
	for _, a := range announcers {
		if strings.HasSuffix(tail, a) {
			return true
		}
	}
	return false
}

// afterCode returns what follows the three digits and their separator.
func afterCode(reply string) string {
	if len(reply) < 4 {
		return ""
	}
	return strings.TrimLeft(reply[3:], " -#:,'\"[(")
}

// joinContinuations drops the codes that continuation lines repeat:
// "550-5.1.1 No such 550 5.1.1 user" becomes "550 5.1.1 No such user"
// (RFC 5321 section 4.2.1; RFC 2034 section 4 repeats the status).
func joinContinuations(reply string) string {
	if len(reply) < 5 || reply[3] != '-' {
		return reply
	}
	code, rest := reply[:3], reply[4:]
	status, n, _ := ParseStatus(rest)
	var b strings.Builder
	b.WriteString(code + " " + rest[:n])
	rest = rest[n:]
	for {
		i := nextContinuation(rest, code)
		if i < 0 {
			b.WriteString(rest)
			break
		}
		b.WriteString(cutJoint(rest[:i]) + " ")
		rest = strings.TrimLeft(rest[i+4:], " ")
		if st, n, ok := ParseStatus(rest); ok && st == status {
			rest = strings.TrimLeft(rest[n:], " ")
		}
	}
	return oneLine(b.String())
}

// joints are what programs put between the lines of a reply that they write on
// one, as they end the line before.
var joints = []string{" ", "//", "|", ";", ",", `\r\n`, `\n`, "<br>"}

// nextContinuation returns where a line that begins with "550-" or "550 "
// continues a reply which began with that code, or -1.
func nextContinuation(s, code string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], code)
		if i < 0 {
			return -1
		}
		i += from
		from = i + len(code)
		if i > 0 && from < len(s) && (s[from] == '-' || s[from] == ' ') && hasAnySuffix(s[:i], joints) {
			return i
		}
	}
}

// cutJoint drops what joins the end of a line of a reply to the next. A comma before
// a blank is the host's own.
func cutJoint(line string) string {
	bare := strings.TrimRight(line, " ")
	for _, j := range joints[1:] {
		if cut, ok := strings.CutSuffix(bare, j); ok && (bare == line || j != "," && j != ";") {
			return strings.TrimRight(cut, " ")
		}
	}
	return bare
}

func isWordByte(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

func atoi3(s string) int {
	if len(s) < 3 {
		return 0
	}
	return int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0')
}
