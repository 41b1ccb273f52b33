package page_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// Where addresses are masked, rows that read the same are one with a number; and
// what the ledger never looked at is no period to compare with.
func TestMarkdownCountsWhatReadsAlike(t *testing.T) {
	book := emptyBook(t)
	var made []scanner.Outcome
	for i, name := range []string{"olga", "otto", "oskar", "paul"} {
		made = append(made, scanner.Outcome{ID: fmt.Sprint(i), Location: "x", Time: pageNow.Add(-time.Hour), Kind: "bounce", Recipient: ended(name + "@gmail.example"),
			Verdict: rules.Verdict{Cause: rules.UserUnknown, Class: rules.Hard}})
	}
	fill(t, book, made)
	for redact, want := range map[bool][]string{
		true:  {`| o\*\*\*@gmail.example × 3 |`, `| p\*\*\*@gmail.example |`},
		false: {"| olga@gmail.example |", "| otto@gmail.example |", "| oskar@gmail.example |", "| paul@gmail.example |"},
	} {
		p := overview(t, book, func(q *page.Query) { q.Redact = redact })
		text := written(t, func(w io.Writer) error { return p.WriteMarkdown(w, &report.Options{}) })
		for _, row := range want {
			if strings.Count(text, row) != 1 {
				t.Errorf("redact %v: %d rows %q, want one:\n%s", redact, strings.Count(text, row), row, text)
			}
		}
		if !p.Before.IsZero() || strings.Contains(text, "| new |") {
			t.Errorf("redact %v: it is compared with a time of which the ledger knows nothing:\n%s", redact, text)
		}
	}
	old := scanner.Outcome{ID: "old", Location: "x", Time: pageNow.AddDate(-1, 0, 0), Kind: "bounce", Recipient: ended("ann@example.org"), Verdict: rules.Verdict{Cause: rules.MailboxFull, Class: rules.Soft}}
	fill(t, book, []scanner.Outcome{old})
	p := overview(t, book, nil)
	text := written(t, func(w io.Writer) error { return p.WriteMarkdown(w, &report.Options{}) })
	if !strings.Contains(text, "| new |") {
		t.Errorf("what the ledger looked at and did not meet is new:\n%s", text)
	}
}

// A page is about a period: where the list holds more addresses than its tiles
// count, it says so.
func TestPageTellsOfTheWholeList(t *testing.T) {
	for more, want := range map[int]bool{0: false, 7: true} {
		p := samplePage(t, func(q *page.Query) { q.Listed = func() int { return 1000 * more } })
		for format, text := range map[string]string{
			"md":   written(t, func(w io.Writer) error { return p.WriteMarkdown(w, &report.Options{}) }),
			"text": written(t, func(w io.Writer) error { return p.WriteText(w, &report.Options{Width: 200}) }),
			"html": string(pageHTML(t, p)),
		} {
			if got := strings.Contains(text, "The list has 7 000 that get no more mail"); got != want {
				t.Errorf("%s with %d on the list: said %v, want %v", format, 1000*more, got, want)
			}
		}
	}
}
