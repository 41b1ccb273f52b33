package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// A Filter says which outcomes are wanted. A field that is zero wants all; an
// outcome must satisfy every field that is not.
type Filter struct {
	Since     time.Time // happened at or after it
	Until     time.Time // happened before it
	Recipient string    // address, whatever its case
	Domain    string    // of the address, whatever its case; not those below it
	Kind      dsn.Kind
	Cause     rules.Cause // or the name of an event that is no failure
	Family    rules.Family
	Class     rules.Class
	Owner     rules.Owner
	Advice    rules.Advice // for the single event
	Limit     int          // at most so many, the oldest first
}

// Outcomes returns the outcomes that f wants in order of time, and within one
// second of ID. An error is the last element. The loop holds one connection of
// the database; it may record meanwhile.
func (l *Ledger) Outcomes(ctx context.Context, f Filter) iter.Seq2[scanner.Outcome, error] {
	return func(yield func(scanner.Outcome, error) bool) {
		var w where
		f.apply(&w)
		query := "SELECT said FROM outcome" + w.String() + " ORDER BY at, id"
		if f.Limit > 0 {
			query += " LIMIT " + w.arg(f.Limit)
		}
		rows, err := l.db.QueryContext(ctx, query, w.args...)
		if err != nil {
			yield(scanner.Outcome{}, fmt.Errorf("ledger: reading outcomes: %w", err))
			return
		}
		defer rows.Close() //nolint:errcheck // rows.Err tells
		for rows.Next() {
			var said string
			if err = rows.Scan(&said); err != nil {
				break
			}
			var o scanner.Outcome
			if o, err = decode(said); err != nil {
				break
			}
			if !yield(o, nil) {
				return
			}
		}
		if err == nil {
			err = rows.Err()
		}
		if err != nil {
			yield(scanner.Outcome{}, fmt.Errorf("ledger: reading outcomes: %w", err))
		}
	}
}

func decode(said string) (o scanner.Outcome, err error) {
	err = json.Unmarshal([]byte(said), &o)
	return o, err
}

func (f Filter) apply(w *where) {
	if !f.Since.IsZero() {
		w.and("at >= ", f.Since.Unix())
	}
	if !f.Until.IsZero() {
		w.and("at < ", f.Until.Unix())
	}
	w.equal("recipient", keyOf(f.Recipient))
	w.equal("domain", keyOf(f.Domain))
	w.equal("event", string(f.Kind))
	w.equal("cause", string(f.Cause))
	w.equal("class", string(f.Class))
	w.equal("advice", string(f.Advice))
	if f.Family != "" {
		w.causes(func(m rules.Meaning) bool { return m.Family == f.Family })
	}
	if f.Owner != "" {
		w.causes(func(m rules.Meaning) bool { return m.Owner == f.Owner })
	}
}

// A where is the condition of a query with its arguments.
type where struct {
	terms []string
	args  []any
}

// arg adds an argument and returns its placeholder.
func (w *where) arg(v any) string {
	w.args = append(w.args, v)
	return fmt.Sprintf("$%d", len(w.args))
}

func (w *where) and(term string, v any) { w.terms = append(w.terms, term+w.arg(v)) }

func (w *where) equal(column, v string) {
	if v != "" {
		w.and(column+" = ", v)
	}
}

// causes wants one of the causes for which ok holds.
func (w *where) causes(ok func(rules.Meaning) bool) {
	marks := []string{"''"} // a list must not be empty
	for _, m := range rules.Causes() {
		if ok(m) {
			marks = append(marks, w.arg(string(m.Cause)))
		}
	}
	w.terms = append(w.terms, "cause IN ("+strings.Join(marks, ", ")+")")
}

func (w *where) String() string {
	if len(w.terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.terms, " AND ")
}

// A Trouble is a message that could not be read.
type Trouble struct {
	Source   string    // as in scanner.Message
	Location string    // as in scanner.Message
	What     string    // what was wrong
	Time     time.Time // when it was met last, UTC
}

// Troubles returns the messages that could not be read at or after since, in
// order of time, and within one second of place. The zero time wants all. An
// error is the last element.
func (l *Ledger) Troubles(ctx context.Context, since time.Time) iter.Seq2[Trouble, error] {
	return func(yield func(Trouble, error) bool) {
		var w where
		if !since.IsZero() {
			w.and("at >= ", since.Unix())
		}
		rows, err := l.db.QueryContext(ctx, "SELECT source, location, what, at FROM trouble"+w.String()+" ORDER BY at, source, location", w.args...)
		if err != nil {
			yield(Trouble{}, fmt.Errorf("ledger: reading troubles: %w", err))
			return
		}
		defer rows.Close() //nolint:errcheck // rows.Err tells
		for rows.Next() {
			var t Trouble
			var at int64
			if err = rows.Scan(&t.Source, &t.Location, &t.What, &at); err != nil {
				break
			}
			t.Source, t.Location, t.Time = restored(t.Source), restored(t.Location), time.Unix(at, 0).UTC()
			if !yield(t, nil) {
				return
			}
		}
		if err == nil {
			err = rows.Err()
		}
		if err != nil {
			yield(Trouble{}, fmt.Errorf("ledger: reading troubles: %w", err))
		}
	}
}
