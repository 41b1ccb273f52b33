// Package report shows outcomes: to people as a table and a summary, to
// programs as NDJSON, JSON and CSV, and the addresses of a ledger as the list to
// clean by.
//
// To print what a scan finds:
//
//	sum := report.NewSummary("1.0", "")
//	out := report.NewNDJSON(os.Stdout, sum)
//	for res, err := range scanner.Scan(ctx, src, nil) {
//		// … the error of the source
//		sum.Read(res)
//		for _, o := range res.Outcomes {
//			err = out.Write(o)
//		}
//	}
//	err = out.Close()
//	err = sum.Print(os.Stderr, nil)
//
// Its rooms: explain says what a code, a reply or an outcome means, page draws a
// ledger's period, clean takes bad addresses out of a list, export writes files
// for mailers. Beneath them locale holds the words, safe makes strangers' text
// harmless, terminal lays text out.
//
// The fields of NDJSON, JSON and CSV are those of scanner.Event; their names
// are stable. CSV is RFC 4180 with "\n" as line end, JSON is RFC 8259, one
// value a line as in NDJSON.
//
// # Leniency
//
// Nothing that a message holds is trusted. Bytes that are not UTF-8 become
// U+FFFD. Control characters of terminals and characters that reverse the
// direction of writing are shown as \x1b or \u202e in tables and summaries.
// CSV cells that a spreadsheet would calculate are neutralised.
//
// # Limits
//
// NDJSON, JSON and CSV hold one outcome at a time, however many there are. A
// Table holds its first two hundred rows. A Summary keeps some thirty bytes for
// each distinct recipient, and the first MaxProblems problems. No type of this
// package may be used from several goroutines at once.
package report
