package dsn

import (
	"bytes"
	"io"
	"strings"

	gomessage "github.com/emersion/go-message"
)

// This is the only file that knows go-message, the fast and strict of the two
// MIME libraries.

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
	if err == nil {
		return nil // to ask the library takes memory
	}
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
		return m.leaf(part{Type: typ, Charset: params["charset"], Name: name, Flow: flow(params), Within: within}, e.Body)
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

// leaf keeps a part and the beginning of its body, as much as its type needs.
func (m *message) leaf(p part, body io.Reader) error {
	if len(m.Parts) >= MaxParts {
		return errTooManyParts
	}
	var err error
	p.Body, err = m.scratch.read(io.LimitReader(body, p.limit()))
	if err == nil || len(p.Body) > 0 {
		p.recognise()
		m.Parts = append(m.Parts, p)
	}
	if err == nil {
		_, err = io.Copy(io.Discard, body)
	}
	return err
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
