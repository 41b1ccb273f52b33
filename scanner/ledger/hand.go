package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"
)

// A HandKind says what somebody has decided about an address.
type HandKind string

// The decisions. Each undoes the other.
const (
	Forgiven HandKind = "forgive" // what was until then counts no more
	Blocked  HandKind = "block"   // it gets no more mail, whatever happens
)

// A Hand is a decision about an address that was made by hand.
type Hand struct {
	Address  string // in lower case
	Kind     HandKind
	Reason   string // in the words of who decided
	Time     time.Time
	Revision int64 // of the ledger, that made it
}

// Forgive notes that what the ledger holds against the address so far counts no
// more. It undoes Block. The address need not be known.
func (l *Ledger) Forgive(ctx context.Context, address, reason string) error {
	return l.decide(ctx, address, Forgiven, reason)
}

// Block notes that the address gets no more mail. It undoes Forgive. The
// address need not be known.
func (l *Ledger) Block(ctx context.Context, address, reason string) error {
	return l.decide(ctx, address, Blocked, reason)
}

var errNoAddress = errors.New("no address given")

func (l *Ledger) decide(ctx context.Context, address string, kind HandKind, reason string) error {
	key, err := addressKey(address), errNoAddress
	if key != "" {
		err = l.change(ctx, func(c *change) error {
			_, err := c.exec("INSERT INTO hand (recipient, revision, kind, reason, at) VALUES ($1, $2, $3, $4, $5)",
				key, c.revision, string(kind), clean(reason), c.now)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("ledger: %s of %s: %w", kind, address, err)
	}
	return nil
}

// Hands returns what was decided by hand about the address, whatever its case,
// the oldest first; the last decision holds. With "" it returns that of all, in
// order of address. An error is the last element.
func (l *Ledger) Hands(ctx context.Context, address string) iter.Seq2[Hand, error] {
	var w where
	if address != "" {
		w.and("recipient = ", addressKey(address))
	}
	query := "SELECT recipient, kind, reason, at, revision FROM hand" + w.String() + " ORDER BY recipient, revision"
	return stream(ctx, l.db, "decisions by hand", query, w.args, func(rows *sql.Rows) (h Hand, err error) {
		var at int64
		err = rows.Scan(&h.Address, &h.Kind, &h.Reason, &at, &h.Revision)
		h.Time = utc(at)
		return h, err
	})
}
