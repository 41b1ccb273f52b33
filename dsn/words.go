package dsn

import "strings"

// This file reads the small facts that stand inside prose: an enhanced status,
// an SMTP command, a host.

// statusIn returns the enhanced status that a reply states: after its code,
// marked with "#" as qmail and Exchange do, or standing alone in the text.
func statusIn(text string) Status {
	rest := text
	if isReplyAt(text, 0) {
		rest = afterCode(text)
	}
	if st, _, ok := ParseStatus(strings.TrimLeft(rest, "([<\"'")); ok {
		return st
	}
	if st := firstStatus(text, func(i int) bool { return i > 0 && text[i-1] == '#' }); !st.IsZero() {
		return st
	}
	return firstStatus(text, func(i int) bool {
		return text[i+1] == '.' && (i == 0 || !isWordByte(text[i-1]) && text[i-1] != '.' && text[i-1] != '-')
	})
}

// firstStatus returns the first status in text at a place that may hold one.
func firstStatus(text string, may func(i int) bool) Status {
	for i := 0; i+5 <= len(text); i++ {
		if (text[i] == '4' || text[i] == '5') && may(i) {
			if st, _, ok := ParseStatus(text[i:]); ok {
				return st
			}
		}
	}
	return Status{}
}

// commands are the ways in which programs name the command that was answered,
// the longer before its part: "DATA" is in "end of DATA". The names on the
// right are those of Recipient.Command.
var commands = []struct{ words, name string }{
	{"end of data", "EOD"}, {"end-of-data", "EOD"}, {"message body", "EOD"}, {"(eod)", "EOD"}, {"<crlf>.<crlf>", "EOD"},
	{"rcpt to", "RCPT"}, {"rcpt command", "RCPT"},
	{"mail from", "MAIL"},
	{"starttls", "STARTTLS"}, {"tls handshake", "STARTTLS"},
	{"auth command", "AUTH"},
	{"data command", "DATA"}, {"after data", "DATA"}, {"pipelined data", "DATA"}, {"sending data", "DATA"}, {"data:", "DATA"}, {">>> data", "DATA"},
	{"ehlo", "EHLO"}, {"helo", "EHLO"}, {"lhlo", "EHLO"}, {"initial protocol handshake", "EHLO"},
	{"initial connection", "CONN"}, {"while connecting", "CONN"}, {"initial greeting", "CONN"}, {"initial server greeting", "CONN"}, {"initial smtp greeting", "CONN"}, {"refused to talk to me", "CONN"},
}

// commandLeads are the words that stand before a command when it is named as
// the one that was answered. Without one of them, a command in prose may be
// anything.
var commandLeads = []string{"in reply to", "in response to", "response to", "after", "while sending", "during", "while talking", ">>>", "at", "command", "while", "sending", "issuing"}

// Behind a lead a command ends within so many bytes; Postfix tells the phase of
// a session in more: "while receiving the initial server greeting".
const (
	maxLed   = 24
	maxPhase = 48
)

// commandIn returns the SMTP command whose answer text is, or "".
func commandIn(text string) string {
	low := strings.ToLower(text)
	for _, lead := range commandLeads {
		i := strings.Index(low, lead+" ")
		if i < 0 {
			continue
		}
		reach := maxLed
		if lead == "while" {
			reach = maxPhase
		}
		near := low[i:min(len(low), i+len(lead)+reach)]
		for _, c := range commands {
			if strings.Contains(near, c.words) {
				return c.name
			}
		}
	}
	switch {
	case strings.Contains(low, "refused to talk to me"), neverConnected(low):
		return "CONN"
	case strings.Contains(low, "sasl authentication failed"):
		return "AUTH"
	}
	return ""
}

// neverConnected reports whether lower-case words are those of Postfix for a
// connection that was never made:
//
//	connect to mx.example.org[192.0.2.80]:25: Connection timed out
func neverConnected(low string) bool {
	_, rest, ok := strings.Cut(low, "connect to ")
	host, _, _ := strings.Cut(rest, " ")
	return ok && strings.Contains(host, "[") && strings.HasSuffix(host, ":")
}

// hostIn returns the host that a text says to have answered, or "":
//
//	host mx.example.org[192.0.2.1] said: …
func hostIn(text string) string {
	low := strings.ToLower(text)
	for from := 0; ; {
		i := strings.Index(low[from:], "host ")
		if i < 0 {
			return ""
		}
		from += i + len("host ")
		word, _, _ := strings.Cut(low[from:], " ")
		word, _, _ = strings.Cut(word, "[")
		if word = strings.Trim(word, ".,:;()<>'\""); isHostName(word) {
			return word
		}
	}
}

// isHostName reports whether s looks like a domain name of two labels at
// least.
func isHostName(s string) bool {
	if len(s) > 255 || !strings.Contains(s, ".") || strings.Contains(s, "..") {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isWordByte(c) && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return s[0] != '.' && s[0] != '-'
}

// replyNotes begin what programs add behind a reply that they quote.
var replyNotes = []string{" (in reply to ", " (in response to ", " ##", " (delivery attempts: "}

// cutReplyNote separates a quoted reply from what its quoter adds behind it.
func cutReplyNote(reply string) (verbatim, note string) {
	end := len(reply)
	for _, n := range replyNotes {
		if i := strings.Index(reply[:end], n); i > 0 {
			end = i
		}
	}
	return strings.TrimRight(reply[:end], " "), strings.TrimSpace(reply[end:])
}
