package format

import "strings"

// The section "Transcript of session follows" of Sendmail: what it sent (>>>),
// what it heard (<<<), and lines of its own.

// own is a line of Sendmail itself: 550 5.1.1 <neko@example.net>... User unknown
var own = lazily(`^(?:(\d{3})[ -](?:\d\.\d{1,3}\.\d{1,3} +)?)?(?:` + angled + `|(` + address + `))\.\.\. *(.*)$`)

// transcript takes a line of the transcript.
func (s *session) transcript(line string) {
	text := strings.TrimSpace(line)
	switch {
	case text == "":
		return
	case strings.HasPrefix(text, ">>>"):
		s.sent(strings.TrimSpace(text[3:]))
		return
	case strings.HasPrefix(text, "<<<"):
		s.heard(strings.TrimSpace(text[3:]))
		return
	}
	if _, host, ok := cutFold(text, "while talking to "); ok {
		s.host, s.command, s.to, s.reply = strings.TrimRight(host, ".: "), "CONN", "", ""
		s.earlier, s.general = join(s.earlier, s.general), ""
		return
	}
	if strings.Contains(text, "... ") {
		if m := own().FindStringSubmatch(text); m != nil {
			s.ownLine(text, m[1], m[2]+m[3], m[4])
			return
		}
	}
	s.say(text)
}

// sent takes a command to the other host.
func (s *session) sent(command string) {
	s.reply, s.to = "", ""
	verb, _, _ := strings.Cut(command, " ")
	s.command = strings.ToUpper(strings.TrimRight(verb, "."))
	switch s.command {
	case "":
		s.command = "EOD" // ">>> ." ends the message
	case "RCPT":
		s.to = strings.TrimSpace(between(command, "<", ">"))
	case "HELO", "LHLO":
		s.command = "EHLO"
	}
}

// heard takes what the other host answered.
func (s *session) heard(reply string) {
	if s.reply == "" && startsWithCode(reply) && reply[0] < '4' || s.command == "QUIT" {
		return
	}
	s.reply = join(s.reply, reply)
	if s.to == "" {
		return
	}
	if f := s.about(s.to); f != nil {
		s.answer(f)
	}
}

// answer notes the reply at the recipient.
func (s *session) answer(f *Found) {
	f.Reply, f.Command, f.Host = s.reply, s.command, s.host
}

// ownLine takes a line of Sendmail about one recipient.
func (s *session) ownLine(text, code, to, why string) {
	f := s.about(to)
	if f == nil {
		return
	}
	// What a local program wrote stands just above.
	f.Why, s.general = join(f.Why, s.general), ""
	switch {
	case f.Command != "": // the other host has spoken of it
	case startsWithCode(why):
		f.Reply = why // 554 <neko@example.net>... 550 Host unknown
	case s.reply != "" && (s.to == "" || strings.EqualFold(s.to, to)):
		s.answer(f)
	case code != "":
		f.Reply = text
	default:
		f.Why = join(f.Why, why)
	}
	if strings.HasPrefix(why, "Deferred") && s.reply == "" && f.Host == "" {
		_, host, _ := strings.Cut(why, " with ")
		f.Host = strings.TrimRight(host, ". ")
	}
}

// say keeps words for nobody in particular.
func (s *session) say(text string) {
	if text != "" {
		s.general = join(s.general, text)
	}
}

// cutFold is strings.Cut, ASCII case aside.
func cutFold(s, sep string) (before, after string, ok bool) {
	i := strings.Index(strings.ToLower(s), sep)
	if i < 0 || i+len(sep) > len(s) {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
