package page_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// written returns what a page writes.
func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPageFormats looks for the same numbers in every format.
func TestPageFormats(t *testing.T) {
	p := samplePage(t, func(q *page.Query) { q.Sent = 100_000 })
	blocked, _ := p.Cause(rules.Blocklisted)
	if blocked != 165 { // three days of 55
		t.Errorf("%d refusals because of a blocklist, want 165", blocked)
	}
	bounces := strconv.Itoa(p.Bounces)
	grouped := bounces[:1] + " " + bounces[1:]
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"text": {written(t, func(w io.Writer) error { return p.WriteText(w, &report.Options{Width: 100}) }),
			[]string{"Bounces: " + grouped, "Bounced: 1.3% of 100 000 messages sent", "On a blocklist              165        0  █", "13 March: Their system failed at Microsoft, 141 bounces"}},
		"markdown": {written(t, func(w io.Writer) error { return p.WriteMarkdown(w, nil) }),
			[]string{"Bounces: " + grouped, "| On a blocklist | blocklisted | 165 | 0 | new |", "https://check.spamhaus.org/"}},
		"html": {string(pageHTML(t, p)),
			[]string{"Bounces: " + grouped, "On a blocklist", `href="https://check.spamhaus.org/"`, "gmial.com", "example.com (dkim)"}},
		"JSON": {written(t, p.WriteJSON),
			[]string{`"bounces": ` + bounces, `"cause": "blocklisted"`}},
		"CSV": {written(t, func(w io.Writer) error { return p.WriteCSV(w, false) }),
			[]string{"event,bounce,," + bounces, "cause,blocklisted,sender,165,0", "domain,gmial.com,gmail.com,"}},
		"OpenMetrics": {written(t, func(w io.Writer) error { return p.WriteOpenMetrics(w, nil) }),
			[]string{`nixie_report_events{event="bounce"} ` + bounces + "\n", `nixie_report_bounces{cause="blocklisted",family="sender"} 165` + "\n"}},
	} {
		for _, want := range tt.want {
			if !strings.Contains(tt.text, want) {
				t.Errorf("%s lacks %q:\n%.1500s", name, want, tt.text)
			}
		}
	}
}

