package ledger_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

var events = flag.Int("events", 100_000, "size of the ledger of BenchmarkSize")

// BenchmarkSize records three months of events and prints how long it takes to
// ask for what `nixie report --since 30d`, `nixie export` and `nixie show` need
// of the ledger. What the project promises of it is promised of a million:
//
//	go test -run - -bench Size -benchtime 1x -events 1000000 -timeout 1h
func BenchmarkSize(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { measure(b, sqliteDatabase(b)) })
	b.Run("postgres", func(b *testing.B) { measure(b, postgresDatabase(b)) })
}

func measure(b *testing.B, d database) {
	book, db := d.open(b), d(b)
	took := fillQuarter(b, book, *events)
	if _, err := db.Exec("ANALYZE outcome"); err != nil { // a server does that by itself
		b.Fatal(err)
	}
	for b.Loop() {
		b.ReportMetric(seconds(func() { month(b, book) }), "s/report")
		b.ReportMetric(seconds(func() { removals(b, book) }), "s/export")
		b.ReportMetric(1000*seconds(func() { story(b, book, 7*(*events)/10) }), "ms/show")
	}
	s, err := book.Stats(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(s.Bytes)/float64(s.Events), "bytes/event")
	b.ReportMetric(float64(*events)/took.Seconds(), "recorded/s")
}

func seconds(do func()) float64 {
	start := time.Now()
	do()
	return time.Since(start).Seconds()
}

// month reads what a page about 30 days is made of.
func month(b *testing.B, book *ledger.Ledger) {
	o, err := book.Overview(b.Context(), ledger.Filter{Since: day(1 + 60)}, day(1+30))
	if err != nil || len(o.Cells) == 0 {
		b.Fatal(o, err)
	}
	for _, err := range book.StandingsOf(b.Context(), ledger.Policy{}, func(ledger.Standing) bool { return false }) {
		if err != nil {
			b.Fatal(err)
		}
	}
}

// removals reads the addresses that an export writes.
func removals(b *testing.B, book *ledger.Ledger) {
	n := 0
	for s, err := range book.StandingsOf(b.Context(), ledger.Policy{}, func(s ledger.Standing) bool { return s.Removes() }) {
		if err != nil {
			b.Fatal(err)
		}
		if s.Deciding.ID != "" {
			n++
		}
	}
	if n == 0 {
		b.Fatal("nothing to export")
	}
}

func story(b *testing.B, book *ledger.Ledger, n int) {
	s, err := book.Story(b.Context(), ledger.Policy{}, inQuarter(n, 0).Recipient.Address)
	if err != nil || len(s.Events) == 0 {
		b.Fatal(s, err)
	}
}

// fillQuarter records so many events, spread over 90 days, of three tenths as
// many addresses, and returns how long that took.
func fillQuarter(b *testing.B, book *ledger.Ledger, history int) (took time.Duration) {
	step := 90 * 24 * time.Hour / time.Duration(history)
	for n := 0; n < history; n += benchBatch {
		var results []*scanner.Result
		for i := n; i < n+benchBatch; i++ {
			results = append(results, result(i, inQuarter(i, step)))
		}
		took += time.Duration(seconds(func() { record(b, book, results...) }) * float64(time.Second))
	}
	return took
}

// inQuarter returns the n-th of these events: half of them say that there is no
// such mailbox, the rest anything; one in a hundred is a complaint.
func inQuarter(n int, step time.Duration) scanner.Outcome {
	o := typical(n).Outcomes[0]
	random := uint64(n+1) * 0x9e3779b97f4a7c15
	who := random >> 40 % uint64(max(1, *events*3/10))
	o.Recipient.Address = fmt.Sprintf("reader%d@d%d.example.org", who, who%977)
	o.Time = day(1).Add(time.Duration(n) * step).Truncate(time.Second)
	o.Verdict.Provider = []string{"google", "microsoft", "yahoo", "apple", "gmx", "", ""}[who%7]
	o.Campaign = fmt.Sprint("mailing-", n/5000)
	if causes := rules.Causes(); random>>20%2 == 0 {
		m := causes[random>>21%uint64(len(causes))]
		o.Verdict.Cause, o.Verdict.Class, o.Verdict.Advice = m.Cause, m.Class, m.Advice
		o.Verdict.Evidence[0].Rule, o.Verdict.Evidence[0].Cause = string(m.Cause)+"/some-words", m.Cause
	}
	if n%100 == 0 {
		o.Kind, o.Verdict = dsn.Complaint, rules.Event(dsn.Complaint)
	}
	return o
}
