package report_test

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/nixie-mail/nixie/report"
)

// BenchmarkSummary prints the bytes that a Summary keeps for each recipient.
func BenchmarkSummary(b *testing.B) {
	o := samples()[0]
	sum := report.NewSummary("", "")
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n := 0
	for b.Loop() {
		o.Recipient.Address = fmt.Sprintf("%d@example.org", n)
		_ = sum.Write(o)
		n++
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "kept-B/recipient")
	runtime.KeepAlive(sum)
}

func BenchmarkWriters(b *testing.B) {
	list := samples()
	for name, out := range map[string]report.Writer{
		"ndjson": report.NewNDJSON(io.Discard, nil),
		"csv":    report.NewCSV(io.Discard, nil),
		"table":  report.NewTable(io.Discard, english(140)),
	} {
		b.Run(name, func(b *testing.B) {
			i := 0
			for b.Loop() {
				if err := out.Write(list[i%len(list)]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}
