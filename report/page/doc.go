// Package page draws what a ledger says of a period: what to do with the
// addresses, what the sender must mend, causes, days, providers, domains, typing
// mistakes, campaigns and wordings that no rule knows.
//
//	o, err := page.NewOverview(ctx, book, page.Query{Filter: ledger.Filter{Since: monday}}, nil)
//	err = o.WriteHTML(file, nil)
//
// An Overview is the numbers. It writes itself as one file of HTML, as Markdown,
// as text for a terminal, as JSON, as CSV and as OpenMetrics for a monitoring
// system; none of these computes anything of its own.
//
// The HTML asks nothing of any network, is complete without script, and forbids
// by its Content-Security-Policy (https://www.w3.org/TR/CSP3/) whatever is not
// its own style and script.
//
// Markdown is GitHub's dialect, the metrics are OpenMetrics 1.0 as far as
// Prometheus' older format has it, too; JSON is RFC 8259, CSV RFC 4180.
//
// # Leniency
//
// Strangers write addresses, replies, hosts and names of campaigns: each text is
// escaped for its format. What a period lacks, such as an earlier one to compare
// with, the number sent, or any event at all, is left out or said plainly.
//
// # Limits
//
// Days are days of UTC. A page names MaxAddresses addresses, 25 domains,
// campaigns and wordings, and has 92 bars at most; the counts are of all. A
// Query that redacts masks the local parts of addresses in all that is written.
// An Overview does not change once it is made and may be written by several
// goroutines at once.
package page
