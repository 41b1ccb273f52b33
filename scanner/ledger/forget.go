package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Forgotten counts what Forget has done, or would do.
type Forgotten struct {
	Events int64 // of the address, deleted
	Masked int64 // events of others in which the address is hidden
	Others int64 // decisions, deliveries, kept messages, notes of unreadable ones and the like, deleted or without the address

	// Called names, at most ten, mailboxes, files and webhooks that are called by the
	// address. Their names stay: what is read would be read again.
	Called []string

	// Waits says why bytes of it may still lie in the files of the database, ""
	// if they do not: somebody reads it, and what he sees must stay until he ends.
	// PostgreSQL keeps what was deleted until a VACUUM has run and its place is
	// needed, and in its log as long as that is archived.
	Waits string
}

// maxCalled bounds Forgotten.Called.
const maxCalled = 10

// Forget deletes the outcomes of the address, whatever its case: those of which it
// is the recipient, or was written to. Outcomes of others that name it stay, with
// their ids, their verdicts and what they count; the address is hidden in them, as
// "a***@example.org", and a new address is taken out. So it is in the other tables:
// reasons, notes of unreadable messages, what waits to be delivered, what is kept of
// messages; if that holds the address in a coded part it is deleted. What was decided
// about the address by hand is deleted. It reads the whole ledger.
//
// How far mailboxes are read stays, so that their mail is not read again; mail
// that still lies in a mailbox comes back with a scan that ignores the
// position. A backup or a copy of the database is not reached.
//
// In the files of an SQLite database nothing of it is left afterwards, be it in
// free pages or in the "-wal", unless Waits says so; forget again then.
func (l *Ledger) Forget(ctx context.Context, address string) (Forgotten, error) {
	key := addressKey(address)
	if key == "" {
		return Forgotten{}, fmt.Errorf("ledger: forgetting: %w", errNoAddress)
	}
	f := &forgetting{ledger: l, mask: maskOf(key)}
	err := errMovedOn
	for try := 0; errors.Is(err, errMovedOn); try++ {
		err = f.try(ctx, try < maxLooks)
	}
	if err == nil {
		f.Waits, err = l.scrub(ctx, f.mask)
	}
	if err != nil {
		return Forgotten{}, fmt.Errorf("ledger: forgetting %s: %w", address, err)
	}
	return f.Forgotten, nil
}

// Mentions returns what Forget would do to the address, and does nothing.
func (l *Ledger) Mentions(ctx context.Context, address string) (Forgotten, error) {
	key := addressKey(address)
	if key == "" {
		return Forgotten{}, fmt.Errorf("ledger: looking for an address: %w", errNoAddress)
	}
	f := &forgetting{ledger: l, mask: maskOf(key)}
	if err := f.look(ctx, l.db); err != nil {
		return Forgotten{}, fmt.Errorf("ledger: looking for %s: %w", address, err)
	}
	return f.Forgotten, nil
}

// maxLooks is how often Forget looks through the ledger while others may write.
// That takes some seconds for a million outcomes. After that, they have to wait.
const maxLooks = 3

// errMovedOn says that somebody has written since a plan was made.
var errMovedOn = errors.New("the ledger was changed meanwhile")

// try makes a plan, in front of the change or in it, and does it.
func (f *forgetting) try(ctx context.Context, before bool) error {
	looked, err := f.ledger.Revision(ctx)
	if err == nil && before {
		err = f.look(ctx, f.ledger.db)
	}
	if err != nil {
		return err
	}
	return f.ledger.change(ctx, func(c *change) error {
		if before && c.revision != looked+1 {
			return errMovedOn
		}
		if !before {
			if err := f.look(ctx, c.tx); err != nil {
				return err
			}
		}
		return f.do(c)
	})
}

// A forgetting is one call of Forget.
type forgetting struct {
	ledger *Ledger
	mask   *mask
	plan
}

// A plan is what is to be done.
type plan struct {
	Forgotten
	gone  []string // ids of outcomes
	edits []edit
}

// An edit is a statement.
type edit struct {
	query string
	args  []any
}

// A rower is a database or a transaction.
type rower interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// edit plans a statement.
func (f *forgetting) edit(query string, args ...any) { f.edits = append(f.edits, edit{query, args}) }

// do does what is planned.
func (f *forgetting) do(c *change) error {
	for some := range slices.Chunk(f.gone, copyAtOnce) {
		w := &where{}
		oneOf(w, "id", some, nil)
		if _, err := c.delete(w); err != nil {
			return err
		}
	}
	for _, e := range f.edits {
		if _, err := c.exec(e.query, e.args...); err != nil {
			return err
		}
	}
	return c.orphans()
}

// orphans deletes what hangs on outcomes that are gone.
func (c *change) orphans() error {
	for _, query := range []string{
		"DELETE FROM kept WHERE NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.kept = kept.id AND outcome.kept <> '')",
		"DELETE FROM outbox WHERE outcome <> '' AND NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.id = outbox.outcome)",
	} {
		if _, err := c.exec(query); err != nil {
			return err
		}
	}
	return c.dropHours()
}

// look plans what is to be done to each table.
func (f *forgetting) look(ctx context.Context, q rower) error {
	f.plan = plan{}
	for _, table := range []func(context.Context, rower) error{f.outcomes, f.bodies, f.deliveries, f.texts, f.troubles, f.hands, f.exports, f.names} {
		if err := table(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// each calls do for each row of a query.
func (f *forgetting) each(ctx context.Context, q rower, query string, do func(*sql.Rows) error) error {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	return drain(rows, do)
}

// outcomes plans to delete those of the address, and to hide it in the others.
func (f *forgetting) outcomes(ctx context.Context, q rower) error {
	query := "SELECT " + outcomeNames + ", domain, subscriber FROM outcome"
	return f.each(ctx, q, query, func(rows *sql.Rows) error {
		var domain, subscriber string
		c, said, err := f.ledger.columns(ctx, rows, &domain, &subscriber)
		switch {
		case err != nil:
			return err
		case mentioned(c.recipient, f.mask.key), mentioned(c.original, f.mask.key):
			f.gone = append(f.gone, c.id)
			f.Events++
			return nil
		case !strings.Contains(said, `\`) && !f.mask.inPlace(strings.Join([]string{said, c.recipient, c.spelled, c.original, c.listID, c.campaign, subscriber}, "\n")):
			return nil // nothing is escaped and it is not there: no need to decode
		}
		return f.outcome(c, said)
	})
}

// outcome plans to hide the address in an outcome of somebody else.
func (f *forgetting) outcome(c *columns, said string) error {
	o, err := decode(said, c)
	if err != nil {
		return err
	}
	hidden, err := f.mask.outcome(o)
	if err != nil {
		return err
	}
	now := columnsOf(c.id, c.at, hidden)
	now.fact = c.fact
	text, err := encode(hidden, now)
	if err != nil {
		return err
	}
	if e, was := hidden.Event(), o.Event(); slices.Equal(e.Values(), was.Values()) && slices.Equal(e.Problems, was.Problems) {
		return nil
	}
	f.Masked++
	f.edit(`UPDATE outcome SET recipient = $1, spelled = $2, original = $3, domain = $4, list_id = $5, campaign = $6, subscriber = $7, said = $8
		WHERE id = $9`, now.recipient, now.spelled, now.original, domainKey(hidden.Recipient.Address), now.listID, now.campaign,
		clean(hidden.Subscriber), text, c.id)
	return nil
}
