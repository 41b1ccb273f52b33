package imap_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// Runs that die anywhere, one after the other, with a real ledger: in the end
// each message was counted once, and lies once where it belongs.
func TestSettleWithLedger(t *testing.T) {
	for _, without := range []string{"", "MOVE"} {
		t.Run("without "+without, func(t *testing.T) {
			h := serveWith(t, true)
			var bounces, notes []string
			for i := range 60 {
				name := fmt.Sprintf("m%02d", i)
				mail := strings.Replace(report(name, 100), "ann@", name+"@", 1)
				if bounces = append(bounces, name); i%3 == 0 {
					mail, bounces = note(name), bounces[:len(bounces)-1]
					notes = append(notes, name)
				}
				h.deliver(t, "INBOX", mail)
			}
			dice := rand.New(rand.NewPCG(1, uint64(len(without))))
			left := 0 // commands until the run dies; negative: never
			b := &bend{hide: []string{without}}
			var die context.CancelFunc
			b.command = func(string) string {
				if left--; left == 0 {
					die()
					return hangUp
				}
				return ""
			}
			url, o := b.front(t, h)
			db := filepath.Join(t.TempDir(), "nixie.db")
			deaths := 0
			for run := range 40 {
				if left = 1 + dice.IntN(16); run == 39 {
					left = -1
				}
				var ctx context.Context
				ctx, die = context.WithCancel(context.Background())
				acts := scanner.Acts{"bounce": {Verb: scanner.Move, Target: "Done/Bounces"}}
				if err := scanAndSettle(ctx, db, url, o, acts); err != nil && ctx.Err() == nil {
					t.Errorf("run %d: %v", run, err)
				} else if err != nil {
					deaths++
				}
				die()
			}
			if deaths < 5 {
				t.Errorf("only %d runs died", deaths)
			}
			h.wantShelf(t, "INBOX", strings.Join(notes, ", "))
			h.wantShelf(t, "Done/Bounces", strings.Join(bounces, ", "))
			checkLedger(t, db, key(t, url), len(bounces))
			b.harmless(t)
		})
	}
}

// scanAndSettle is one run, as a program would do it.
func scanAndSettle(ctx context.Context, path, url string, o *imap.Options, acts scanner.Acts, more ...string) error {
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(path))
	if err != nil {
		return err
	}
	defer db.Close()
	book, err := ledger.Open(context.Background(), db)
	if err != nil {
		return err
	}
	// The server goes on with a COPY for a moment after its client is gone.
	p := *imap.WithSleep(o, func(time.Duration) { time.Sleep(30 * time.Millisecond) })
	p.Batch = 3
	src, err := imap.Dial(ctx, url, book, &p)
	if err != nil {
		return err
	}
	defer src.Close()
	err = settleOne(ctx, src, book, url, acts)
	for _, url := range more {
		err = errors.Join(err, src.Switch(url), settleOne(ctx, src, book, url, acts))
	}
	return err
}

// settleOne does so with the folder of a source that is open.
func settleOne(ctx context.Context, src *imap.Source, book *ledger.Ledger, url string, acts scanner.Acts) error {
	for res, err := range scanner.Scan(ctx, src, nil) {
		if err != nil {
			return err
		}
		res.Act, res.Sort = acts.For(res), scanner.SortOf(res)
		if _, err := book.Record(ctx, res); err != nil {
			return err
		}
	}
	source, _, err := imap.Keys(url)
	if err != nil {
		return err
	}
	if _, err := book.Reconsider(ctx, source, acts); err != nil {
		return err
	}
	debts, err := book.Debts(ctx, source)
	if err != nil {
		return err
	}
	return src.Settle(ctx, debts, book)
}

// checkLedger checks that nothing is owed and that each bounce is known.
func checkLedger(t *testing.T, path, source string, bounces int) {
	t.Helper()
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	book, err := ledger.Open(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	debts, err := book.Debts(context.Background(), source)
	if err != nil || len(debts) > 0 {
		t.Errorf("error %v, owed are %v", err, debts)
	}
	var outcomes, recipients int
	row := db.QueryRow("SELECT count(*), count(DISTINCT recipient) FROM outcome")
	if err := row.Scan(&outcomes, &recipients); err != nil || outcomes != bounces || recipients != bounces {
		t.Errorf("error %v, %d outcomes of %d recipients, want %d of each", err, outcomes, recipients, bounces)
	}
}
