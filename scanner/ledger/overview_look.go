package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// ExampleAt returns one outcome of a cause that happened in a certain second,
// as the First or Last of a [Cell] or [ListCount] gives it, and that names a
// blocklist. Either may be "" for any. Ok is false if there is none.
func (l *Ledger) ExampleAt(ctx context.Context, at time.Time, cause rules.Cause, list string) (o scanner.Outcome, ok bool, err error) {
	w := &where{}
	w.and("at = ", at.Unix())
	w.facts(func(w *where) {
		if cause != "" {
			w.and("cause = ", string(cause))
		}
		if list != "" {
			w.and("list = ", list)
		}
	})
	return l.outcome(ctx, selectOutcomes+w.String()+" ORDER BY id LIMIT 1", w.args...)
}

// Sources returns the mailboxes that the ledger has read, as
// [scanner.Message.Source] names them, sorted.
func (l *Ledger) Sources(ctx context.Context) (sources []string, err error) {
	err = readRows(ctx, l.db, "SELECT source FROM cursor UNION SELECT source FROM seen ORDER BY 1", nil, func(rows *sql.Rows) error {
		var source string
		err := rows.Scan(&source)
		sources = append(sources, restored(source))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: reading the sources: %w", err)
	}
	return sources, nil
}

// Newest returns the outcomes that f wants, the newest first, at most f.Limit. An error is the last element. The loop holds one connection of the
// database.
func (l *Ledger) Newest(ctx context.Context, f Filter) iter.Seq2[scanner.Outcome, error] {
	w := f.wanted(f.Since)
	query := selectOutcomes + w.String() + " ORDER BY at DESC, id DESC"
	if f.Limit > 0 {
		query += " LIMIT " + w.arg(f.Limit)
	}
	return stream(ctx, l.db, "the newest outcomes", query, w.args, l.outcomeScanner(ctx))
}

// readRows calls read for every row of a query.
func readRows(ctx context.Context, db *sql.DB, query string, args []any, read func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
