package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"
)

// maxFaults bounds how many faults Check tells one by one.
const maxFaults = 20

// Checked is what Check has found.
type Checked struct {
	Outcomes int64    // that were read
	Faults   []string // what is wrong, the first 20
	More     int64    // faults beyond these
}

func (c *Checked) fault(format string, args ...any) {
	if len(c.Faults) < maxFaults {
		c.Faults = append(c.Faults, fmt.Sprintf(format, args...))
	} else {
		c.More++
	}
}

// Check reads the whole ledger and looks whether it is sound: SQLite's own
// check of the file (PostgreSQL has none that an ordinary user may run),
// whether each outcome can be read, is filed under what it says, and is counted
// in its hour.
// The error is why the check could not go on, not what it found. Of a file that is
// so damaged that it cannot be opened, see CheckFile.
func (l *Ledger) Check(ctx context.Context) (*Checked, error) {
	found := &Checked{}
	var err error
	if l.dialect == goose.DialectSQLite3 {
		err = checkFile(ctx, l.db, found)
	}
	for _, check := range []func(context.Context, *Checked) error{l.checkOutcomes, l.checkHours} {
		if err == nil {
			err = found.damage(check(ctx, found))
		}
	}
	if err != nil {
		return found, fmt.Errorf("ledger: checking: %w", err)
	}
	return found, nil
}

func (l *Ledger) checkOutcomes(ctx context.Context, found *Checked) error {
	rows, err := l.db.QueryContext(ctx, "SELECT id, recipient, spelled, original, at, list_id, campaign, fact, said, domain, subscriber FROM outcome")
	if err != nil {
		return err
	}
	return drain(rows, func(rows *sql.Rows) error {
		var c columns
		var number int64
		var said, domain, subscriber string
		err := rows.Scan(&c.id, &c.recipient, &c.spelled, &c.original, &c.at, &c.listID, &c.campaign, &number, &said, &domain, &subscriber)
		if err != nil {
			return err
		}
		found.Outcomes++
		if c.fact, err = l.fact(ctx, number); err != nil {
			found.fault("outcome %s: %v", c.id, err)
			return nil
		}
		o, err := decode(said, &c)
		if err != nil {
			found.fault("outcome %s: %v", c.id, err)
			return nil
		}
		found.filed(&c, columnsOf(c.id, c.at, o), [][2]string{{domain, domainKey(o.Recipient.Address)}, {subscriber, clean(o.Subscriber)}})
		return nil
	})
}

// filed compares columns with those under which the outcome would be stored now.
func (c *Checked) filed(is, want *columns, rest [][2]string) {
	for _, pair := range append(rest, [][2]string{
		{is.recipient, want.recipient}, {is.spelled, want.spelled},
		{strings.ToLower(is.original), want.original}, // SQLite's lower() knows ASCII only
		{is.listID, want.listID}, {is.campaign, want.campaign},
		{string(is.kind), string(want.kind)}, {string(is.cause), string(want.cause)}, {string(is.class), string(want.class)},
		{string(is.advice), string(want.advice)}, {is.provider, want.provider}, {is.list, want.list},
	}...) {
		// What is not UTF-8 is replaced in said and in the columns, but not by
		// the same number of marks.
		if pair[0] != pair[1] && !strings.Contains(pair[0], "\ufffd") {
			c.fault("outcome %s: filed under %q, but says %q", is.id, pair[0], pair[1])
		}
	}
}
