package dsn

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn/internal/format"
)

// Parse reads one message, at most MaxMessage bytes of it, and returns what it
// says. The error is ErrNotReport for ordinary mail, or that of r. A message
// that is broken, however badly, is no error: what was understood is returned,
// with Problems.
func Parse(r io.Reader) (*Report, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxMessage+1))
	if err != nil {
		return nil, fmt.Errorf("dsn: reading the message: %w", err)
	}
	return ParseBytes(raw)
}

// ParseBytes is Parse for a message that is already in memory. It does not
// change raw and keeps no reference to it.
func ParseBytes(raw []byte) (*Report, error) {
	s := scratches.Get().(*scratch)
	defer s.release()
	norm, problems := normalise(raw, s)
	rep, why := parse(norm, s, 0)
	if rep == nil {
		return nil, fmt.Errorf("%w: %s", ErrNotReport, why)
	}
	rep.Problems = append(problems, rep.Problems...)
	return rep, nil
}

// parse reads a normalised message, or returns nil and what it is instead.
// Level counts the messages around it.
func parse(norm []byte, s *scratch, level int) (rep *Report, why string) {
	m := readMessage(norm, s)
	rep = newReport(m)
	if why := m.ordinary(rep); why != "" {
		return nil, why
	}
	if !m.read(norm, rep) {
		if inner := m.readInner(level); inner != nil {
			return inner, ""
		}
		if inner := m.readQuoted(rep, level); inner != nil {
			return inner, ""
		}
		if !m.readNameless(rep) {
			return nil, cmp.Or(m.noNotice(rep), "nothing in it reports on another message")
		}
	}
	rep.complete(m.Header)
	if rep.isTemplate() {
		return nil, "a template of a report, whose recipients are not filled in"
	}
	if rep.Original.MessageID() == "" && rep.EnvelopeID == "" {
		rep.Stated = m.stated()
	}
	rep.Cut = len(rep.Recipients) >= MaxRecipients
	rep.Problems = append(rep.Problems, m.Problems...)
	return rep, ""
}

// read asks the readers in their order: what is made for machines, what
// programs write for people, what people's mailboxes answer.
func (m *message) read(norm []byte, rep *Report) bool {
	return m.readReport(rep) || readComplaint(m, rep) || readChallenge(m, rep) || readListRefusal(m, rep) ||
		m.readLoose([]byte(rep.Text), rep) || m.readNotice(rep) || m.readLoose(norm, rep) ||
		readUnsubscribe(m, rep) || readAutoReply(m, rep)
}

// newReport returns a report with what every message tells of itself.
func newReport(m *message) *Report {
	rep := &Report{
		MessageID: bareID(m.Header.Get("Message-Id")),
		Subject:   m.Header.Get("Subject"),
		Date:      parseDate(m.Header.Get("Date")),
		Text:      format.WithoutBanners(m.text()),
		SentTo:    sentTo(m.Header),
	}
	if v := m.Header.Get("Received"); v != "" {
		rep.Received = parseDate(v[strings.LastIndexByte(v, ';')+1:])
	}
	rep.Original = m.returned()
	return rep
}

// readReport reads the parts that are meant for machines.
func (m *message) readReport(rep *Report) bool {
	switch {
	case readFeedback(m, rep):
	case readDeliveryStatus(m, rep):
		m.supplement(rep)
	case readDisposition(m, rep):
	default:
		return false
	}
	return true
}

// maxStub is the length up to which a plain text may be a stub, "your program
// cannot show this message", in bytes.
const maxStub = 300

// text returns what the message tells human readers: its plain text, or its
// HTML where there is no plain text, or only a stub, which names nobody. What
// lists and gateways add around a multipart/report is none of its words.
func (m *message) text() string {
	parts := m.ownTexts()
	if m.Type == "multipart/mixed" && !slices.ContainsFunc(parts, func(p *part) bool { return p.Within != m.Type }) {
		return textOf(parts, anyText) // each says something else: a page, and the footer of a list
	}
	plain := textOf(parts, isPlain)
	if len(plain) > maxStub || strings.Contains(plain, "@") {
		return plain
	}
	if page := textOf(parts, isPage); strings.TrimSpace(plain) == "" || strings.Contains(page, "@") {
		return page
	}
	return plain
}

// Which parts textOf joins.
func anyText(*part) bool   { return true }
func isPlain(p *part) bool { return p.Type != "text/html" }
func isPage(p *part) bool  { return p.Type == "text/html" }

// textOf joins the texts of parts.
func textOf(parts []*part, which func(*part) bool) string {
	var b strings.Builder
	for _, p := range parts {
		if which(p) && b.Len() < MaxText {
			b.WriteString(p.text())
			b.WriteString("\n\n") // what a gateway puts before is a paragraph of its own
		}
	}
	s := b.String()
	return unwrapLinks(s[:min(len(s), MaxText)])
}

// ownTexts returns the text parts. Where a multipart/report lies inside a
// multipart/mixed, they are those of the report, or, if it has none, those
// before it: footers come behind.
func (m *message) ownTexts() []*part {
	var inside, before, all []*part
	framed := false
	for i := range m.Parts {
		p := &m.Parts[i]
		framed = framed || m.Type == "multipart/mixed" && p.isReport() && p.Within != "multipart/mixed"
		switch {
		case !p.isText():
			continue
		case p.Within != "multipart/mixed":
			inside = append(inside, p)
		case !framed:
			before = append(before, p)
		}
		all = append(all, p)
	}
	switch {
	case !framed:
		return all
	case len(inside) > 0:
		return inside
	}
	return before
}

// returned reads the header of the returned message, if there is one.
func (m *message) returned() Original {
	for i := range m.Parts {
		if p := &m.Parts[i]; p.isReturned() {
			h, _ := readFields(bytes.TrimLeft(unixLines(p.Body, m.scratch, func(_, _ string) {}), "\n \t"), nil)
			if len(h) > 0 {
				return Original{Header: h}
			}
		}
	}
	return Original{}
}

// readInner looks for reports inside a message that a program forwarded: a list
// server, a gateway, a relay that bounces a bounce, a digest of the day. What a
// person forwards is not looked at. The first report holds the others.
func (m *message) readInner(level int) *Report {
	if level > 0 {
		return nil
	}
	program := fromProgram(m.Header) || isArchived(m.Header)
	outer := sentTo(m.Header)
	var first *Report
	named := 0
	for i := range m.Parts {
		p := &m.Parts[i]
		if p.Type != "message/rfc822" {
			continue
		}
		norm, _ := normalise(p.Body, m.scratch)
		if !program && !m.wraps(norm) {
			continue
		}
		rep, _ := parse(norm, m.scratch, level+1)
		if rep == nil {
			continue
		}
		rep.SentTo = appendSentTo(rep.SentTo, outer...)
		named += max(len(rep.Recipients), 1)
		switch {
		case first == nil:
			first = rep
		case named <= MaxRecipients:
			first.More = append(first.More, rep)
		default:
			first.Cut = true
			first.Problems = append(first.Problems, Problem{"message", fmt.Sprintf("more than %d recipients in the reports inside it; the rest was not read", MaxRecipients)})
			return first
		}
	}
	if first != nil && len(first.More) > 0 {
		first.Problems = append(first.Problems, Problem{"message", fmt.Sprintf("%d more inside it, each a report of its own", len(first.More))})
	}
	return first
}
