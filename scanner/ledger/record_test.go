package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// full returns an outcome in which every fact is given.
func full() scanner.Outcome {
	return scanner.Outcome{
		ID: "f1", Location: "inbox.mbox#12", Time: time.Date(2026, 3, 1, 4, 5, 6, 0, time.UTC), Kind: dsn.Bounce,
		Recipient: dsn.Recipient{
			Address: "Kim@example.org", Alias: "office@example.net", Action: dsn.ActionFailed,
			Status: dsn.Status{Class: 5, Subject: 1, Detail: 6}, Reply: dsn.Reply{Code: 551, Text: "551 5.1.6 <Kim@example.org> moved \u0000 & gone"},
			Remark: "said 最後", Command: "RCPT", Host: "mx.example.org",
		},
		Verdict: rules.Verdict{
			Cause: rules.AddressMoved, Class: rules.Hard, Advice: rules.Replace, Provider: "example",
			Detail: "d", List: "l", ListURL: "https://example.com/l", NewAddress: "kim@example.com",
			Evidence: []rules.Evidence{{
				Rule: "address-moved/moved", Cause: rules.AddressMoved, Basis: rules.ByReply, Quote: "moved", Start: 28, End: 33,
			}},
		},
		Format: "rfc3464", Reporter: "mail.example.net", MessageID: "r1@example.net",
		OriginalMessageID: "o1@example.net", OriginalSubject: "News", OriginalFrom: "news@example.net",
		ListID: "news.example.net", Campaign: "spring", Subscriber: "42", FeedbackType: "", Problems: []string{"header: no end"},
	}
}

func outcomes(t testing.TB, book *ledger.Ledger, f ledger.Filter) []scanner.Outcome {
	t.Helper()
	var all []scanner.Outcome
	for o, err := range book.Outcomes(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	return all
}

func TestRecordKeepsOutcome(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		want := full()
		record(t, book, result(1, want))
		if diff := cmp.Diff([]scanner.Outcome{want}, outcomes(t, book, ledger.Filter{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the outcome changed on its way through the ledger (-want +got):\n%s", diff)
		}
	})
}

func TestRecordCountsOnce(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		a := bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1))
		b := bounce("2", "b@example.org", rules.UserUnknown, rules.Hard, day(1))
		c := bounce("3", "c@example.org", rules.UserUnknown, rules.Hard, day(1))
		got := record(t, book, result(1, a, b), result(2), result(3, a))
		want := ledger.Recorded{New: 2, Known: 1, Fresh: [][]bool{{true, true}, {}, {false}}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("first call (-want +got):\n%s", diff)
		}
		got = record(t, book, result(4, b, c))
		want = ledger.Recorded{New: 1, Known: 1, Fresh: [][]bool{{false, true}}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("second call (-want +got):\n%s", diff)
		}
		if n := len(outcomes(t, book, ledger.Filter{})); n != 3 {
			t.Errorf("%d outcomes, want 3", n)
		}
	})
}

func TestRecordIsOneTransaction(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		record(t, book, result(1))
		good := bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, day(1))
		trouble := &scanner.Result{Message: &scanner.Message{Source: "mbox:/b", Location: "b#2", Name: "n", Position: "2"}, Err: errors.New("cut off")}
		if _, err := book.Record(t.Context(), result(2, good), trouble, result(3, scanner.Outcome{Location: "b#3"})); err == nil {
			t.Error("an outcome without id was accepted")
		}
		for _, results := range [][]*scanner.Result{{nil}, {result(2, good), nil}} {
			if _, err := book.Record(t.Context(), results...); err == nil {
				t.Error("a nil result was accepted")
			}
		}
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := book.Record(cancelled, result(2, good)); !errors.Is(err, context.Canceled) {
			t.Errorf("Record with a cancelled context: %v", err)
		}
		if n := len(outcomes(t, book, ledger.Filter{})); n != 0 {
			t.Errorf("%d outcomes are left of calls that failed", n)
		}
		if n := len(troubles(t, book, time.Time{})); n != 0 {
			t.Errorf("%d troubles are left of calls that failed", n)
		}
		if known, _ := book.Known(t.Context(), "mbox:/b", "n"); known {
			t.Error("a name is left of a call that failed")
		}
		if got := position(t, book, "mbox:/b"); got != "1" {
			t.Errorf("position = %q after calls that failed, want 1", got)
		}
	})
}

// An ending context ends when it has been asked some times whether it has.
type ending struct {
	context.Context
	end  context.CancelFunc
	left atomic.Int32
}

func (e *ending) Err() error {
	if e.left.Add(-1) == 0 {
		e.end()
	}
	return e.Context.Err()
}

// A call that is called off between two rows stores none of them: SQLite's driver
// is not told that the context may end, and is asked for each row.
func TestRecordCalledOff(t *testing.T) {
	book := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	calledOff := &ending{Context: ctx, end: cancel}
	calledOff.left.Store(benchBatch / 2)
	if _, err := book.Record(calledOff, batch(0)...); !errors.Is(err, context.Canceled) {
		t.Errorf("Record: %v, want context.Canceled", err)
	}
	if n := len(outcomes(t, book, ledger.Filter{})); n != 0 {
		t.Errorf("%d outcomes are left of a call that was called off", n)
	}
}

func troubles(t testing.TB, book *ledger.Ledger, since time.Time) []ledger.Trouble {
	t.Helper()
	var all []ledger.Trouble
	for tr, err := range book.Troubles(t.Context(), since) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, tr)
	}
	return all
}

