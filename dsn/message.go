package dsn

import (
	"errors"
	"io"
	"mime"
	"slices"
	"strings"
)

// A message is a message taken apart.
type message struct {
	Header     Header
	Type       string // media type of the whole
	ReportType string // parameter of multipart/report (RFC 6522 section 3), in lower case
	Parts      []part // leaves, in order
	Problems   []Problem

	cut     bool // the message ends before its last boundary
	scratch *scratch
}

var (
	errTooManyParts = errors.New("more than 1000 MIME parts; the rest was not read")
	errTooDeep      = errors.New("MIME parts nested more than 20 deep; the rest was not read")
	errNoFields     = errors.New("the header has lines that are no fields")
	errNoReport     = errors.New("a multipart/report without a report part")
)

// readMessage takes a normalised message apart, in tiers: strictly, which is
// fast and does for the well-formed nine in ten, then forgivingly, which is slow,
// then by looking for the fields of a report wherever they stand.
func readMessage(raw []byte, s *scratch) *message {
	m := &message{Parts: make([]part, 0, 4), scratch: s} // as many as a report has, and one more
	var body []byte
	m.Header, body = readFields(raw, notField("header", &m.Problems))
	guessed := m.Header.Get("Content-Type") == "" && m.guessType(body)
	m.Type, m.ReportType = contentType(m.Header)
	err := errNoFields
	if len(m.Problems) == 0 || m.isSingle() {
		err = m.readStrictly(body)
	}
	if guessed {
		m.Problems = append(m.Problems, Problem{"MIME structure", "no Content-Type; the parts were found by their delimiters"})
	}
	m.cut = errors.Is(err, io.ErrUnexpectedEOF)
	if err == nil && m.Type == "multipart/report" && !m.hasReport() {
		err = errNoReport
	}
	if err != nil {
		m.Problems = append(m.Problems, Problem{"MIME structure", err.Error()})
		if errors.Is(err, errTooManyParts) || errors.Is(err, errTooDeep) {
			return m
		}
		if !m.isOnlyCut(err) {
			m.readForgivingly(raw)
		}
	}
	if !m.hasReport() {
		m.readHidden(raw)
	}
	if m.isHollow() {
		// QUIRK: gateways cut the delimiters away and leave the Content-Type.
		m.Parts = []part{{Type: "text/plain", Body: body[:min(len(body), MaxText)]}}
	}
	return m
}

// isSingle reports whether a header that has lines that are no fields says
// all the same that the message is one text: its charset is known then, which
// readers that stop at the first such line never see.
func (m *message) isSingle() bool { return strings.HasPrefix(m.Type, "text/") }

// isOnlyCut reports whether the message ended before its last boundary, and
// behind what we came for: then the first tier read all there is.
func (m *message) isOnlyCut(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) && len(m.Parts) > 0 && (m.hasReport() || m.Type != "multipart/report")
}

// isHollow reports whether no part holds anything.
func (m *message) isHollow() bool {
	for i := range m.Parts {
		if p := &m.Parts[i]; len(p.Body) > 0 || p.Name != "" {
			return false
		}
	}
	return strings.HasPrefix(m.Type, "multipart/")
}

// contentType returns the media type of a header and its report-type.
func contentType(h Header) (typ, report string) {
	v := h.Get("Content-Type")
	typ, params, _ := mime.ParseMediaType(v[:min(len(v), maxWord)])
	return typ, strings.ToLower(params["report-type"])
}

// hasReport reports whether a part is meant for machines.
func (m *message) hasReport() bool {
	for i := range m.Parts {
		if m.Parts[i].isReport() {
			return true
		}
	}
	return false
}

// attachesReport reports whether a part for machines lies among the parts of a
// letter, not within a multipart/report that a gateway wrapped.
func (m *message) attachesReport() bool {
	return m.Type == "multipart/mixed" && slices.ContainsFunc(m.Parts, func(p part) bool { return p.isReport() && p.Within == "multipart/mixed" })
}
