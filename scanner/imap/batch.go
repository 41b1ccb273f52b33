package imap

import (
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// sizesAhead is of how many messages the sizes are asked for at once: each
// question is a way to the server and back, in which nothing else happens.
const sizesAhead = 2000

// measure asks for the sizes of the first n of these messages, and by the way of
// those behind them: unless a connection has died, that is, when the fewer
// messages are asked for the better, or the question would be long.
func (r *reader) measure(uids []imap.UID, n int) error {
	if uids[n-1] <= r.measured {
		return nil
	}
	ask := uids[:n]
	if ahead := uids[:min(len(uids), max(n, sizesAhead))]; !r.died && len(imap.UIDSetNum(ahead...)) <= maxBatch {
		ask = ahead
	}
	known, refusal := r.sess.sizes(r.ctx, ask)
	if err := r.fatal(refusal); err != nil {
		return err
	}
	if r.known, r.measured = known, ask[len(ask)-1]; refusal != nil {
		r.measured = uids[n-1] // fewer may be told
	}
	return nil
}

// cut returns how many messages fit into one command, one at least, and how
// many bytes they will bring.
func (r *reader) cut(uids []imap.UID, known map[imap.UID]*fetched) (n int, bytes int64) {
	for _, uid := range uids {
		size := int64(r.opts.Partial)
		if f := known[uid]; f != nil && f.size > 0 {
			size = min(size, f.size)
		}
		if n > 0 && bytes+size > rangeBytes {
			break
		}
		n++
		bytes += size + perMessage
	}
	return n, bytes
}

// handOn hands on the messages of a piece in order; death is what ended the
// connection while it came, if anything did. Every UID is ticked off: the library
// loses a body, without an error, to an untagged FETCH that comes between.
func (r *reader) handOn(p *piece, death error) (err error) {
	var gone map[imap.UID]bool // asked for only if something is missing
	for _, uid := range p.wanted {
		f := p.got[uid]
		if f == nil || f.body == nil {
			if death != nil {
				return death
			}
			if gone == nil {
				r.awaitAhead()
				if gone, err = r.gone(p.wanted); err != nil {
					return err
				}
			}
			if gone[uid] {
				continue // another client has removed it
			}
			if f, err = r.again(uid); err != nil {
				return err
			}
		}
		if err := r.deliver(uid, f, p.known[uid], death == nil); err != nil {
			return err
		}
	}
	return death
}

// wanted leaves out what came before the date of interest.
func (r *reader) wanted(uids []imap.UID, known map[imap.UID]*fetched) []imap.UID {
	if r.since.IsZero() {
		return uids
	}
	var wanted []imap.UID
	for _, uid := range uids {
		if f := known[uid]; f != nil && !f.date.IsZero() && f.date.Before(r.since) {
			continue
		}
		wanted = append(wanted, uid)
	}
	return wanted
}

// fatal returns err if the source cannot go on in this session. A refusal that
// may concern a single message is none: the messages that are missing are
// asked for again.
func (r *reader) fatal(err error) error {
	var refusal *imap.Error
	if !errors.As(err, &refusal) {
		return err
	}
	if temporary(refusal) {
		return r.sess.refused("reading messages", refusal, nil, "")
	}
	r.said = fmt.Sprintf(": %q", clean(words(refusal)))
	return nil
}

// again asks for one message that the server lists and has not sent: by its
// UID, at last by its number. It returns nil if nothing helps.
func (r *reader) again(uid imap.UID) (*fetched, error) {
	most := int64(r.opts.MaxMessage)
	r.said = ""
	got, err := r.sess.bodies(r.ctx, imap.UIDSetNum(uid), 0, r.opts.Partial, most, most)
	if err := r.fatal(err); err != nil {
		return nil, err
	}
	if f := got[uid]; f != nil && f.body != nil {
		return f, nil
	}
	f, err := r.sess.bySequence(r.ctx, uid, r.opts.Partial, most)
	if err := r.fatal(err); err != nil {
		return nil, err
	}
	if f == nil || f.body == nil {
		return nil, nil
	}
	return f, nil
}

// gone returns which of the messages are no longer in the folder. A server
// that refuses to say has them all.
func (r *reader) gone(uids []imap.UID) (map[imap.UID]bool, error) {
	gone := make(map[imap.UID]bool)
	there, err := r.sess.present(r.ctx, uids)
	if err != nil {
		return gone, r.fatal(err)
	}
	for _, uid := range uids {
		gone[uid] = !there[uid]
	}
	return gone, nil
}

// unread gives up a message that the server keeps back, unless it vanished in
// this moment.
func (r *reader) unread(uid imap.UID) error {
	gone, err := r.gone([]imap.UID{uid})
	if err != nil || gone[uid] {
		return err
	}
	r.hold(held{uid: uid}, fmt.Errorf("imap: the server lists the message and does not send it%s", r.said))
	if len(r.held) > maxHeld {
		return &trouble{
			text: fmt.Sprintf("imap: %s: the server lists messages and sends none of them%s; try again later", r.place.key(), r.said),
			kind: scanner.ErrTemporary,
		}
	}
	return nil
}

// deliver completes a message and hands it on; f is nil if none came.
func (r *reader) deliver(uid imap.UID, f, known *fetched, alive bool) error {
	if f == nil {
		return r.unread(uid)
	}
	if known == nil {
		known = new(fetched)
	}
	raw, err := r.whole(uid, f.body, known.size, alive)
	if err != nil {
		return err
	}
	if err := r.release(); err != nil {
		return err
	}
	m := r.message(uid)
	m.Received, m.Raw = known.date, raw
	r.settle(uid)
	r.good = uid
	return r.send(m)
}
