package imap

import "context"

// WithoutPause returns o with no waiting before a reconnection.
func WithoutPause(o *Options) *Options {
	p := *o
	p.pause = func(ctx context.Context, _ int) error { return ctx.Err() }
	return &p
}
