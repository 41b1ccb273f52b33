package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// A Filter says which outcomes are wanted. A field that is zero wants all; an
// outcome must satisfy every field that is not, and one value of each list.
// Addresses and domains are compared whatever their case.
type Filter struct {
	Since    time.Time // happened at or after it
	Until    time.Time // happened before it
	Recorded time.Time // came into the ledger at or after it
	After    int64     // stored, or judged anew, after that [Ledger.Revision]
	Through  int64     // and in that revision at the latest

	Recipients []string // or the addresses that were written to
	Domains    []string // of the address; not those below it
	Kinds      []dsn.Kind
	Causes     []rules.Cause // or the name of an event that is no failure
	Families   []rules.Family
	Classes    []rules.Class
	Owners     []rules.Owner
	Advice     []rules.Advice // for the single event

	Providers   []string
	Lists       []string // blocklists
	ListIDs     []string // mailing lists
	Campaigns   []string
	Subscribers []string

	Limit int // at most so many, the oldest first
}

// maxValues bounds the values of a filter: more arguments than 32,766 a query
// of SQLite does not take (https://www.sqlite.org/limits.html).
const maxValues = 30_000

// Outcomes returns the outcomes that f wants in order of time, and within one
// second of ID. An error is the last element. The loop holds one connection of
// the database; it may record meanwhile.
func (l *Ledger) Outcomes(ctx context.Context, f Filter) iter.Seq2[scanner.Outcome, error] {
	var w where
	f.apply(&w)
	if len(w.args) > maxValues {
		return func(yield func(scanner.Outcome, error) bool) {
			yield(scanner.Outcome{}, fmt.Errorf("ledger: reading outcomes: a filter of %d values; at most %d are allowed", len(w.args), maxValues))
		}
	}
	query := selectOutcomes + w.String() + " ORDER BY at, id"
	if f.Limit > 0 {
		query += " LIMIT " + w.arg(f.Limit)
	}
	return stream(ctx, l.db, "outcomes", query, w.args, l.outcomeScanner(ctx))
}

// selectOutcomes reads what outcomeScanner scans.
const (
	selectOutcomes = "SELECT " + outcomeNames + " FROM outcome"
	outcomeNames   = "id, recipient, spelled, original, at, list_id, campaign, fact, said"
)

// outcomeScanner returns the function that reads an outcome from a row.
func (l *Ledger) outcomeScanner(ctx context.Context) func(*sql.Rows) (scanner.Outcome, error) {
	return func(rows *sql.Rows) (o scanner.Outcome, err error) {
		c, said, err := l.columns(ctx, rows)
		if err != nil {
			return o, err
		}
		return decode(said, c)
	}
}

// columns reads a row of selectOutcomes, and what was selected behind it.
func (l *Ledger) columns(ctx context.Context, rows *sql.Rows, behind ...any) (c *columns, said string, err error) {
	c = &columns{}
	var number int64
	to := append([]any{&c.id, &c.recipient, &c.spelled, &c.original, &c.at, &c.listID, &c.campaign, &number, &said}, behind...)
	if err = rows.Scan(to...); err == nil {
		c.fact, err = l.fact(ctx, number)
	}
	return c, said, err
}

// outcome returns the first outcome of a query that begins with selectOutcomes.
// Ok is false if there is none.
func (l *Ledger) outcome(ctx context.Context, query string, args ...any) (o scanner.Outcome, ok bool, err error) {
	for o, err := range stream(ctx, l.db, "an outcome", query, args, l.outcomeScanner(ctx)) {
		return o, err == nil, err
	}
	return o, false, nil
}

// stream yields what scan makes of each row of a query. An error is the last
// element; what says what was read.
func stream[T any](ctx context.Context, db *sql.DB, what, query string, args []any, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := db.QueryContext(ctx, query, args...)
		if err != nil {
			yield(none, fmt.Errorf("ledger: reading %s: %w", what, err))
			return
		}
		defer rows.Close() //nolint:errcheck // rows.Err tells
		for rows.Next() {
			v, err := scan(rows)
			if err != nil {
				yield(none, fmt.Errorf("ledger: reading %s: %w", what, err))
				return
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, fmt.Errorf("ledger: reading %s: %w", what, err))
		}
	}
}

func (f Filter) apply(w *where) {
	if !f.Since.IsZero() {
		w.and("at >= ", f.Since.Unix())
	}
	if !f.Until.IsZero() {
		w.and("at < ", f.Until.Unix())
	}
	if !f.Recorded.IsZero() {
		w.and("recorded >= ", f.Recorded.Unix())
	}
	if f.After > 0 {
		w.and("revision > ", f.After)
	}
	if f.Through > 0 {
		w.and("revision <= ", f.Through)
	}
	w.about(f.Recipients)
	oneOf(w, "domain", f.Domains, addressKey)
	oneOf(w, "list_id", f.ListIDs, clean)
	oneOf(w, "campaign", f.Campaigns, clean)
	oneOf(w, "subscriber", f.Subscribers, clean)
	w.facts(f.facts)
}

// facts wants what the table fact says of an outcome.
func (f Filter) facts(w *where) {
	oneOf(w, "event", f.Kinds, nil)
	oneOf(w, "cause", f.Causes, nil)
	oneOf(w, "class", f.Classes, nil)
	oneOf(w, "advice", f.Advice, nil)
	oneOf(w, "provider", f.Providers, clean)
	oneOf(w, "list", f.Lists, clean)
	if len(f.Families) > 0 {
		w.causes(func(m rules.Meaning) bool { return slices.Contains(f.Families, m.Family) })
	}
	if len(f.Owners) > 0 {
		w.causes(func(m rules.Meaning) bool { return slices.Contains(f.Owners, m.Owner) })
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

// oneOf wants the column to be one of the values, in the form in which it is
// kept; a nil form is the value itself.
func oneOf[T ~string](w *where, column string, values []T, form func(string) string) {
	if len(values) == 0 {
		return
	}
	var marks []string
	for _, v := range values {
		s := string(v)
		if form != nil {
			s = form(s)
		}
		marks = append(marks, w.arg(s))
	}
	w.terms = append(w.terms, column+" IN ("+strings.Join(marks, ", ")+")")
}

// facts wants one of the facts that satisfy what add adds.
func (w *where) facts(add func(*where)) {
	of := &where{args: w.args}
	add(of)
	w.args = of.args
	if len(of.terms) > 0 {
		w.terms = append(w.terms, "fact IN (SELECT n FROM fact"+of.String()+")")
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
	var w where
	if !since.IsZero() {
		w.and("at >= ", since.Unix())
	}
	query := "SELECT source, location, what, at FROM trouble" + w.String() + " ORDER BY at, source, location"
	return stream(ctx, l.db, "troubles", query, w.args, func(rows *sql.Rows) (t Trouble, err error) {
		var at int64
		err = rows.Scan(&t.Source, &t.Location, &t.What, &at)
		t.Source, t.Location, t.Time = restored(t.Source), restored(t.Location), utc(at)
		return t, err
	})
}
