package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
// without ID is an error, and so is a nil result. An act that a result asks for is owed from then on
// (see [Ledger.Debts]); a message that has no Position is owed none, for it is
// not remembered. Some hundred results a call are a good measure: each
// call waits for the disk once.
func (l *Ledger) Record(ctx context.Context, results ...*scanner.Result) (Recorded, error) {
	if slices.Contains(results, nil) { // of the last element of a scan, whose error was not looked at
		return Recorded{}, errors.New("ledger: recording: a result is nil")
	}
	var recorded Recorded
	err := l.change(ctx, func(c *change) error {
		r := recording{change: c, keep: l.keep}
		err := r.all(results)
		recorded = r.Recorded
		return err
	})
	if err != nil {
		return Recorded{}, fmt.Errorf("ledger: recording: %w", err)
	}
	return recorded, nil
}

// A recording is one transaction of Record.
type recording struct {
	Recorded
	*change
	keep Keep
}

func (r *recording) all(results []*scanner.Result) error {
	for _, store := range []func([]*scanner.Result) error{r.outcomes, r.kept, r.positions, r.names, r.troubles, r.debts} {
		if err := store(results); err != nil {
			return err
		}
	}
	return nil
}

const insertOutcome = `INSERT INTO outcome (id, at, recorded, revision, fact, recipient, spelled, original, domain,
	list_id, campaign, subscriber, kept, said)`

const outcomeColumns = 14

// outcomes stores what is new, each id once.
func (r *recording) outcomes(results []*scanner.Result) error {
	n := 0
	for _, res := range results {
		n += len(res.Outcomes)
	}
	values := make([]any, 0, n*outcomeColumns)
	first := make(map[string]*bool, n) // id: whether its first outcome is new
	for _, res := range results {
		fresh := make([]bool, len(res.Outcomes))
		r.Fresh = append(r.Fresh, fresh)
		kept := r.keptID(res)
		for i := range res.Outcomes {
			o := &res.Outcomes[i]
			if o.ID == "" {
				return fmt.Errorf("%s: an outcome without id", o.Location)
			}
			id := keyOf(o.ID)
			if first[id] != nil {
				continue
			}
			first[id] = &fresh[i]
			row, err := r.row(id, *o, kept)
			if err != nil {
				return fmt.Errorf("%s: %w", o.Location, err)
			}
			values = append(values, row[:]...)
		}
	}
	err := r.insert(insertOutcome, outcomeColumns, values, "ON CONFLICT (id) DO NOTHING", func(id string) {
		*first[id] = true
		r.New++
	})
	for _, fresh := range r.Fresh {
		r.Known += len(fresh)
	}
	r.Known -= r.New
	if err == nil && r.New > 0 {
		err = r.countHours(1, &where{[]string{"revision = $1"}, []any{r.revision}})
	}
	return err
}

// row returns o as a row of the table outcome.
func (r *recording) row(id string, o scanner.Outcome, kept string) (row [outcomeColumns]any, err error) {
	at, o := r.place(o)
	c := columnsOf(id, at, o)
	said, err := encode(o, c)
	if err != nil {
		return row, err
	}
	number, err := r.fact(c.fact)
	return [outcomeColumns]any{
		id, at, r.now, r.revision, number, c.recipient, c.spelled, c.original, domainKey(o.Recipient.Address),
		c.listID, c.campaign, clean(o.Subscriber), kept, said,
	}, err
}

// columnsOf returns the columns of an outcome that happened, or counts, at that
// second.
func columnsOf(id string, at int64, o scanner.Outcome) *columns {
	c := &columns{
		fact: factOf(o), id: id, at: at, recipient: addressKey(o.Recipient.Address), spelled: bounded(clean(o.Event().Recipient)),
		listID: clean(o.ListID), campaign: clean(o.Campaign),
	}
	if c.spelled == c.recipient {
		c.spelled = ""
	}
	if c.original = originalKey(o.Recipient.Alias); c.original == c.recipient {
		c.original = ""
	}
	return c
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
		_, err := r.exec(`INSERT INTO cursor (source, position) VALUES ($1, $2)
			ON CONFLICT (source) DO UPDATE SET position = excluded.position`, keyOf(m.Source), storable(m.Position))
		if err != nil {
			return fmt.Errorf("position of %s: %w", m.Source, err)
		}
	}
	return nil
}

// names stores the names of the messages that have one.
func (r *recording) names(results []*scanner.Result) error {
	var values []any
	for _, res := range results {
		if m := res.Message; m != nil && m.Name != "" {
			values = append(values, keyOf(m.Source), keyOf(m.Name))
		}
	}
	return r.insert("INSERT INTO seen (source, name)", 2, values, "ON CONFLICT (source, name) DO NOTHING", nil)
}

// troubles stores what was wrong with the messages that could not be read. Of
// two at one place the later stays.
func (r *recording) troubles(results []*scanner.Result) error {
	var values []any
	met := map[[2]string]bool{}
	for _, res := range slices.Backward(results) {
		m := res.Message
		if m == nil || !res.Unreadable() {
			continue
		}
		place := [2]string{keyOf(m.Source), keyOf(m.Location)}
		if !met[place] {
			met[place] = true
			values = append(values, place[0], place[1], clean(res.Err.Error()), r.now)
		}
	}
	return r.insert("INSERT INTO trouble (source, location, what, at)", 4, values,
		"ON CONFLICT (source, location) DO UPDATE SET what = excluded.what, at = excluded.at", nil)
}
