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
// At first everything is new. What waits (see [Target.Wait]) is stored by a
// later call.
func (t *Target) Queue(ctx context.Context, book *ledger.Ledger, policy ledger.Policy) (int, error) {
	q := &queue{target: t, book: book}
	if err := q.look(ctx); err != nil || q.news.None() && q.due.None() {
		return 0, err
	}
	if err := q.standings(ctx, policy); err != nil {
		return 0, err
	}
	if err := q.flush(ctx, q.until); err != nil {
		return 0, err
	}
	if !q.waits {
		return q.count, nil
	}
	return q.count, book.SetMark(ctx, t.lateMark(), q.lateUntil) // if it fails, all that is looked at once more
}

// mark is the name under which the ledger keeps how far Queue has looked, and
// lateMark that for the news that waits, if any ever did.
func (t *Target) mark() string     { return "webhook " + t.Name }
func (t *Target) lateMark() string { return "webhook " + t.Name + " late" }

// A queue is one run of Queue.
type queue struct {
	target *Target
	book   *ledger.Ledger

	from, until int64        // all up to from is stored; what came until then is news
	news        *export.News // of that
	waits       bool         // what bounces remove has a mark of its own
	lateUntil   int64        // up to it that has waited long enough
	due         *export.News // of that

	batch []ledger.Delivery
	count int
}

// look finds of whom there is news.
func (q *queue) look(ctx context.Context) error {
	mark, err := q.book.Mark(ctx, q.target.mark())
	if err != nil {
		return err
	}
	q.from = mark.Revision
	if q.until, err = q.book.Revision(ctx); err != nil {
		return err
	}
	var each func(*scanner.Outcome) error
	if q.target.sends(Soft) || q.target.sends(Block) {
		each = func(o *scanner.Outcome) error { return q.bounce(ctx, o) }
	}
	if q.news, err = export.NewsSince(ctx, q.book, q.from, each); err != nil {
		return err
	}
	q.due = q.news
	return q.lookLate(ctx)
}

// lookLate finds of whom the news is due that waits. As long as none ever has,
// it is all the news.
func (q *queue) lookLate(ctx context.Context) error {
	mark, err := q.book.Mark(ctx, q.target.lateMark())
	begins := mark.Time.IsZero()
	if err != nil || begins && q.target.Wait <= 0 {
		return err
	}
	from := mark.Revision
	if begins {
		from = q.from
		if err := q.book.SetMark(ctx, q.target.lateMark(), from); err != nil {
			return err
		}
	}
	q.waits, q.lateUntil = true, q.until
	if q.target.Wait > 0 {
		at, err := q.book.RevisionAt(ctx, from, q.target.time().Add(-q.target.Wait))
		if err != nil {
			return err
		}
		q.lateUntil = min(at, q.until)
	}
	q.due, err = export.NewsBetween(ctx, q.book, from, q.lateUntil)
	return err
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
		return news != "" && q.target.sends(news) && (q.due.Of(s.Email) && news == Hard || q.news.Of(s.Email) && (news != Hard || blocked(&s)))
	}
	for s, err := range q.book.StandingsOf(ctx, policy, wanted) {
		if err != nil {
			return err
		}
		if !wanted(s) {
			continue
		}
		i := &item{news: newsOf(&s), email: export.Address(&s), advice: s.Advice, cause: s.Cause, outcome: s.Deciding}
		if blocked(&s) {
			i.hand = s.Hand.Revision
		}
		if i.hand == 0 && s.Deciding.ID == "" {
			continue // somebody forgets the address at this moment
		}
		if err := q.add(ctx, i); err != nil {
			return err
		}
		if err := q.originals(ctx, &s); err != nil {
			return err
		}
	}
	return nil
}

// blocked reports whether somebody has decided that no mail goes there.
func blocked(s *ledger.Standing) bool { return s.Hand != nil && s.Hand.Kind == ledger.Blocked }

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
