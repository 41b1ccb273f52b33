package dsn

import (
	"bytes"
	"strings"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

const (
	maxRemark = 2000 // bytes of a reporter's prose that are kept as a remark
	maxReply  = 8000 // bytes of a reply that are kept; RFC 5321 allows 512 a line
)

// notice is the message as formats see it.
func (m *message) notice(rep *Report) *format.Notice {
	return &format.Notice{Header: m.Header.Get, Text: rep.Text}
}

// readNotice fills rep from a notice in free text and reports whether it is
// one that a format knows.
func (m *message) readNotice(rep *Report) bool {
	if fromPerson(m.Header) {
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
	if len(rep.Original.Header) == 0 && reading.Original != "" {
		rep.Original.Header, _ = readFields([]byte(reading.Original), nil)
	}
	return len(rep.Recipients) > 0
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
	if r.Status.IsZero() || r.Status.Vague() && !stated.IsZero() {
		r.Status = stated
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
		r.Remark = strings.TrimSpace(shorten(strings.Join(strings.Fields(f.Why+" "+r.Remark), " "), maxRemark))
	}
}

// commandName returns the name that Recipient.Command uses for a command as a
// notice spells it: "RCPT TO:<a@example.org>".
func commandName(spelt string) string {
	if spelt == "" {
		return ""
	}
	return commandIn("command " + spelt)
}

// supplement adds to a machine-readable report what only its text tells: some
// programs put the reply there and leave Diagnostic-Code out, or name an
// address there that they hide from the machine.
func (m *message) supplement(rep *Report) {
	var reading format.Reading
	read := false
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		known := r.Reply.Text != "" || r.Action != ActionFailed && r.Action != ActionDelayed
		if known && (isAddress(r.Address) || isAddress(r.Alias)) {
			continue
		}
		if !read && !fromPerson(m.Header) {
			reading, _ = format.Read(m.notice(rep))
			read = true
		}
		if f, ok := match(reading.Found, r, len(rep.Recipients)); ok {
			r.add(f)
		}
		if !known && r.Reply.Text == "" {
			r.Remark = shorten(strings.Join(strings.Fields(rep.Text), " "), maxRemark)
		}
	}
}

// add takes over what a text says beyond the fields.
func (r *Recipient) add(f format.Found) {
	if to := cleanAddress(f.To); !isAddress(r.Address) && isAddress(to) {
		r.Address = to
	}
	if r.Reply.Text != "" {
		return
	}
	stated := r.Status
	r.hear(f)
	if !stated.IsZero() && (r.Status.IsZero() || r.Status.Vague()) {
		r.Status = stated
	}
}

// match finds what a text says of r: by address, or because there is one only.
func match(found []format.Found, r *Recipient, recipients int) (format.Found, bool) {
	for _, f := range found {
		if a := cleanAddress(f.To); a != "" && (strings.EqualFold(a, r.Address) || strings.EqualFold(a, r.Alias)) {
			return f, true
		}
	}
	if len(found) == 1 && recipients == 1 {
		return found[0], true
	}
	return format.Found{}, false
}

// readLoose is the last net: the fields of RFC 3464 in the text for people, or
// anywhere in the raw message, where no MIME structure leads to them. Quoted
// lines ("> Final-Recipient:") and what people forward do not count.
func (m *message) readLoose(text []byte, rep *Report) bool {
	start := fieldLine(text, "final-recipient:")
	if start < 0 || !fromProgram(m.Header) {
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
