package format

import "strings"

// qmail sends notices in qmail-send bounce message format (QSBMF,
// https://cr.yp.to/proto/qsbmf.txt): an introduction, a paragraph for each
// recipient that begins with "<address>:", a break line that begins with "-".
//
//	Hi. This is the qmail-send program at mx.example.org.
//	I'm afraid I wasn't able to deliver your message to the following addresses.
//
//	<neko@example.net>:
//	192.0.2.25 does not like recipient.
//	Remote host said: 550 5.1.1 <neko@example.net>... User unknown
//	Giving up on 192.0.2.25.
//
//	--- Below this line is a copy of the message.
var qmail = &Format{
	Name:  "qmail",
	About: "qmail, netqmail, notqmail, s/qmail, IndiMail and what is built upon them",
	Signs: []Sign{
		{Any: []string{
			"Hi. This is the", "qmail-send program", "I'm afraid I wasn't able to deliver your message",
			"I tried to deliver a bounce message to this address, but the bounce bounced",
			"This is a permanent error; I've given up",
		}},
	},
	Extract: func(p *Page) []Found {
		p.Reporter = hostAfter(p.Text, "program at ")
		return qsbmf(p.Lines)
	},
}

// relatives of qmail keep the paragraphs and the break line, but have an
// introduction of their own.
//
//	Your mail message to the following address(es) could not be delivered. …
//
//	<neko@example.net>:
//	The e-mail message could not be delivered because the user's mailfolder is full.
//
//	--- Below this line is a copy of the message.
var relatives = &Format{
	Name:  "qsbmf",
	About: "relatives of qmail with an introduction of their own",
	Need:  2,
	Signs: []Sign{
		{Match: `(?m)^<[^<>\s]+@[^<>\s]+>:[ \t]*$|^Delivery failed: \S+@\S+$`},
		{Field: mark, Match: `^---? ?\w`},
		{Any: []string{" failed after I sent the message", " does not like recipient", "Remote host said"}},
	},
	Extract: func(p *Page) []Found {
		p.Reporter = hostAfter(p.Text, "Message from ")
		return qsbmf(p.Lines)
	},
}

// yahoo names the command at the end of the reply and puts a colon after the
// code.
//
//	Sorry, we were unable to deliver your message to the following address.
//
//	<neko@example.net>:
//	550: 5.1.1 <neko@example.net>... User Unknown
var yahoo = &Format{
	Name:    "yahoo",
	About:   "Yahoo Mail, AOL, AT&T",
	Signs:   []Sign{{Any: []string{"Sorry, we were unable to deliver your message to the following address"}}},
	Extract: func(p *Page) []Found { return qsbmf(p.Lines) },
}

// qsbmf reads the paragraphs of a notice in QSBMF.
func qsbmf(lines []string) []Found {
	var found []Found
	var q *paragraph
	for _, line := range lines {
		if to, rest, ok := qsbmfRecipient(line); ok {
			q.close()
			if len(found) >= maxFound {
				break
			}
			found = append(found, Found{To: to})
			q = &paragraph{f: &found[len(found)-1]}
			q.line(rest)
			continue
		}
		if line == "" || strings.HasPrefix(line, "--") {
			if q != nil && q.said {
				q.close()
				q = nil
			}
			continue
		}
		if q != nil {
			q.line(line)
		}
	}
	q.close()
	return found
}

// qsbmfRecipient reads "<neko@example.net>:" and what may follow on the line.
func qsbmfRecipient(line string) (to, rest string, ok bool) {
	if s, cut := strings.CutPrefix(line, "Delivery failed: "); cut {
		return s, "", isAddress(s)
	}
	if !strings.HasPrefix(line, "<") {
		return "", "", false
	}
	i := strings.Index(line, ">:")
	if i < 2 || strings.ContainsAny(line[1:i], "<>") {
		return "", "", false
	}
	return line[1:i], strings.TrimSpace(line[i+2:]), true
}

// A paragraph collects what QSBMF says of one recipient.
type paragraph struct {
	f       *Found
	said    bool // there were words
	replies bool // the words are those of the remote host
}

// hosts are the sentences of qmail-remote with a host's address, and the
// command that they are about.
var hosts = []struct{ words, command string }{
	{" does not like recipient", "RCPT"},
	{" failed after I sent the message", "EOD"},
	{" failed on DATA command", "DATA"},
	{" but sender was rejected", "MAIL"},
	{" but my name was rejected", "EHLO"},
	{" but greeting failed", "CONN"},
	{" but connection died", ""},
}

// line takes one line of the paragraph.
func (q *paragraph) line(s string) {
	s = strings.TrimSpace(s)
	if s == "" {
		return
	}
	q.said = true
	if i := strings.Index(s, "Remote host said"); i >= 0 {
		if _, reply, ok := strings.Cut(s[i:], ":"); ok {
			q.f.Why = join(q.f.Why, strings.TrimSpace(s[:i]))
			q.f.Reply = join(q.f.Reply, strings.TrimSpace(reply))
			q.replies = true
			return
		}
	}
	if host, ok := strings.CutPrefix(s, "Giving up on "); ok {
		q.f.Host, q.replies = strings.TrimRight(host, "."), false
		return
	}
	switch {
	case strings.HasPrefix(s, "STEP:"):
		q.replies = false
		return
	case strings.HasPrefix(s, "I'm not going to try again"):
		q.replies = false
	case q.f.Reply == "" && q.f.Why == "" && startsWithCode(s):
		q.replies = true // Yahoo: no words before the reply
	}
	if q.replies {
		q.f.Reply = join(q.f.Reply, s)
		return
	}
	q.host(s)
	q.f.Why = join(q.f.Why, s)
}

// host reads "192.0.2.25 does not like recipient." and its kind.
func (q *paragraph) host(s string) {
	for _, h := range hosts {
		i := strings.Index(s, h.words)
		if i < 0 {
			continue
		}
		words := strings.Fields(s[:i])
		if len(words) > 0 {
			q.f.Host = strings.Trim(words[len(words)-1], "[]()")
		}
		if h.command != "" {
			q.f.Command = h.command
		}
		return
	}
}

// steps are the commands that Yahoo and others write after the reply.
var steps = []struct{ tail, command string }{
	{"[RCPT_TO]", "RCPT"}, {"[MAIL_FROM]", "MAIL"}, {"[DATA]", "DATA"}, {"[END_OF_DATA]", "EOD"},
	{"[BODY]", "EOD"}, {"[HELO]", "EHLO"}, {"[EHLO]", "EHLO"}, {"[CONNECT]", "CONN"},
}

// close finishes the paragraph.
func (q *paragraph) close() {
	if q == nil {
		return
	}
	for _, s := range steps {
		if r, ok := strings.CutSuffix(q.f.Reply, s.tail); ok {
			q.f.Reply, q.f.Command = strings.TrimSpace(r), s.command
		}
	}
	if r := q.f.Reply; startsWithCode(r) && len(r) > 4 && r[3] == ':' {
		q.f.Reply = r[:3] + r[4:] // "550: 5.1.1 …"
	}
}

// hostAfter returns the word after the phrase if it looks like a host name.
func hostAfter(text, phrase string) string {
	_, s, ok := strings.Cut(text, phrase)
	if !ok {
		return ""
	}
	if i := strings.IndexAny(s, " \t\r\n,;<>()"); i >= 0 {
		s = s[:i]
	}
	s = strings.Trim(s, ".:")
	if !strings.Contains(s, ".") || len(s) > 255 {
		return ""
	}
	return s
}
