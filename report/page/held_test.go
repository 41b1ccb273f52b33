package page_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// The page says of removals that are held back how many there are, why, until
// when, and what decides.
func TestPageOfHeld(t *testing.T) {
	book := emptyBook(t)
	var made []scanner.Outcome
	gone := func(address, provider string, days, n int) {
		made = append(made, scanner.Outcome{ID: fmt.Sprint(len(made)), Location: "x", Time: pageNow.AddDate(0, 0, -days), Kind: "bounce",
			Recipient: ended(fmt.Sprintf(address, days, n)), Verdict: rules.Verdict{Cause: rules.UserUnknown, Class: rules.Hard, Provider: provider}})
	}
	for _, week := range []int{44, 37, 30, 23, 16, 9} {
		for n := range 30 {
			gone("old%d.%d@gmail.com", "google", week, n)
			gone("old%d.%d@firm.example", "", week, n)
		}
	}
	for n := range 400 {
		gone("good%d.%d@gmail.com", "google", 2, n) // 29 March
	}
	for n := range 50 {
		gone("good%d.%d@gmail.com", "google", 16, n) // 15 March: more, but no five times the usual share
	}
	fill(t, book, made)
	p := overview(t, book, nil)
	want := []page.Held{{Where: "google", Addresses: 400,
		Sentence: "held: possible outage at Google since 28 March (400 addresses); mail is tried again from 7 April; the next refusal decides"}}
	if diff := cmp.Diff(want, p.Held, cmpopts.IgnoreFields(page.Held{}, "From", "To", "Retry")); diff != "" || p.HeldAll != 400 {
		t.Errorf("%d held (-want +got):\n%s", p.HeldAll, diff)
	}
	opts := &report.Options{Width: 400}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"html":     func(b *bytes.Buffer) error { return p.WriteHTML(b, opts) },
		"text":     func(b *bytes.Buffer) error { return p.WriteText(b, opts) },
		"markdown": func(b *bytes.Buffer) error { return p.WriteMarkdown(b, opts) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{want[0].Sentence, "Removals held back, to be confirmed: 400."} {
			if !strings.Contains(b.String(), part) {
				t.Errorf("%s does not say %q", name, part)
			}
		}
	}
}
