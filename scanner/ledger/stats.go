package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/pressly/goose/v3"
)

// Stats tell what a ledger holds.
type Stats struct {
	Version  int64 // of its tables
	Bytes    int64 // on disk
	Revision int64

	Events      int64
	Addresses   int64     // different ones
	First, Last time.Time // when the first and the last event happened, UTC; zero if there is none
	Recorded    time.Time // when the last came into the ledger, UTC
	Troubles    int64     // messages that could not be read
	Decisions   int64     // by hand
	Kept        int64     // messages of which more is kept

	Sources []SourceStats // in order of name
	Leases  []LeaseStats  // in order of name
	Exports []ExportStats // in order of name
	Visits  []VisitStats  // in order of name
	Targets []TargetStats // in order of name

	Undelivered int64 // deliveries that wait
	GivenUp     int64 // deliveries that failed for good
}

// SourceStats tell of one mailbox.
type SourceStats struct {
	Source   string
	Position string // how far it is read, in the source's own terms, or ""
	Names    int64  // messages that are known by name
	Owed     int64  // acts that are still owed, those refused among them
	Refused  int64
	Why      string // one of the refusals, the last
	Acts     []Owed // what is owed
}

// LeaseStats tell of one lease.
type LeaseStats struct {
	Name, Holder string
	Since, Until time.Time // UTC
	Held         bool      // its time is not up
}

// ExportStats tell how far one export has come.
type ExportStats struct {
	Name string
	Mark
}

// Stats counts what the ledger holds. It reads an index of all events.
func (l *Ledger) Stats(ctx context.Context) (*Stats, error) {
	s := &Stats{}
	for _, count := range []func(context.Context, *Stats) error{l.countEvents, l.countSize, l.countSources, l.countLeases, l.countExports, l.countVisits, l.countTargets} {
		if err := count(ctx, s); err != nil {
			return nil, fmt.Errorf("ledger: counting: %w", err)
		}
	}
	return s, nil
}

func (l *Ledger) countEvents(ctx context.Context, s *Stats) error {
	var first, last, recorded sql.NullInt64
	err := l.db.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM outcome),
		(SELECT COUNT(*) FROM (SELECT DISTINCT recipient FROM outcome WHERE recipient <> '') AS address),
		(SELECT MIN(at) FROM outcome), (SELECT MAX(at) FROM outcome),
		(SELECT MAX(recorded) FROM outcome WHERE revision = (SELECT MAX(revision) FROM outcome)),
		(SELECT COUNT(*) FROM trouble), (SELECT COUNT(*) FROM hand), (SELECT COUNT(*) FROM kept),
		(SELECT COUNT(*) FROM outbox WHERE state = 'owed'), (SELECT COUNT(*) FROM outbox WHERE state = 'failed')`).
		Scan(&s.Events, &s.Addresses, &first, &last, &recorded, &s.Troubles, &s.Decisions, &s.Kept, &s.Undelivered, &s.GivenUp)
	if first.Valid {
		s.First, s.Last, s.Recorded = utc(first.Int64), utc(last.Int64), utc(recorded.Int64)
	}
	return err
}

// First returns when the first event happened, UTC; zero if there is none.
func (l *Ledger) First(ctx context.Context) (time.Time, error) {
	var first sql.NullInt64
	if err := l.db.QueryRowContext(ctx, "SELECT MIN(at) FROM outcome").Scan(&first); err != nil || !first.Valid {
		if err != nil {
			err = fmt.Errorf("ledger: looking for the first event: %w", err)
		}
		return time.Time{}, err
	}
	return utc(first.Int64), nil
}

// sizes are the questions about the bytes on disk, for which there is no
// common one.
var sizes = map[goose.Dialect]string{
	goose.DialectSQLite3: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
	goose.DialectPostgres: `SELECT CAST(SUM(pg_total_relation_size(CAST(name AS regclass))) AS BIGINT)
		FROM unnest(ARRAY['outcome', 'cursor', 'seen', 'trouble', 'debt', 'hand', 'outbox', 'kept']) AS name`,
}

func (l *Ledger) countSize(ctx context.Context, s *Stats) (err error) {
	if err = l.db.QueryRowContext(ctx, sizes[l.dialect]).Scan(&s.Bytes); err != nil {
		return err
	}
	if s.Revision, err = l.Revision(ctx); err != nil {
		return err
	}
	return l.db.QueryRowContext(ctx, "SELECT MAX(version_id) FROM "+versionTable).Scan(&s.Version)
}

func (l *Ledger) countSources(ctx context.Context, s *Stats) error {
	rows, err := l.db.QueryContext(ctx, `SELECT source, COALESCE((SELECT position FROM cursor WHERE cursor.source = s.source), ''),
			(SELECT COUNT(*) FROM seen WHERE seen.source = s.source),
			(SELECT COUNT(*) FROM debt WHERE debt.source = s.source AND state <> 'done'),
			(SELECT COUNT(*) FROM debt WHERE debt.source = s.source AND state = 'refused'),
			COALESCE((SELECT why FROM debt WHERE debt.source = s.source AND state = 'refused' ORDER BY at DESC, place DESC LIMIT 1), '')
		FROM (SELECT source FROM cursor UNION SELECT source FROM seen UNION SELECT source FROM debt WHERE state <> 'done') AS s ORDER BY source`)
	if err != nil {
		return err
	}
	err = drain(rows, func(rows *sql.Rows) error {
		var one SourceStats
		err := rows.Scan(&one.Source, &one.Position, &one.Names, &one.Owed, &one.Refused, &one.Why)
		one.Source, one.Position = restored(one.Source), restored(one.Position)
		s.Sources = append(s.Sources, one)
		return err
	})
	for i := range s.Sources {
		if one := &s.Sources[i]; err == nil && one.Owed > 0 {
			one.Acts, err = l.Owed(ctx, one.Source)
		}
	}
	return err
}

func (l *Ledger) countLeases(ctx context.Context, s *Stats) error {
	now, err := l.now(ctx)
	if err != nil {
		return err
	}
	rows, err := l.db.QueryContext(ctx, "SELECT name, holder, since, until FROM lease ORDER BY name")
	if err != nil {
		return err
	}
	return drain(rows, func(rows *sql.Rows) error {
		var one LeaseStats
		var since, until int64
		err := rows.Scan(&one.Name, &one.Holder, &since, &until)
		one.Name, one.Since, one.Until, one.Held = restored(one.Name), utc(since), utc(until), until > now
		s.Leases = append(s.Leases, one)
		return err
	})
}

func (l *Ledger) countExports(ctx context.Context, s *Stats) error {
	rows, err := l.db.QueryContext(ctx, "SELECT name, revision, at FROM export ORDER BY name")
	if err != nil {
		return err
	}
	return drain(rows, func(rows *sql.Rows) error {
		var one ExportStats
		var at int64
		err := rows.Scan(&one.Name, &one.Revision, &at)
		one.Name, one.Time = restored(one.Name), utc(at)
		s.Exports = append(s.Exports, one)
		return err
	})
}
