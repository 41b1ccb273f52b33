package imap

import (
	"context"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
)

// perNews is how many bytes of news may come of each message while nothing is
// asked for: another client may change the flags of all.
const perNews = 128

// hear notes that the server tells of messages. It is called by the library's
// reader, which must not wait.
func (s *session) hear(data *imapclient.UnilateralDataMailbox) {
	if data.NumMessages == nil {
		return
	}
	select {
	case s.told <- struct{}{}:
	default: // known already
	}
}

// hush forgets what the server has told.
func (s *session) hush() {
	select {
	case <-s.told:
	default:
	}
}

// idle runs IDLE for a nap, shorter if the server tells of messages or hangs
// up. An overslept session is still in IDLE and must be dropped.
//
// The library waits for the server's "+" and for the end of IDLE without a time
// limit; both are steps with one here. In between the wire lets the server be
// silent, and TCP's probes see to it that a dead one is noticed.
func (s *session) idle(ctx context.Context, exists uint32, n nap) (woken, error) {
	var cmd *imapclient.IdleCommand
	err := s.do(ctx, waiting, 0, func() (err error) {
		cmd, err = s.client.Idle()
		return err
	})
	if err != nil {
		return rested, err
	}
	s.wire.allow(idleBytes + perNews*int64(exists))
	how := n.take(ctx, s.told, s.wire.gone)
	if how == overslept {
		return how, nil
	}
	return how, s.do(ctx, waiting, idleBytes, func() error {
		if err := cmd.Close(); err != nil {
			return err
		}
		return cmd.Wait()
	})
}

// A woken says why a nap was over.
type woken int

const (
	rested    woken = iota // the time is over, or the context is done, or the connection
	toldNews               // there is news
	overslept              // the machine has slept
)

// A nap is a wait that notices when the machine sleeps meanwhile.
type nap struct {
	d    time.Duration
	tick time.Duration    // how often the clock is looked at
	wall func() time.Time // the clock on the wall, which goes on while the machine sleeps
}

// take waits for the time, for news, for the end of the connection or ctx.
func (n nap) take(ctx context.Context, news, gone <-chan struct{}) woken {
	timer := time.NewTimer(n.d)
	defer timer.Stop()
	ticker := time.NewTicker(n.tick)
	defer ticker.Stop()
	for last := n.wall(); ; {
		select {
		case <-ctx.Done():
			return rested
		case <-gone:
			return rested
		case <-timer.C:
			return rested
		case <-news:
			return toldNews
		case <-ticker.C:
			now := n.wall()
			if now.Sub(last) > n.tick+asleep {
				return overslept
			}
			last = now
		}
	}
}

// wallClock is the time without the reading of the monotonic clock, which on
// most systems stands still while the machine sleeps.
func wallClock() time.Time { return time.Now().Round(0) }
