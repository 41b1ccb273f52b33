package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Visit notes that the source, or the folder or file of that name, was read to its
// end now, be anything new in it or not: so a scan that stopped can be told from a
// mailbox without mail.
func (l *Ledger) Visit(ctx context.Context, source string) error {
	err := l.change(ctx, func(c *change) error {
		_, err := c.exec("INSERT INTO visit (source, at) VALUES ($1, $2) ON CONFLICT (source) DO UPDATE SET at = excluded.at", keyOf(source), c.now)
		return err
	})
	if err != nil {
		return fmt.Errorf("ledger: noting that %s was read: %w", source, err)
	}
	return nil
}

// VisitStats tell when a source was last read to its end.
type VisitStats struct {
	Source string
	Time   time.Time // UTC
}

// TargetStats tell of the deliveries to a webhook.
type TargetStats struct {
	Target  string
	Waiting int64
	GivenUp int64
}

func (l *Ledger) countVisits(ctx context.Context, s *Stats) error {
	return readRows(ctx, l.db, "SELECT source, at FROM visit ORDER BY source", nil, func(rows *sql.Rows) error {
		var one VisitStats
		var at int64
		err := rows.Scan(&one.Source, &at)
		one.Source, one.Time = restored(one.Source), utc(at)
		s.Visits = append(s.Visits, one)
		return err
	})
}

func (l *Ledger) countTargets(ctx context.Context, s *Stats) error {
	return readRows(ctx, l.db, `SELECT target, COUNT(CASE state WHEN 'owed' THEN 1 END), COUNT(CASE state WHEN 'failed' THEN 1 END)
		FROM outbox GROUP BY target ORDER BY target`, nil, func(rows *sql.Rows) error {
		var one TargetStats
		err := rows.Scan(&one.Target, &one.Waiting, &one.GivenUp)
		one.Target = restored(one.Target)
		s.Targets = append(s.Targets, one)
		return err
	})
}
