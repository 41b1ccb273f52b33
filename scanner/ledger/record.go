package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/nixie-mail/nixie/scanner"
)

// Recorded says what was new to the ledger.
type Recorded struct {
	New   int // outcomes stored now
	Known int // outcomes left alone: stored earlier, or twice in one call

	// Fresh has an element for each result of the call and in it one for each
	// of its outcomes: whether that one is new. A summary that counts only
	// what is fresh counts nothing twice.
	Fresh [][]bool
}

// Record stores the outcomes of the results, and how far their sources are
// read by them, in one transaction: after an error, nothing of the call is
// stored. Results come in the order of their sources, as [scanner.Scan] yields
// them; of each source the last position stays.
//
// A message with an error is noted as a [Trouble] and counts as read; ordinary
// mail ([dsn.ErrNotReport]) counts as read and is no trouble. An outcome
// without ID is an error. Some hundred results a call are a good measure: each
// call waits for the disk once.
func (l *Ledger) Record(ctx context.Context, results ...*scanner.Result) (Recorded, error) {
	l.write.Lock()
	defer l.write.Unlock()
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return Recorded{}, fmt.Errorf("ledger: recording: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing, before it the error is known
	r := recording{ctx: ctx, tx: tx, now: time.Now().Unix()}
	if err := r.all(results); err != nil {
		return Recorded{}, fmt.Errorf("ledger: recording: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return Recorded{}, fmt.Errorf("ledger: recording: %w", err)
	}
	return r.Recorded, nil
}

// A recording is one transaction of Record.
type recording struct {
	Recorded
	ctx     context.Context
	tx      *sql.Tx
	now     int64
	outcome *sql.Stmt
}

const insertOutcome = `INSERT INTO outcome (id, recipient, domain, event, cause, class, advice, at, recorded, said)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`

func (r *recording) all(results []*scanner.Result) (err error) {
	if r.outcome, err = r.tx.PrepareContext(r.ctx, insertOutcome); err != nil {
		return err
	}
	defer r.outcome.Close() //nolint:errcheck // the transaction tells
	for _, res := range results {
		if err := r.outcomes(res.Outcomes); err != nil {
			return err
		}
	}
	if err := r.positions(results); err != nil {
		return err
	}
	if err := r.names(results); err != nil {
		return err
	}
	return r.troubles(results)
}

func (r *recording) outcomes(outcomes []scanner.Outcome) error {
	fresh := make([]bool, len(outcomes))
	for i := range outcomes {
		n, err := r.insert(outcomes[i])
		if err != nil {
			return err
		}
		fresh[i] = n > 0
		if fresh[i] {
			r.New++
		} else {
			r.Known++
		}
	}
	r.Fresh = append(r.Fresh, fresh)
	return nil
}

// insert stores o if its ID is new and returns how many rows that made.
func (r *recording) insert(o scanner.Outcome) (int64, error) {
	if o.ID == "" {
		return 0, fmt.Errorf("%s: an outcome without id", o.Location)
	}
	at, o := r.place(o)
	said, err := o.MarshalJSON()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", o.Location, err)
	}
	res, err := r.outcome.ExecContext(r.ctx, keyOf(o.ID), addressKey(o.Recipient.Address), domainKey(o.Recipient.Address),
		string(o.Kind), string(o.Verdict.Cause), string(o.Verdict.Class), string(o.Verdict.Advice),
		at, r.now, string(said))
	if err != nil {
		return 0, fmt.Errorf("%s: %w", o.Location, err)
	}
	return res.RowsAffected()
}

// place returns the second under which o is kept, and o as it can be kept.
// What has no time, or claims to come from the future, is news of today: a
// bounce dated 2099 would otherwise outlast every delivery.
func (r *recording) place(o scanner.Outcome) (int64, scanner.Outcome) {
	const clockSkew = 24 * 60 * 60
	at := o.Time.Unix()
	if o.Time.UTC().Year() > 9999 { // RFC 3339 has no such year
		o.Time = time.Time{}
	}
	if o.Time.IsZero() || at > r.now+clockSkew {
		at = r.now
	}
	return at, o
}

// positions stores the last position of each source.
func (r *recording) positions(results []*scanner.Result) error {
	done := map[string]bool{}
	for i := len(results) - 1; i >= 0; i-- {
		m := results[i].Message
		if m == nil || m.Position == "" || done[m.Source] {
			continue
		}
		done[m.Source] = true
		_, err := r.tx.ExecContext(r.ctx, `INSERT INTO cursor (source, position) VALUES ($1, $2)
			ON CONFLICT (source) DO UPDATE SET position = excluded.position`, keyOf(m.Source), storable(m.Position))
		if err != nil {
			return fmt.Errorf("position of %s: %w", m.Source, err)
		}
	}
	return nil
}

// names stores the names of the messages that have one.
func (r *recording) names(results []*scanner.Result) error {
	var insert *sql.Stmt
	for _, res := range results {
		m := res.Message
		if m == nil || m.Name == "" {
			continue
		}
		if insert == nil { // most sources have an order and no names
			var err error
			insert, err = r.tx.PrepareContext(r.ctx, "INSERT INTO seen (source, name) VALUES ($1, $2) ON CONFLICT (source, name) DO NOTHING")
			if err != nil {
				return err
			}
			defer insert.Close() //nolint:errcheck // the transaction tells
		}
		if _, err := insert.ExecContext(r.ctx, keyOf(m.Source), keyOf(m.Name)); err != nil {
			return fmt.Errorf("name %s in %s: %w", m.Name, m.Source, err)
		}
	}
	return nil
}

// troubles stores what was wrong with the messages that could not be read.
func (r *recording) troubles(results []*scanner.Result) error {
	for _, res := range results {
		m := res.Message
		if m == nil || !res.Unreadable() {
			continue
		}
		_, err := r.tx.ExecContext(r.ctx, `INSERT INTO trouble (source, location, what, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (source, location) DO UPDATE SET what = excluded.what, at = excluded.at`,
			keyOf(m.Source), keyOf(m.Location), clean(res.Err.Error()), r.now)
		if err != nil {
			return fmt.Errorf("trouble of %s: %w", m.Location, err)
		}
	}
	return nil
}
