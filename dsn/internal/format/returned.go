package format

import (
	"slices"
	"strings"
)

// Words in the returned message never decide anything, so every text is cut
// where the returned message begins: at a line that announces it, or where a
// block of header fields stands by itself.

// announcements are what programs write above the message that they return,
// in lower case, without the dashes and blanks around.
var announcements = []string{
	"below this line is a copy of the message",     // qmail, QSBMF
	"below the next line is a copy of the message", // QSBMF relatives
	"below this line is the original bounce",
	"this is a copy of the message, including all the headers", // Exim
	"this is a copy of the message's header",
	"this is a copy of your message, including all the headers",
	"original message follows", // Sendmail
	"original message below",
	"unsent message follows", // Sendmail 5
	"message header follows", // Sendmail
	"message headers follow",
	"the original message headers", // Exchange 2007 and others
	"original message headers",
	"original message header",
	"original headers follow",
	"returned message follows",
	"undelivered message follows",
	"unsent message below",
	"returned message below",
	"undeliverable message follows",
	"rejected message follows",
	"start of returned message",
	"possibly truncated original message follows", // GroupWise
	"begin returned message",
	"below is a copy of the original message",  // OpenSMTPD
	"original mail info",                       // m-FILTER
	"original mail as follows",                 // fml
	"included is a copy of the message header", // smail
	"message text follows",                     // smail
	"the header of the original message",       // BIGLOBE and others
	"the text of the original message",
	"a copy of the original message below this line", // Google Groups
	"header of the original message",
	"the first ", // "The first 50 lines of the original message"
	"the attached file contains the original",
	"en-têtes de message d'origine", "originalnachrichtenkopf", "ursprüngliche nachrichtenkopf",
	"kopfzeilen der originalnachricht",
}

// bareTitles are titles of returned messages that are too short to be trusted as the
// beginning of a line.
var bareTitles = []string{
	"original message", "your original message", "returned message", "forwarded message", "message content", "returned content",
	"the message was", "original message text", "original-nachricht", "ursprüngliche nachricht", "message d'origine",
	"mensaje original", "messaggio originale", "mensagem original", "oorspronkelijk bericht", "исходное сообщение",
	"元のメッセージ", "原始邮件", "原始郵件", "원본 메시지",
}

// maxAnnouncement is the length up to which a line can announce the returned
// message; a longer one is prose.
const maxAnnouncement = 120

// BeforeReturned returns what of a text stands before the message that it
// returns or quotes: all of it, if it announces none.
func BeforeReturned(text string) string { return text[:returned(text)] }

// Quoted returns the header of the message that a text returns, "" if it quotes
// none.
func Quoted(text string) string {
	text = text[:min(len(text), maxText)]
	return headerBlock(text[returned(text):])
}

// Returned returns the message that a text returns or quotes from its header on, ""
// if it quotes none.
func Returned(text string) string {
	text = text[:min(len(text), maxText)]
	rest := text[returned(text):]
	header := headerBlock(rest)
	if header == "" {
		return ""
	}
	return rest[strings.Index(rest, header):]
}

// returned tells where in text the returned message begins; len(text) if it
// is not there.
func returned(text string) int {
	blank := true // the line before is empty or made of dashes
	for at := 0; at < len(text); {
		line, next := lineAt(text, at)
		line = strings.TrimRight(line, " \t\r")
		if announces(line) {
			return at
		}
		if strings.HasPrefix(line, "Reporting-MTA:") {
			return at // RFC 3464 in a text part; dsn reads it
		}
		if blank && at > 0 && isField(line) && fieldsFollow(text[at:]) {
			return at
		}
		blank = strings.Trim(line, "-=_* >|\t") == "" || framed(line)
		at = next
	}
	return len(text)
}

// announces reports whether the line says that the returned message follows.
func announces(line string) bool {
	if len(line) > maxAnnouncement || len(line) < 8 {
		return false
	}
	dashed := line[0] == '-' || line[0] == '=' || line[0] == '*' || line[0] == '_' || line[0] == '|' || line[0] == ' '
	if c := line[len(line)-1]; !dashed && c != ':' && c != '-' && c != '.' {
		return false
	}
	line = strings.ToLower(strings.Trim(line, "-=_*|> \t"))
	if !startsWith(line, announcements) {
		return slices.Contains(bareTitles, strings.TrimRight(line, ":： "))
	}
	return !strings.HasPrefix(line, "the first ") || strings.Contains(line, " lines ")
}

