package imap

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

const (
	// rangeBytes is what one FETCH asks for at most; a single message may be
	// larger. Two such ranges are in memory: 2 MiB are about 450 bounces.
	rangeBytes = 2 << 20

	// maxTries is how often a message is asked for alone before it is said to
	// be unreadable: once as always, once without anything that can be spared.
	maxTries = 2

	// maxHeld is how many messages in a row may be unreadable. More are the
	// server's trouble, not theirs, and the folder must not be passed over.
	maxHeld = 10
)

// A reader reads one folder once, from the last message known to the end.
//
// Each range of messages is in memory before the first of them is handed on,
// so that no literal is open while the caller works: a slow caller does not
// run into time limits, and may stop at any time. Meanwhile the next range is
// fetched, and no more than that: see ahead.go.
type reader struct {
	*Source
	patience
	ctx      context.Context
	yield    func(*scanner.Message) bool
	key      string // of the folder
	validity uint32
	exists   uint32
	since    time.Time // older messages are left out
	last     imap.UID  // every message up to it is done

	known    map[imap.UID]*fetched // sizes and dates, as far as they were asked for
	measured imap.UID              // the last message that they were asked for
	died     bool                  // a connection, in this reading
	ahead    *piece                // what is fetched already, nil if nothing is

	limit int                // messages to ask for now: 1 after a death, then doubling
	tries int                // deaths over the next message when it was asked for alone
	said  string             // the server's last refusal to send something
	held  []*scanner.Message // said to be unreadable as soon as the server shows that it can send others

	done, found int
}

// all lists and reads until nothing is left.
func (r *reader) all() error {
	r.key = r.place.key()
	for more := r.exists > 0; more; {
		var uids []imap.UID
		var err error
		if uids, more, err = r.list(); err != nil {
			if err = r.recover(err); err != nil {
				return err
			}
			more = true
			continue
		}
		r.found += len(uids)
		if err := r.readAll(uids); err != nil {
			return err
		}
	}
	return r.release()
}

// list returns the UIDs after the last one known.
func (r *reader) list() ([]imap.UID, bool, error) {
	if r.last == math.MaxUint32 {
		return nil, false, nil
	}
	c := &imap.SearchCriteria{UID: []imap.UIDSet{{imap.UIDRange{Start: r.last + 1}}}}
	if !r.since.IsZero() {
		// The server compares days in its own time zone, hence a day more.
		c.Since = r.since.AddDate(0, 0, -1)
	}
	uids, more, err := r.sess.search(r.ctx, c, r.exists)
	var refusal *imap.Error
	if errors.As(err, &refusal) {
		return nil, false, r.sess.refused("listing messages", refusal, nil, "report this to the server's people")
	}
	// "n:*" names the last message even where that is below n (RFC 9051
	// section 9, seq-range).
	return after(uids, r.last), more, err
}

// after returns the UIDs above last; uids are ascending.
func after(uids []imap.UID, last imap.UID) []imap.UID {
	for len(uids) > 0 && uids[0] <= last {
		uids = uids[1:]
	}
	return uids
}

// readAll reads these messages, whatever the connection goes through. After a
// death it asks for the next message alone, which either kills again and is to
// blame, or is read, and twice as many are asked for each time.
func (r *reader) readAll(uids []imap.UID) error {
	for len(uids) > 0 {
		before := r.last
		n, err := r.readPiece(uids)
		if err == nil {
			r.settle(uids[n-1])
		} else if !isDeath(err) {
			return err
		}
		if r.last != before {
			r.tries = 0
		}
		if err != nil {
			if n == 1 && r.last == before && !isThrottled(err) {
				r.blame(uids[0], err)
			}
			if err := r.recover(err); err != nil {
				return err
			}
			r.limit, r.died = 1, true
		}
		uids = after(uids, r.last)
	}
	return nil
}

// blame counts a death over one message asked for alone, and gives the message
// up after maxTries.
func (r *reader) blame(uid imap.UID, err error) {
	if r.tries++; r.tries < maxTries {
		return
	}
	r.tries = 0
	why := err.Error()
	if t := (*trouble)(nil); errors.As(err, &t) && t.why != "" {
		why = t.why // the place is known
	}
	r.hold(uid, fmt.Errorf("imap: reading it ends the connection each time: %s", why))
}

// hold gives a message up. It is handed on with its error as soon as another
// one has been read or none is left.
func (r *reader) hold(uid imap.UID, err error) {
	m := r.message(uid)
	m.Err = err
	r.held = append(r.held, m)
	r.last = uid
}

// recover makes a new session after a death, or returns why it does not.
func (r *reader) recover(err error) error {
	r.ahead = nil // it was of that session
	for err != nil {
		if err = r.bear(r.ctx, r.Source, err); err != nil {
			return err
		}
		var folder *imap.SelectData
		if folder, err = r.open(r.ctx, readOnly); err == nil && folder.UIDValidity != r.validity {
			return r.renumbered()
		}
	}
	return nil
}

// settle records that all messages up to uid are done.
func (r *reader) settle(uid imap.UID) {
	r.last = max(r.last, uid)
	r.progress()
}

// release hands on the messages that were given up, now that the server is
// known to be well.
func (r *reader) release() error {
	for _, m := range r.held {
		if err := r.send(m); err != nil {
			return err
		}
	}
	r.held = nil
	return nil
}

// message makes the frame of a message.
func (r *reader) message(uid imap.UID) *scanner.Message {
	return &scanner.Message{
		Source:   r.key,
		Location: r.key + "#" + strconv.FormatUint(uint64(uid), 10),
		Position: position(r.validity, uid),

		Generation: strconv.FormatUint(uint64(r.validity), 10),
	}
}

// send hands a message to the caller, who may have ended the context since the
// one before.
func (r *reader) send(m *scanner.Message) error {
	if err := r.ctx.Err(); err != nil {
		return fmt.Errorf("imap: %s: reading messages: %w", r.place.server(), err)
	}
	r.done++
	r.opts.Progress(r.done, r.found)
	if !r.yield(m) {
		return errStopped
	}
	return nil
}
