package webhook

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

const (
	takeAtOnce = 20               // deliveries that this run keeps from others at a time
	hold       = 15 * time.Minute // for so long: all of them may time out
	noteLimit  = 10 * time.Second // for noting what became of one, whatever else ends
	maxFailed  = 3                // failures in a row; then the receiver is down
	maxParked  = 20               // parked ones in a row; then the mistake is ours
)

// A Result says what became of deliveries.
type Result struct {
	Delivered int
	Parked    int
	Failed    int           // that are tried again
	Halted    bool          // it ended before all that was due was tried
	Why       string        // the last that was not taken was not
	Wait      time.Duration // before another run has a chance, if it was halted
}

// Deliver sends what is due to the target, until nothing is, or ctx ends, or the
// receiver seems to be down. That it takes nothing is no error; an error is one
// of the ledger, of the configuration, or that of ctx.
//
// Several processes may deliver to one target at once.
func (t *Target) Deliver(ctx context.Context, book *ledger.Ledger) (Result, error) {
	if t.Client == nil {
		t.Client = NewClient(nil)
	}
	r := &round{target: t, book: book}
	for !r.Halted {
		if err := ctx.Err(); err != nil {
			return r.Result, context.Cause(ctx)
		}
		due, err := book.Due(ctx, t.Name, takeAtOnce, hold)
		if err != nil || len(due) == 0 {
			return r.Result, err
		}
		if err := r.deliver(ctx, due); err != nil {
			return r.Result, err
		}
	}
	return r.Result, nil
}

// A round is one run of Deliver.
type round struct {
	Result
	target        *Target
	book          *ledger.Ledger
	failed, parks int // in a row
}

// deliver sends what was taken, and gives back what it does not come to.
func (r *round) deliver(ctx context.Context, due []ledger.Delivery) error {
	for i := range due {
		if ctx.Err() != nil || r.Halted {
			return errors.Join(context.Cause(ctx), r.giveBack(ctx, due[i:]))
		}
		a, err := r.target.send(ctx, &due[i])
		if err != nil || ctx.Err() != nil && a.verdict == later { // the end of ctx is no fault of the receiver
			return errors.Join(err, context.Cause(ctx), r.giveBack(ctx, due[i:]))
		}
		if err := r.note(ctx, &due[i], a); err != nil {
			return err
		}
	}
	return nil
}

// note stores what became of a delivery.
func (r *round) note(ctx context.Context, d *ledger.Delivery, a answer) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteLimit)
	defer cancel()
	if a.verdict != taken {
		r.Why, r.Wait = a.why, a.wait
	}
	switch a.verdict {
	case taken:
		r.Delivered++
		r.failed, r.parks = 0, 0
		return r.book.Delivered(ctx, d.ID)
	case parked:
		r.Parked++
		r.parks++
		r.Halted = r.parks >= maxParked
		return r.book.GiveUp(ctx, d.ID, a.why)
	}
	r.Failed++
	r.failed++
	r.Halted = a.verdict == halt || r.failed >= maxFailed
	return r.book.Retry(ctx, d.ID, a.why, a.wait)
}

// giveBack makes deliveries due again that were taken and not tried.
func (r *round) giveBack(ctx context.Context, rest []ledger.Delivery) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteLimit)
	defer cancel()
	for _, d := range rest {
		why, wait := d.Why, time.Duration(0)
		if r.Halted {
			why, wait = cmp.Or(why, r.Why), r.Wait
		}
		if err := r.book.Retry(ctx, d.ID, why, wait); err != nil {
			return err
		}
	}
	return nil
}
