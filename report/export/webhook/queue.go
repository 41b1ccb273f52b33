package webhook

import (
	"context"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/export"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// atOnce is how many deliveries are stored in one transaction.
const atOnce = 500

// Queue stores what is new in the ledger for the target and returns how many
// deliveries it looked at; those that were stored before are not stored again.
// At first everything is new.
func (t *Target) Queue(ctx context.Context, book *ledger.Ledger, policy ledger.Policy) (int, error) {
	mark, err := book.Mark(ctx, t.mark())
	if err != nil {
		return 0, err
	}
	revision, err := book.Revision(ctx)
	if err != nil {
		return 0, err
	}
	q := &queue{target: t, book: book, from: mark.Revision}
	var each func(*scanner.Outcome) error
	if t.sends(Soft) || t.sends(Block) {
		each = func(o *scanner.Outcome) error { return q.bounce(ctx, o) }
	}
	if q.news, err = export.NewsSince(ctx, book, mark.Revision, each); err != nil || q.news.None() {
		return 0, err
	}
	if err := q.standings(ctx, policy); err != nil {
		return 0, err
	}
	return q.count, q.flush(ctx, revision)
}

// mark is the name under which the ledger keeps how far Queue has looked.
func (t *Target) mark() string { return "webhook " + t.Name }

// A queue is one run of Queue.
type queue struct {
	target *Target
	book   *ledger.Ledger
	from   int64 // the revision up to which all is stored
	news   *export.News
	batch  []ledger.Delivery
	count  int
}

// bounce stores a single bounce, if it is wanted.
func (q *queue) bounce(ctx context.Context, o *scanner.Outcome) error {
	news := map[rules.Class]News{rules.Soft: Soft, rules.Block: Block}[o.Verdict.Class]
	if o.Kind != dsn.Bounce || news == "" || addressOf(o) == "" || !q.target.sends(news) {
		return nil
	}
	return q.add(ctx, &item{news: news, email: addressOf(o), advice: o.Verdict.Advice, cause: o.Verdict.Cause, outcome: *o})
}

// standings stores what the policy says of the addresses with news.
func (q *queue) standings(ctx context.Context, policy ledger.Policy) error {
	wanted := func(s ledger.Standing) bool {
		news := newsOf(&s)
		return news != "" && q.target.sends(news) && q.news.Of(s.Email)
	}
	for s, err := range q.book.StandingsOf(ctx, policy, wanted) {
		if err != nil {
			return err
		}
		if !wanted(s) {
			continue
		}
		i := &item{news: newsOf(&s), email: export.Address(&s), advice: s.Advice, cause: s.Cause, outcome: s.Deciding}
		if s.Hand != nil && s.Hand.Kind == ledger.Blocked {
			i.hand = s.Hand.Revision
		}
		if i.hand == 0 && s.Deciding.ID == "" {
			continue // somebody forgets the address at this moment
		}
		if err := q.add(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// newsOf returns what a standing is told as, or "".
func newsOf(s *ledger.Standing) News {
	switch s.Advice {
	case rules.Remove, rules.Replace:
		return Hard
	case rules.Unsubscribe:
		return Complaint
	}
	return ""
}

// add puts a piece of news into the batch, and stores the batch when it is full.
func (q *queue) add(ctx context.Context, i *item) error {
	body, err := q.target.Preset.body(i)
	if err != nil {
		return err
	}
	outcome := i.outcome.ID
	if i.hand > 0 {
		outcome = ""
	}
	q.batch = append(q.batch, ledger.Delivery{ID: q.target.Name + " " + i.id(), Target: q.target.Name, Outcome: outcome, Body: body})
	q.count++
	if len(q.batch) < atOnce {
		return nil
	}
	return q.flush(ctx, q.from)
}

// flush stores the batch, and that all up to the revision is stored.
func (q *queue) flush(ctx context.Context, revision int64) error {
	batch := q.batch
	q.batch = nil
	return q.book.Owe(ctx, q.target.mark(), revision, batch...)
}
