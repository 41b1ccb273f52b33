package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
)

// tables are all tables of the schema; which columns they have, the database
// tells. A test holds the list against the schema.
var tables = []string{"cursor", "debt", "export", "fact", "hand", "hourly", "kept", "lease", "outbox", "outcome", "revision", "seen", "trouble", "visit"}

// ErrNotEmpty says that a ledger is to be copied into one that holds something.
var ErrNotEmpty = errors.New("the ledger to copy into is not empty")

// ErrMoved says that the ledger was changed while it was copied.
var ErrMoved = errors.New("the ledger was changed while it was copied")

// copyAtOnce is how many rows are read before they are stored. Most are below
// a thousand bytes; messages that are kept whole are counted one by one.
const (
	copyAtOnce = 512
	copyBytes  = 8 << 20
)

// Copied tells what was copied.
type Copied struct {
	Rows     int64 // of all tables
	Outcomes int64
}

// Copy copies all that the ledger holds into another, which must be empty, from
// either kind of database to either: outcomes, positions, acts that are owed and
// done, decisions, deliveries. It is one transaction: all is there, or nothing.
// The rows of each table are counted on both sides before it commits.
//
// It reads the ledger as it is at one moment. What another process records
// meanwhile would be missing: then the error is ErrMoved, and nothing was
// copied. Of a target that holds something, it is ErrNotEmpty. Progress, if it
// is not nil, is called with the rows copied so far and their number.
func (l *Ledger) Copy(ctx context.Context, to *Ledger, progress func(done, all int64)) (Copied, error) {
	var done Copied
	err := l.still(ctx, func(conn *sql.Conn) error {
		return to.change(ctx, func(target *change) (err error) {
			c := &copying{ctx: ctx, from: conn, to: target, progress: progress}
			if err := c.all(); err != nil {
				return err
			}
			done = c.Copied
			now, err := l.Revision(ctx)
			if err == nil && now != c.revision {
				err = ErrMoved
			}
			return err
		})
	})
	if err != nil {
		return Copied{}, fmt.Errorf("ledger: copying: %w", err)
	}
	return done, nil
}

// still calls do with a connection that sees the ledger as it is now.
func (l *Ledger) still(ctx context.Context, do func(*sql.Conn) error) error {
	conn, err := l.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	begin := "BEGIN" // of SQLite: what is read first sets the moment
	if l.dialect == goose.DialectPostgres {
		begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	}
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		return err
	}
	err = do(conn)
	_, end := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	return errors.Join(err, end)
}

// A copying is one run of Copy.
type copying struct {
	Copied
	ctx      context.Context
	from     *sql.Conn
	to       *change
	rows     int64 // of all tables, to be copied
	revision int64
	progress func(done, all int64)
}

// all copies every table, and compares.
func (c *copying) all() error {
	for _, table := range tables {
		there, err := count(c.ctx, c.to.tx, table)
		if err != nil {
			return err
		}
		if there > 0 && table != "revision" {
			return ErrNotEmpty
		}
		n, err := count(c.ctx, c.from, table)
		if err != nil {
			return err
		}
		c.rows += n
	}
	if err := c.from.QueryRowContext(c.ctx, "SELECT number FROM revision").Scan(&c.revision); err != nil {
		return err
	}
	if _, err := c.to.exec("DELETE FROM revision"); err != nil {
		return err
	}
	for _, table := range tables {
		if err := c.table(table); err != nil {
			return fmt.Errorf("table %s: %w", table, err)
		}
	}
	return c.compare()
}

// compare refuses a copy with more or fewer rows.
func (c *copying) compare() error {
	for _, table := range tables {
		want, err := count(c.ctx, c.from, table)
		if err != nil {
			return err
		}
		got, err := count(c.ctx, c.to.tx, table)
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("table %s has %d rows, and its copy %d", table, want, got)
		}
		if table == "outcome" {
			c.Outcomes = got
		}
	}
	return nil
}

// A querier is a connection or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func count(ctx context.Context, q querier, table string) (n int64, err error) {
	err = q.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n)
	return n, err
}

// table copies the rows of one table, in any order.
func (c *copying) table(name string) error {
	rows, err := c.from.QueryContext(c.ctx, "SELECT * FROM "+name)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	into := "INSERT INTO " + name + " (" + strings.Join(columns, ", ") + ")"
	var values []any
	bytes, n := 0, 0
	store := func() error {
		err := c.to.insert(into, len(columns), values, "", nil)
		c.Rows += int64(n)
		values, bytes, n = values[:0], 0, 0
		if c.progress != nil {
			c.progress(c.Rows, c.rows)
		}
		return err
	}
	for rows.Next() {
		row := make([]any, len(columns))
		if err := rows.Scan(addresses(row)...); err != nil {
			return err
		}
		values = append(values, row...)
		bytes += size(row)
		if n++; n == copyAtOnce || bytes >= copyBytes {
			if err := store(); err != nil {
				return err
			}
		}
	}
	return errors.Join(rows.Err(), store())
}

// addresses returns where Scan is to put the values of a row.
func addresses(row []any) []any {
	to := slices.Clone(row)
	for i := range row {
		to[i] = &row[i]
	}
	return to
}

// size returns the bytes of what has a length in a row.
func size(row []any) (n int) {
	for _, v := range row {
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		}
	}
	return n
}
