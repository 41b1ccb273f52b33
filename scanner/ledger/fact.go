package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// A fact is what many outcomes share, in nixie's own words. Outcomes hold its
// number: words would be most of their indexes.
type fact struct {
	kind     dsn.Kind
	cause    rules.Cause
	class    rules.Class
	advice   rules.Advice // for the one event
	provider string
	list     string // the blocklist
}

// factOf returns the fact of an outcome, as it can be kept.
func factOf(o scanner.Outcome) fact {
	v := o.Verdict
	return fact{o.Kind, v.Cause, v.Class, v.Advice, clean(v.Provider), clean(v.List)}
}

const (
	factColumns = "event, cause, class, advice, provider, list"
	insertFact  = "INSERT INTO fact (n, " + factColumns + ") SELECT COALESCE(MAX(n), 0) + 1, $1, $2, $3, $4, $5, $6 FROM fact WHERE true ON CONFLICT DO NOTHING"
	selectFact  = "SELECT n FROM fact WHERE event = $1 AND cause = $2 AND class = $3 AND advice = $4 AND provider = $5 AND list = $6"
)

func (f fact) values() []any {
	return []any{string(f.kind), string(f.cause), string(f.class), string(f.advice), f.provider, f.list}
}

// facts remembers rows of the table fact, which never change. It may be used
// concurrently. The zero value remembers none.
type facts struct {
	mu      sync.RWMutex
	facts   map[int64]fact
	numbers map[fact]int64
}

// learn remembers facts that are committed.
func (k *facts) learn(numbers map[fact]int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.facts == nil {
		k.facts, k.numbers = map[int64]fact{}, map[fact]int64{}
	}
	for f, n := range numbers {
		k.facts[n], k.numbers[f] = f, n
	}
}

func (k *facts) number(f fact) (int64, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	n, ok := k.numbers[f]
	return n, ok
}

func (k *facts) fact(n int64) (fact, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	f, ok := k.facts[n]
	return f, ok
}

// fact returns the fact of that number. One that is not remembered was stored
// by another process, or before this one began: all are read then.
func (l *Ledger) fact(ctx context.Context, n int64) (fact, error) {
	if f, ok := l.facts.fact(n); ok {
		return f, nil
	}
	read := map[fact]int64{}
	err := readRows(ctx, l.db, "SELECT n, "+factColumns+" FROM fact", nil, func(rows *sql.Rows) error {
		var f fact
		var n int64
		err := rows.Scan(&n, &f.kind, &f.cause, &f.class, &f.advice, &f.provider, &f.list)
		read[f] = n
		return err
	})
	if err != nil {
		return fact{}, err
	}
	l.facts.learn(read)
	f, ok := l.facts.fact(n)
	if !ok {
		return fact{}, fmt.Errorf("the table fact has no row %d", n)
	}
	return f, nil
}

// fact returns the number of a fact, and stores it if it is new.
func (c *change) fact(f fact) (int64, error) {
	if n, ok := c.known.number(f); ok {
		return n, nil
	}
	if n, ok := c.stored[f]; ok {
		return n, nil
	}
	if _, err := c.exec(insertFact, f.values()...); err != nil {
		return 0, err
	}
	var n int64
	if err := c.tx.QueryRowContext(c.ctx, selectFact, f.values()...).Scan(&n); err != nil {
		return 0, err
	}
	c.stored[f] = n
	return n, nil
}
