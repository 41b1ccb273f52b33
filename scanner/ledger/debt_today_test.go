package ledger_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// act reads an act as the configuration writes it.
func act(t testing.TB, text string) (a scanner.Act) {
	t.Helper()
	must(t, a.UnmarshalText([]byte(text)))
	return a
}

// sorted is mail of a sort, to which the act is owed.
func sorted(uid int, sort string, a scanner.Act) *scanner.Result {
	res := mail("1", uid, sort)
	res.Act, res.Sort = a, sort
	return res
}

// acts returns what is owed to which message, and what was begun of it.
func acts(debts []scanner.Debt) map[string]string {
	all := map[string]string{}
	for _, d := range debts {
		text := d.Act.String()
		if d.Was != (scanner.Act{}) {
			text += " was " + d.Was.String()
		}
		if d.Begun {
			text += " begun"
		}
		if d.Partly {
			text += " partly"
		}
		all[d.Position] = text
	}
	return all
}

// What is owed follows today's configuration, and what was begun is not forgotten.
func TestReconsider(t *testing.T) {
	move := func(target string) scanner.Act { return scanner.Act{Verb: scanner.Move, Target: target} }
	for name, c := range map[string]struct {
		today scanner.Acts
		want  map[string]string
		tells []ledger.Replaced
	}{
		"as before": {
			scanner.Acts{"bounce": move("Old"), "delay": {Verb: scanner.Delete}, "other": move("Old")},
			map[string]string{"1:1": "move:Old", "1:2": "move:Old", "1:3": "move:Old partly", "1:4": "move:Old begun", "1:5": "delete", "1:6": "move:Old"}, nil,
		},
		"nothing any more": {
			nil,
			map[string]string{"1:3": "leave was move:Old partly", "1:4": "leave was move:Old begun"},
			[]ledger.Replaced{{scanner.Act{Verb: scanner.Delete}, scanner.Act{}, 1}, {move("Old"), scanner.Act{}, 5}},
		},
		"another target": {
			scanner.Acts{"bounce": move("New"), "delay": {Verb: scanner.Delete}, "unknown": move("Old")},
			map[string]string{"1:1": "move:New", "1:2": "move:New", "1:3": "move:New was move:Old partly", "1:4": "move:New was move:Old begun", "1:5": "delete", "1:6": "move:Old"},
			[]ledger.Replaced{{move("Old"), move("New"), 4}},
		},
		"the unknown are bounces": {
			scanner.Acts{"bounce": move("Old"), "delay": {Verb: scanner.Copy, Target: "Old"}},
			map[string]string{"1:1": "move:Old", "1:2": "move:Old", "1:3": "move:Old partly", "1:4": "move:Old begun", "1:5": "copy:Old", "1:6": "move:Old"},
			[]ledger.Replaced{{scanner.Act{Verb: scanner.Delete}, scanner.Act{Verb: scanner.Copy, Target: "Old"}, 1}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
				old := move("Old")
				record(t, book, sorted(1, "bounce", old), sorted(2, "bounce", old), sorted(3, "bounce", old), sorted(4, "bounce", old),
					sorted(5, "delay", scanner.Act{Verb: scanner.Delete}), sorted(6, "unknown", old), sorted(7, "bounce", old))
				all := debts(t, book)
				must(t, book.Refused(t.Context(), all[1], "no insert"))
				half := all[2]
				half.Partly = true
				must(t, book.Refused(t.Context(), half, "no expunge"))
				begin(t, book, all[3])
				must(t, book.Done(t.Context(), all[6]))

				unwanted, err := book.Unwanted(t.Context(), inbox, c.today)
				must(t, err)
				if diff := cmp.Diff(c.tells, unwanted); diff != "" {
					t.Errorf("unwanted (-want +got):\n%s", diff)
				}
				for _, tells := range [][]ledger.Replaced{c.tells, nil} {
					changed, err := book.Reconsider(t.Context(), inbox, c.today)
					must(t, err)
					if diff := cmp.Diff(tells, changed); diff != "" {
						t.Errorf("changed (-want +got):\n%s", diff)
					}
					if diff := cmp.Diff(c.want, acts(debts(t, book))); diff != "" {
						t.Errorf("owed (-want +got):\n%s", diff)
					}
				}
			})
		})
	}
}

// What was begun is remembered through more changes of mind than one, until it is
// told what became of it.
func TestReconsiderAgain(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		step := func(today, want string) {
			t.Helper()
			_, err := book.Reconsider(t.Context(), inbox, scanner.Acts{"bounce": act(t, today)})
			must(t, err)
			if got := acts(debts(t, book))["1:1"]; got != want {
				t.Errorf("with %s owed is %q, want %q", today, got, want)
			}
		}
		record(t, book, sorted(1, "bounce", act(t, "move:A")))
		begin(t, book, debts(t, book)...)
		step("move:B", "move:B was move:A begun")
		step("leave", "leave was move:A begun") // B was never begun
		step("delete", "delete was move:A begun")
		begin(t, book, debts(t, book)...)
		step("move:C", "move:C was delete begun")
		d := debts(t, book)[0]
		d.Begun, d.Was = false, scanner.Act{}
		must(t, book.Refused(t.Context(), d, "no insert"))
		step("move:C", "move:C")
		step("leave", "")

		record(t, book, sorted(1, "bounce", act(t, "move:D"))) // read again
		begin(t, book, debts(t, book)...)
		step("leave", "leave was move:D begun")
		must(t, book.Done(t.Context(), debts(t, book)...))
		step("move:E", "")
		record(t, book, sorted(1, "bounce", act(t, "move:E")))
		step("move:E", "move:E") // for it was left alone
	})
}

// An act whose sort nobody knows stays as long as any sort has it.
func TestReconsiderWithoutSort(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, mail("1", 1, "a"))
		for today, left := range map[string]int{"other": 1, "bounce": 1} {
			_, err := book.Reconsider(t.Context(), inbox, scanner.Acts{today: done})
			must(t, err)
			if got := debts(t, book); len(got) != left {
				t.Errorf("%d acts owed, want %d", len(got), left)
			}
		}
		_, err := book.Reconsider(t.Context(), inbox, scanner.Acts{"other": act(t, "move:Else")})
		must(t, err)
		wantDebts(t, book)
	})
}

// What another run works on is not touched.
func TestReconsiderWhileAnotherWorks(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d database) {
		book, other := d.open(t), d.open(t)
		record(t, book, sorted(1, "bounce", done), sorted(2, "bounce", done))
		_, err := other.Acquire(t.Context(), "account", "other", time.Hour)
		must(t, err)
		begin(t, other, debts(t, book)[0])
		changed, err := book.Reconsider(t.Context(), inbox, nil)
		must(t, err)
		if diff := cmp.Diff([]ledger.Replaced{{done, scanner.Act{}, 1}}, changed); diff != "" {
			t.Errorf("changed (-want +got):\n%s", diff)
		}
		wantDebts(t, book, "1:1!")
	})
}
