package main

import (
	"context"
	"errors"

	"github.com/nixie-mail/nixie/cmd/nixie/lease"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// lease makes this process the only nixie that works on a mailbox, until
// release is called. The context ends if that right is lost.
func (a *app) lease(ctx context.Context, book *store, mailbox string) (held context.Context, release func(), err error) {
	held, release, err = lease.Take(ctx, book.Ledger, mailbox, func(dead string) {
		a.note("%s: taken over from %s, which has died.", safe.Line(mailbox), safe.Line(dead))
	})
	if errors.Is(err, ledger.ErrHeld) {
		return nil, nil, failedf("wait until that one has finished, or end it", "%w", err)
	}
	if err != nil {
		return nil, nil, failedf("", "%w", err)
	}
	return held, release, nil
}
