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
// has it: an id that looks random, one of many addresses, a reply of two lines,
// and the fields that a report of RFC 3464 fills. In the ledger's short form it
// is some 60 bytes longer than those of testdata/inbox.mbox are on average.
func typical(n int) *scanner.Result {
	random := uint64(n+1) * 0x9e3779b97f4a7c15
	return result(n, scanner.Outcome{
		ID:       fmt.Sprintf("%016x%016x", random, random*random),
		Location: fmt.Sprintf("imaps://bounces@mail.example.net/INBOX#%d", n),
		Time:     day(1).Add(time.Duration(n) * time.Second), Kind: dsn.Bounce,
		Recipient: dsn.Recipient{
			Address: fmt.Sprintf("reader%d@example.org", random>>46%300_000), Action: dsn.ActionFailed,
			Status: dsn.Status{Class: 5, Subject: 1, Detail: 1},
			Reply: dsn.Reply{Code: 550, Text: "550 5.1.1 <reader@example.org>: Recipient address rejected: " +
				"the mailbox that you tried to reach does not exist."},
			Command: "RCPT", Host: "mx1.example.org",
		},
		Verdict: rules.Verdict{
			Cause: rules.UserUnknown, Class: rules.Hard, Advice: rules.Remove, Provider: "example",
			Evidence: []rules.Evidence{{
				Rule: "user-unknown/does-not-exist", Cause: rules.UserUnknown, Basis: rules.ByReply,
				Quote: "mailbox that you tried to reach does not exist", Start: 64, End: 110,
			}},
		},
		Format: "rfc3464", Reporter: "out3.mail.example.net", MessageID: fmt.Sprintf("20260301120000.%08X@out3.mail.example.net", n),
		OriginalMessageID: fmt.Sprintf("march-news.%d@news.example.net", n), OriginalSubject: "What is new in March",
		OriginalFrom: "Example News <news@example.net>", ListID: "news.example.net",
	})
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
