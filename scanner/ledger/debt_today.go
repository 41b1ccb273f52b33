package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/nixie-mail/nixie/scanner"
)

// Replaced are acts in whose place others are owed.
type Replaced struct {
	Before, Now scanner.Act // Now is Leave: nothing is owed any more
	Messages    int
}

// Unwanted returns which acts that are owed to messages of the source today's acts
// do not ask for, in the order of the acts. It changes nothing.
//
// An act whose sort is not known is unwanted if no sort has it today.
func (l *Ledger) Unwanted(ctx context.Context, source string, today scanner.Acts) ([]Replaced, error) {
	rows, err := l.db.QueryContext(ctx, kindsOwed, keyOf(source))
	if err != nil {
		return nil, fmt.Errorf("ledger: acts of %s: %w", source, err)
	}
	kinds, err := readKinds(rows)
	if err != nil {
		return nil, fmt.Errorf("ledger: acts of %s: %w", source, err)
	}
	var all []Replaced
	for _, k := range kinds {
		if now := k.on(today); now != k.Act {
			all = replaced(all, k.Act, now, k.messages)
		}
	}
	return all, nil
}

// Reconsider puts today's acts in the place of those that are [Ledger.Unwanted],
// and returns these.
//
// An act of which nothing was done is replaced, or deleted where its message is to
// be left alone. Where a run may have done a part, the new debt remembers that
// (Debt.Was), and so it does where nothing is to be done any more: what was begun
// must be looked at before the message is left alone. What another run works on
// stays as it is.
func (l *Ledger) Reconsider(ctx context.Context, source string, today scanner.Acts) ([]Replaced, error) {
	if unwanted, err := l.Unwanted(ctx, source, today); err != nil || len(unwanted) == 0 {
		return nil, err // as nearly always: nothing is to be written
	}
	var all []Replaced
	err := l.change(ctx, func(c *change) error {
		all = nil
		rows, err := c.tx.QueryContext(ctx, kindsOwed, keyOf(source))
		if err != nil {
			return err
		}
		kinds, err := readKinds(rows)
		if err != nil {
			return err
		}
		for _, k := range kinds {
			now := k.on(today)
			if now == k.Act {
				continue
			}
			n, err := c.replace(keyOf(source), k, now, l.run)
			if err != nil {
				return err
			}
			all = replaced(all, k.Act, now, int(n))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: comparing the acts of %s: %w", source, err)
	}
	return all, nil
}

// A kind is what is owed to all messages of one sort.
type kind struct {
	scanner.Act
	sort     string
	messages int
}

const kindsOwed = `SELECT verb, target, sort, COUNT(*) FROM debt WHERE source = $1 AND state <> 'done'
	GROUP BY verb, target, sort ORDER BY verb, target, sort`

func readKinds(rows *sql.Rows) (all []kind, err error) {
	err = drain(rows, func(rows *sql.Rows) error {
		var k kind
		err := rows.Scan(&k.Verb, &k.Target, &k.sort, &k.messages)
		all = append(all, k)
		return err
	})
	return all, err
}

// on returns what is to become of these messages today.
func (k kind) on(today scanner.Acts) scanner.Act {
	act := today.Of(k.sort)
	if k.sort == "" {
		act = scanner.Act{}
		for _, a := range today {
			if stored(a) == k.Act {
				act = a
			}
		}
	}
	return stored(act)
}

// stored is an act as the ledger keeps it.
func stored(act scanner.Act) scanner.Act {
	return scanner.Act{Verb: act.Verb, Target: clean(act.Target)}
}

// replaced adds to a list of what was replaced.
func replaced(all []Replaced, before, now scanner.Act, n int) []Replaced {
	i := slices.IndexFunc(all, func(r Replaced) bool { return r.Before == before && r.Now == now })
	switch {
	case n == 0:
	case i < 0:
		all = append(all, Replaced{before, now, n})
	default:
		all[i].Messages += n
	}
	return all
}

// replace replaces the act of these messages, and returns how many there are.
func (c *change) replace(source string, k kind, now scanner.Act, run string) (int64, error) {
	const these = "source = $1 AND verb = $2 AND target = $3 AND sort = $4"
	const untouched = "(state IN ('owed', 'refused') AND part = '' AND was = '')"
	args := []any{source, string(k.Verb), k.Target, k.sort}
	// Of the rest a part may have been done, by this act or by one whose place it took.
	begun, err := c.exec(`UPDATE debt SET verb = $5, target = $6, state = 'owed', run = '', why = '', at = $7,
		was = CASE WHEN verb <> '' AND state <> 'owed' AND (state = 'begun' OR part <> '') THEN $8 ELSE was END,
		part = CASE WHEN state = 'begun' OR part = 'begun' THEN 'begun' ELSE 'partly' END
		WHERE `+these+` AND state <> 'done' AND (state <> 'begun' OR run = $9
			OR NOT EXISTS (SELECT 1 FROM lease WHERE lease.run = debt.run AND until > $7)) AND NOT `+untouched,
		append(args, string(now.Verb), now.Target, c.now, k.Act.String(), run)...)
	if err != nil {
		return 0, err
	}
	var n int64
	if now.Verb == scanner.Leave {
		n, err = c.exec("DELETE FROM debt WHERE "+these+" AND "+untouched, args...)
	} else {
		n, err = c.exec("UPDATE debt SET verb = $5, target = $6, state = 'owed', why = '', at = $7 WHERE "+these+" AND "+untouched,
			append(args, string(now.Verb), now.Target, c.now)...)
	}
	return begun + n, err
}
