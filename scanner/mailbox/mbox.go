package mailbox

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"time"
)

const (
	maxLies      = 8         // wrong Content-Length fields before the field is no longer believed in this file; keeps reading linear
	markSize     = 1 << 10   // bytes of a message, and of a file's start, that go into a fingerprint
	handOverSize = 256 << 10 // buffers larger than this are handed over, smaller ones copied and used again
)

// An mboxMessage is one message of an mbox.
type mboxMessage struct {
	start, end int64     // byte offsets of its "From " line and of the next one, or the end of the file
	date       time.Time // of the "From " line; zero if there is none
	raw        []byte    // without "From " line, quoting and final empty line; nil if too long
	size       int64     // of raw, also where that is nil
	mark       []byte    // the first bytes as they stand in the file; valid until the next call
}

// An mboxReader cuts a stream into the messages of an mbox. It holds a buffer
// of fixed size and one message.
type mboxReader struct {
	in   *bufio.Reader
	back []byte // was read ahead in vain and is read again, before in
	off  int64  // of the next byte of back and in
	max  int64  // bytes of a message that are kept

	from  []byte // the "From " line of the next message, if already read
	start int64  // its offset
	done  bool   // the stream has ended
	lies  int    // wrong Content-Length fields so far
	plain string // the first "From " line, if it has no date: then others need none, either

	buf  []byte // the message being read
	mark []byte
}

// newMboxReader reads from in, whose first byte has the given offset.
func newMboxReader(in *bufio.Reader, offset, max int64) *mboxReader {
	return &mboxReader{in: in, off: offset, max: max, start: offset}
}

// next returns the next message, or io.EOF. With any other error the message
// is what could be read of it.
func (r *mboxReader) next() (mboxMessage, error) {
	if r.from == nil {
		if err := r.begin(); err != nil {
			return mboxMessage{start: r.off, end: r.off}, err
		}
	}
	m := mboxMessage{start: r.start, date: fromDate(r.from)}
	r.mark = append(r.mark[:0], r.from[:min(len(r.from), markSize)]...)
	r.from = nil
	err := r.body(&m)
	m.end, m.mark = r.off, r.mark
	if r.from != nil {
		m.end = r.start
	}
	m.raw = r.handOver(&m)
	return m, err
}

// last reports whether the message that next returned is the last, as far as the
// stream went when it was read.
func (r *mboxReader) last() bool { return r.from == nil && r.done }

// begin skips what may stand before the first "From " line, a byte order mark
// and empty lines, and reads that line. In a stream that does not begin with
// one, the first message begins at once: nothing is lost.
func (r *mboxReader) begin() error {
	if head, _ := r.in.Peek(len(bom)); r.off == 0 && bytes.Equal(head, bom) {
		r.skip(len(bom))
	}
	for !r.done {
		r.start = r.off
		line, err := r.line()
		if err != nil {
			return err
		}
		if len(line) == 0 || isBlank(line) {
			continue
		}
		if isFromLine(line) || startsMbox(line) && len(line) <= maxFromLine {
			r.from = bytes.Clone(line)
			if fromDate(line).IsZero() && len(bytes.Fields(line)) > 1 {
				r.plain = string(line)
			}
		} else {
			r.unread(line)
			r.from = []byte{}
		}
		return nil
	}
	return io.EOF
}

// body reads up to the next "From " line.
func (r *mboxReader) body(m *mboxMessage) error {
	h := headerState{length: -1}
	blank, whole := false, true // the line before was empty; was read to its end
	for !r.done {
		at := r.off
		line, err := r.line()
		if err != nil {
			return err
		}
		if whole && blank && r.begins(line) {
			r.from, r.start = bytes.Clone(line), at
			break
		}
		begins := whole
		whole = len(line) > 0 && line[len(line)-1] == '\n'
		blank = begins && isBlank(line)
		if begins && !h.ended {
			h.see(line)
		} else if begins {
			r.markBytes(line)
			r.keep(m, unquoted(line))
			continue
		}
		r.markBytes(line)
		r.keep(m, line)
		if h.ended && h.length >= 0 {
			ok, err := r.counted(m, h.length)
			if ok || err != nil {
				return err
			}
			h.length, blank, whole = -1, true, true
		}
	}
	r.dropLastBlank(m)
	return nil
}

