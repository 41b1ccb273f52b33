package imap

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	// maxDeaths is how often the connection may die without anything done in
	// between. Two messages in a row that kill it need seven: the range dies,
	// then each of the two alone, three times.
	maxDeaths = 7

	// maxPauses is how often a server may ask for patience during one scan.
	// With the pauses below that is an hour and a half; then the next run is a
	// better time.
	maxPauses = 12

	// firstPause is how long a server is left alone that does not say for how
	// long it wants to be. It doubles with each pause in a row.
	firstPause = 15 * time.Second

	// maxPause is the longest pause, whatever the server says. Exchange asks
	// for five minutes at most.
	maxPause = 15 * time.Minute
)

// A patience is what one scan, or one settling of debts, bears from a server.
// The zero value has borne nothing.
type patience struct {
	deaths int // in a row, nothing done in between
	streak int // pauses in a row
	pauses int // all of them
}

// progress notes that the server has done something for us.
func (p *patience) progress() { p.deaths, p.streak = 0, 0 }

// bear waits as is fit after err and returns nil if another connection is
// worth a try, else why not. The session is over either way.
func (p *patience) bear(ctx context.Context, s *Source, err error) error {
	var t *trouble
	if !errors.As(err, &t) || !t.dead {
		return err
	}
	s.drop()
	if !t.throttled {
		if p.deaths++; p.deaths > maxDeaths {
			return err
		}
		return s.rest(ctx, backOff(p.deaths))
	}
	if p.pauses++; p.pauses > maxPauses {
		return err
	}
	wait := t.wait
	if wait == 0 {
		wait = firstPause << min(p.streak, 10)
	}
	wait = min(wait, maxPause)
	p.streak++
	s.opts.Warn(fmt.Sprintf("%s: %s: going on in %v", s.place.server(), t.why, wait))
	return s.rest(ctx, wait)
}

// backOff is the pause before the n-th connection in a row: 1, 2, 4, then 8 s.
func backOff(n int) time.Duration { return time.Second << min(n-1, 3) }

// rest waits, but not beyond the end of ctx.
func (s *Source) rest(ctx context.Context, d time.Duration) error {
	if err := s.opts.sleep(ctx, d); err != nil {
		return fmt.Errorf("imap: %s: waiting: %w", s.place.server(), err)
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// spend waits until n more messages are within Options.Rate.
func (s *Source) spend(ctx context.Context, n int) error {
	if s.opts.Rate <= 0 {
		return nil
	}
	now := time.Now()
	if wait := s.free.Sub(now); wait > 0 {
		if err := s.rest(ctx, wait); err != nil {
			return err
		}
	} else {
		s.free = now
	}
	s.free = s.free.Add(time.Duration(n) * time.Minute / time.Duration(s.opts.Rate))
	return nil
}

// RetryAfter returns how long a server wants to be left alone, as err of Dial or
// of a Source says; 0 if it has not asked for that. It is 15 minutes at most.
func RetryAfter(err error) time.Duration {
	var t *trouble
	switch {
	case !errors.As(err, &t) || !t.throttled:
		return 0
	case t.wait == 0:
		return firstPause
	}
	return min(t.wait, maxPause)
}

// patienceCodes are the response codes of a server that refuses only for now:
// RFC 5530 section 3 and RFC 9051 section 7.1, then Gmail's and Microsoft's for
// their limits on bandwidth.
var patienceCodes = []string{"[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[OVERQUOTA]", "[THROTTLED]"}

// patienceWords stand in a refusal or a BYE without such a code.
var patienceWords = []string{
	"command or bandwidth limits",       // Gmail: "Account exceeded command or bandwidth limits."
	"request is throttled",              // Exchange: "Request is throttled. Suggested Backoff Time: 92415 milliseconds"
	"too many simultaneous connections", // Gmail allows 15 for one account
}

// suggested finds how long a server wants to be left alone.
var suggested = regexp.MustCompile(`(?i)\b(?:backoff time:|try again in|retry after) ?([0-9]{1,9}) ?(milliseconds|seconds|minutes)\b`)

// patienceAsked reports whether a server asks in these words to be asked less,
// and for how long; 0 if it does not say.
func patienceAsked(text string) (wait time.Duration, asked bool) {
	lower, upper := strings.ToLower(text), strings.ToUpper(text)
	for _, code := range patienceCodes {
		asked = asked || strings.HasPrefix(upper, code)
	}
	for _, words := range patienceWords {
		asked = asked || strings.Contains(lower, words)
	}
	m := suggested.FindStringSubmatch(lower)
	if !asked || m == nil {
		return 0, asked
	}
	n, _ := strconv.Atoi(m[1])
	unit := map[string]time.Duration{"milliseconds": time.Millisecond, "seconds": time.Second, "minutes": time.Minute}[m[2]]
	return min(time.Duration(n)*unit, maxPause), true
}
