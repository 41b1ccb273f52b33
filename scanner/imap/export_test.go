package imap

import (
	"context"
	"net"
	"time"
)

// WithoutPause returns o with no waiting before a reconnection.
func WithoutPause(o *Options) *Options {
	p := *o
	p.sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return &p
}

// WithSleep returns o with every wait replaced by a call of slept.
func WithSleep(o *Options, slept func(time.Duration)) *Options {
	p := *o
	p.sleep = func(ctx context.Context, d time.Duration) error { slept(d); return ctx.Err() }
	return &p
}

// WithList returns o with so many UIDs taken from one list.
func WithList(o *Options, list int) *Options {
	p := *o
	p.list = list
	return &p
}

// WithIdle returns o with IDLE issued anew after so long.
func WithIdle(o *Options, idle time.Duration) *Options {
	p := *o
	p.idle = idle
	return &p
}

// WithLine returns o with every connection replaced by what line makes of it.
func WithLine(o *Options, line func(net.Conn) net.Conn) *Options {
	p := *o
	p.line = line
	return &p
}

// WithClock returns o with another clock on the wall, looked at all the time.
func WithClock(o *Options, wall func() time.Time) *Options {
	p := *o
	p.tick, p.wall = 10*time.Millisecond, wall
	return &p
}
