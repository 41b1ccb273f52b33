package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// maxTries bounds how often a change is tried that collides with another on
// PostgreSQL. Changes take turns there, so that a collision needs a stranger
// in the same tables or a stricter isolation level.
const maxTries = 10

// maxWait is how long a change waits for another process that writes to the same
// file. SQLite itself cannot be interrupted while it waits, so it is told to give
// up soon (SQLiteDSN) and asked again: a context that ends is heeded meanwhile.
const maxWait = 10 * time.Second

// A change is a transaction that writes.
type change struct {
	ctx      context.Context
	brief    context.Context // for statements that take microseconds, see Ledger.brief
	tx       *sql.Tx
	revision int64 // its number
	now      int64 // Unix seconds by the database's clock
	atOnce   int   // rows in a statement at most
	known    *facts
	stored   map[fact]int64 // by this change, or since known was read
}

// change runs do in a transaction, and again if it collides with another one.
// One change at a time is let in: into this ledger, and by the row of the table
// revision into the database.
func (l *Ledger) change(ctx context.Context, do func(*change) error) (err error) {
	select {
	case l.write <- struct{}{}:
		defer func() { <-l.write }()
	case <-ctx.Done():
		return ctx.Err()
	}
	begun := time.Now()
	for try := 0; try < maxTries; {
		switch err = l.try(ctx, do); {
		case collided(err):
			try++
		case !busy(err) || time.Since(begun) >= maxWait:
			return l.outdated(ctx, err)
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(1+rand.IntN(10<<try)) * time.Millisecond):
		}
	}
	return err
}

// outdated returns ErrNewer in place of what a database says about tables that a
// newer nixie has altered meanwhile, and else err itself.
func (l *Ledger) outdated(ctx context.Context, err error) error {
	var file interface{ Code() int }
	var server interface{ SQLState() string }
	if err == nil || !errors.As(err, &file) && !errors.As(err, &server) {
		return err
	}
	var version int64
	if l.db.QueryRowContext(ctx, "SELECT max(version_id) FROM "+versionTable).Scan(&version) == nil && version > l.version {
		return newer(version, l.version)
	}
	return err
}

func (l *Ledger) try(ctx context.Context, do func(*change) error) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing, before it the error is known
	c := &change{ctx: ctx, brief: l.brief(ctx), tx: tx, atOnce: l.atOnce, known: &l.facts, stored: map[fact]int64{}}
	var now any
	var version int64
	err = tx.QueryRowContext(ctx, "UPDATE revision SET number = number + 1 RETURNING number, CURRENT_TIMESTAMP, (SELECT max(version_id) FROM "+versionTable+")").
		Scan(&c.revision, &now, &version)
	switch {
	case err != nil:
		return err
	case version > l.version: // what is written the old way may be wrong there
		return newer(version, l.version)
	case c.revision <= l.last:
		return fmt.Errorf("%w: it has been set back to an older state", ErrReplaced)
	}
	if c.now, err = seconds(now); err != nil {
		return err
	}
	if err := do(c); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	l.facts.learn(c.stored)
	l.last = c.revision
	return nil
}

// now returns the time by the database's clock, in Unix seconds.
func (l *Ledger) now(ctx context.Context) (int64, error) {
	var now any
	if err := l.db.QueryRowContext(ctx, "SELECT CURRENT_TIMESTAMP").Scan(&now); err != nil {
		return 0, err
	}
	return seconds(now)
}

// seconds reads CURRENT_TIMESTAMP, which is a text in SQLite (UTC, whole
// seconds) and a time in PostgreSQL.
func seconds(now any) (int64, error) {
	switch now := now.(type) {
	case time.Time:
		return now.Unix(), nil
	case string:
		t, err := time.Parse(time.DateTime, now)
		return t.Unix(), err
	}
	return 0, fmt.Errorf("the database tells the time as %T", now)
}

// collided reports whether PostgreSQL gave up a transaction in favour of
// another: serialization_failure, deadlock_detected
// (https://www.postgresql.org/docs/current/errcodes-appendix.html).
func collided(err error) bool {
	var refusal interface{ SQLState() string }
	if !errors.As(err, &refusal) {
		return false
	}
	code := refusal.SQLState()
	return code == "40001" || code == "40P01"
}

// exec returns the number of rows that the statement changed.
func (c *change) exec(query string, args ...any) (int64, error) {
	res, err := c.tx.ExecContext(c.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// insert stores rows of so many values each, which stand one after the other in
// values, by "INSERT INTO … (…)" and the clause about conflicts. With fresh, it
// is called with the first value of each row that was stored, its id.
//
// Many rows share a statement, which saves the way to a server and back. Their
// number is a power of two, so that few texts serve all, and a database that
// keeps prepared statements needs few.
func (c *change) insert(into string, width int, values []any, conflict string, fresh func(id string)) error {
	for rows := c.atOnce; rows > 0; rows /= 2 {
		n := rows * width
		if len(values) < n {
			continue
		}
		query := into + " VALUES " + marks(rows, width) + " " + conflict
		if rows > 1 && fresh != nil {
			query += " RETURNING id"
		}
		stmt, err := c.tx.PrepareContext(c.ctx, query)
		if err != nil {
			return err
		}
		for ; len(values) >= n && err == nil; values = values[n:] {
			err = run(c.brief, stmt, rows, values[:n], fresh)
			err = cmp.Or(c.ctx.Err(), err)
		}
		if err := errors.Join(err, stmt.Close()); err != nil {
			return err
		}
	}
	return nil
}

// run executes a statement of insert. For one row, to count is cheaper than to
// have the id returned: by a fifth of the whole, on SQLite.
func run(ctx context.Context, stmt *sql.Stmt, rows int, values []any, fresh func(string)) error {
	if rows == 1 || fresh == nil {
		res, err := stmt.ExecContext(ctx, values...)
		if err != nil || fresh == nil {
			return err
		}
		n, err := res.RowsAffected()
		if n > 0 {
			fresh(values[0].(string))
		}
		return err
	}
	returned, err := stmt.QueryContext(ctx, values...)
	if err != nil {
		return err
	}
	return drain(returned, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		if err == nil {
			fresh(id)
		}
		return err
	})
}

// read calls scan for each row of the query.
func (c *change) read(scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := c.tx.QueryContext(c.ctx, query, args...)
	if err != nil {
		return err
	}
	return drain(rows, scan)
}

func drain(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// marks returns the placeholders of so many rows: ($1, $2), ($3, $4).
func marks(rows, width int) string {
	var b strings.Builder
	for i := range rows * width {
		switch {
		case i == 0:
			b.WriteByte('(')
		case i%width == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	b.WriteByte(')')
	return b.String()
}

// list returns "$n, $n+1, …" for so many values, the first being $first.
func list(first, values int) string {
	var b strings.Builder
	for i := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}
