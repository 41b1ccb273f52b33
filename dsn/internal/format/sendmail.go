package format

import (
	"slices"
	"strings"
)

// sendmail writes sections under titles between dashes. Version 5 has the
// transcript only.
//
//	   ----- The following addresses had permanent fatal errors -----
//	<neko@example.net>
//	    (reason: 550 5.1.1 <neko@example.net>... User unknown)
//	    (expanded from: <cats@example.org>)
//
//	   ----- Transcript of session follows -----
//	... while talking to mx.example.net.:
//	>>> RCPT To:<neko@example.net>
//	<<< 550 5.1.1 <neko@example.net>... User unknown
//	550 5.1.1 <neko@example.net>... User unknown
//
//	   ----- Original message follows -----
var sendmail = &Format{
	Name:  "sendmail",
	About: "Sendmail 5 to 8, Proofpoint, and what imitates its notices",
	Signs: []Sign{
		{Match: `(?m)^[ \t]*-{3,} ?(?:Transcript of session follows|The following address(?:es)? ha[ds]|The following recipients? ha[ds]|Recipients of this delivery)`},
		{Field: mark, Match: `^[ \t]*-{3,} ?(?:Unsent message|Message headers?) follows? ?-{3,}`},
	},
	Extract: func(p *Page) []Found {
		s := &session{page: p, index: map[string]int{}}
		for _, line := range p.Lines {
			s.line(line)
		}
		return s.done()
	},
}

// A session collects what a notice of Sendmail says.
type session struct {
	page  *Page
	found []Found
	index map[string]int // address in lower case → place in found

	section string // "failed", "delayed", "delivered", "transcript", "words", ""
	listed  bool   // a section listed the recipients: the transcript adds none
	at      int    // recipient in a list that is spoken of, from 1
	reason  bool   // "(reason: …" is not closed yet

	host, command, to string // of the transcript
	reply             string // what the host said to the command
	general           string // words for nobody in particular, of this connection
	earlier           string // of those before
	last              int    // recipient of the last line of the transcript, from 1
}

var sendmailTitle = lazily(`^[ \t]*-{3,}[ \t]*([A-Z].*?)[ \t]*-{3,}$`)

// line takes one line of the notice.
func (s *session) line(line string) {
	if strings.Contains(line, "---") {
		if m := sendmailTitle().FindStringSubmatch(line); m != nil {
			s.title(strings.ToLower(m[1]))
			return
		}
	}
	switch s.section {
	case "failed", "delayed", "delivered":
		s.list(line)
	case "transcript":
		s.transcript(line)
	case "words":
		s.say(strings.TrimSpace(line))
	}
}

// title opens a section.
func (s *session) title(t string) {
	s.at = 0
	switch {
	case strings.Contains(t, "transcript of"):
		s.section = "transcript"
	case strings.Contains(t, "information"), strings.Contains(t, "reason"):
		s.section = "words" // BIGLOBE: Non-delivered information
	case strings.Contains(t, "transient"), strings.Contains(t, "non-fatal"), strings.Contains(t, "delayed"):
		s.section, s.listed = "delayed", true
	case strings.Contains(t, "successful"), strings.Contains(t, "relayed"), strings.Contains(t, "expanded"):
		s.section, s.listed = "delivered", true
	case strings.Contains(t, "address"), strings.Contains(t, "recipients"):
		s.section, s.listed = "failed", true
	default:
		s.section = ""
	}
}

// list takes a line of a list of recipients.
func (s *session) list(line string) {
	text := strings.TrimSpace(line)
	switch {
	case text == "":
	case s.reason:
		s.because(text)
	case strings.HasPrefix(text, "(reason: "):
		s.because(strings.TrimPrefix(text, "(reason: "))
	case strings.HasPrefix(text, "(expanded from: "):
		s.expanded(unquote(strings.TrimRight(strings.TrimPrefix(text, "(expanded from: "), ") ")))
	case strings.HasPrefix(text, "("):
	default:
		s.listItem(text)
	}
}

