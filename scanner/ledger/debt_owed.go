package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/nixie-mail/nixie/scanner"
)

// Owed is an act that is owed to messages of one mailbox.
type Owed struct {
	scanner.Act     // Leave: what a run began of an act that is no longer wanted is to be looked after
	Messages    int // to which it is owed, those for which it was refused among them
	Refused     int
	Why         string // one of the refusals, the last; "" for none
}

// Owed returns which acts are owed to messages of the source, in the order of the
// acts. It costs a look at each debt of the source.
func (l *Ledger) Owed(ctx context.Context, source string) ([]Owed, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT verb, target, COUNT(*), SUM(CASE state WHEN 'refused' THEN 1 ELSE 0 END),
			COALESCE((SELECT why FROM debt AS last WHERE last.source = $1 AND last.state = 'refused' AND last.verb = debt.verb AND last.target = debt.target
				ORDER BY at DESC, place DESC LIMIT 1), '')
		FROM debt WHERE source = $1 AND state <> 'done' GROUP BY verb, target ORDER BY verb, target`, keyOf(source))
	if err != nil {
		return nil, fmt.Errorf("ledger: acts of %s: %w", source, err)
	}
	var all []Owed
	err = drain(rows, func(rows *sql.Rows) error {
		var o Owed
		err := rows.Scan(&o.Verb, &o.Target, &o.Messages, &o.Refused, &o.Why)
		all = append(all, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: acts of %s: %w", source, err)
	}
	return all, nil
}
