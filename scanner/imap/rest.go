package imap

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// A part is what has come of a message beyond its beginning.
type part struct {
	uid imap.UID
	raw []byte // from the first byte of the message
}

// whole returns the message, the rest of it fetched if the beginning does not
// do. A size of 0 is unknown. In a dead session a message that needs its rest
// is a death; where the rest itself kills, what has come must do.
func (r *reader) whole(uid imap.UID, beginning []byte, size int64, alive bool) ([]byte, error) {
	from, most := len(beginning), r.opts.MaxMessage
	switch {
	case int64(from) == size || from > r.opts.Partial: // some servers know no pieces and send it all
		return beginning, nil
	case from < r.opts.Partial && size < int64(from), complete(beginning):
		return beginning, nil
	case size > int64(most) || from >= most:
		return r.shortened(uid, beginning, size), nil
	case r.sparing() && r.begun.uid == uid:
		return r.shortened(uid, r.begun.raw, size), nil
	case !alive:
		return nil, r.sess.failed(r.ctx, "reading messages", errors.New("the connection ended"))
	}
	return r.rest(uid, beginning, size)
}

// rest returns the message whose beginning has come, in pieces that are kept when
// the connection dies: a large message on a bad line needs several.
func (r *reader) rest(uid imap.UID, beginning []byte, size int64) ([]byte, error) {
	raw, most := beginning, r.opts.MaxMessage
	if p := r.begun; p.uid == uid && bytes.HasPrefix(p.raw, beginning) {
		raw = p.raw
	}
	r.begun = part{}
	if before := len(raw); size > int64(before) {
		raw = slices.Grow(raw, min(int(size), most)-before)
	}
	for before := len(raw); ; {
		from := len(raw)
		length := min(rangeBytes, most-from)
		// A server that knows no pieces sends it all.
		got, err := r.sess.bodies(r.ctx, imap.UIDSetNum(uid), from, length, int64(most), int64(most))
		if err := r.fatal(err); err != nil {
			r.begun = part{uid, raw}
			r.tries = min(r.tries, maxTries-2) // its beginning does not kill
			if from > before {
				r.tries = 0 // nor does this: it is long
				r.progress()
			}
			return nil, err
		}
		f := got[uid]
		switch {
		case f == nil || f.body == nil:
			if from < r.opts.Partial { // nothing follows: the size was wrong
				return raw, nil
			}
			return r.shortened(uid, raw, size), nil
		case bytes.HasPrefix(f.body, beginning): // no piece, but all
			return f.body, nil
		}
		raw = append(raw, f.body...)
		if len(f.body) < length || int64(len(raw)) == size || len(raw) >= most {
			return raw, nil
		}
	}
}

// shortened warns that the beginning of a message must do.
func (r *reader) shortened(uid imap.UID, beginning []byte, size int64) []byte {
	of := ""
	if size > 0 {
		of = fmt.Sprintf(" of %d", size)
	}
	r.opts.Warn(fmt.Sprintf("%s: only the first %d%s bytes are read, and the report may go on behind them", r.message(uid).Location, len(beginning), of))
	return beginning
}
