package format

import "strings"

// smtpCommand translates what programs call a command into the short names of
// dsn.Recipient: "RCPT TO:<neko@example.net>", "initial connection", "end of
// data", "refused to talk to me"; "" if it is none.
func smtpCommand(s string) string {
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "PIPELINED ")
	verb, _, _ := strings.Cut(s, " ")
	verb, _, _ = strings.Cut(verb, ":")
	switch verb {
	case "RCPT", "MAIL", "AUTH", "STARTTLS", "EHLO", "CONN", "DATA", "EOD":
		return verb
	case "HELO", "LHLO":
		return "EHLO"
	case "INITIAL", "CONNECT", "CONNECTION", "REFUSED":
		return "CONN"
	case ".", "END", "FINAL", "SENDING", "BDAT", "MESSAGE", "BODY", "TEXT":
		return "EOD"
	}
	return ""
}

// delays returns a Format.After that marks recipients as delayed if the text
// contains one of the sentences.
func delays(sentences ...string) func(*Page, []Found) []Found {
	return func(p *Page, found []Found) []Found {
		for i := range found {
			if p.has(sentences...) {
				found[i].Action = "delayed"
			}
		}
		return found
	}
}
