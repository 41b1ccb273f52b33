package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/lease"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// releaseTime is how long giving a lease back may take.
const releaseTime = 10 * time.Second

// minuteFormat is how people are told a time of their own clock.
const minuteFormat = "2006-01-02 15:04 MST"

// lease makes this process the only nixie that works on a mailbox, until
// release is called. The context ends if that right is lost.
func (a *app) lease(ctx context.Context, book *store, mailbox string) (held context.Context, release func(), err error) {
	if err := book.check(); err != nil {
		return nil, nil, err
	}
	held, giveBack, err := lease.Take(ctx, book.Ledger, mailbox, func(dead string) {
		a.note("%s: taken over from %s, which has died.", safe.Line(mailbox), safe.Line(lease.Who(dead)))
	})
	var other *ledger.HeldError
	if errors.As(err, &other) {
		text := fmt.Sprintf("%v: %s, since %s", ledger.ErrHeld, lease.Who(other.Holder), other.Since.Local().Format(minuteFormat))
		return nil, nil, &exitError{code: codeOf(err), err: &worded{text, err}, hint: "wait until that one has finished, or end it"}
	}
	if err != nil {
		return nil, nil, ledgerError(err)
	}
	return held, func() {
		end, cancel := finishing(ctx, releaseTime)
		defer cancel()
		giveBack(end)
	}, nil
}
