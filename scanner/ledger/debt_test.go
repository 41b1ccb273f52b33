package ledger_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

const inbox = "imaps://b@example.org/INBOX"

var done = scanner.Act{Verb: scanner.Move, Target: "Done"}

// mail returns the result of a message of the inbox in one of its generations,
// to which an act is owed. Its header tells its name.
func mail(generation string, uid int, name string) *scanner.Result {
	return &scanner.Result{
		Message: &scanner.Message{
			Source: inbox, Position: fmt.Sprintf("%s:%d", generation, uid), Generation: generation,
			Raw: []byte("Subject: " + name + "\r\n\r\nBody " + generation),
		},
		Err: dsn.ErrNotReport, Act: done,
	}
}

func debts(t testing.TB, book *ledger.Ledger) []scanner.Debt {
	t.Helper()
	all, err := book.Debts(t.Context(), inbox)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// positions returns where the messages of the debts lie, "!" behind those that
// were begun.
func positions(debts []scanner.Debt) []string {
	var all []string
	for _, d := range debts {
		p := d.Position
		if d.Begun {
			p += "!"
		}
		all = append(all, p)
	}
	return all
}

func wantDebts(t testing.TB, book *ledger.Ledger, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, positions(debts(t, book))); diff != "" {
		t.Errorf("debts (-want +got):\n%s", diff)
	}
}

func begin(t testing.TB, book *ledger.Ledger, debts ...scanner.Debt) []scanner.Debt {
	t.Helper()
	mine, err := book.Begin(t.Context(), debts...)
	if err != nil {
		t.Fatal(err)
	}
	return mine
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDebtsInOrder(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		leave := mail("1", 8, "h")
		leave.Act = scanner.Act{}
		nameless := mail("1", 8, "h")
		nameless.Message.Position = ""
		record(t, book, mail("1", 9, "a"), mail("1", 10, "b"), leave, nameless)
		record(t, book, mail("1", 11, "c"), mail("1", 9, "a")) // the latter again
		wantDebts(t, book, "1:9", "1:10", "1:11")
		all := debts(t, book)
		if diff := cmp.Diff(scanner.Debt{Act: done, Source: inbox, Position: "1:9"}, all[0]); diff != "" {
			t.Errorf("debt (-want +got):\n%s", diff)
		}
		must(t, book.Refused(t.Context(), all[0], "over quota"))
		begin(t, book, all[2])
		wantDebts(t, book, "1:11!", "1:10", "1:9")
		must(t, book.Done(t.Context(), all...))
		must(t, book.Refused(t.Context(), all[0], "too late"))
		wantDebts(t, book)
		if again := begin(t, book, all...); len(again) > 0 {
			t.Errorf("acts that are done were begun again: %v", again)
		}
		record(t, book, mail("1", 9, "a"), mail("1", 10, "b")) // read again
		wantDebts(t, book)
		if other, err := book.Debts(t.Context(), "imaps://else"); len(other) > 0 || err != nil {
			t.Errorf("debts of another source: %v, %v", other, err)
		}
	})
}

// The acts of a call that fails are owed to nobody.
func TestDebtsAreInTheTransaction(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		bad := mail("1", 2, "b")
		bad.Outcomes = []scanner.Outcome{{}}
		if _, err := book.Record(t.Context(), mail("1", 1, "a"), bad); err == nil {
			t.Error("an outcome without id was accepted")
		}
		wantDebts(t, book)
	})
}

// A mailbox that was renumbered shows the same messages under other positions.
func TestDebtsOfRenumberedMailbox(t *testing.T) {
	for name, c := range map[string]struct {
		second []*scanner.Result
		want   []string
	}{
		"all are known":          {[]*scanner.Result{mail("2", 1, "done"), mail("2", 2, "begun"), mail("2", 3, "owed")}, []string{"2:2!", "2:3"}},
		"one is new":             {[]*scanner.Result{mail("2", 7, "new"), mail("2", 3, "owed")}, []string{"1:2!", "2:3", "2:7"}},
		"a copy of one is new":   {[]*scanner.Result{mail("2", 3, "owed"), mail("2", 4, "owed")}, []string{"1:2!", "2:3", "2:4"}},
		"read twice":             {[]*scanner.Result{mail("2", 3, "owed"), mail("2", 3, "owed")}, []string{"1:2!", "2:3"}},
		"a position is the same": {[]*scanner.Result{mail("1", 3, "done")}, []string{"1:2!", "1:3"}},
	} {
		t.Run(name, func(t *testing.T) {
			eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
				record(t, book, mail("1", 1, "done"), mail("1", 2, "begun"), mail("1", 3, "owed"))
				all := debts(t, book)
				begin(t, book, all[:2]...)
				must(t, book.Done(t.Context(), all[0]))
				record(t, book, c.second...)
				wantDebts(t, book, c.want...)
				record(t, book, c.second...) // and once more
				wantDebts(t, book, c.want...)
			})
		})
	}
}

