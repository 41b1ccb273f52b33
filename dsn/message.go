package dsn

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"strings"
	"sync"

	gomessage "github.com/emersion/go-message"
	"github.com/jhillyerd/enmime/v2"
)

// This is the only file that knows the two MIME libraries: go-message, fast
// and strict, for the well-formed nine in ten; enmime, slow and forgiving, for
// the rest.

const (
	maxForgiving  = 1 << 20   // bytes that enmime gets to see; it is slow
	maxReturned   = 256 << 10 // bytes kept of a returned message: its header
	maxReportPart = 8 << 20   // bytes kept of a machine-readable report
	maxScratch    = 64 << 10  // bytes of working memory kept for the next part
)

// A part is a leaf of the MIME tree with its transfer encoding undone.
type part struct {
	Type    string // media type in lower case
	Charset string
	Name    string // name of the attachment, "" if none
	Body    []byte
	Within  string // media type of the innermost enclosing multipart, "" if none
}

// A message is a message taken apart.
type message struct {
	Header     Header
	Type       string // media type of the whole
	ReportType string // parameter of multipart/report (RFC 6522 section 3), in lower case
	Parts      []part // leaves, in order
	Problems   []Problem
}

var (
	errTooManyParts = errors.New("more than 1000 MIME parts; the rest was not read")
	errTooDeep      = errors.New("MIME parts nested more than 20 deep; the rest was not read")
	errNoFields     = errors.New("the header has lines that are no fields")
	errNoReport     = errors.New("a multipart/report without a report part")
)

// readMessage takes a normalised message apart.
func readMessage(raw []byte) *message {
	m := &message{Parts: make([]part, 0, 4)} // as a report has, and one more
	var body []byte
	m.Header, body = readFields(raw, notField("header", &m.Problems))
	m.Type, m.ReportType = contentType(m.Header)
	err := errNoFields
	if len(m.Problems) == 0 || m.isSingle() {
		err = m.readStrictly(body)
	}
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

// lenientType reads a Content-Type that breaks RFC 2045: "text/plain
// charset=utf-8" without its semicolon.
func lenientType(v string) (typ string, params map[string]string) {
	v = strings.ToLower(v[:min(len(v), maxWord)])
	words := strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(" \t;", r) })
	if len(words) == 0 || !strings.Contains(words[0], "/") {
		return "text/plain", nil
	}
	for _, w := range words[1:] {
		if charset, ok := strings.CutPrefix(w, "charset="); ok {
			params = map[string]string{"charset": charset}
		}
	}
	return words[0], params
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

// readStrictly is the first tier: go-message. Body is what follows the header.
func (m *message) readStrictly(body []byte) error {
	e, err := gomessage.New(m.mimeHeader(), bytes.NewReader(body))
	if err := forgivable(err); err != nil {
		return err
	}
	return m.walk(e, "", 0)
}

// mimeHeader returns the fields that say how the body is made up (RFC 2045
// section 3): the others need not be read twice.
func (m *message) mimeHeader() (h gomessage.Header) {
	for _, name := range []string{"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"} {
		if v := m.Header.Get(name); v != "" {
			h.Add(name, v)
		}
	}
	return h
}

// forgivable drops the errors that come with a readable entity: we decode
// charsets ourselves, and read unknown encodings as they stand.
func forgivable(err error) error {
	if gomessage.IsUnknownCharset(err) || gomessage.IsUnknownEncoding(err) {
		return nil
	}
	return err
}

