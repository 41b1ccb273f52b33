package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A Mark says how far an export or a webhook has come.
type Mark struct {
	Revision int64     // all up to it has been told; 0 if nothing ever was
	Time     time.Time // when that was noted, UTC
}

// Revision returns the number of the last change of the ledger. Outcomes and
// decisions carry the number of the change that stored them, or judged them
// anew; whoever has read all up to a revision finds the rest by
// [Filter.After], and misses nothing that another process stores meanwhile.
func (l *Ledger) Revision(ctx context.Context) (n int64, err error) {
	if err := l.db.QueryRowContext(ctx, "SELECT number FROM revision").Scan(&n); err != nil {
		return 0, fmt.Errorf("ledger: revision: %w", err)
	}
	return n, nil
}

// RevisionAt returns the last revision, at or after the given one, up to which
// nothing came into the ledger later than t.
func (l *Ledger) RevisionAt(ctx context.Context, after int64, t time.Time) (n int64, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT COALESCE((SELECT MIN(revision) - 1 FROM outcome WHERE revision > $1 AND recorded > $2),
		(SELECT number FROM revision))`, after, t.Unix()).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("ledger: revision at %s: %w", t.UTC().Format(time.RFC3339), err)
	}
	return max(n, after), nil
}

// Mark returns how far the export of that name has come.
func (l *Ledger) Mark(ctx context.Context, name string) (m Mark, err error) {
	var at int64
	err = l.db.QueryRowContext(ctx, "SELECT revision, at FROM export WHERE name = $1", keyOf(name)).Scan(&m.Revision, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return Mark{}, nil
	}
	if err != nil {
		return Mark{}, fmt.Errorf("ledger: how far %s has come: %w", name, err)
	}
	m.Time = utc(at)
	return m, nil
}

// SetMark notes that the export of that name has told all up to the revision,
// which Revision returned before the export read anything. 0 makes it start
// anew.
func (l *Ledger) SetMark(ctx context.Context, name string, revision int64) error {
	err := l.change(ctx, func(c *change) error { return c.mark(name, revision) })
	if err != nil {
		return fmt.Errorf("ledger: noting how far %s has come: %w", name, err)
	}
	return nil
}

func (c *change) mark(name string, revision int64) error {
	_, err := c.exec(`INSERT INTO export (name, revision, at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, at = excluded.at`, keyOf(name), revision, c.now)
	return err
}
