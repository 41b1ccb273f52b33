package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/nixie-mail/nixie/scanner"
)

// ErrUnknown says that the ledger has no such event.
var ErrUnknown = errors.New("no such event")

// Event returns the outcome of that id. The error is ErrUnknown, wrapped, if
// there is none.
func (l *Ledger) Event(ctx context.Context, id string) (o scanner.Outcome, err error) {
	o, ok, err := l.outcome(ctx, selectOutcomes+" WHERE id = $1", keyOf(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	if err != nil {
		return o, fmt.Errorf("ledger: event %s: %w", id, err)
	}
	return o, nil
}

// Unknown returns those of the addresses, as they are given, of which the ledger
// has neither an event, be it of another to whom mail for it was passed on, nor a decision by hand. Some hundred a call are a good
// measure.
func (l *Ledger) Unknown(ctx context.Context, addresses ...string) (list []string, err error) {
	var w, wrote where
	oneOf(&w, "recipient", addresses, addressKey)
	oneOf(&wrote, "original", addresses, addressKey)
	if len(w.args) == 0 {
		return nil, nil
	}
	known := map[string]bool{}
	query := "SELECT recipient FROM outcome" + w.String() + " UNION SELECT recipient FROM hand" + w.String() +
		" UNION SELECT original FROM outcome" + wrote.String() + " AND original <> ''"
	err = readRows(ctx, l.db, query, w.args, func(rows *sql.Rows) error {
		var a string
		err := rows.Scan(&a)
		known[a] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: looking for addresses: %w", err)
	}
	for _, a := range addresses {
		if !known[addressKey(a)] {
			list = append(list, a)
		}
	}
	return list, nil
}

// Bounds of a search for a slip.
const (
	nearPrefix = 3    // letters that must be right
	maxNear    = 2000 // addresses
)

// Nearby returns some addresses of the ledger, in lower case, that begin like
// one that it does not know.
func (l *Ledger) Nearby(ctx context.Context, address string) (list []string, err error) {
	runes := []rune(addressKey(address))
	if len(runes) < nearPrefix {
		return nil, nil
	}
	begin := string(runes[:nearPrefix])
	query := "SELECT recipient FROM outcome WHERE recipient >= $1 AND recipient < $2 UNION " +
		"SELECT original FROM outcome WHERE original <> '' AND original >= $1 AND original < $2 ORDER BY 1 LIMIT $3"
	err = readRows(ctx, l.db, query, []any{begin, begin + "\U0010fffd", maxNear}, func(rows *sql.Rows) error {
		var a string
		err := rows.Scan(&a)
		list = append(list, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: looking for addresses near %s: %w", address, err)
	}
	return list, nil
}
