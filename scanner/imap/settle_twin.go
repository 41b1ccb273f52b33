package imap

import (
	"bytes"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

const (
	// twinBytes of two messages are compared: the fields that each mail system
	// on the way has added make them differ. 500 of them are rangeBytes.
	twinBytes = 8 << 10

	// maxTwins is how many messages that may be a copy are looked at. The
	// newest are, and few messages of one size have the same Message-ID.
	maxTwins = 20

	// lateCopy is how long after a run or a connection has ended a copy may still
	// appear: servers finish a COPY whose client is gone. Who looks sooner copies
	// twice.
	lateCopy = 10 * time.Second

	// maxIDBytes is the longest Message-ID that a server is asked for.
	maxIDBytes = 250
)

// A look is what a message is known again by.
type look struct {
	uid       imap.UID
	size      int64
	beginning []byte
}

// lookFor finds out which of these messages have a copy in the target and
// notes them in copied. Where that cannot be told, nothing may be done: the
// act is refused.
func (p *payment) lookFor(uids []imap.UID) error {
	if len(uids) == 0 {
		return nil
	}
	looks, no, err := p.lookIn(p.target, uids)
	if err != nil {
		return err
	}
	if no != nil {
		return p.turnDownAll(uids, cannotSee(p.explain(no).why))
	}
	return p.unseen(p.remaining(uids), looks)
}

// lookIn looks for copies of messages in a folder and notes in copied which have
// one; no is why the folder cannot be opened. Which messages could be looked at, it
// returns, and what is known of these is no longer in doubt.
func (p *payment) lookIn(folder string, uids []imap.UID) (looks []look, no, err error) {
	if wait := time.Until(p.abandoned.Add(lateCopy)); wait > 0 {
		if err := p.rest(p.ctx, wait); err != nil {
			return nil, nil, err
		}
	}
	p.amend(uids, func(d *scanner.Debt) { d.Begun = false })
	if looks, err = p.looks(uids); err != nil {
		return nil, nil, err
	}
	target, err := p.sess.open(p.ctx, folder, readOnly)
	if err != nil && !isDeath(err) && p.ctx.Err() == nil {
		return nil, err, p.begin()
	}
	if err != nil {
		return nil, nil, err
	}
	taken := make(map[imap.UID]bool) // each copy is the copy of one message
	for _, l := range looks {
		if err := p.findTwin(l, target.NumMessages, taken); err != nil {
			return nil, nil, err
		}
	}
	return looks, nil, p.begin()
}

// unseen refuses the acts on messages that are there and could not be looked at.
func (p *payment) unseen(uids []imap.UID, looks []look) error {
	seen := make(map[imap.UID]bool)
	for _, l := range looks {
		seen[l.uid] = true
		p.doubtful[l.uid] = p.copied[l.uid]
	}
	_, unseen := partition(uids, seen)
	if len(unseen) == 0 {
		return nil
	}
	unseen, err := p.there(unseen)
	if err != nil {
		return err
	}
	return p.turnDownAll(unseen, cannotSee("the server does not send the message"))
}

// cannotSee is why nothing is done where nobody knows what has been done.
func cannotSee(why string) refusal {
	return refusal{why: "whether it is copied already cannot be seen: " + why, remedy: "the next run tries again"}
}

// looks reads sizes and beginnings of messages in the open folder.
func (p *payment) looks(uids []imap.UID) ([]look, error) {
	sizes, err := p.sess.sizes(p.ctx, uids)
	if _, err := p.refused("reading messages", err); err != nil {
		return nil, err
	}
	beginnings, err := p.beginnings(uids)
	if err != nil {
		return nil, err
	}
	var looks []look
	for _, uid := range uids {
		if f := sizes[uid]; f != nil && f.size > 0 && len(beginnings[uid]) > 0 {
			looks = append(looks, look{uid, f.size, beginnings[uid]})
		}
	}
	return looks, nil
}

// beginnings reads the first bytes of messages. Those that do not come are
// asked for once more, each alone: the library loses some.
func (p *payment) beginnings(uids []imap.UID) (map[imap.UID][]byte, error) {
	all := make(map[imap.UID][]byte, len(uids))
	read := func(uids []imap.UID) error {
		got, err := p.sess.bodies(p.ctx, imap.UIDSetNum(uids...), 0, twinBytes, int64(len(uids))*(twinBytes+perMessage), int64(p.opts.MaxMessage))
		for uid, f := range got {
			if f.body != nil {
				all[uid] = f.body[:min(len(f.body), twinBytes)]
			}
		}
		_, err = p.refused("reading messages", err)
		return err
	}
	if err := read(uids); err != nil {
		return nil, err
	}
	for _, uid := range uids {
		if all[uid] == nil {
			if err := read([]imap.UID{uid}); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// findTwin looks for the copy of a message in the open target.
func (p *payment) findTwin(l look, exists uint32, taken map[imap.UID]bool) error {
	c := &imap.SearchCriteria{Larger: l.size - 1, Smaller: l.size + 1}
	if id := messageID(l.beginning); id != "" {
		c.Header = []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: id}}
	}
	candidates, _, err := p.sess.search(p.ctx, c, exists)
	if no, err := p.refused("looking for a copy", err); err != nil {
		return err
	} else if no != nil {
		return p.turnDownAll([]imap.UID{l.uid}, cannotSee(p.explain(no).why))
	}
	candidates = candidates[max(0, len(candidates)-maxTwins):]
	if len(candidates) == 0 {
		return nil
	}
	beginnings, err := p.beginnings(candidates)
	if err != nil {
		return err
	}
	for _, uid := range candidates {
		if !taken[uid] && bytes.Equal(beginnings[uid], l.beginning) {
			taken[uid], p.copied[l.uid] = true, true
			return nil
		}
	}
	return nil
}

// messageID returns the Message-ID of a message, if there is one that every
// server can be asked for.
func messageID(beginning []byte) string {
	h, _ := readHeader(beginning)
	if h == nil || len(h.messageID) > maxIDBytes || strings.ContainsFunc(h.messageID, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return h.messageID
}
