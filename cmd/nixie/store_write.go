package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A files is the file of a ledger, and its companion, as they were when they were
// opened. What is written to one that was removed or replaced since goes nowhere:
// SQLite holds on to what it has opened.
type files struct {
	main os.FileInfo // nil for a PostgreSQL
	mu   sync.Mutex
	wal  os.FileInfo // the companion with the last changes; nil as long as none was seen
}

// check returns ledger.ErrReplaced, with a remedy, if the ledger is not at its
// path any more. A backup that is copied into the very file is not seen here: the
// file is the same one. That it has set the ledger back is seen at the next change.
func (s *store) check() error {
	if s.files.main == nil {
		return nil
	}
	now, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return replaced("%s was removed", s.path)
	case err != nil:
		return failedf("", "ledger: %w", err)
	case !os.SameFile(now, s.files.main):
		return replaced("another file was put at %s", s.path)
	}
	s.files.mu.Lock()
	defer s.files.mu.Unlock()
	now, err = os.Stat(s.path + "-wal")
	switch {
	case err == nil && s.files.wal == nil:
		s.files.wal = now
	case err == nil && !os.SameFile(now, s.files.wal), errors.Is(err, fs.ErrNotExist) && s.files.wal != nil:
		return replaced("%s-wal was removed", s.path)
	}
	return nil
}

// replaced is ledger.ErrReplaced as it is told.
func replaced(format, path string) error {
	return ledgerError(fmt.Errorf("%w: "+format, ledger.ErrReplaced, path))
}

// isLost reports whether nothing can be recorded by this process any more: the
// ledger is another one, or has been brought up to date by a newer nixie.
func isLost(err error) bool {
	return errors.Is(err, ledger.ErrReplaced) || errors.Is(err, ledger.ErrNewer)
}

// ledgerError is an error of the ledger in words that need no knowledge of SQL;
// nil for nil.
func ledgerError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ledger.ErrReplaced):
		return failedf("start nixie again: it goes on with the ledger that is there then", "%w", err)
	case errors.Is(err, ledger.ErrNewer):
		return failedf("start nixie again, once it has been brought up to date here", "%w", err)
	}
	return failedf("", "%w", err)
}

// Record is that of the ledger, as long as its file is in its place.
func (s *store) Record(ctx context.Context, results ...*scanner.Result) (ledger.Recorded, error) {
	if err := s.check(); err != nil {
		return ledger.Recorded{}, err
	}
	recorded, err := s.Ledger.Record(ctx, results...)
	if err != nil {
		return ledger.Recorded{}, ledgerError(err)
	}
	return recorded, s.check()
}

// Begin is that of the ledger. It is asked right before something is done in the
// mailbox: what was recorded must still be in its place then, and ctx, which is
// that of the lease, not be done.
func (s *store) Begin(ctx context.Context, debts ...scanner.Debt) ([]scanner.Debt, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	granted, err := s.Ledger.Begin(ctx, debts...)
	if err != nil {
		return nil, ledgerError(err)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return granted, s.check()
}

// Done is that of the ledger.
func (s *store) Done(ctx context.Context, debts ...scanner.Debt) error {
	return ledgerError(s.Ledger.Done(ctx, debts...))
}

// Refused is that of the ledger.
func (s *store) Refused(ctx context.Context, debt scanner.Debt, why string) error {
	return ledgerError(s.Ledger.Refused(ctx, debt, why))
}