// framed reports whether the line is a title in a frame of dashes, such as
// "==== Failed message ====": what follows begins anew.
func framed(line string) bool {
	line = strings.TrimSpace(line)
	return len(line) > 8 && strings.Trim(line[:4], "-=_*#") == "" && strings.Trim(line[len(line)-4:], "-=_*#") == ""
}

// telling are the fields of which a returned message has at least one.
var telling = []string{"received", "return-path", "message-id", "mime-version", "x-mailer", "dkim-signature", "delivered-to"}

// fieldsFollow reports whether text starts with the header of a message: at
// least three fields, two of which only messages have, or one such and a From,
// Subject or Date; or From and Date.
func fieldsFollow(text string) bool {
	fields, tell := 0, 0
	from, subject, date := 0, 0, 0
	for at, n := 0, 0; at < len(text) && n < 40; n++ { // 40: enough for long Received fields
		line, next := lineAt(text, at)
		at = next
		if line == "" || line == "\r" {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			continue
		}
		if !isField(line) {
			return false
		}
		fields++
		name, _, _ := strings.Cut(line, ":")
		switch name = strings.ToLower(name); name {
		case "from":
			from = 1
		case "subject":
			subject = 1
		case "date":
			date = 1
		default:
			if slices.Contains(telling, name) {
				tell++
			}
		}
		if fields >= 3 && (tell+from+subject+date >= 2 && tell > 0 || from+date == 2) {
			return true
		}
	}
	return false
}

// isField reports whether line looks like a header field: a name without
// blanks, a colon.
func isField(line string) bool {
	i := strings.IndexByte(line, ':')
	if i > 3 && i < 12 && i+1 < len(line) && knownField(line[:i]) {
		return true // Zoho: no blank after the colon
	}
	if i < 2 || i > 60 || i+1 < len(line) && line[i+1] != ' ' && line[i+1] != '\t' && line[i+1] != '\r' {
		return strings.HasPrefix(line, "From ") && strings.Contains(line, "@")
	}
	for j := range i {
		if c := line[j]; !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}

// knownField reports whether name is one of the fields that all messages have.
func knownField(name string) bool {
	switch strings.ToLower(name) {
	case "received", "message-id", "return-path", "date", "from", "subject":
		return true
	}
	return false
}

// headerBlock returns the first block of header fields in text, which begins
// with the announcement of a returned message; "" if there is none.
func headerBlock(text string) string {
	start, skipped := -1, 0
	for at := 0; at < len(text); {
		line, next := lineAt(text, at)
		line = strings.TrimRight(line, " \t\r")
		switch {
		case start < 0 && isField(line) && !strings.HasPrefix(line, "From "):
			start = at
		case start < 0:
			if skipped++; skipped > 12 { // announcements and blank lines take no more
				return ""
			}
		case line == "" || line[0] != ' ' && line[0] != '\t' && !isField(line):
			if fieldsFollow(text[start:at]) || strings.HasPrefix(text, "Original ") {
				return text[start:at]
			}
			start, skipped = -1, 0 // fields of RFC 3464; the message comes after
		}
		at = next
	}
	if start < 0 {
		return ""
	}
	return text[start:]
}

// maxFooter is how many lines a footer has at most.
const maxFooter = 15

// beforeFooter tells where what a list puts below every message begins: at
// "-- " or a line of underscores near the end, with no word of failure below
// it, for gateways put such lines under their banners, too.
func beforeFooter(text string) int {
	end, at := len(text), len(text)
	for n := 0; at > 0 && n < maxFooter; n++ {
		start := strings.LastIndexByte(text[:at-1], '\n') + 1
		line := strings.TrimRight(text[start:at], " \t\r\n")
		if line == "--" || len(line) > 9 && strings.Trim(line, "_") == "" {
			below := strings.ToLower(text[at:])
			if strings.TrimSpace(text[:start]) == "" || containsAny(below, failures) || containsAny(below, failed) || plainReply().MatchString(below) {
				return end
			}
			end = start
		}
		at = start
	}
	return end
}
