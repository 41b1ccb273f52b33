package main

import (
	"context"
	"slices"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/scanner"
)

// settle does what the ledger says is owed to the messages of a folder, those
// left by an earlier run among them. What the mailbox refuses is a trouble and
// stays owed.
func (s *scan) settle(ctx context.Context, in input, src scanner.Source) error {
	debtor, ok := src.(scanner.Debtor)
	if !ok || s.book == nil || in.key == "" || s.rest {
		return nil
	}
	if err := s.reconsider(ctx, in); err != nil {
		return failedf("", "%w", err)
	}
	if s.dry || !s.may(in) || !in.configured() {
		return s.leave(ctx, in)
	}
	if s.tried == nil {
		s.tried = map[string]bool{}
	}
	for ctx.Err() == nil {
		debts, err := s.book.Debts(ctx, in.key)
		if err != nil {
			return failedf("", "%w", err)
		}
		debts = slices.DeleteFunc(debts, func(d scanner.Debt) bool { return s.tried[in.key+" "+d.Position] })
		if len(debts) == 0 {
			return nil
		}
		for _, d := range debts {
			s.tried[in.key+" "+d.Position] = true
		}
		err = debtor.Settle(ctx, debts, &tally{Book: s.book, acting: &s.acting})
		if s.watched && onlyRefused(err) {
			s.denied = &fewWords{err}
			return nil
		}
		if isLost(err) {
			return err
		}
		if err != nil {
			return s.trouble(ctx, in, &fewWords{err})
		}
	}
	return context.Cause(ctx)
}

// configured reports whether the input is of an account in the configuration, which
// says what is to become of messages. A URL on the command line says nothing of that.
func (in input) configured() bool { return in.account != nil && in.account.Name != "" }

// reconsider lets go of acts that are owed and that the configuration does not
// ask for any more, and counts them. What is owed instead is done with the rest.
func (s *scan) reconsider(ctx context.Context, in input) error {
	if !in.configured() {
		return nil
	}
	compare := s.book.Reconsider
	if s.dry {
		compare = s.book.Unwanted
	}
	unwanted, err := compare(ctx, in.key, in.account.On)
	for _, u := range unwanted {
		if u.Before.Verb == scanner.Leave {
			continue // nothing that anybody was told of
		}
		if s.unwanted == nil {
			s.unwanted = map[scanner.Act]int{}
		}
		s.unwanted[u.Before] += u.Messages
		if s.dry && u.Now.Verb == scanner.Leave {
			s.left -= u.Messages // of those that leave counts
		}
	}
	return err
}

// leave counts what is owed and not allowed now.
func (s *scan) leave(ctx context.Context, in input) error {
	owed, err := s.book.Owed(ctx, in.key)
	if err != nil {
		return failedf("", "%w", err)
	}
	for _, o := range owed {
		s.left += o.Messages
	}
	return nil
}

// tellRestored says so where the ledger is a backup that was put back, and messages
// may lie elsewhere since.
func (a *app) tellRestored(ctx context.Context, book *store, conf *config.Config) {
	acts := slices.ContainsFunc(conf.Accounts, func(acc config.Account) bool { return len(acc.On) > 0 })
	if book == nil || !acts {
		return
	}
	if made, err := book.Restored(ctx); err == nil && !made.IsZero() {
		a.tell("restored", "time", report.Clock(made))
	}
}
