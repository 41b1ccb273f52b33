package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

const benchBatch = 500 // results in a call of Record

// typical returns the result of the n-th message as a mailbox full of bounces
// has it: an id that looks random, one of many addresses, a reply of two lines.
func typical(n int) *scanner.Result {
	o := full()
	o.ID = fmt.Sprintf("%032x", uint64(n+1)*0x9e3779b97f4a7c15)
	o.Recipient.Address = fmt.Sprintf("reader%d@example.org", uint64(n)*0x9e3779b97f4a7c15>>48)
	o.Recipient.Reply.Text = "550 5.1.1 The mailbox that you tried to reach does not exist. Please check the address for typing errors."
	o.Kind, o.Verdict.Cause, o.Time = dsn.Bounce, rules.UserUnknown, day(1).Add(time.Duration(n)*time.Second)
	return result(n, o)
}

func batch(from int) []*scanner.Result {
	results := make([]*scanner.Result, benchBatch)
	for i := range results {
		results[i] = typical(from + i)
	}
	return results
}

// BenchmarkRecord measures one outcome of a batch of 500, committed to disk.
func BenchmarkRecord(b *testing.B) {
	book := open(b)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		if n%benchBatch == 0 {
			record(b, book, batch(n)...)
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "outcomes/s")
}

// BenchmarkKnown measures one look among 100,000 names.
func BenchmarkKnown(b *testing.B) {
	const names = 100_000
	book := open(b)
	name := func(n int) string { return fmt.Sprintf("%d.M%dP1.mail.example.org", 1_700_000_000+n, n*7919%1_000_000) }
	for n := 0; n < names; n += benchBatch {
		var results []*scanner.Result
		for i := range benchBatch {
			m := &scanner.Message{Source: "maildir:/home/b/Maildir", Name: name(n + i)}
			results = append(results, &scanner.Result{Message: m, Err: dsn.ErrNotReport})
		}
		record(b, book, results...)
	}
	n := 0
	for b.Loop() {
		n++
		known, err := book.Known(b.Context(), "maildir:/home/b/Maildir", name(n*7919%(2*names)))
		if err != nil || known != (n*7919%(2*names) < names) {
			b.Fatal(n, known, err)
		}
	}
}

// BenchmarkStandings measures one outcome of a history of 50,000.
func BenchmarkStandings(b *testing.B) {
	const history = 50_000
	book := open(b)
	for n := 0; n < history; n += benchBatch {
		record(b, book, batch(n)...)
	}
	b.ReportAllocs()
	rows, n := 0, 0
	for b.Loop() {
		if n%history == 0 {
			for _, err := range book.Standings(b.Context(), ledger.Policy{}) {
				if err != nil {
					b.Fatal(err)
				}
				rows++
			}
		}
		n++
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
