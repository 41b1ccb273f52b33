package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/scanner"
)

// MaxDebts is how many debts one call of Debts returns at most.
const MaxDebts = 5000

// Debts returns the acts that are still owed to messages of the source: those
// first that a run began and may not have finished, then those that wait, in
// the order in which they were recorded, and last those that the mailbox has
// refused. At most MaxDebts are returned; if there are so many, ask again when
// they are settled.
func (l *Ledger) Debts(ctx context.Context, source string) ([]scanner.Debt, error) {
	rows := stream(ctx, l.db, "debts of "+source, `SELECT verb, target, position, sort, state, part, was FROM debt
		WHERE source = $1 AND state <> 'done'
		ORDER BY CASE state WHEN 'begun' THEN 0 WHEN 'owed' THEN 1 ELSE 2 END, revision, place LIMIT $2`,
		[]any{keyOf(source), MaxDebts}, func(rows *sql.Rows) (scanner.Debt, error) {
			d := scanner.Debt{Source: source}
			var state, part, was string
			err := rows.Scan(&d.Verb, &d.Target, &d.Position, &d.Sort, &state, &part, &was)
			d.Position, d.Was = restored(d.Position), actOf(was)
			d.Begun, d.Partly = state == "begun" || part == partBegun, part == partPartly
			return d, err
		})
	var debts []scanner.Debt
	for d, err := range rows {
		if err != nil {
			return nil, err
		}
		debts = append(debts, d)
	}
	return debts, nil
}

// What was done of an act that is not done: the column part.
const (
	partPartly = "partly"
	partBegun  = "begun" // and a run was interrupted
)

// partOf returns what a run that gave an act up says it may have done of it.
func partOf(d scanner.Debt) string {
	switch {
	case d.Begun:
		return partBegun
	case d.Partly:
		return partPartly
	}
	return ""
}

// wasOf is what the column was says of an act, "" for none.
func wasOf(was scanner.Act) string {
	if was.Verb == scanner.Leave {
		return ""
	}
	return clean(was.String())
}

// actOf reads what String of an act wrote, "" for none. The target is not
// checked, but taken as it was stored.
func actOf(text string) scanner.Act {
	verb, target, _ := strings.Cut(text, ":")
	return scanner.Act{Verb: scanner.Verb(verb), Target: target}
}

// Unacted reports whether messages of the source were recorded, and no act was
// ever owed to any of them.
func (l *Ledger) Unacted(ctx context.Context, source string) (unacted bool, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT (EXISTS (SELECT 1 FROM cursor WHERE source = $1) OR EXISTS (SELECT 1 FROM seen WHERE source = $1))
		AND NOT EXISTS (SELECT 1 FROM debt WHERE source = $1)`, keyOf(source)).Scan(&unacted)
	if err != nil {
		return false, fmt.Errorf("ledger: acts of %s: %w", source, err)
	}
	return unacted, nil
}

// Begin notes that this run is about to do the acts, and returns those that
// are its to do. An act that another run has begun is that run's as long as it
// holds any lease; a run is one opening of the ledger. Without leases, an act
// that was begun is anybody's.
//
// So of two runs at once only one begins an act that is owed; and what a run
// left that has died, its successor begins again as soon as it has the lease,
// because that was Released, Seized, or its time was up.
func (l *Ledger) Begin(ctx context.Context, debts ...scanner.Debt) ([]scanner.Debt, error) {
	var mine []scanner.Debt
	err := l.change(ctx, func(c *change) error {
		begun := map[string]bool{}
		mine = nil
		err := c.eachDebts(debts, func(source string, positions []any) error {
			query := `UPDATE debt SET state = 'begun', run = $1, at = $2 WHERE source = $3 AND state <> 'done'
				AND (state <> 'begun' OR run = $1 OR NOT EXISTS (SELECT 1 FROM lease WHERE lease.run = debt.run AND until > $2))
				AND position IN (` + list(4, len(positions)) + `) RETURNING position`
			return c.read(func(rows *sql.Rows) error {
				var position string
				err := rows.Scan(&position)
				begun[source+"\x00"+position] = true
				return err
			}, query, append([]any{l.run, c.now, source}, positions...)...)
		})
		for _, d := range debts {
			if key := keyOf(d.Source) + "\x00" + keyOf(d.Position); begun[key] {
				mine = append(mine, d)
				delete(begun, key)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: beginning acts: %w", err)
	}
	return mine, nil
}

// Done notes that nothing more is to be done for the messages. The debts stay
// known until [Ledger.Prune], so that no act is repeated; those to leave a message
// alone are forgotten, for nothing was done that could be.
func (l *Ledger) Done(ctx context.Context, debts ...scanner.Debt) error {
	err := l.change(ctx, func(c *change) error {
		return c.eachDebts(debts, func(source string, positions []any) error {
			_, err := c.exec("DELETE FROM debt WHERE verb = '' AND source = $1 AND position IN ("+list(2, len(positions))+")",
				append([]any{source}, positions...)...)
			if err != nil {
				return err
			}
			_, err = c.exec(`UPDATE debt SET state = 'done', run = '', why = '', part = '', was = '', at = $1 WHERE source = $2
				AND position IN (`+list(3, len(positions))+`)`, append([]any{c.now, source}, positions...)...)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("ledger: noting acts as done: %w", err)
	}
	return nil
}

// Refused notes why an act could not be done, and what may have been done of it
// all the same. It stays owed, and any run may begin it.
func (l *Ledger) Refused(ctx context.Context, debt scanner.Debt, why string) error {
	err := l.change(ctx, func(c *change) error {
		_, err := c.exec(`UPDATE debt SET state = 'refused', run = '', why = $1, at = $2, part = $3, was = $4
			WHERE source = $5 AND position = $6 AND state <> 'done'`, clean(why), c.now, partOf(debt), wasOf(debt.Was), keyOf(debt.Source), keyOf(debt.Position))
		return err
	})
	if err != nil {
		return fmt.Errorf("ledger: noting a refused act: %w", err)
	}
	return nil
}

// eachDebts calls do with the keys of the debts, one source at a time and not
// too many positions at once.
func (c *change) eachDebts(debts []scanner.Debt, do func(source string, positions []any) error) error {
	const atOnce = 256
	var sources []string
	positions := map[string][]any{}
	for _, d := range debts {
		source := keyOf(d.Source)
		if positions[source] == nil {
			sources = append(sources, source)
		}
		positions[source] = append(positions[source], keyOf(d.Position))
	}
	for _, source := range sources {
		for some := range slices.Chunk(positions[source], atOnce) {
			if err := do(source, some); err != nil {
				return err
			}
		}
	}
	return nil
}
