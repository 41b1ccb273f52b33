package webhook

import (
	"context"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/export"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// originals stores what a standing says for the other addresses under which
// people are on the list, where mail for several is passed on to one: each with
// the last event that names it, so that only its own next event is news of it.
func (q *queue) originals(ctx context.Context, s *ledger.Standing) error {
	if len(s.Originals) == 0 || s.Deciding.ID == "" {
		return nil
	}
	last, err := q.lastOf(ctx, s)
	if err != nil {
		return err
	}
	for _, original := range s.Originals {
		o, ok := last[original]
		if !ok || strings.EqualFold(original, s.Deciding.Recipient.Alias) {
			continue
		}
		named := *s
		named.Deciding = o
		if err := q.add(ctx, &item{news: newsOf(s), email: export.Address(&named), advice: s.Advice, cause: s.Cause, outcome: o}); err != nil {
			return err
		}
	}
	return nil
}

// lastOf returns the last event that names each of the originals, of those like
// the deciding one.
func (q *queue) lastOf(ctx context.Context, s *ledger.Standing) (map[string]scanner.Outcome, error) {
	last := map[string]scanner.Outcome{}
	alike := ledger.Filter{Recipients: s.Originals, Kinds: []dsn.Kind{s.Deciding.Kind}, Classes: []rules.Class{s.Class}}
	for o, err := range q.book.Outcomes(ctx, alike) {
		if err != nil {
			return nil, err
		}
		original := strings.ToLower(o.Recipient.Alias)
		if strings.EqualFold(o.Recipient.Address, s.Email) && slices.Contains(s.Originals, original) {
			last[original] = o
		}
	}
	return last, nil
}
