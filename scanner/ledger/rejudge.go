package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// rejudgeBatch is how many outcomes are read, judged and changed at once.
const rejudgeBatch = 500

// A Rejudgement is an outcome about which other rules say something else.
type Rejudgement struct {
	ID        string
	Recipient string
	Old, New  rules.Verdict // of the evidence, Old has the piece that decided
}

// Rejudged counts what Rejudge has met.
type Rejudged struct {
	Judged  int // failures and delays
	Changed int // of these, judged otherwise
	Silent  int // failures and delays of which no word, code or status is kept; they stay as they are
}

// Rejudge judges what the ledger holds by the given rules. It calls each for
// every outcome whose verdict differs, in order of ID, and stops at its first
// error. If apply is set, the new verdicts are stored, some hundred in a
// transaction, before each hears of them. What was said, when and by whom
// stays, and so do IDs. A Rejudge that was interrupted can be run again.
func (l *Ledger) Rejudge(ctx context.Context, set *rules.Set, apply bool, each func(Rejudgement) error) (Rejudged, error) {
	var sum Rejudged
	for last, more := "", true; more; {
		batch, err := l.after(ctx, last)
		if err == nil {
			more = len(batch) == rejudgeBatch
			if more {
				last = batch[len(batch)-1].id
			}
			err = l.rejudge(ctx, sum.differing(set, batch), apply, each)
		}
		if err != nil {
			return sum, fmt.Errorf("ledger: judging anew: %w", err)
		}
	}
	return sum, nil
}

// A judged is an outcome as it stands in the ledger, and as it is to stand there.
type judged struct {
	*columns
	said     string
	old, new scanner.Outcome
}

// after returns the next outcomes in order of id.
func (l *Ledger) after(ctx context.Context, id string) (batch []judged, err error) {
	rows, err := l.db.QueryContext(ctx, selectOutcomes+" WHERE id > $1 ORDER BY id LIMIT $2", id, rejudgeBatch)
	if err != nil {
		return nil, err
	}
	err = drain(rows, func(rows *sql.Rows) (err error) {
		var j judged
		if j.columns, j.said, err = l.columns(ctx, rows); err != nil {
			return err
		}
		j.old, err = decode(j.said, j.columns)
		batch = append(batch, j)
		return err
	})
	return batch, err
}

// differing returns those of the batch about which the rules say something
// else.
func (sum *Rejudged) differing(set *rules.Set, batch []judged) (changed []judged) {
	for _, j := range batch {
		r := j.old.Recipient
		switch {
		case j.old.Kind != dsn.Bounce && j.old.Kind != dsn.Delay:
			continue
		case r.Reply == (dsn.Reply{}) && r.Status == (dsn.Status{}) && r.Remark == "":
			sum.Silent++
			continue
		case j.old.Kind == dsn.Delay:
			r.Action = dsn.ActionDelayed // as scanner judges it
		}
		sum.Judged++
		j.new = j.old
		j.new.Verdict = set.Classify(r)
		if masked(j.new.Verdict.NewAddress) { // somebody was forgotten: this leads nowhere
			j.new.Verdict.NewAddress = ""
		}
		if !sameVerdict(j.old, j.new) {
			sum.Changed++
			changed = append(changed, j)
		}
	}
	return changed
}

// sameVerdict compares what is kept of a verdict.
func sameVerdict(a, b scanner.Outcome) bool {
	x, y := a.Event(), b.Event()
	return x.Cause == y.Cause && x.Class == y.Class && x.Advice == y.Advice && x.Provider == y.Provider &&
		x.Detail == y.Detail && x.List == y.List && x.ListURL == y.ListURL && x.NewAddress == y.NewAddress &&
		x.Rule == y.Rule && x.Basis == y.Basis && x.Quote == y.Quote
}

// rejudge stores the new verdicts if apply is set, and tells of them.
func (l *Ledger) rejudge(ctx context.Context, changed []judged, apply bool, each func(Rejudgement) error) error {
	if apply && len(changed) > 0 {
		if err := l.change(ctx, func(c *change) error { return c.rejudge(changed) }); err != nil {
			return err
		}
	}
	for _, j := range changed {
		err := each(Rejudgement{ID: j.old.ID, Recipient: j.old.Recipient.Address, Old: j.old.Verdict, New: j.new.Verdict})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *change) rejudge(changed []judged) error {
	var ids []string
	for _, j := range changed {
		ids = append(ids, j.id)
	}
	w := &where{}
	oneOf(w, "id", ids, nil)
	if err := c.countHours(-1, w); err != nil {
		return err
	}
	for _, j := range changed {
		if err := c.judge(j); err != nil {
			return err
		}
	}
	if err := c.countHours(1, w); err != nil {
		return err
	}
	return c.dropHours()
}

// judge stores the new verdict of an outcome, unless it is gone by now or judged
// by somebody else.
func (c *change) judge(j judged) error {
	was, err := c.fact(j.fact)
	if err != nil {
		return err
	}
	j.fact = factOf(j.new)
	said, err := encode(j.new, j.columns)
	if err != nil {
		return err
	}
	is, err := c.fact(j.fact)
	if err != nil {
		return err
	}
	_, err = c.exec("UPDATE outcome SET fact = $1, said = $2, revision = $3 WHERE id = $4 AND fact = $5 AND said = $6",
		is, said, c.revision, j.id, was, j.said)
	return err
}
