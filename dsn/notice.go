package dsn

import (
	"bytes"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

const (
	maxRemark = 2000 // bytes of a reporter's prose that are kept as a remark
	maxReply  = 8000 // bytes of a reply that are kept; RFC 5321 allows 512 a line
)

// notice is the message as formats see it.
func (m *message) notice(rep *Report) *format.Notice {
	return &format.Notice{Header: m.Header.Get, Text: rep.Text, To: rep.Original.recipients(), Voice: m.voice(rep.Text)}
}

// readNotice fills rep from a notice in free text and reports whether it is
// one that a format knows.
func (m *message) readNotice(rep *Report) bool {
	if m.noNotice(rep) != "" {
		return false
	}
	reading, ok := format.Read(m.notice(rep))
	if !ok {
		return false
	}
	for _, f := range reading.Found {
		if len(rep.Recipients) < MaxRecipients {
			rep.Recipients = append(rep.Recipients, understand(f))
		}
	}
	rep.Format, rep.Reporter = reading.Format, strings.ToLower(reading.Reporter)
	if reading.Complaint != "" {
		rep.complain(strings.ToLower(reading.Complaint))
	}
	if len(rep.Original.Header) == 0 && reading.Original != "" {
		rep.Original.Header, _ = readFields([]byte(reading.Original), nil)
	}
	if reading.Format == "plain" && len(rep.Original.recipients()) == 0 {
		qualify(rep.Recipients, author(m.Header))
	}
	return len(rep.Recipients) > 0
}

// qualify gives names without a domain that of the mail system which speaks:
// it means its own mailboxes.
func qualify(list []Recipient, daemon string) {
	i := strings.LastIndexByte(daemon, '@')
	for n := range list {
		if a := list[n].Address; i > 0 && a != "" && !strings.Contains(a, "@") {
			list[n].Address = a + daemon[i:]
		}
	}
}

// readNameless fills rep from a notice that names nobody: a mail system says
// in its subject and its text that a message was not delivered, and attaches
// it. Its only addressee is the recipient; where that is whom the notice is
// for, it tells what was kept from him. Where nothing is attached, the address to
// which the notice goes may tell (VERP).
func (m *message) readNameless(rep *Report) bool {
	to := rep.Original.recipients()
	if len(to) == 0 && hasEmptyPath(m.Header) && slices.ContainsFunc(rep.SentTo, namesRecipient) {
		to = []string{""} // whoever knows how these addresses are made knows whom it means
	}
	if len(to) != 1 || !isMailer(m.Header.Get("From")) || !format.IsFailure(rep.Subject) || m.noNotice(rep) != "" {
		return false
	}
	words := format.Failures(m.notice(rep))
	if words == "" || to[0] != "" && strings.Contains(strings.ToLower(m.Header.Get("To")), strings.ToLower(to[0])) {
		return false
	}
	r := Recipient{Address: to[0], Action: ActionFailed}
	if format.Delays(rep.Text) {
		r.Action = ActionDelayed
	}
	r.listen(shorten(words, maxRemark))
	rep.Format, rep.Recipients = "plain", []Recipient{r}
	return true
}

// understand turns the strings of a format into a recipient.
func understand(f format.Found) Recipient {
	r := Recipient{
		Address: cleanAddress(f.To), Alias: cleanAddress(f.Alias),
		Command: commandName(f.Command), Host: hostName(f.Host),
		LastTry: parseDate(f.Date),
	}
	r.hear(f)
	stated, _, _ := ParseStatus(f.Status)
	if r.Status = r.Status.orFirmer(stated); r.Status.IsZero() && f.Reply != "" && int(statusIn(f.Why).Class) == r.Reply.Code/100 {
		r.Status = statusIn(f.Why) // a reply without one, and the program's own words beside it
	}
	r.Action = parseAction(f.Action, stated)
	return r
}

// hear takes over what a format found in words.
func (r *Recipient) hear(f format.Found) {
	words := f.Reply
	if words == "" {
		words = f.Why
	}
	r.listen(shorten(words, maxReply))
	if f.Reply != "" && f.Why != "" {
		r.Remark = strings.TrimSpace(shorten(oneLine(f.Why+" "+r.Remark), maxRemark))
	}
}

// commandName returns the name that Recipient.Command uses for a command as a
// notice spells it: "RCPT TO:<a@example.org>".
func commandName(spelt string) string {
	if spelt == "" || slices.Contains(Commands(), spelt) {
		return spelt
	}
	return commandIn("command " + spelt)
}

// readLoose is the last net: the fields of RFC 3464 in the text for people, or
// anywhere in the raw message, where no MIME structure leads to them. Quoted
// lines ("> Final-Recipient:"), what people forward and attached messages do not
// count.
func (m *message) readLoose(text []byte, rep *Report) bool {
	if !fromProgram(m.Header) {
		return false
	}
	if i := fieldLine(text, "content-type: message/rfc822"); i > 0 { // readInner looks there
		text = text[:i]
	}
	start := fieldLine(text, "final-recipient:")
	if start < 0 {
		return false
	}
	for _, name := range []string{"reporting-mta:", "diagnostic-code:", "action:"} {
		if i := fieldLine(text, name); i >= 0 && i < start {
			start = i
		}
	}
	end := min(len(text), start+maxReportPart)
	readStatusBlocks(cutAtDelimiter(text[start:end]), rep)
	if len(rep.Recipients) == 0 {
		return false
	}
	rep.Format = "rfc3464"
	rep.Problems = append(rep.Problems, Problem{"MIME structure", "status fields stand outside any report part"})
	m.supplement(rep)
	return true
}

// fieldLine returns where the first line begins that starts with the lower-
// case name, or -1.
func fieldLine(b []byte, name string) int {
	for i := 0; i < len(b); {
		line := b[i:min(len(b), i+len(name))]
		if len(line) == len(name) && bytes.EqualFold(line, []byte(name)) {
			return i
		}
		next := bytes.IndexByte(b[i:], '\n')
		if next < 0 {
			return -1
		}
		i += next + 1
	}
	return -1
}

// cutAtDelimiter cuts b before the line that looks like a MIME delimiter.
func cutAtDelimiter(b []byte) []byte {
	if i := bytes.Index(b, []byte("\n--")); i >= 0 {
		return b[:i+1]
	}
	return b
}
