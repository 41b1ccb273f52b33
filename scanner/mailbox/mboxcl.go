package mailbox

import (
	"bytes"
	"io"
	"strconv"
)

// A headerState watches a message's header go by, for what it says of the
// length of the body (mboxcl and mboxcl2).
type headerState struct {
	length int64 // Content-Length; -1 if not stated
	ended  bool  // the empty line was seen
}

func (h *headerState) see(line []byte) {
	if isBlank(line) {
		h.ended = true
		return
	}
	const field = "content-length:"
	if len(line) < len(field) || !bytes.EqualFold(line[:len(field)], []byte(field)) {
		return
	}
	n, err := strconv.ParseInt(string(bytes.TrimSpace(line[len(field):])), 10, 64)
	if err != nil || n < 0 {
		n = -1
	}
	h.length = n
}

// counted reads a body of the stated length, if a "From " line or the end of
// the stream really follows; if not, it takes nothing and says false. A
// length over the limit, and the field in a file where it has often been wrong,
// is not looked at.
func (r *mboxReader) counted(m *mboxMessage, length int64) (ok bool, err error) {
	if length > r.max-m.size || r.lies >= maxLies { // the sum of length and size may overflow
		return false, nil
	}
	header := len(r.buf)
	err = r.take(length)
	body := r.buf[header:]
	switch {
	case err != nil:
		m.size += int64(len(body))
		return false, err
	case int64(len(body)) < length || !r.follows(body):
		r.lies++
		r.unread(body)
		r.buf = r.buf[:header]
		return false, nil
	}
	r.markBytes(body)
	r.buf = r.buf[:header]
	for len(body) > 0 { // unquoting only ever shortens, so it can be done in place
		end := bytes.IndexByte(body, '\n') + 1
		if end == 0 {
			end = len(body)
		}
		r.keep(m, unquoted(body[:end]))
		body = body[end:]
	}
	return true, nil
}

// take appends the next n bytes to the message, fewer only at the end of the
// stream.
func (r *mboxReader) take(n int64) error {
	for n > 0 && !r.done {
		piece := r.back[:min(n, int64(len(r.back)))]
		if len(piece) > 0 {
			r.back = r.back[len(piece):]
			r.off += int64(len(piece))
			r.buf = appendWithin(r.buf, piece, r.max)
		} else {
			if _, err := r.in.Peek(1); err != nil {
				r.done = true
				if err != io.EOF {
					return err
				}
				return nil
			}
			piece, _ = r.in.Peek(int(min(n, int64(r.in.Buffered()))))
			r.buf = appendWithin(r.buf, piece, r.max)
			r.skip(len(piece))
		}
		n -= int64(len(piece))
	}
	return nil
}

// follows reports whether, after a body, at most two line ends (the body's own
// may not be counted) and then a "From " line or the end of the stream come.
// If so it has read them.
func (r *mboxReader) follows(body []byte) bool {
	ended := len(body) == 0 || body[len(body)-1] == '\n'
	var ahead []byte
	for range 3 {
		at := r.off
		line, err := r.line()
		switch {
		case err != nil:
			r.done = false // the same error comes again
			r.unread(append(ahead, line...))
			return false
		case len(line) == 0: // the end
			return true
		case ended && r.begins(line):
			r.from, r.start = bytes.Clone(line), at
			return true
		}
		ahead = append(ahead, line...)
		if !isBlank(line) {
			break
		}
		ended = true
	}
	r.unread(ahead)
	return false
}
