package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"runtime"
	"slices"

	"github.com/nixie-mail/nixie/scanner/internal/ordered"
)

// chunkEvents is about how many events, or decisions, one query reads: enough
// that it is little work to ask, and few enough that a dozen chunks, of a kilobyte
// an address, wait in memory.
const chunkEvents = 1000

// chunks divides the addresses, so that all cores and several connections read
// them: each chunk is what its condition wants, in order of address.
func (l *Ledger) chunks(ctx context.Context) iter.Seq2[*where, error] {
	const end = "SELECT recipient FROM %s WHERE recipient > $1 ORDER BY recipient LIMIT 1 OFFSET $2"
	query := fmt.Sprintf("SELECT MIN(recipient) FROM (SELECT * FROM ("+end+") AS event UNION ALL SELECT * FROM ("+end+") AS decision) AS next", "outcome", "hand")
	return func(yield func(*where, error) bool) {
		for after, more := "", true; more; {
			var last sql.NullString
			if err := l.db.QueryRowContext(ctx, query, after, chunkEvents).Scan(&last); err != nil {
				yield(nil, fmt.Errorf("ledger: reading standings: %w", err))
				return
			}
			w := &where{}
			w.and("recipient > ", after)
			if more = last.Valid; more {
				w.and("recipient <= ", last.String)
				after = last.String
			}
			if !yield(w, nil) {
				return
			}
		}
	}
}

// batchOf is how many addresses have what their events say read at once.
const batchOf = 400

// A pending standing lacks what its deciding event says.
type pending struct {
	Standing
	deciding row // of the deciding event; none if it is not wanted
}

// A batch is the standings of addresses that follow each other.
type batch struct {
	standings []pending
	err       error
}

// pending yields standings as far as they are known without reading what the
// events say.
func (l *Ledger) pending(ctx context.Context, p Policy, in incidents, whole func(Standing) bool) iter.Seq2[[]pending, error] {
	return func(yield func([]pending, error) bool) {
		for b, err := range inOrder(ctx, l.chunks, func(w *where) batch { return l.sum(ctx, p, in, w) }) {
			if err = cmp.Or(err, b.err); err != nil {
				yield(nil, err)
				return
			}
			for i := range b.standings {
				if s := &b.standings[i]; whole != nil && !whole(s.Standing) {
					s.deciding = row{}
				}
			}
			for some := range slices.Chunk(b.standings, batchOf) {
				if !yield(some, nil) {
					return
				}
			}
		}
	}
}

// sum makes standings of the histories of a chunk.
func (l *Ledger) sum(ctx context.Context, p Policy, in incidents, wanted *where) (b batch) {
	list, err := l.histories(ctx, p, in, wanted)
	if err != nil {
		return batch{err: fmt.Errorf("ledger: reading standings: %w", err)}
	}
	b.standings = make([]pending, 0, len(list)) // each is a kilobyte
	for _, h := range list {
		if h.shown() {
			b.standings = append(b.standings, pending{h.summary(), h.tallied()})
		}
	}
	return b
}

// maxCores is how many cores a loop over standings uses. Each brings two
// connections with caches of their own (2 MiB on SQLite), and what it yields is
// written by one goroutine, which three or four keep busy.
const maxCores = 4

// cores is how many cores read at once.
func cores() int { return min(runtime.GOMAXPROCS(0), maxCores) }

// connections is how many a loop over standings uses at once: two for each core
// and one that divides. To close some and open them again would take a quarter of
// its time.
func connections() int { return 2*cores() + 1 }

// inOrder maps f over a sequence on several cores.
func inOrder[T, R any](ctx context.Context, source func(context.Context) iter.Seq2[T, error], f func(T) R) iter.Seq2[R, error] {
	limits := ordered.Limits{Workers: cores(), Items: 2 * cores()}
	return ordered.Map(ctx, limits, source, func(T) int64 { return 0 }, f)
}