// walk collects the leaves below e.
func (m *message) walk(e *gomessage.Entity, within string, depth int) error {
	if depth > MaxNesting {
		return errTooDeep
	}
	typ, params, err := e.Header.ContentType()
	if err != nil {
		typ, params = lenientType(e.Header.Get("Content-Type"))
	}
	if kind := params["report-type"]; kind != "" && m.ReportType == "" {
		m.ReportType = strings.ToLower(kind) // inside what a gateway wrapped around it
	}
	mr := e.MultipartReader()
	if mr == nil {
		name := params["name"]
		if _, disposition, err := e.Header.ContentDisposition(); err == nil && name == "" {
			name = disposition["filename"]
		}
		return m.leaf(part{Type: typ, Charset: params["charset"], Name: name, Within: within}, e.Body)
	}
	for {
		child, err := mr.NextPart()
		if err == io.EOF {
			return nil
		}
		if child == nil {
			return err
		}
		if err := forgivable(err); err != nil {
			return err
		}
		if err := m.walk(child, typ, depth+1); err != nil {
			return err
		}
	}
}

// scratch holds buffers for bodies whose length nobody knows.
var scratch = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// leaf keeps a part and the beginning of its body, as much as its type needs.
func (m *message) leaf(p part, body io.Reader) error {
	if len(m.Parts) >= MaxParts {
		return errTooManyParts
	}
	buf := scratch.Get().(*bytes.Buffer)
	buf.Reset()
	_, err := io.Copy(buf, io.LimitReader(body, p.limit()))
	p.Body = bytes.Clone(buf.Bytes())
	if buf.Cap() <= maxScratch {
		scratch.Put(buf)
	}
	if err == nil || len(p.Body) > 0 {
		m.Parts = append(m.Parts, p)
	}
	if err == nil {
		_, err = io.Copy(io.Discard, body)
	}
	return err
}

// readForgivingly is the second tier: enmime, on the beginning of the message
// only. What it finds replaces what the first tier found, if it is not less.
func (m *message) readForgivingly(raw []byte) {
	raw, ok := capDelimiters(raw[:min(len(raw), maxForgiving)])
	if !ok {
		return
	}
	root, err := forgivingParser.ReadParts(bytes.NewReader(raw))
	if err != nil || root == nil {
		if len(m.Parts) == 0 {
			_, body := readFields(raw, nil)
			m.Parts = []part{{Type: "text/plain", Body: body[:min(len(body), MaxText)]}}
		}
		return
	}
	old := m.Parts
	m.Parts = nil
	root.DepthMatchAll(func(p *enmime.Part) bool {
		if p.FirstChild == nil && len(m.Parts) < MaxParts {
			m.Parts = append(m.Parts, fromEnmime(p))
		}
		return false
	})
	if len(m.Parts) < len(old) {
		m.Parts = old
	}
}

func fromEnmime(p *enmime.Part) part {
	out := part{
		Type: strings.ToLower(p.ContentType), Charset: p.Charset, Name: p.FileName,
		Body: undoTransfer(p.Content, p.Header.Get("Content-Transfer-Encoding")),
	}
	if p.Parent != nil {
		out.Within = strings.ToLower(p.Parent.ContentType)
	}
	if n := out.limit(); int64(len(out.Body)) > n {
		out.Body = out.Body[:n]
	}
	return out
}

var forgivingParser = enmime.NewParser(
	enmime.SkipMalformedParts(true),
	enmime.MultipartWOBoundaryAsSinglePart(true),
	enmime.SetReadPartErrorPolicy(func(*enmime.Part, error) bool { return true }),
	enmime.RawContent(true), // it guesses charsets; we decode them
	enmime.StripMediaTypeInvalidCharacters(true),
	enmime.MaxStoredPartErrors(20),
)

// capDelimiters cuts raw where it holds more lines that look like delimiters
// than a message may have parts: enmime needs seconds for thousands of parts.
// It reports false when the multiparts may nest deeper than MaxNesting.
func capDelimiters(raw []byte) ([]byte, bool) {
	if bytes.Count(bytes.ToLower(raw), []byte("boundary=")) > MaxNesting {
		return raw, false
	}
	n := 0
	for i := 0; i < len(raw); {
		if bytes.HasPrefix(raw[i:], []byte("--")) {
			if n++; n > MaxParts {
				return raw[:i], true
			}
		}
		next := bytes.IndexByte(raw[i:], '\n')
		if next < 0 {
			break
		}
		i += next + 1
	}
	return raw, true
}
