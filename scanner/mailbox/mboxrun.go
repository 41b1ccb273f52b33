package mailbox

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/nixie-mail/nixie/scanner"
)

// errRewritten says that an mbox read as a stream is not the one remembered.
var errRewritten = errors.New("is not what it was when it was last read")

// mboxFile reads an mbox on the disk, from where memory stands.
func (r *run) mboxFile(p place, file *os.File) bool {
	last, ok := r.recall(p)
	if !ok {
		return false
	}
	var offset int64
	n := 0
	if last.n > 0 && last.holds(file) {
		offset, n = last.resume(file)
	}
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		return r.trouble(p, fmt.Errorf("mailbox: reading %s: %w", p.location, err))
	}
	r.progress.read += offset
	head := bytesAt(file, 0, markSize)
	box := newMboxReader(newStream(r.metered(file)), offset, r.opts.MaxMessage)
	p.unfinished = func(m mboxMessage) bool { return box.last() && beingWritten(file, m) }
	return r.mbox(p, box, position{n: n, headSize: len(head), head: fingerprint(head)}, position{})
}

// mboxStream reads an mbox that cannot be sought in, and reads past what
// memory knows.
func (r *run) mboxStream(p place, br *bufio.Reader) bool {
	last, ok := r.recall(p)
	if !ok {
		return false
	}
	head, _ := br.Peek(markSize)
	at := position{headSize: len(head), head: fingerprint(head)}
	if last.headSize > len(head) || fingerprint(head[:last.headSize]) != last.head {
		last = position{} // another mbox: all of it is new
	}
	return r.mbox(p, newMboxReader(br, 0, r.opts.MaxMessage), at, last)
}

// recall returns the position that memory has, the zero one if none.
func (r *run) recall(p place) (last position, ok bool) {
	if p.fresh {
		return position{}, true
	}
	s, err := r.memory.Position(r.ctx, mboxSource(p))
	if err != nil {
		return position{}, r.fail(fmt.Errorf("mailbox: asking how far %s is read: %w", p.location, err))
	}
	last, _ = parsePosition(s)
	return last, true
}

func mboxSource(p place) string { return "mbox:" + p.key }

// mbox yields the messages of box after those that last counts.
func (r *run) mbox(p place, box *mboxReader, at, last position) bool {
	for {
		if r.ctx.Err() != nil {
			return r.fail(context.Cause(r.ctx))
		}
		m, err := box.next()
		if err == io.EOF {
			return last.n == 0 || r.rewritten(p) // ended before what is known: it has shrunk
		}
		at.n, at.start, at.end = at.n+1, m.start, m.end
		at.markSize, at.mark = len(m.mark), fingerprint(m.mark)
		here := p
		here.location = fmt.Sprintf("%s#%d", p.location, at.n)
		if err != nil {
			return r.trouble(here, fmt.Errorf("mailbox: reading %s: %w", here.location, explain(err)))
		}
		switch last.compare(at, m.mark) {
		case readBefore:
			continue
		case readToHere:
			last = position{}
			continue
		case readOther:
			if p.again != nil {
				return r.rewritten(p)
			}
			if !r.rewritten(here) {
				return false
			}
		}
		if r.opts.OnUnfinished != nil && p.unfinished != nil && p.unfinished(m) {
			r.opts.OnUnfinished(here.location)
			return true
		}
		last = position{}
		if !r.mboxMessage(p, at, m) {
			return false
		}
	}
}

// mboxMessage yields one message of an mbox.
func (r *run) mboxMessage(p place, at position, m mboxMessage) bool {
	msg := &scanner.Message{
		Source:   mboxSource(p),
		Location: fmt.Sprintf("%s#%d", p.location, at.n),
		Position: at.String(),
		Received: m.date,
		Raw:      m.raw,
	}
	if m.raw == nil {
		msg.Err = tooLong(msg.Location, m.size, r.opts.MaxMessage)
	}
	return r.yield(msg, nil)
}

// rewritten deals with a stream whose start is known and whose rest is not: it
// is read from the start again, or where that cannot be, says so.
func (r *run) rewritten(p place) bool {
	if p.again != nil {
		again := p.again
		p.again, p.fresh = nil, true
		return again(p)
	}
	return r.trouble(p, fmt.Errorf("mailbox: %s %w; messages before this one may be new: scan it again without what is remembered",
		p.location, errRewritten))
}

// A standing is what is known of a message of a stream.
type standing int

const (
	readNew    standing = iota // not read before
	readBefore                 // and so was the next
	readToHere                 // the last one read
	readOther                  // the last one read was another
)

// compare says what last, the position remembered, tells about the message at.
func (last position) compare(at position, mark []byte) standing {
	switch {
	case last.n == 0:
		return readNew
	case at.start < last.start:
		return readBefore
	case at.start > last.start || len(mark) < last.markSize || fingerprint(mark[:last.markSize]) != last.mark:
		return readOther
	case at.end != last.end:
		return readNew // it has grown since
	}
	return readToHere
}

// isMessageName reports whether a file's name says that it is one message:
// a.eml, a.eml.gz.
func isMessageName(path string) bool {
	path = strings.ToLower(path)
	for _, packed := range []string{".gz", ".zst"} {
		path = strings.TrimSuffix(path, packed)
	}
	return strings.HasSuffix(path, ".eml")
}
