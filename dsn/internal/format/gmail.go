package format

import "strings"

// gmail, up to about 2016, told in free text what went wrong.
//
//	Delivery to the following recipient failed permanently:
//
//	     neko@example.net
//
//	Technical details of permanent failure:
//	Google tried to deliver your message, but it was rejected by the server for
//	the recipient domain example.net by mx.example.net. [192.0.2.25].
//
//	The error that the other server returned was:
//	550 5.1.1 <neko@example.net>... User unknown
//
//	----- Original message -----
//
// Since then it writes HTML for people, in their language, beside RFC 3464.
//
//	** Address not found **
//
//	Your message wasn't delivered to neko@example.net because the address
//	couldn't be found, or is unable to receive mail.
//
//	The response was:
//
//	The email account that you tried to reach does not exist. …
var gmail = &Format{
	Name:  "gmail",
	About: "Gmail and Google Workspace",
	Need:  2,
	Signs: []Sign{
		{Field: "From", Any: []string{"mailer-daemon@google", "mailer-daemon@gmail", "Mail Delivery Subsystem"}},
		{Any: []string{
			"Technical details of permanent failure", "Technical details of temporary failure",
			"Delivery to the following recipient failed permanently", "Delivery to the following recipients failed permanently",
			"Delivery to the following recipient has been delayed", "Message will be retried for",
			"Your message wasn't delivered to ", "Your message to ", "There was a problem delivering your message to ",
			"There was a temporary problem delivering your message to ", "Gmail will retry for",
			"https://support.google.com/mail/?p=", "** Address not found **", "** Message blocked **", "** Message not delivered **",
		}},
	},
	Join: Paragraphs,
	Lines: []string{
		`^ +(?P<to>` + address + `)$`,
		`(?:wasn't delivered to|problem delivering your message to|Your message to) <?(?P<to>` + address + `)>?(?P<why>(?: because| has been blocked|\. See).*)`,
		`^The response(?: from the remote server)? (?:was|is): ?(?P<reply>[245]\d\d.*)$`,
		`^The response(?: from the remote server)? (?:was|is): ?(?P<why>.*)$`,
		`^(?P<reply>[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3} .*)$`,
		`^(?:Technical details of (?:permanent|temporary) failure: ?)?(?P<why>Google tried to deliver your message.*? by (?P<host>[^\s\[\]]+?)\.? \[[^\]]*\]\.)(?:.*The error that the other server returned was: ?(?P<reply>.*))?$`,
		`^(?:Technical details of (?:permanent|temporary) failure: ?)?(?P<why>Google tried to deliver your message.*?) The error that the other server returned was: ?(?P<reply>.*)$`,
		`^The error that the other server returned was: ?(?P<reply>.*)$`,
		`^Technical details of (?:permanent|temporary) failure: ?(?P<why>.*)$`,
		`^(?P<why>\[.*)$`,
	},
	To:    "X-Failed-Recipients",
	After: gmailReply,
}

// gmailResponse returns what follows "The response was:" after a blank line.
func gmailResponse(lines []string) string {
	for i, line := range lines {
		if strings.HasPrefix(line, "The response ") && strings.HasSuffix(line, ":") {
			words, _ := paragraphAfter(lines, i+1)
			return words
		}
	}
	return ""
}

var gmailState = lazily(` ?\(state \d+\)\.?$`)

// gmailReply takes off what Gmail adds to a reply: the code twice before it
// and a number after it.
//
//	550 550 5.1.1 User unknown (state 14).
func gmailReply(p *Page, found []Found) []Found {
	delayed := p.has("has been delayed", "Message will be retried for", "Gmail will retry for", "temporary problem delivering")
	words := gmailResponse(p.Lines)
	for i := range found {
		f := &found[i]
		if f.Reply == "" && startsWithCode(words) {
			f.Reply = words
		} else if f.Reply == "" {
			f.Why = join(f.Why, words)
		}
		if delayed {
			f.Action = "delayed"
		}
		f.Reply = gmailState().ReplaceAllString(f.Reply, "")
		if r := f.Reply; len(r) > 8 && r[3] == ' ' && startsWithCode(r) && r[:4] == r[4:8] {
			f.Reply = strings.TrimSpace(r[4:])
		}
	}
	return found
}