var listItem = lazily(`^(?:` + angled + `|(` + address + `))\s*(?:\.\.\. *|\[|\(|\s|$)(.*)$`)

// listItem opens a recipient. A program or a file is none; the address that
// was expanded to it follows.
func (s *session) listItem(text string) {
	text = strings.TrimPrefix(text, ">>> ") // Active!hunter: >>> neko@example.net <neko@example.net>
	m := listItem().FindStringSubmatch(text)
	if m == nil && strings.HasPrefix(text, "<") { // <neko>: a local part alone
		if a := between(text, "<", ">"); a != "" && !strings.ContainsAny(a, " <@") {
			m = []string{text, a, "", ""}
		}
	}
	if m == nil {
		if strings.ContainsAny(text[:1], `"|/\:`) || !strings.ContainsAny(text, " :") && text[0] != '-' {
			s.found = append(s.found, Found{Action: s.section})
			s.at = len(s.found)
		}
		return
	}
	s.at = s.recipient(m[1] + m[2])
	if s.at == 0 {
		return
	}
	f := &s.found[s.at-1]
	f.Action = s.section
	if why := strings.Trim(m[3], "()[] "); why != "unrecoverable error" && unquote(why) != f.To {
		f.Why = join(f.Why, why)
	}
}

// because takes "(reason: …" up to its closing parenthesis.
func (s *session) because(text string) {
	text, closed := strings.CutSuffix(text, ")")
	s.reason = !closed
	if s.at == 0 {
		return
	}
	f := &s.found[s.at-1]
	if startsWithCode(text) || f.Reply != "" {
		f.Reply = join(f.Reply, text)
	} else {
		f.Why = join(f.Why, text)
	}
}

// expanded takes the address that stood in the envelope.
func (s *session) expanded(from string) {
	if s.at == 0 {
		return
	}
	f := &s.found[s.at-1]
	if f.To != "" {
		f.Alias = from
		return
	}
	f.To = from
	if _, ok := s.index[strings.ToLower(from)]; !ok {
		s.index[strings.ToLower(from)] = s.at - 1
	}
}

// recipient returns the place, from 1, of the recipient with the address; 0
// if there is no room for another.
func (s *session) recipient(to string) int {
	key := strings.ToLower(to)
	if i, ok := s.index[key]; ok {
		return i + 1
	}
	if len(s.found) >= maxFound {
		return 0
	}
	s.found = append(s.found, Found{To: to})
	s.index[key] = len(s.found) - 1
	return len(s.found)
}

// about returns the recipient of whom the transcript speaks; nil if the list
// does not have it. Of a single one everything is said, whatever the address:
// it may have been forwarded.
func (s *session) about(to string) *Found {
	if i, ok := s.index[strings.ToLower(to)]; ok {
		s.last = i + 1
		return &s.found[i]
	}
	switch {
	case !s.listed:
		s.last = s.recipient(to)
	case len(s.found) == 1:
		s.last = 1
	default:
		s.last = 0
	}
	if s.last == 0 {
		return nil
	}
	return &s.found[s.last-1]
}

// done gives general words to those of whom too little was said.
func (s *session) done() []Found {
	s.general = join(s.earlier, s.general)
	if len(s.found) == 0 && (s.general != "" || s.reply != "") {
		s.found = append(s.found, Found{Reply: s.reply, Host: s.host, Command: s.command})
	}
	if named(s.found) { // a word by itself was no recipient
		s.found = slices.DeleteFunc(s.found, func(f Found) bool { return f.To == "" && f.Reply == "" && f.Why == "" })
	}
	warning := s.page.has("THIS IS A WARNING MESSAGE ONLY")
	for i := range s.found {
		f := &s.found[i]
		if f.Command == "" && s.reply != "" && s.to == "" {
			s.answer(f) // refused DATA or MAIL concerns all
		}
		if f.Command == "" && s.general != "" {
			f.Why = join(f.Why, s.general)
		}
		if warning && f.Action != "delivered" {
			f.Action = "delayed"
		}
	}
	return s.found
}
