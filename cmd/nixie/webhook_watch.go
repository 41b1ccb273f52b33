package main

import (
	"context"
	"time"
)

const (
	hooksEvery = time.Minute // webhooks are looked after at least that often
	hooksRest  = 10          // times as long as that has taken they rest, while mail flows
)

// keepHooks tells the webhooks what is new, until ctx is done. What was not told
// by then is told by the next run: it is in the ledger.
func (w *watcher) keepHooks(ctx context.Context) {
	for len(w.hooks) > 0 && ctx.Err() == nil {
		if err := w.book.check(); isLost(err) {
			w.lost(err)
			return
		}
		begun := time.Now()
		for _, h := range w.hooks {
			if time.Now().After(h.again) {
				w.app.tellWebhook(ctx, w.book, h)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(hooksRest*time.Since(begun), hooksEvery)):
		}
		select {
		case <-ctx.Done():
		case <-w.told:
		case <-time.After(hooksEvery):
		}
	}
}
