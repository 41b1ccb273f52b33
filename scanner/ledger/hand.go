package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"
)

// A HandKind says what somebody has decided about an address.
type HandKind string

// The decisions. Forgiving and blocking undo each other.
const (
	Forgiven HandKind = "forgive"           // failures until then count no more
	Pardoned HandKind = "forgive-complaint" // nor do complaints, unsubscriptions and challenges
	Blocked  HandKind = "block"             // it gets no more mail, whatever happens
)

// A Hand is a decision about an address that was made by hand.
type Hand struct {
	Address  string // in lower case
	Kind     HandKind
	Reason   string // in the words of who decided
	Time     time.Time
	Revision int64 // of the ledger, that made it
}

// Forgive notes that the failures that the ledger holds against the address so
// far count no more: those that happened until now, and those that it knows. A
// complaint stands, because mail that arrives is no consent; [Pardoned] undoes
// it, too. Forgive undoes Block. The address need not be known.
//
// Where mail for the address was passed on to others ([Ledger.PassedOn]), what
// they said of that mail counts no more either; what they said of other mail, and
// a block of them, stands.
func (l *Ledger) Forgive(ctx context.Context, address, reason string) error {
	return l.Decide(ctx, Forgiven, reason, address)
}

// Block notes that the address gets no more mail. It undoes Forgive. The
// address need not be known. Nothing is said of those to whom mail for it was
// passed on.
func (l *Ledger) Block(ctx context.Context, address, reason string) error {
	return l.Decide(ctx, Blocked, reason, address)
}

var errNoAddress = errors.New("no address given")

// Decide notes a decision about all the addresses in one transaction, or about
// none of them. Some hundred addresses a call are a good measure.
func (l *Ledger) Decide(ctx context.Context, kind HandKind, reason string, addresses ...string) error {
	keys := map[string]bool{}
	for _, a := range addresses {
		if keys[addressKey(a)] = true; addressKey(a) == "" {
			return fmt.Errorf("ledger: %s: %w", kind, errNoAddress)
		}
	}
	err := l.change(ctx, func(c *change) error {
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			_, err := c.exec("INSERT INTO hand (recipient, revision, kind, reason, at) VALUES ($1, $2, $3, $4, $5)",
				key, c.revision, string(kind), clean(reason), c.now)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("ledger: %s: %w", kind, err)
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
