package config

import "time"

// Watch says how `nixie watch` waits. Zero values are the defaults.
type Watch struct {
	Poll   Duration `toml:"poll"`   // look for new mail at least that often; default 2m
	Idle   *bool    `toml:"idle"`   // let the server tell of new mail (IDLE, RFC 2177); default true
	Health string   `toml:"health"` // a file that says how each folder is; "" for none
}

// Bounds of Poll, and its default.
const (
	defaultPoll = 2 * time.Minute
	minPoll     = 10 * time.Second // Gmail locks accounts that ask all the time
	maxPoll     = 24 * time.Hour
)

// PollEvery returns Poll, or its default.
func (w Watch) PollEvery() time.Duration {
	if w.Poll == 0 {
		return defaultPoll
	}
	return time.Duration(w.Poll)
}

// MayIdle reports whether IDLE may be used.
func (w Watch) MayIdle() bool { return w.Idle == nil || *w.Idle }

// check finds what cannot be.
func (w Watch) check(c *checker) {
	if p := time.Duration(w.Poll); p != 0 && (p < minPoll || p > maxPoll) {
		c.add("poll", "poll: must be between %v and %v", minPoll, maxPoll)
	}
}
