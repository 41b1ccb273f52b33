package dsn

import (
	"bytes"
	"strings"

	"github.com/jhillyerd/enmime/v2"
)

// This is the only file that knows enmime, the slow and forgiving of the two
// MIME libraries.

// maxForgiving is how many bytes enmime gets to see; it is slow.
const maxForgiving = 1 << 20

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
		Type: strings.ToLower(p.ContentType), Charset: p.Charset, Name: p.FileName, Flow: flow(p.ContentTypeParams),
		Body: undoTransfer(p.Content, p.Header.Get("Content-Transfer-Encoding")),
	}
	if p.Parent != nil {
		out.Within = strings.ToLower(p.Parent.ContentType)
	}
	if n := out.limit(); int64(len(out.Body)) > n {
		out.Body = out.Body[:n]
	}
	out.recognise()
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
