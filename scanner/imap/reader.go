package imap

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
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
	// be unreadable: twice as always, for one death may be chance, and once
	// without anything that can be spared.
	maxTries = 3

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
	next     imap.UID  // all messages are below it; 0 if the server does not say
	since    time.Time // older messages are left out
	last     imap.UID  // every message up to it is done

	known    map[imap.UID]*fetched // sizes and dates, as far as they were asked for
	measured imap.UID              // the last message that they were asked for
	died     bool                  // a connection, in this reading
	ahead    *piece                // what is fetched already, nil if nothing is

	limit int      // messages to ask for now: 1 after a death, then doubling
	tries int      // deaths over the next message when it was asked for alone
	begun part     // of a message whose rest was under way when a connection died
	said  string   // the server's last refusal to send something
	held  []held   // said to be unreadable as soon as the server shows that it can send others
	good  imap.UID // the last message that was read, 0 if none was

	done, found int
}

// all reads until nothing is left. After an error there is no session: something
// may still be under way in it.
func (r *reader) all() error {
	err := r.readNew()
	if err != nil {
		r.drop()
	}
	return err
}

// readNew lists and reads until nothing is left.
func (r *reader) readNew() error {
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
	return r.releaseLast()
}

// list returns the UIDs after the last one known. Where the server refuses to
// search, or its index is behind the mailbox, it is asked without a search.
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
	refused := errors.As(err, &refusal)
	if err != nil && (!refused || temporary(refusal)) {
		return nil, false, r.notListed(err)
	}
	// "n:*" names the last message even where that is below n (RFC 9051
	// section 9, seq-range).
	uids = after(uids, r.last)
	if !refused && (more || !r.unlisted(uids)) {
		return uids, more, nil
	}
	others, more, failed := r.sess.numbers(r.ctx, r.last+1, r.exists)
	switch {
	case failed == nil:
		uids = after(slices.Compact(slices.Sorted(slices.Values(append(uids, others...)))), r.last)
		return uids, more, nil
	case refused:
		return nil, false, r.notListed(err)
	case errors.As(failed, &refusal) && !temporary(refusal):
		return uids, false, nil
	}
	return nil, false, r.notListed(failed)
}

// notListed explains why the messages cannot be listed.
func (r *reader) notListed(err error) error {
	var refusal *imap.Error
	if errors.As(err, &refusal) {
		return r.sess.refused("listing messages", refusal, nil, "report this to the server's people")
	}
	return err
}

// unlisted reports whether there may be messages that a search did not find: of
// the whole folder fewer than it has, or none up to UIDNEXT. Where the last ones
// were removed it is a question for nothing.
func (r *reader) unlisted(uids []imap.UID) bool {
	if !r.since.IsZero() {
		return false
	}
	highest := r.last
	if len(uids) > 0 {
		highest = uids[len(uids)-1]
	}
	return r.last == 0 && len(uids) < int(r.exists) || r.next > highest+1
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
			if n == 1 && r.last == before {
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