// begins reports whether a line begins a message. Where the first "From " line
// of the file has no date, one of as many words about an address will do.
func (r *mboxReader) begins(line []byte) bool {
	if isFromLine(line) || r.plain == "" {
		return isFromLine(line)
	}
	first, words := strings.Fields(r.plain), strings.Fields(string(line[:min(len(line), maxFromLine)]))
	return bytes.HasPrefix(line, []byte("From ")) && len(line) <= maxFromLine && len(words) == len(first) &&
		(strings.Contains(words[1], "@") || words[1] == first[1])
}

// keep appends a line to the message, or only counts it once the message is
// too long.
func (r *mboxReader) keep(m *mboxMessage, line []byte) {
	m.size += int64(len(line))
	if m.size > r.max {
		r.buf = r.buf[:0]
		return
	}
	r.buf = appendWithin(r.buf, line, r.max)
}

// appendWithin appends and doubles the capacity as needed, but to no more than
// limit.
func appendWithin(buf, more []byte, limit int64) []byte {
	if need := len(buf) + len(more); need > cap(buf) {
		grown := make([]byte, len(buf), min(max(int64(need), 2*int64(cap(buf)), 4<<10), max(limit, int64(need))))
		copy(grown, buf)
		buf = grown
	}
	return append(buf, more...)
}

// handOver returns the message for the caller to keep.
func (r *mboxReader) handOver(m *mboxMessage) []byte {
	if m.size > r.max {
		r.buf = nil
		return nil
	}
	raw := r.buf
	if len(raw) <= handOverSize {
		raw, r.buf = append(make([]byte, 0, len(raw)), raw...), raw[:0]
	} else {
		r.buf = nil
	}
	return raw
}

func (r *mboxReader) markBytes(line []byte) {
	r.mark = append(r.mark, line[:min(len(line), markSize-len(r.mark))]...)
}

// dropLastBlank takes away the empty line that an mbox has between a message
// and the next (RFC 4155, appendix A).
func (r *mboxReader) dropLastBlank(m *mboxMessage) {
	if m.size > r.max {
		return
	}
	for _, end := range []string{"\r\n", "\n"} {
		rest, ok := bytes.CutSuffix(r.buf, []byte(end))
		if !ok {
			continue
		}
		if len(rest) == 0 || rest[len(rest)-1] == '\n' {
			r.buf = rest
			m.size = int64(len(rest))
		}
		return
	}
}

// unquoted removes one ">" from a line of the body like ">From " or ">>From ",
// after the rules of mboxrd.
func unquoted(line []byte) []byte {
	if len(line) == 0 || line[0] != '>' {
		return line
	}
	if bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
		return line[1:]
	}
	return line
}

func isBlank(line []byte) bool { return string(line) == "\n" || string(line) == "\r\n" }

// line returns the next line with its end, or a piece of it if it is longer
// than the buffer; the last one may lack an end, and is then followed by
// r.done. It is valid until the next call. The error is one of reading.
func (r *mboxReader) line() ([]byte, error) {
	if len(r.back) > 0 {
		return r.lineBack()
	}
	line, err := r.in.ReadSlice('\n')
	r.off += int64(len(line))
	if err == nil || errors.Is(err, bufio.ErrBufferFull) {
		return line, nil
	}
	r.done = true
	if err == io.EOF {
		return line, nil
	}
	return line, err
}

// lineBack returns the next line of what was pushed back, completed from the
// stream where it is the last.
func (r *mboxReader) lineBack() ([]byte, error) {
	if i := bytes.IndexByte(r.back, '\n'); i >= 0 {
		line := r.back[:i+1]
		r.back = r.back[i+1:]
		r.off += int64(len(line))
		return line, nil
	}
	line := r.back
	r.back = nil
	r.off += int64(len(line))
	rest, err := r.line()
	return append(line[:len(line):len(line)], rest...), err
}

// unread gives back what was read last, so that it is read once more.
func (r *mboxReader) unread(b []byte) {
	if len(b) == 0 {
		return
	}
	r.back = append(bytes.Clone(b), r.back...)
	r.off -= int64(len(b))
	r.done = false // if it was, the stream says so again
}

// skip drops n bytes of the stream that were peeked at.
func (r *mboxReader) skip(n int) {
	n, _ = r.in.Discard(n)
	r.off += int64(n)
}