// A third numbering must not bring back what was done under the first.
func TestDebtsDoneLongAgo(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, mail("1", 1, "a"))
		must(t, book.Done(t.Context(), debts(t, book)...))
		for _, generation := range []string{"2", "3", "4"} {
			record(t, book, mail(generation, 5, "a"))
			wantDebts(t, book)
		}
		headless := mail("5", 1, "")
		headless.Message.Raw = nil
		record(t, book, headless) // nobody can tell what it is
		wantDebts(t, book, "5:1")
		if _, err := book.Prune(t.Context(), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		record(t, book, mail("6", 1, "a"))
		wantDebts(t, book, "5:1", "6:1")
	})
}

// Of several runs that meet, one begins each act.
func TestBeginOnce(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		book := d.open(t)
		var results []*scanner.Result
		for i := range 40 {
			results = append(results, mail("1", i, fmt.Sprint(i)))
		}
		record(t, book, results...)
		all := debts(t, book)
		var mu sync.Mutex
		times := map[string]int{}
		var runs sync.WaitGroup
		for i := range 3 {
			run := d.open(t)
			if _, err := run.Acquire(t.Context(), fmt.Sprint(i), "run", time.Hour); err != nil {
				t.Fatal(err)
			}
			runs.Go(func() {
				for from := range 4 {
					some := all[10*((from+i)%4):][:10]
					mine, err := run.Begin(t.Context(), some...)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					for _, d := range mine {
						times[d.Position]++
					}
					mu.Unlock()
				}
			})
		}
		runs.Wait()
		for _, d := range all {
			if times[d.Position] != 1 {
				t.Errorf("the act of %s was begun by %d runs", d.Position, times[d.Position])
			}
		}
	})
}

// What a run began is its own while it lives, and its successor's after.
func TestBeginAfterDeath(t *testing.T) {
	for name, die := range map[string]func(t *testing.T, d database, book *ledger.Ledger, lease *ledger.Lease){
		"released": func(t *testing.T, _ database, _ *ledger.Ledger, lease *ledger.Lease) {
			must(t, lease.Release(t.Context()))
		},
		"ran out": func(t *testing.T, d database, _ *ledger.Ledger, _ *ledger.Lease) { runOut(t, d) },
		"seized": func(t *testing.T, d database, book *ledger.Ledger, _ *ledger.Lease) {
			_, err := book.Acquire(t.Context(), "another", "first", time.Hour) // a run may hold several
			must(t, err)
			seize(t, d.open(t), "account")
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachDatabase(t, func(t *testing.T, d database) {
				book, other := d.open(t), d.open(t)
				record(t, book, mail("1", 1, "a"))
				owed := debts(t, book)
				lease, err := book.Acquire(t.Context(), "account", "first", time.Hour)
				must(t, err)
				if mine := begin(t, book, owed...); len(mine) != 1 {
					t.Fatal("the act was not begun")
				}
				if again := begin(t, book, owed...); len(again) != 1 {
					t.Error("a run cannot go on with what it began")
				}
				if theirs := begin(t, other, owed...); len(theirs) > 0 {
					t.Error("another run began what a living run has begun")
				}
				die(t, d, book, lease)
				wantDebts(t, other, "1:1!")
				if theirs := begin(t, other, debts(t, other)...); len(theirs) != 1 {
					t.Error("nobody goes on with what a dead run began")
				}
			})
		})
	}
}

// runOut lets the time of all leases pass.
func runOut(t *testing.T, d database) {
	t.Helper()
	if _, err := d(t).Exec("UPDATE lease SET until = since"); err != nil {
		t.Fatal(err)
	}
}
