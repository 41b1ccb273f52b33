package main

import "context"

// unapplied reports whether the ledger has counted messages of a mailbox that
// may now be acted on, and never was. They are owed nothing: what is to become
// of a message is decided when it is counted.
func (s *scan) unapplied(ctx context.Context, inputs []input) bool {
	for _, in := range inputs {
		if s.book == nil || s.dry || in.key == "" || !s.may(in) || len(in.account.On) == 0 {
			continue
		}
		if unacted, err := s.book.Unacted(ctx, in.key); err == nil && unacted {
			return true
		}
	}
	return false
}
