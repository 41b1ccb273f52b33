package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/scanner"
)

// Forget deletes all that the ledger knows about the address, whatever its
// case, and returns the number of outcomes and troubles deleted: the outcomes
// of that recipient, and those of others that name it as alias, as new
// address, or anywhere in what was said. It reads the whole ledger.
//
// How far mailboxes are read stays, so that their mail is not read again; mail
// that still lies in a mailbox comes back with a scan that ignores the
// position. A backup or a copy of the database is not reached.
func (l *Ledger) Forget(ctx context.Context, address string) (int64, error) {
	key := addressKey(address)
	if key == "" {
		return 0, fmt.Errorf("ledger: forgetting: no address given")
	}
	n, err := l.change(ctx, func(tx *sql.Tx) (int64, error) { return forget(ctx, tx, key) })
	if err != nil {
		return 0, fmt.Errorf("ledger: forgetting %s: %w", address, err)
	}
	return n, nil
}

func forget(ctx context.Context, tx *sql.Tx, key string) (int64, error) {
	n, err := exec(ctx, tx, "DELETE FROM outcome WHERE recipient = $1", key)
	if err != nil {
		return 0, err
	}
	ids, err := mentions(ctx, tx, "SELECT id, said FROM outcome", func(said string) (bool, error) {
		if !strings.Contains(said, `\`) && !strings.Contains(strings.ToLower(said), key) {
			return false, nil // nothing is escaped and it is not there: no need to decode
		}
		o, err := decode(said)
		return err == nil && names(o, key), err
	})
	if err != nil {
		return 0, err
	}
	whats, err := mentions(ctx, tx, "SELECT what, what FROM trouble", func(what string) (bool, error) {
		return mentioned(what, key), nil
	})
	if err != nil {
		return 0, err
	}
	m, err := deleteEach(ctx, tx, "DELETE FROM outcome WHERE id = $1", ids)
	if err != nil {
		return 0, err
	}
	t, err := deleteEach(ctx, tx, "DELETE FROM trouble WHERE what = $1", whats)
	return n + m + t, err
}

func deleteEach(ctx context.Context, tx *sql.Tx, query string, keys []string) (n int64, err error) {
	for _, key := range keys {
		m, err := exec(ctx, tx, query, key)
		if err != nil {
			return 0, err
		}
		n += m
	}
	return n, nil
}

// mentions returns the first column of the rows whose second column is wanted.
func mentions(ctx context.Context, tx *sql.Tx, query string, wanted func(string) (bool, error)) ([]string, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var found []string
	for rows.Next() {
		var id, text string
		if err := rows.Scan(&id, &text); err != nil {
			return nil, err
		}
		ok, err := wanted(text)
		if err != nil {
			return nil, err
		}
		if ok {
			found = append(found, id)
		}
	}
	return found, rows.Err()
}

// names reports whether o tells something about the address. Who sent the
// original message and where the report lies are not looked at: they hold the
// addresses of the sender.
func names(o scanner.Outcome, key string) bool {
	texts := []string{
		o.Recipient.Alias, o.Recipient.Reply.Text, o.Recipient.Remark,
		o.Verdict.NewAddress, o.Subscriber, o.OriginalSubject,
	}
	for _, e := range o.Verdict.Evidence {
		texts = append(texts, e.Quote)
	}
	for _, text := range append(texts, o.Problems...) {
		if mentioned(text, key) {
			return true
		}
	}
	return false
}

// mentioned reports whether the address stands in text as a whole:
// "a@example.org" does not stand in "ba@example.org" or "a@example.org.uk".
func mentioned(text, key string) bool {
	text = strings.ToLower(text)
	for {
		i := strings.Index(text, key)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		text = text[i+len(key):]
		if !local(before) && !continued(text) {
			return true
		}
	}
}

// local reports whether r can be part of an address before the "@"
// (RFC 5322 section 3.2.3). An apostrophe, a brace and the like more often
// stand around an address than in it.
func local(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("!#$%&*+-./?^_~", r)
}

// continued reports whether a domain goes on at the start of text. A full stop
// ends a sentence unless a letter or digit follows.
func continued(text string) bool {
	text = strings.TrimPrefix(text, ".")
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-'
}

// Prune deletes the outcomes that happened, and the troubles that were met,
// before the given time, and returns their number. How far mailboxes are read
// stays. What is deleted counts no more: somebody who unsubscribed earlier must
// have been recorded elsewhere by then.
func (l *Ledger) Prune(ctx context.Context, before time.Time) (int64, error) {
	n, err := l.change(ctx, func(tx *sql.Tx) (int64, error) {
		n, err := exec(ctx, tx, "DELETE FROM outcome WHERE at < $1", before.Unix())
		if err != nil {
			return 0, err
		}
		m, err := exec(ctx, tx, "DELETE FROM trouble WHERE at < $1", before.Unix())
		return n + m, err
	})
	if err != nil {
		return 0, fmt.Errorf("ledger: pruning: %w", err)
	}
	return n, nil
}

// change runs do in a transaction.
func (l *Ledger) change(ctx context.Context, do func(*sql.Tx) (int64, error)) (int64, error) {
	l.write.Lock()
	defer l.write.Unlock()
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing, before it the error is known
	n, err := do(tx)
	if err != nil {
		return 0, err
	}
	return n, tx.Commit()
}

// exec returns the number of rows that the statement changed.
func exec(ctx context.Context, tx *sql.Tx, query string, args ...any) (int64, error) {
	res, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
