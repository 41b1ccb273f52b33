package imap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

const (
	// defaultPoll is how often the folder is read when the server is silent.
	defaultPoll = 2 * time.Minute

	// maxIdle is after how long IDLE is issued anew. RFC 2177 wants less than 29
	// minutes, but routers and servers forget silent connections sooner.
	maxIdle = 9 * time.Minute

	// gather is how long more mail is waited for when some has come: bounces
	// come in bursts. It doubles, up to maxGather, with each time in a row that
	// a server tells of mail and none is found.
	gather    = time.Second
	maxGather = 2 * time.Minute

	// maxIdleDeaths is how many connections in a row may end in IDLE before the
	// folder is polled instead, for idleAgain.
	maxIdleDeaths = 3
	idleAgain     = time.Hour

	// asleep is how much the clock must have gone on beyond what was waited for
	// before the machine is taken to have slept, and the connection to be dead.
	asleep = 30 * time.Second
)

const waiting = "waiting for mail"

// WaitOptions say how Wait waits. The zero value works.
type WaitOptions struct {
	// Poll is after how long Wait returns whatever the server tells: some
	// servers take IDLE and never tell of anything. Default: 2 minutes.
	Poll time.Duration
	// NoIdle forgoes IDLE.
	NoIdle bool
}

// Wait returns nil when there may be messages that the last Messages has not
// seen: soon after the server tells of some (IDLE, RFC 2177), and after Poll.
// It opens the folder read-only and changes nothing.
//
// IDLE is issued anew every 9 minutes. A server that lacks it, refuses it or
// breaks three connections in a row over it is polled, the last two with a
// warning and for an hour. A connection that ends is made anew, after a
// pause, and at once if the machine has slept; a server that asks for patience
// gets it as from Messages.
//
// Errors are those of Dial: the server that cannot be reached any more is the
// caller's affair. The connection is closed then, and made anew by the next
// call of any method.
func (s *Source) Wait(ctx context.Context, o *WaitOptions) error {
	w := &waiter{Source: s, ctx: ctx}
	if o != nil {
		w.WaitOptions = *o
	}
	if w.Poll <= 0 {
		w.Poll = defaultPoll
	}
	w.end = time.Now().Add(w.Poll)
	err := w.all()
	s.dropAfter(err)
	return err
}

// A waiter waits once.
type waiter struct {
	*Source
	WaitOptions
	patience
	ctx    context.Context
	end    time.Time
	untrue int // how often the server has told of mail and none was there
}

// all looks, and waits until the next look is worth while.
func (w *waiter) all() error {
	for told := false; ; {
		news, exists, err := w.look()
		switch {
		case isThrottled(err):
			if err = w.bear(w.ctx, w.Source, err); err == nil {
				continue
			}
			return err
		case err != nil:
			return err
		case news:
			w.alarms++
			return w.gather(w.alarms)
		case told:
			w.untrue++
			if err := w.gather(w.untrue); err != nil {
				return err
			}
		}
		if told, err = w.leg(exists); err != nil || w.left() == 0 {
			return err
		}
	}
}

// left is how long Wait may last.
func (w *waiter) left() time.Duration { return max(0, time.Until(w.end)) }

// look opens the folder and reports whether there may be news, and how many
// messages there are.
func (w *waiter) look() (news bool, exists uint32, err error) {
	if w.sess != nil {
		w.sess.hush()
	}
	folder, err := w.open(w.ctx, readOnly)
	if err != nil {
		return false, 0, err
	}
	return w.sight.older(folder), folder.NumMessages, nil
}

// gather waits for more mail to come, the longer the more often in a row the
// server has told of some.
func (w *waiter) gather(n int) error {
	return w.rest(w.ctx, min(gather<<min(n-1, 10), maxGather, w.left()))
}

// leg waits for news once, in IDLE if possible, and reports whether some came.
func (w *waiter) leg(exists uint32) (told bool, err error) {
	nap := nap{d: min(w.left(), w.opts.idle), tick: w.opts.tick, wall: w.opts.wall}
	may, err := w.mayIdle()
	var how woken
	switch {
	case isDeath(err):
		return false, w.bear(w.ctx, w.Source, err)
	case err != nil, !may: // a server that does not say what it can do is asked for little
		how = nap.take(w.ctx, nil, nil)
	default:
		if how, err = w.sess.idle(w.ctx, exists, nap); err != nil {
			return false, w.idleFailed(err)
		}
		w.idleDeaths = 0
	}
	if how == overslept {
		w.drop()
	}
	w.progress()
	return how == toldNews, w.ended()
}

// ended is the error of the context, if it is done.
func (w *waiter) ended() error {
	if err := w.ctx.Err(); err != nil {
		return fmt.Errorf("imap: %s: %s: %w", w.place.server(), waiting, err)
	}
	return nil
}

// mayIdle reports whether IDLE is worth a try.
func (w *waiter) mayIdle() (bool, error) {
	if w.NoIdle || time.Now().Before(w.noIdle) {
		return false, nil
	}
	return w.sess.can(w.ctx, imap.CapIdle)
}

// idleFailed decides what follows when IDLE was refused or has ended the
// connection; nil if the waiting goes on.
func (w *waiter) idleFailed(err error) error {
	var refusal *imap.Error
	switch {
	case errors.As(err, &refusal) && !temporary(refusal):
		w.poll(fmt.Sprintf("refuses IDLE, %q", clean(words(refusal))))
		return nil
	case errors.As(err, &refusal):
		err = w.sess.refused(waiting, refusal, scanner.ErrTemporary, "try again later")
	case isDeath(err) && !isThrottled(err):
		if w.idleDeaths++; w.idleDeaths >= maxIdleDeaths {
			w.poll("ends the connection in IDLE each time")
		}
	}
	return w.bear(w.ctx, w.Source, err)
}

// poll forgoes IDLE for a while.
func (w *waiter) poll(why string) {
	w.idleDeaths = 0
	w.noIdle = time.Now().Add(idleAgain)
	w.warnOnce(fmt.Sprintf("%s: the server %s: looking for new mail every %v", w.place.server(), why, w.Poll))
}

// A sight is what a reading has seen of the folder.
type sight struct {
	validity uint32
	next     imap.UID // all messages below it
	exists   uint32   // how many there were
}

// saw notes what a reading has seen.
func (s *Source) saw(folder *imap.SelectData, r *reader) {
	s.sight = sight{folder.UIDValidity, max(folder.UIDNext, r.last+1), folder.NumMessages}
	if r.done > 0 {
		s.alarms = 0
	}
}

// older reports whether the folder may hold messages that were not seen. Where
// the server gives no UIDNEXT (RFC 9051 section 6.3.2), it does whenever their
// number is another.
func (v sight) older(folder *imap.SelectData) bool {
	switch {
	case folder.UIDValidity != v.validity:
		return true
	case folder.UIDNext == 0:
		return folder.NumMessages != v.exists
	}
	return folder.UIDNext > v.next
}
