package imap

import (
	"context"
	"iter"

	"github.com/emersion/go-imap/v2"

	"github.com/nixie-mail/nixie/scanner"
)

// Newest returns a source of the newest n messages of the folder, the oldest of
// them first, whether the memory knows them or not. Like Messages it changes
// nothing. It uses the connection of s: read it before anything else is asked
// of s, or after.
func (s *Source) Newest(n int) scanner.Source { return newest{s, n} }

// newest is the end of a folder.
type newest struct {
	*Source
	n int
}

// Messages yields the newest messages.
func (s newest) Messages(ctx context.Context) iter.Seq2[*scanner.Message, error] {
	return s.sequence(func(yield func(*scanner.Message) bool) error { return s.read(ctx, yield) })
}

// read finds the UID before the newest messages and reads what comes after it.
func (s newest) read(ctx context.Context, yield func(*scanner.Message) bool) error {
	folder, p, err := s.openPatiently(ctx)
	if err != nil || folder.NumMessages == 0 || s.n <= 0 {
		return err
	}
	first := uint32(1)
	if folder.NumMessages > uint32(s.n) {
		first = folder.NumMessages - uint32(s.n) + 1
	}
	var set imap.SeqSet
	set.AddRange(first, folder.NumMessages)
	got, err := s.sess.fetch(ctx, set, &imap.FetchOptions{UID: true}, int64(s.n)*perMessage, 0)
	if err != nil {
		s.drop()
		return err
	}
	r := &reader{
		Source: s.Source, patience: p, ctx: ctx, yield: yield, limit: s.opts.Batch,
		validity: folder.UIDValidity, exists: folder.NumMessages, last: before(got),
	}
	return r.all()
}

// before returns the UID below the lowest of these.
func before(got map[imap.UID]*fetched) imap.UID {
	lowest := imap.UID(0)
	for uid := range got {
		if lowest == 0 || uid < lowest {
			lowest = uid
		}
	}
	return max(lowest, 1) - 1
}
