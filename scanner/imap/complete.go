package imap

import (
	"bytes"
	"mime"
	"slices"
	"strings"
)

// complete reports whether the beginning of a message holds all that nixie
// reads, so that the rest need not be fetched. The rest of a bounce is mostly
// the body of the returned message, which decides nothing.
//
// It is complete when every report part that begins in it also ends in it,
// that is, a delimiter line of a multipart follows. Without any report part it
// is complete unless one must be expected later: the message calls itself a
// multipart/report (RFC 6522), or is a multipart sent by a machine, whose
// report may stand behind a large first part. A person's letter with a film
// attached is therefore never fetched whole, and neither is a notice without
// MIME, which begins with what matters.
func complete(beginning []byte) bool {
	top, rest := readHeader(beginning)
	if top == nil {
		return false
	}
	var boundaries []string
	open, done := top.report, false // a report part has begun; one has ended
	for h := top; ; {
		if h != nil && h.boundary != "" && len(boundaries) < maxNesting {
			boundaries = append(boundaries, h.boundary)
		}
		var found delimiter
		if rest, found = nextDelimiter(rest, boundaries); found == none {
			break
		}
		done, open = done || open, false
		if h = nil; found == opening {
			if h, rest = readHeader(rest); h == nil {
				break
			}
			open = h.report
		}
	}
	expected := top.kind == "multipart/report" || top.boundary != "" && top.automatic
	return !open && (done || !expected)
}

// maxNesting is how many multiparts inside each other are followed, as in
// package dsn.
const maxNesting = 20

// A partHeader is what matters of the header of a message or part.
type partHeader struct {
	kind      string // media type
	boundary  string // of a multipart
	report    bool   // the part that machines read
	automatic bool   // no person wrote it
	messageID string // "" if there is none
}

// reportKinds are RFC 3464, RFC 6533 section 6, RFC 5965, RFC 8098, and what
// Exchange 2003 writes.
var reportKinds = []string{
	"message/delivery-status", "message/global-delivery-status", "message/xdelivery-status", "message/x-delivery-status",
	"message/feedback-report", "message/disposition-notification", "message/global-disposition-notification",
}

// readHeader reads a header up to its empty line; h is nil if that is missing.
func readHeader(text []byte) (h *partHeader, rest []byte) {
	h = new(partHeader)
	field := ""
	for {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			return nil, nil
		}
		line := strings.TrimRight(string(text[:end]), "\r")
		text = text[end+1:]
		if line != "" && (line[0] == ' ' || line[0] == '\t') {
			if len(field) < maxField {
				field += line
			}
			continue
		}
		h.read(field)
		if field = line; line == "" {
			return h, text
		}
	}
}

// maxField is where a folded field is cut: boundaries stand at its beginning.
const maxField = 8 << 10

// read takes note of one unfolded field.
func (h *partHeader) read(field string) {
	name, value, _ := strings.Cut(field, ":")
	value = strings.TrimSpace(value)
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "content-type":
		kind, params, _ := mime.ParseMediaType(value)
		if kind == "" { // a broken parameter spoils all; the kind is still good
			kind, _, _ = strings.Cut(strings.ToLower(value), ";")
		}
		h.kind, h.report = kind, slices.Contains(reportKinds, kind)
		if strings.HasPrefix(kind, "multipart/") {
			h.boundary = params["boundary"]
		}
	case "auto-submitted": // RFC 3834 section 5
		h.automatic = h.automatic || !strings.HasPrefix(strings.ToLower(value), "no")
	case "message-id":
		h.messageID = value
	case "return-path":
		h.automatic = h.automatic || value == "<>"
	case "from":
		from := strings.ToLower(value)
		h.automatic = h.automatic || strings.Contains(from, "mailer-daemon") || strings.Contains(from, "postmaster")
	}
}

// A delimiter is a line that divides the parts of a multipart (RFC 2046
// section 5.1.1).
type delimiter int

const (
	none delimiter = iota
	opening
	closing
)

// nextDelimiter skips to behind the next delimiter line of one of the multiparts.
func nextDelimiter(text []byte, boundaries []string) (rest []byte, found delimiter) {
	for len(text) > 0 {
		line := text
		if end := bytes.IndexByte(text, '\n'); end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			text = nil
		}
		after, dashes := bytes.CutPrefix(line, []byte("--"))
		if !dashes {
			continue
		}
		for _, b := range boundaries {
			tail, is := bytes.CutPrefix(after, []byte(b))
			switch {
			case is && bytes.HasPrefix(tail, []byte("--")):
				return text, closing
			case is:
				return text, opening
			}
		}
	}
	return nil, none
}
