package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// said returns a bounce with the facts by which an overview groups.
func said(id, address, provider, list, campaign string, cause rules.Cause, class rules.Class, at time.Time) scanner.Outcome {
	o := bounce(id, address, cause, class, at)
	o.Verdict.Provider, o.Verdict.List, o.Campaign, o.ListID = provider, list, campaign, "news.example.org"
	return o
}

// overviewBook records bounces on the 1st, the 10th and the 11th of March.
func overviewBook(t testing.TB, book *ledger.Ledger) {
	t.Helper()
	record(t, book, result(1,
		said("1", "a@example.org", "google", "", "spring", rules.UserUnknown, rules.Hard, day(1)),
		said("2", "b@example.org", "google", "", "spring", rules.UserUnknown, rules.Hard, day(10)),
		said("3", "c@example.org", "google", "", "spring", rules.UserUnknown, rules.Hard, day(10).Add(time.Hour)),
		said("4", "d@example.com", "", "zen", "news", rules.Blocklisted, rules.Block, day(11)),
		said("5", "e@example.net", "yahoo", "zen", "news", rules.Blocklisted, rules.Block, day(11).Add(time.Minute)),
		event("6", "a@example.org", dsn.Complaint, day(11)),
	))
}

func TestOverview(t *testing.T) { eachLedger(t, testOverview) }

