package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/scanner"
)

// Forget deletes all that the ledger knows about the address, whatever its
// case, and returns the number of outcomes and troubles deleted: the outcomes
// of that recipient, and those of others that name it as the one written to, as new
// address, or anywhere in what was said. With them goes what is kept of their
// messages, or of others that name it, what waits to be delivered about it, and
// what was decided about it by hand. It reads the whole ledger.
//
// How far mailboxes are read stays, so that their mail is not read again; mail
// that still lies in a mailbox comes back with a scan that ignores the
// position. A backup or a copy of the database is not reached.
func (l *Ledger) Forget(ctx context.Context, address string) (int64, error) {
	key := addressKey(address)
	if key == "" {
		return 0, fmt.Errorf("ledger: forgetting: no address given")
	}
	var n int64
	err := l.change(ctx, func(c *change) (err error) {
		n, err = c.forget(key)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("ledger: forgetting %s: %w", address, err)
	}
	return n, nil
}

// forget deletes what is told about the address, and returns how many outcomes
// and troubles that were.
func (c *change) forget(key string) (int64, error) {
	w := &where{}
	w.about([]string{key})
	n, err := c.delete(w)
	if err != nil {
		return 0, err
	}
	ids, err := c.mentions("SELECT id, said FROM outcome", func(said []byte) (bool, error) { return told(said, key) })
	if err != nil {
		return 0, err
	}
	named := func(text []byte) (bool, error) { return mentioned(string(text), key), nil }
	more, err := c.mentions("SELECT id, original FROM outcome WHERE original <> ''", named)
	if err != nil {
		return 0, err
	}
	for _, id := range append(ids, more...) { // one that is in both is gone the second time
		m, err := c.delete(&where{[]string{"id = $1"}, []any{id}})
		if err != nil {
			return 0, err
		}
		n += m
	}
	for _, table := range []struct {
		query, change string
		wanted        func([]byte) (bool, error)
		counts        bool
	}{
		{"SELECT what, what FROM trouble", "DELETE FROM trouble WHERE what = $1", named, true},
		{"SELECT id, body FROM kept", "DELETE FROM kept WHERE id = $1", func(body []byte) (bool, error) { return packedNames(body, key) }, false},
		{"SELECT id, body FROM outbox", "DELETE FROM outbox WHERE id = $1", named, false},
		{"SELECT why, why FROM outbox WHERE why <> ''", "UPDATE outbox SET why = '' WHERE why = $1", named, false},
		{"SELECT why, why FROM debt WHERE why <> ''", "UPDATE debt SET why = '' WHERE why = $1", named, false},
	} {
		m, err := c.eachMention(table.query, table.change, table.wanted)
		if err != nil {
			return 0, err
		}
		if table.counts {
			n += m
		}
	}
	if _, err := c.exec("DELETE FROM hand WHERE recipient = $1", key); err != nil {
		return 0, err
	}
	return n, c.orphans()
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

// eachMention runs change for each first column of the query's rows whose second
// column is wanted, and returns how many rows were changed.
func (c *change) eachMention(query, change string, wanted func([]byte) (bool, error)) (n int64, err error) {
	keys, err := c.mentions(query, wanted)
	if err != nil {
		return 0, err
	}
	for _, key := range keys {
		m, err := c.exec(change, key)
		if err != nil {
			return 0, err
		}
		n += m
	}
	return n, nil
}

// mentions returns the first column of the rows whose second column is wanted.
func (c *change) mentions(query string, wanted func([]byte) (bool, error)) ([]string, error) {
	var found []string
	err := c.read(func(rows *sql.Rows) error {
		var key string
		var text sql.RawBytes
		if err := rows.Scan(&key, &text); err != nil {
			return err
		}
		ok, err := wanted(text)
		if ok {
			found = append(found, key)
		}
		return err
	}, query)
	return found, err
}

// told reports whether an outcome in the form of the column said names the
// address.
func told(said []byte, key string) (bool, error) {
	text := string(said)
	if !strings.Contains(text, `\`) && !strings.Contains(strings.ToLower(text), key) {
		return false, nil // nothing is escaped and it is not there: no need to decode
	}
	o, err := decode(text, &columns{})
	return err == nil && names(o, key), err
}

// packedNames reports whether what is kept of a message names the address.
func packedNames(body []byte, key string) (bool, error) {
	text, err := unpacked(body)
	return err == nil && mentioned(string(text), key), err
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
