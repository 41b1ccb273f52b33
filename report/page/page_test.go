package page_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// nasty is what a stranger may write into every field that a page shows.
const nasty = `"><script>alert(1)</script><img src=x onerror=alert(2)>'; --` + "\x1b[31m\u202e"

// hostilePage is a ledger in which every text is an attack.
func hostilePage(t testing.TB) *page.Overview {
	book := emptyBook(t)
	var made []scanner.Outcome
	for i, c := range []rules.Cause{rules.UserUnknown, rules.Unknown, rules.AuthFailed, rules.Blocklisted} {
		o := scanner.Outcome{
			ID: fmt.Sprint("x", i), Location: nasty, Time: pageNow.Add(-time.Hour), Kind: dsn.Bounce,
			Recipient: dsn.Recipient{Address: nasty + strings.Repeat("x", 300) + `"@` + nasty + ".example.org", Reply: dsn.Reply{Code: 550, Text: nasty + strings.Repeat("y", 5000)}},
			Verdict:   rules.Verdict{Cause: c, Class: rules.Hard, Advice: rules.Remove, Provider: nasty, List: nasty, ListURL: "javascript:alert(3)", Detail: nasty},
			Campaign:  nasty, ListID: nasty, OriginalFrom: nasty + "@" + nasty,
		}
		made = append(made, o)
	}
	fill(t, book, made)
	return overview(t, book, func(q *page.Query) { q.Flags = []string{"--domain", nasty} })
}

// ownCauses is a ledger judged by rules with 400 causes of their own.
func ownCauses(t testing.TB) *page.Overview {
	book := emptyBook(t)
	var made []scanner.Outcome
	for i := range 400 {
		for n := range 1 + i%7 {
			made = append(made, scanner.Outcome{
				ID: fmt.Sprint(i, "-", n), Location: "x", Time: pageNow.Add(-time.Duration(i) * time.Hour), Kind: dsn.Bounce,
				Recipient: dsn.Recipient{Address: fmt.Sprintf("a%d@example.org", i)},
				Verdict:   rules.Verdict{Cause: rules.Cause(fmt.Sprintf("our-cause-number-%d", i)), Class: rules.Soft, Advice: rules.Watch, Provider: fmt.Sprintf("provider-%d", i%40)},
			})
		}
	}
	fill(t, book, made)
	return overview(t, book, nil)
}

func TestPageEscapes(t *testing.T) {
	p := hostilePage(t)
	if len(p.Removals)*len(p.Unknown)*len(p.Fixes)*len(p.Campaigns) == 0 {
		t.Fatalf("a table of the page is empty: %+v", p)
	}
	text := string(pageHTML(t, p))
	for _, bad := range []string{"<script>alert", "<img", "javascript:", "\x1b", "\u202e", " style=", "onerror=alert(2)>"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if n := strings.Count(text, "<script>"); n != 1 {
		t.Errorf("the page has %d scripts", n)
	}
}

// TestPageNumbers checks that the page's tables add up.
func TestPageNumbers(t *testing.T) {
	p := samplePage(t, nil)
	sums := map[string]int{}
	for _, c := range p.Causes {
		sums["causes"] += c.Count
	}
	for _, f := range p.Families {
		sums["families"] += f.Count
	}
	for _, d := range p.Days {
		sums["days"] += d.Bounces
	}
	for _, p := range p.Providers {
		sums["providers"] += p.Bounces
	}
	for _, d := range p.Domains {
		sums["domains"] += d.Bounces
	}
	for what, n := range sums {
		if n != p.Bounces {
			t.Errorf("%s add up to %d, bounces are %d", what, n, p.Bounces)
		}
	}
	if len(p.Days) != 30 {
		t.Errorf("%d days, want 30", len(p.Days))
	}
	if p.Bounces == 0 || p.BouncesBefore == 0 || p.RemovalsAll == 0 {
		t.Errorf("bounces %d, before %d, removals %d: want some", p.Bounces, p.BouncesBefore, p.RemovalsAll)
	}
}

func TestPageFindsIncidents(t *testing.T) {
	var got []string
	for _, i := range samplePage(t, nil).Incidents {
		got = append(got, fmt.Sprintf("%s %s %s %s", i.From, i.To, i.Cause, i.Provider))
	}
	// Day 41 of the ledger is 13 March, days 47 to 49 are the 19th to the 21st,
	// and from day 56 on, the 28th, DKIM is broken.
	want := []string{
		"2026-03-13 2026-03-13 server-error microsoft",
		"2026-03-19 2026-03-21 blocklisted ",
		"2026-03-28 2026-03-31 auth-failed google",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("incidents:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestPageOfNothing(t *testing.T) {
	p := overview(t, emptyBook(t), nil)
	if !p.Empty() {
		t.Error("the page of an empty ledger is not empty")
	}
	if text := string(pageHTML(t, p)); !strings.Contains(text, "The ledger holds nothing") {
		t.Error("the page of an empty ledger does not say so")
	}
}

func TestPageRedacts(t *testing.T) {
	p := samplePage(t, func(q *page.Query) { q.Redact = true })
	var b bytes.Buffer
	if err := p.WriteHTML(&b, nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"anna.", "dubois", "news@"} {
		if strings.Contains(b.String(), name) {
			t.Errorf("the masked page names %q", name)
		}
	}
	if !strings.Contains(b.String(), "***@gmail.com") {
		t.Error("the masked page shows no masked address")
	}
}
