package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/nixie-mail/nixie/scanner"
)

// rowKey is the column that leads to a row of the table outcome at once. Every
// index of SQLite holds the rowid; by the id, which lies elsewhere in another
// index, a second page would have to be read for each row.
var rowKey = map[goose.Dialect]string{goose.DialectSQLite3: "rowid", goose.DialectPostgres: "id"}

// errRowsMoved says that the database has numbered its rows anew, as VACUUM may in
// SQLite (https://www.sqlite.org/lang_vacuum.html): Forget asks for one, and other
// programs may. So far SQLite keeps the numbers of a table that has an index.
var errRowsMoved = errors.New("the ledger was rearranged meanwhile; try again")

// told reads what rows of the table outcome say. What is gone by now is missing.
func (l *Ledger) told(ctx context.Context, rows []row) (map[row]scanner.Outcome, error) {
	told := make(map[row]scanner.Outcome, len(rows))
	if len(rows) == 0 {
		return told, nil
	}
	wanted := make(map[row]bool, len(rows))
	for _, r := range rows {
		wanted[r] = true
	}
	w := l.rowsAt(rows)
	query := "SELECT " + outcomeNames + ", " + rowKey[l.dialect] + " FROM outcome" + w.String()
	err := readRows(ctx, l.db, query, w.args, func(rows *sql.Rows) error {
		var at row
		c, said, err := l.columns(ctx, rows, &at.key)
		if err != nil {
			return err
		}
		at.recipient, at.at = c.recipient, c.at
		if !wanted[at] {
			return errRowsMoved
		}
		told[at], err = decode(said, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: reading standings: %w", err)
	}
	return told, nil
}

// rowsAt wants the given rows. Numbers are written out: SQLite would look for the
// name of each argument among those of all others.
func (l *Ledger) rowsAt(rows []row) *where {
	w := &where{}
	var marks []string
	for _, r := range rows {
		if n, ok := r.key.(int64); ok {
			marks = append(marks, strconv.FormatInt(n, 10))
		} else {
			marks = append(marks, w.arg(r.key))
		}
	}
	w.terms = []string{rowKey[l.dialect] + " IN (" + strings.Join(marks, ", ") + ")"}
	return w
}

// complete reads what the deciding events of some standings say.
func (l *Ledger) complete(ctx context.Context, some []pending) batch {
	var rows []row
	for _, s := range some {
		if s.deciding.key != nil {
			rows = append(rows, s.deciding)
		}
	}
	told, err := l.told(ctx, rows)
	for i := range some {
		if s := &some[i]; s.deciding.key != nil {
			s.complete(told[s.deciding])
		}
	}
	return batch{some, err}
}

// complete fills in what the deciding event says.
func (s *Standing) complete(d scanner.Outcome) {
	if s.Cause == ByHand {
		return
	}
	s.Deciding = d
	s.Status, s.Diagnostic, s.Provider = d.Recipient.Status.String(), d.Recipient.Reply.Text, d.Verdict.Provider
	s.NewAddress, s.Campaign, s.Subscriber = d.Verdict.NewAddress, d.Campaign, d.Subscriber
}