func TestTroubles(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		before := time.Now().Truncate(time.Second)
		failed := func(location, what string) *scanner.Result {
			m := &scanner.Message{Source: "dir:/d", Location: location, Name: location}
			return &scanner.Result{Message: m, Err: errors.New(what)}
		}
		ordinary := failed("letter.eml", "")
		ordinary.Err = dsn.ErrNotReport
		record(t, book, failed("b.gz", "cut off\x00\xff"), ordinary, failed("a.eml", "no permission"), result(1))
		record(t, book, failed("b.gz", "still cut off"))
		var got [][2]string
		for _, tr := range troubles(t, book, before) {
			if tr.Source != "dir:/d" || tr.Time.Before(before) || tr.Time.After(time.Now()) {
				t.Errorf("trouble of the wrong source or time: %+v", tr)
			}
			got = append(got, [2]string{tr.Location, tr.What})
		}
		// Both calls may fall into different seconds: order by place only then.
		if len(got) == 2 && got[0][0] == "b.gz" {
			got[0], got[1] = got[1], got[0]
		}
		want := [][2]string{{"a.eml", "no permission"}, {"b.gz", "still cut off"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("troubles (-want +got):\n%s", diff)
		}
		if left := troubles(t, book, time.Now().Add(time.Hour)); len(left) > 0 {
			t.Errorf("troubles of the future: %v", left)
		}
		if known, err := book.Known(t.Context(), "dir:/d", "a.eml"); !known || err != nil {
			t.Errorf("a message that cannot be read is not known (%v): it would be read for ever", err)
		}
	})
}

// A loop over what the ledger holds may record, and it sees one state.
func TestRecordWhileReading(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		for i, id := range []string{"1", "2", "3"} {
			record(t, book, result(i, bounce(id, id+"@example.org", rules.UserUnknown, rules.Hard, day(1))))
		}
		n := 0
		for o, err := range book.Outcomes(t.Context(), ledger.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			n++
			record(t, book, result(n, bounce("new"+o.ID, o.Recipient.Address, rules.UserUnknown, rules.Hard, day(2))))
		}
		if all := len(outcomes(t, book, ledger.Filter{})); n != 3 || all != 6 {
			t.Errorf("read %d while writing, then %d; want 3 and 6", n, all)
		}
	})
}

// What has no time that can be believed is kept under the time of recording.
func TestOutcomeOfNoTime(t *testing.T) {
	for name, c := range map[string]struct{ given, want time.Time }{
		"none":      {time.Time{}, time.Time{}},
		"next year": {time.Now().AddDate(1, 0, 0).UTC().Truncate(time.Second), time.Now().AddDate(1, 0, 0).UTC().Truncate(time.Second)},
		"10000":     {time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
				before := time.Now().Truncate(time.Second)
				record(t, book, result(1, bounce("1", "a@example.org", rules.UserUnknown, rules.Hard, c.given)))
				got := outcomes(t, book, ledger.Filter{Since: before, Until: before.Add(time.Hour)})
				if len(got) != 1 {
					t.Fatalf("%d outcomes under the time of recording, want 1", len(got))
				}
				if d := got[0].Time.Sub(c.want); d < -time.Minute || d > time.Minute {
					t.Errorf("time %v became %v, want %v", c.given, got[0].Time, c.want)
				}
			})
		})
	}
}

// Nobody keeps a stranger from writing an address that no database indexes.
func TestEndlessAddress(t *testing.T) {
	eachLedger(t, func(t *testing.T, book *ledger.Ledger) {
		long := strings.Repeat("x", 70_000) + "\x00\xff@example.org"
		record(t, book, result(1,
			bounce("1", long, rules.UserUnknown, rules.Hard, day(1)),
			bounce("2", "X"+long, rules.UserUnknown, rules.Hard, day(1))))
		if got := outcomes(t, book, ledger.Filter{Recipients: []string{strings.ToUpper(long)}}); len(got) != 1 || got[0].ID != "1" {
			t.Errorf("%d outcomes of the long address, want that of id 1", len(got))
		}
		if got := outcomes(t, book, ledger.Filter{Domains: []string{"example.org"}}); len(got) != 2 {
			t.Errorf("%d outcomes of the domain, want 2", len(got))
		}
		if rows := standings(t, book, at(2)); len(rows) != 2 {
			t.Errorf("%d rows, want 2", len(rows))
		}
	})
}

// Two processes may scan into one ledger: each outcome is new to one of them.
func TestTwoWriters(t *testing.T) {
	eachDatabase(t, twoWriters)
}

func twoWriters(t *testing.T, d database) {
	const calls, each = 15, 10
	var total atomic.Int64
	var all sync.WaitGroup
	for range 2 {
		book := d.open(t)
		for half := range 2 { // and two goroutines may share a ledger
			all.Go(func() {
				for call := half; call < calls; call += 2 {
					var results []*scanner.Result
					for i := range each {
						id := fmt.Sprint(call*each + i)
						results = append(results, result(i, bounce(id, id+"@example.org", rules.UserUnknown, rules.Hard, day(1))))
					}
					r, err := book.Record(t.Context(), results...)
					if err != nil {
						t.Error(err)
					}
					total.Add(int64(r.New))
				}
			})
		}
	}
	all.Wait()
	if total.Load() != calls*each {
		t.Errorf("%d outcomes were new, want %d", total.Load(), calls*each)
	}
}
