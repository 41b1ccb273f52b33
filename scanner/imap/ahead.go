package imap

import "github.com/emersion/go-imap/v2"

// A piece is what one FETCH brings: the beginnings of the next messages.
type piece struct {
	n      int                   // messages that it covers
	wanted []imap.UID            // those of them that are of interest
	known  map[imap.UID]*fetched // their sizes and dates, as far as they are known
	bytes  int64                 // that they will bring

	done chan struct{} // closed when the rest is set
	got  map[imap.UID]*fetched
	err  error
}

// readPiece reads the first of these messages, as many as one command brings,
// and hands them on while the next piece is fetched; n is how many they are, or
// were to be. After an error r.last tells how far it came.
func (r *reader) readPiece(uids []imap.UID) (n int, err error) {
	p := r.ahead
	if r.ahead = nil; p == nil {
		p = r.plan(uids)
		if err := r.spend(r.ctx, p.n); err != nil {
			return p.n, err
		}
		r.fetch(p)
	}
	<-p.done
	death := r.fatal(p.err)
	if death != nil && !isDeath(death) {
		return p.n, death
	}
	if death == nil {
		r.limit = min(2*r.limit, r.opts.Batch)
		r.fetchAhead(p, uids[p.n:])
	}
	return p.n, r.handOn(p, death)
}

// fetchAhead begins to fetch the piece behind p. Where the pace is limited there
// is no hurry. Nor is there while messages are asked for one at a time: a death
// must have one to blame.
func (r *reader) fetchAhead(p *piece, uids []imap.UID) {
	if len(uids) == 0 || p.n == 1 || r.opts.Rate > 0 {
		return
	}
	r.ahead = r.plan(uids)
	r.fetch(r.ahead)
}

// awaitAhead waits for the piece that is under way. A server may renumber the
// messages while it answers a UID FETCH (RFC 9051 section 7.5.1), so none may
// come between asking for a number and using it.
func (r *reader) awaitAhead() {
	if r.ahead != nil {
		<-r.ahead.done
	}
}

// plan says what the next command asks for. A piece whose sizes could not be
// asked for has an error.
func (r *reader) plan(uids []imap.UID) *piece {
	p := &piece{n: min(r.limit, len(uids)), done: make(chan struct{})}
	if !r.sparing() { // else the question itself may be what kills
		if p.err = r.measure(uids, p.n); p.err != nil {
			return p
		}
	}
	p.known = r.known
	p.n, p.bytes = r.cut(uids[:p.n], p.known)
	if p.n == 1 {
		p.bytes = int64(r.opts.MaxMessage) // a server that knows no pieces sends it all
	}
	p.wanted = r.wanted(uids[:p.n], p.known)
	return p
}

// fetch begins to fetch a piece. Any other command waits until it has come; the
// end of the session ends it.
func (r *reader) fetch(p *piece) {
	if p.err != nil || len(p.wanted) == 0 {
		close(p.done)
		return
	}
	sess, set := r.sess, imap.UIDSetNum(p.wanted...)
	sess.running.Go(func() {
		defer close(p.done)
		p.got, p.err = sess.bodies(r.ctx, set, 0, r.opts.Partial, p.bytes, int64(r.opts.MaxMessage))
	})
}