func testOverview(t *testing.T, book *ledger.Ledger) {
	overviewBook(t, book)
	got, err := book.Overview(t.Context(), ledger.Filter{Since: day(9), Until: day(12)}, day(1))
	if err != nil {
		t.Fatal(err)
	}
	number := day(1).Unix() / 86400
	want := &ledger.Overview{
		Cells: []ledger.Cell{
			{Earlier: true, Day: number, Kind: dsn.Bounce, Cause: rules.UserUnknown, Class: rules.Hard, Provider: "google", Count: 1, First: day(1), Last: day(1)},
			{Day: number + 9, Kind: dsn.Bounce, Cause: rules.UserUnknown, Class: rules.Hard, Provider: "google", Count: 2, First: day(10), Last: day(10).Add(time.Hour)},
			{Day: number + 10, Kind: dsn.Bounce, Cause: rules.Blocklisted, Class: rules.Block, List: "zen", Count: 1, First: day(11), Last: day(11)},
			{Day: number + 10, Kind: dsn.Bounce, Cause: rules.Blocklisted, Class: rules.Block, Provider: "yahoo", List: "zen", Count: 1, First: day(11).Add(time.Minute), Last: day(11).Add(time.Minute)},
			{Day: number + 10, Kind: dsn.Complaint, Cause: "complaint", Class: rules.None, Count: 1, First: day(11), Last: day(11)},
		},
		Domains:   []ledger.NameCount{{"example.org", 2, 2, 1}, {"example.com", 1, 0, 0}, {"example.net", 1, 0, 0}},
		Campaigns: []ledger.NameCount{{"news", 2, 0, 0}, {"spring", 2, 2, 0}},
		Mailings:  []ledger.NameCount{{"news.example.org", 4, 2, 0}},
		Lists:     []ledger.ListCount{{"zen", "", 1, day(11), day(11)}, {"zen", "yahoo", 1, day(11).Add(time.Minute), day(11).Add(time.Minute)}},
		Refusers:  []ledger.Refuser{{rules.Blocklisted, "example.com", 1}, {rules.Blocklisted, "yahoo", 1}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Overview (-want +got):\n%s", diff)
	}
}

func TestOverviewFilters(t *testing.T) { eachLedger(t, testOverviewFilters) }

func testOverviewFilters(t *testing.T, book *ledger.Ledger) {
	overviewBook(t, book)
	for _, tt := range []struct {
		name   string
		filter ledger.Filter
		want   int
	}{
		{"all", ledger.Filter{}, 6},
		{"domain", ledger.Filter{Domains: []string{"Example.ORG"}}, 4},
		{"cause", ledger.Filter{Causes: []rules.Cause{rules.Blocklisted, "complaint"}}, 3},
		{"nobody", ledger.Filter{Recipients: []string{"z@example.org"}}, 0},
	} {
		o, err := book.Overview(t.Context(), tt.filter, time.Time{})
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got := 0
		for _, c := range o.Cells {
			got += c.Count
			if c.Earlier {
				t.Errorf("%s: a cell of an earlier period, which nobody asked for", tt.name)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %d outcomes, want %d", tt.name, got, tt.want)
		}
	}
}

func TestExampleAt(t *testing.T) { eachLedger(t, testExampleAt) }

func testExampleAt(t *testing.T, book *ledger.Ledger) {
	overviewBook(t, book)
	for _, tt := range []struct {
		at    time.Time
		cause rules.Cause
		list  string
		want  string
	}{
		{day(11), rules.Blocklisted, "", "4"}, {day(11), "", "zen", "4"}, {day(11), rules.UserUnknown, "", ""}, {day(10), "", "zen", ""},
	} {
		o, ok, err := book.ExampleAt(t.Context(), tt.at, tt.cause, tt.list)
		if err != nil || ok != (tt.want != "") || o.ID != tt.want {
			t.Errorf("ExampleAt(%s, %q, %q) = %q, %v, %v; want %q", tt.at, tt.cause, tt.list, o.ID, ok, err, tt.want)
		}
	}
}

func TestNewestAndSources(t *testing.T) { eachLedger(t, testNewestAndSources) }

func testNewestAndSources(t *testing.T, book *ledger.Ledger) {
	overviewBook(t, book)
	var ids []string
	for o, err := range book.Newest(t.Context(), ledger.Filter{Kinds: []dsn.Kind{dsn.Bounce}, Limit: 3}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, o.ID)
	}
	if diff := cmp.Diff([]string{"5", "4", "3"}, ids); diff != "" {
		t.Errorf("Newest (-want +got):\n%s", diff)
	}
	sources, err := book.Sources(t.Context())
	if err != nil || !cmp.Equal(sources, []string{"mbox:/b"}) {
		t.Errorf("Sources = %q, %v", sources, err)
	}
}

// BenchmarkOverview measures a page of 30 days over 50,000 outcomes of 60.
func BenchmarkOverview(b *testing.B) {
	const history = 50_000
	book := open(b)
	fillMonths(b, book, history, history/3)
	since := day(1).AddDate(0, 0, 30)
	b.ResetTimer()
	for b.Loop() {
		o, err := book.Overview(b.Context(), ledger.Filter{Since: since}, day(1))
		if err != nil || len(o.Cells) == 0 {
			b.Fatal(o, err)
		}
	}
}

// fillMonths records so many bounces of so many addresses, spread over 60 days.
func fillMonths(t testing.TB, book *ledger.Ledger, history, addresses int) {
	causes := rules.Causes()
	var results []*scanner.Result
	for n := range history {
		o := typical(n).Outcomes[0]
		m := causes[n*7919%len(causes)]
		o.Recipient.Address = fmt.Sprintf("reader%d@d%d.example.org", n%addresses, n%977)
		o.Time = day(1).Add(time.Duration(n*60*24*3600/history) * time.Second)
		o.Verdict.Cause, o.Verdict.Class, o.Verdict.Advice = m.Cause, m.Class, m.Advice
		o.Verdict.Provider = []string{"google", "microsoft", "yahoo", "apple", "gmx", "", ""}[n%7]
		o.Verdict.List, o.Verdict.ListURL = "", ""
		if m.Cause == rules.Blocklisted {
			o.Verdict.List = "spamhaus-zen"
		}
		o.Campaign = fmt.Sprint("campaign-", n%20)
		if results = append(results, result(n, o)); len(results) == benchBatch || n == history-1 {
			record(t, book, results...)
			results = nil
		}
	}
}
