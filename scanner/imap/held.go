package imap

import (
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// A held message was given up, and is handed on with its error only when the
// server has shown that it is well: when another one has been read.
type held struct {
	*scanner.Message
	uid   imap.UID
	doubt bool // the server has called it unavailable for now: it is asked for once more
}

// blame counts a death over one message asked for alone, and gives the message
// up after maxTries. A server that wants to be left alone means nobody's message,
// unless it says [UNAVAILABLE]: so Yahoo calls a message that it has lost.
func (r *reader) blame(uid imap.UID, err error) {
	var t *trouble
	doubt := errors.As(err, &t) && t.unavailable
	if isThrottled(err) && !doubt {
		return
	}
	if r.tries++; r.tries < maxTries {
		return
	}
	r.tries = 0
	why := err.Error()
	if t != nil && t.why != "" {
		why = t.why // the place is known
	}
	if !doubt {
		why = "reading it ends the connection each time: " + why
	}
	r.hold(held{uid: uid, doubt: doubt}, errors.New("imap: "+why))
}

// sparing reports whether the next message is asked for without all that can be
// spared: its size, and what follows its beginning if a connection ended over that.
func (r *reader) sparing() bool { return r.tries >= maxTries-1 }

// hold gives a message up.
func (r *reader) hold(h held, why error) {
	h.Message = r.message(h.uid)
	h.Err = why
	if f := r.known[h.uid]; f != nil {
		h.Received = f.date
	}
	r.held = append(r.held, h)
	r.last = h.uid
}

// release hands on the messages that were given up, now that the server is
// known to be well.
func (r *reader) release() error {
	for len(r.held) > 0 {
		h := r.held[0]
		if h.doubt {
			if err := r.reconsider(h); err != nil {
				return err
			}
		}
		r.held = r.held[1:]
		if err := r.send(h.Message); err != nil {
			return err
		}
	}
	return nil
}

// reconsider asks once more for a message that was unavailable.
func (r *reader) reconsider(h held) error {
	most := int64(r.opts.MaxMessage)
	got, err := r.sess.bodies(r.ctx, imap.UIDSetNum(h.uid), 0, r.opts.Partial, most, most)
	if no := (*imap.Error)(nil); errors.As(err, &no) {
		return nil // for good, then
	} else if err != nil {
		return err
	}
	f := got[h.uid]
	if f == nil || f.body == nil {
		return nil
	}
	raw, err := r.whole(h.uid, f.body, 0, true)
	if err == nil {
		h.Raw, h.Err = raw, nil
	}
	return err
}

// releaseLast does so at the end of the folder, where no other message comes any
// more: the last one that was read is asked for once more, or else the first of
// the folder. Without such a proof nothing is given up: what came last is what is
// new, and the trouble may be the server's.
func (r *reader) releaseLast() error {
	if len(r.held) == 0 {
		return nil
	}
	var control imap.NumSet = imap.SeqSetNum(1)
	if r.good != 0 {
		control = imap.UIDSetNum(r.good)
	}
	most := int64(r.opts.MaxMessage)
	got, err := r.sess.bodies(r.ctx, control, 0, r.opts.Partial, most, most)
	if err := r.fatal(err); err != nil {
		return err
	}
	for uid, f := range got {
		if uid < r.held[0].uid && f.body != nil {
			return r.release()
		}
	}
	return &trouble{
		text: fmt.Sprintf("imap: %s: the server sends no message now: %v; try again later", r.place.key(), r.held[0].Err),
		kind: scanner.ErrTemporary,
	}
}