func TestPageJSONAndCSVAreWellFormed(t *testing.T) {
	for name, p := range map[string]*page.Overview{"sample": samplePage(t, nil), "empty": overview(t, emptyBook(t), nil), "hostile": hostilePage(t)} {
		var back struct {
			Type    string
			Bounces int
			Causes  []struct{ Cause string }
		}
		if err := json.Unmarshal([]byte(written(t, p.WriteJSON)), &back); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if back.Type != "report" || back.Bounces != p.Bounces || len(back.Causes) != len(p.Causes) {
			t.Errorf("%s: JSON read again: %+v", name, back)
		}
		if _, err := csv.NewReader(strings.NewReader(written(t, func(w io.Writer) error { return p.WriteCSV(w, false) }))).ReadAll(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPageOfOne has one event of one provider, in one day.
func TestPageOfOne(t *testing.T) {
	g := &generator{now: pageNow.Add(-20 * time.Hour)}
	g.made = append(g.made, scanner.Outcome{
		ID: "1", Location: "x", Time: g.now, Kind: "bounce", Recipient: ended("only@gmail.con"),
		Verdict: rules.Verdict{Cause: rules.DomainUnknown, Class: rules.Hard, Advice: rules.Remove, Provider: "google"},
	})
	book := emptyBook(t)
	fill(t, book, g.made)
	p := overview(t, book, nil)
	if p.Bounces != 1 || p.RemovalsAll != 1 || len(p.Providers) != 1 || len(p.Incidents) != 0 || p.Domains[0].Meant != "gmail.com" {
		t.Errorf("page of one event: %+v", p)
	}
	text := string(pageHTML(t, p))
	for _, want := range []string{"only@gmail.con", "→ gmail.com?", "No day stands out."} {
		if !strings.Contains(text, want) {
			t.Errorf("the page of one event lacks %q", want)
		}
	}
	if regexp.MustCompile(`class="h[1-5]"`).MatchString(text) {
		t.Error("a single bounce is coloured")
	}
}

// TestPageCountsTheUnresolved: what names nobody is counted, and shown.
func TestPageCountsTheUnresolved(t *testing.T) {
	at := pageNow.Add(-20 * time.Hour)
	book := emptyBook(t)
	fill(t, book, []scanner.Outcome{
		{ID: "1", Location: "x", Time: at, Kind: "complaint", Verdict: rules.Event("complaint")},
		{ID: "2", Location: "x", Time: at, Kind: "bounce", Verdict: rules.Verdict{Cause: rules.MailboxFull, Class: rules.Soft}},
		{ID: "3", Location: "x", Time: at, Kind: "bounce", Recipient: ended("a@example.org"), Verdict: rules.Verdict{Cause: rules.MailboxFull, Class: rules.Soft}},
		{ID: "4", Location: "x", Time: at.AddDate(0, -2, 0), Kind: "bounce", Verdict: rules.Verdict{Cause: rules.MailboxFull, Class: rules.Soft}},
	})
	p := overview(t, book, nil)
	if text := string(pageHTML(t, p)); p.Unresolved != 2 || !strings.Contains(text, "<dt>Reports that name no recipient</dt><dd>2</dd>") {
		t.Errorf("Unresolved = %d, want 2, and shown", p.Unresolved)
	}
	if p = overview(t, book, func(q *page.Query) { q.Filter.Domains = []string{"example.org"} }); p.Unresolved != 0 {
		t.Errorf("of one domain: Unresolved = %d, want 0", p.Unresolved)
	}
}

// TestPageOfAllTime has no begin: it begins with the first outcome, and a bar
// stands for several days.
func TestPageOfAllTime(t *testing.T) {
	book := sampleBook(t)
	fill(t, book, []scanner.Outcome{{ID: "old", Location: "x", Time: pageNow.AddDate(-1, 0, 0), Kind: "bounce", Recipient: ended("a@example.org"),
		Verdict: rules.Verdict{Cause: rules.MailboxFull, Class: rules.Soft}}})
	p := overview(t, book, func(q *page.Query) { q.Filter.Since, q.Before = time.Time{}, time.Time{} })
	if p.Since.Format(time.DateOnly) != "2025-03-31" || p.Step != 4 || p.Days[0].Bounces != 1 {
		t.Errorf("since %s, %d days a bar, first bar %+v", p.Since, p.Step, p.Days[0])
	}
	if text := string(pageHTML(t, p)); !strings.Contains(text, "Days in each bar: 4.") || strings.Contains(text, "compared with") {
		t.Error("the page of all time does not say how it is drawn, or compares")
	}
}

func TestTypos(t *testing.T) {
	book := emptyBook(t)
	want := map[string]string{
		"gmial.com": "gmail.com", "gmai.com": "gmail.com", "gnail.com": "gmail.com", "gmail.con": "gmail.com", "gmail.co": "gmail.com", "ggmail.com": "gmail.com",
		"hotmial.com": "hotmail.com", "outlok.com": "outlook.com", "t-onlie.de": "t-online.de", "aol.con": "aol.com",
		"gmail.com": "", "ymail.com": "", "mail.com": "", "hotmail.ca": "", "yahoo.es": "", "web.dk": "", "example.org": "", "email.com": "",
	}
	var made []scanner.Outcome
	for d := range want {
		made = append(made, scanner.Outcome{ID: d, Location: "x", Time: pageNow.Add(-time.Hour), Kind: "bounce", Recipient: ended("a@" + d), Verdict: rules.Verdict{Cause: rules.DomainUnknown, Class: rules.Hard}})
	}
	fill(t, book, made)
	got := map[string]string{}
	for _, d := range overview(t, book, nil).Domains {
		got[d.Domain] = d.Meant
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("typing mistakes (-want +got):\n%s", diff)
	}
}

func TestPageNamesFirstThousand(t *testing.T) {
	book := emptyBook(t)
	var made []scanner.Outcome
	for i := range page.MaxAddresses + 5 {
		made = append(made, scanner.Outcome{ID: fmt.Sprint(i), Location: "x", Time: pageNow.Add(-time.Hour), Kind: "bounce", Recipient: ended(fmt.Sprintf("a%05d@d%d.example.org", i, i%60)), // at one domain it would be an outage
			Verdict: rules.Verdict{Cause: rules.UserUnknown, Class: rules.Hard}})
	}
	fill(t, book, made)
	text := string(pageHTML(t, overview(t, book, nil)))
	if n := len(regexp.MustCompile(`@d\d+\.example\.org</th>`).FindAllString(text, -1)); n != page.MaxAddresses {
		t.Errorf("%d addresses are named, want %d", n, page.MaxAddresses)
	}
	if !strings.Contains(text, "Shown: 1 000 of 1 005.") {
		t.Error("the page does not say that there are more")
	}
}

// TestPageLeavesNothingOut: the box of what to mend names all causes, the first
// of them at once.
func TestPageLeavesNothingOut(t *testing.T) {
	p := samplePage(t, nil)
	if len(p.Fixes) != 7 {
		t.Fatalf("%d causes to mend, want 7", len(p.Fixes))
	}
	box, _, _ := strings.Cut(string(pageHTML(t, p)), `<section aria-labelledby="days">`)
	first, rest, _ := strings.Cut(box, "<details><summary>Further causes: 4</summary>")
	if strings.Count(first, "See: nixie explain") != 3 || strings.Count(rest, "See: nixie explain") != 4 {
		t.Errorf("the box:\n%s", box)
	}
	for name, text := range map[string]string{
		"text":     written(t, func(w io.Writer) error { return p.WriteText(w, nil) }),
		"markdown": written(t, func(w io.Writer) error { return p.WriteMarkdown(w, nil) }),
	} {
		if !strings.Contains(text, "Further causes: 4\n") {
			t.Errorf("%s:\n%.1500s", name, text)
		}
	}
}

// TestPageRates: a rate above 100% is a slip of who gave the number.
func TestPageRates(t *testing.T) {
	for sent, want := range map[int]string{
		0: "These are counts", 1284: "fewer messages were sent (1 284) than bounced (1 285)", 1285: "Bounced: 100.0% of 1 285",
	} {
		p := samplePage(t, func(q *page.Query) { q.Sent = sent })
		text := written(t, func(w io.Writer) error { return p.WriteText(w, &report.Options{Width: 300}) })
		if !strings.Contains(text, want) {
			t.Errorf("%d sent: lacks %q:\n%.700s", sent, want, text)
		}
	}
}

// TestPageUnknown: a reply that no rule knows stands there as it was said, but
// names nobody where addresses are masked.
func TestPageUnknown(t *testing.T) {
	book := emptyBook(t)
	said := "550 the porter sent jane.doe away, ask jane.doe@example.org or +49 30 1234567"
	fill(t, book, []scanner.Outcome{{
		ID: "1", Location: "x", Time: pageNow.Add(-time.Hour), Kind: dsn.Bounce,
		Recipient: dsn.Recipient{Address: "jane.doe@example.org", Reply: dsn.Reply{Code: 550, Text: said}}, Verdict: rules.Verdict{Cause: rules.Unknown},
	}})
	for _, redact := range []bool{false, true} {
		p := overview(t, book, func(q *page.Query) { q.Redact = redact })
		if len(p.Unknown) != 1 || p.Unknown[0].Example == "" {
			t.Fatalf("unknown: %+v", p.Unknown)
		}
		text := string(pageHTML(t, p))
		if whole := strings.Contains(text, strings.ReplaceAll(said, "+", "&#43;")); whole == redact {
			t.Errorf("redact %v: %+v", redact, p.Unknown[0])
		}
		if redact && strings.Contains(text, "jane.doe") {
			t.Errorf("masked, it names somebody: %+v", p.Unknown[0])
		}
	}
}

// TestPageItemsStayWhole: a number and what it counts stand on one line, also in
// a language whose lines may end behind nearly every letter.
func TestPageItemsStayWhole(t *testing.T) {
	p := samplePage(t, nil)
	for width := 40; width < 90; width++ {
		text := written(t, func(w io.Writer) error {
			return p.WriteText(w, &report.Options{Width: width, Locale: locale.For("ja")})
		})
		if !regexp.MustCompile(`(?m)(^| )308 そのまま$`).MatchString(text) {
			t.Errorf("%d columns:\n%.300s", width, text)
		}
	}
}

// TestPageBars: a narrow terminal has shorter bars, and the narrowest none.
func TestPageBars(t *testing.T) {
	p := samplePage(t, nil)
	for width, want := range map[int]int{140: 24, 60: 60 - len("Mailbox does not exist") - 2*9 - 2, 40: 0} {
		text := written(t, func(w io.Writer) error { return p.WriteText(w, &report.Options{Width: width}) })
		_, causes, _ := strings.Cut(text, "\nCause ")
		_, first, _ := strings.Cut(causes, "\n")
		first, _, _ = strings.Cut(first, "\n")
		if got := strings.Count(first, "█"); got != want || len([]rune(first)) > max(width, 46) {
			t.Errorf("%d columns: a bar of %d, want %d: %q", width, got, want, first)
		}
	}
}
