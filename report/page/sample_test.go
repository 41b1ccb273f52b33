package page_test

import (
	"database/sql"
	"fmt"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// pageNow is when the sample pages are made: the end of the 60 days that the
// sample ledger holds.
var pageNow = time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC)

const sampleDays = 60

// sampleProviders are who receives the invented mailings, and how often.
var sampleProviders = []struct {
	provider, domain string
	weight           int
}{
	{"google", "gmail.com", 40}, {"microsoft", "outlook.com", 26}, {"yahoo", "yahoo.com", 14},
	{"apple", "icloud.com", 8}, {"gmx", "gmx.de", 7}, {"comcast", "comcast.net", 3}, {"", "example.org", 8}, {"", "example.net", 4},
}

var sampleCauses = []struct {
	cause  rules.Cause
	class  rules.Class
	weight int
	status string
	words  string
}{
	{rules.UserUnknown, rules.Hard, 34, "5.1.1", "550 5.1.1 <%s>: no such person here"},
	{rules.MailboxFull, rules.Soft, 22, "5.2.2", "552 5.2.2 The mailbox of %s has no room left"},
	{rules.DomainUnknown, rules.Hard, 6, "5.1.2", "no mail host for the domain of %s"},
	{rules.MailboxDisabled, rules.Hard, 7, "5.2.1", "550 5.2.1 %s is switched off"},
	{rules.Unreachable, rules.Soft, 5, "4.4.1", "connection timed out"},
	{rules.RateLimited, rules.Soft, 5, "4.7.0", "421 4.7.0 slow down please"},
	{rules.SpamContent, rules.Block, 4, "5.7.1", "550 5.7.1 this looks like advertising <b>\"&amp;\"</b>"},
	{rules.PolicyRejected, rules.Block, 3, "5.7.1", "550 5.7.1 not allowed by our house rules"},
	{rules.RecipientRestricted, rules.Soft, 2, "5.7.1", "550 5.7.1 members only"},
	{rules.TooLarge, rules.Block, 2, "5.3.4", "552 5.3.4 message too big"},
	{rules.ServerError, rules.Soft, 3, "4.3.0", "451 4.3.0 our disk is not well"},
	{rules.NoReverseDNS, rules.Block, 1, "5.7.25", "550 5.7.25 who are you, 192.0.2.7?"},
	{rules.Unknown, rules.ClassUnknown, 3, "5.0.0", "554 the parrot on duty (shift %d) declines"},
}

// samplePage makes the page of the last 30 days of the sample ledger.
func samplePage(t testing.TB, change func(*page.Query)) *page.Overview {
	t.Helper()
	return overview(t, sampleBook(t), change)
}

// overview asks a ledger for the page of 30 days.
func overview(t testing.TB, book *ledger.Ledger, change func(*page.Query)) *page.Overview {
	t.Helper()
	policy := ledger.Standard()
	policy.Now = pageNow
	since := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	q := page.Query{
		Filter: ledger.Filter{Since: since, Until: pageNow}, Before: since.AddDate(0, 0, -30),
		Policy: policy, Version: "1.0", Standings: touching(book.Standings(t.Context(), policy), since),
	}
	if change != nil {
		change(&q)
	}
	p, err := page.NewOverview(t.Context(), book, q, &report.Options{Now: pageNow})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// touching yields the standings of which something happened since then.
func touching(all iter.Seq2[ledger.Standing, error], since time.Time) iter.Seq2[ledger.Standing, error] {
	return func(yield func(ledger.Standing, error) bool) {
		for st, err := range all {
			if (err != nil || !st.LastSeen.Before(since)) && !yield(st, err) {
				return
			}
		}
	}
}

// emptyBook returns a ledger of its own.
func emptyBook(t testing.TB) *ledger.Ledger {
	t.Helper()
	db, err := sql.Open("sqlite", ledger.SQLiteDSN(filepath.Join(t.TempDir(), "nixie.db")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	book, err := ledger.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// fill records outcomes as messages of one inbox.
func fill(t testing.TB, book *ledger.Ledger, outcomes []scanner.Outcome) {
	t.Helper()
	var results []*scanner.Result
	for i, o := range outcomes {
		m := &scanner.Message{Source: "imaps://bounces@imap.example.org/INBOX", Location: fmt.Sprint(i), Position: fmt.Sprint(i)}
		results = append(results, &scanner.Result{Message: m, Outcomes: []scanner.Outcome{o}})
	}
	if _, err := book.Record(t.Context(), results...); err != nil {
		t.Fatal(err)
	}
}

// sampleBook returns a ledger of 60 days: a mailing every weekday, a day on
// which the hosts of one provider were out of order, three days on a
// blocklist, and failed authentication towards the end.
func sampleBook(t testing.TB) *ledger.Ledger {
	book := emptyBook(t)
	g := &generator{rand: rand.New(rand.NewPCG(7, 11))}
	for d := range sampleDays {
		g.day(d)
	}
	fill(t, book, g.made)
	return book
}

// A generator invents outcomes, the same at every run.
type generator struct {
	rand *rand.Rand
	made []scanner.Outcome
	now  time.Time
	n    int
}

func (g *generator) day(d int) {
	g.now = time.Date(2026, 1, 31, 6, 0, 0, 0, time.UTC).AddDate(0, 0, d)
	usual := 30
	if wd := g.now.Weekday(); wd == time.Saturday || wd == time.Sunday {
		usual = 7
	}
	for range usual + g.rand.IntN(12) {
		p, c := g.pick(len(sampleProviders), func(i int) int { return sampleProviders[i].weight }), g.pick(len(sampleCauses), func(i int) int { return sampleCauses[i].weight })
		s := sampleCauses[c]
		g.bounce(sampleProviders[p].provider, g.address(sampleProviders[p].domain), s.cause, s.class, s.status, s.words)
	}
	switch {
	case d == 41: // an outage
		for range 140 {
			g.bounce("microsoft", g.address("outlook.com"), rules.ServerError, rules.Soft, "4.3.2", "451 4.3.2 we are not well today")
		}
	case d >= 47 && d < 50: // a listing
		for range 55 {
			p := sampleProviders[1+g.rand.IntN(2)]
			o := g.bounce(p.provider, g.address(p.domain), rules.Blocklisted, rules.Block, "5.7.1", "550 5.7.1 192.0.2.7 stands on a list of zen.spamhaus.org")
			o.Verdict.List, o.Verdict.ListURL = "spamhaus-zen", "https://check.spamhaus.org/"
		}
	case d >= 56: // DKIM broke
		for range 24 {
			o := g.bounce("google", g.address("gmail.com"), rules.AuthFailed, rules.Block, "5.7.26", "550 5.7.26 unauthenticated mail of example.com for %s")
			o.OriginalFrom, o.Verdict.Detail = "news@example.com", []string{"dkim", "dmarc"}[g.rand.IntN(2)]
		}
	}
	g.event(dsn.Delay, rules.Unreachable, 3)
	g.event(dsn.AutoReply, "auto-reply", 4)
	if d%3 == 0 {
		g.event(dsn.Complaint, "complaint", 1)
		g.bounce("", g.address([]string{"gmial.com", "hotmial.com", "yahoo.con"}[g.rand.IntN(3)]), rules.DomainUnknown, rules.Hard, "5.1.2", "no mail host for the domain of %s")
	}
}

func (g *generator) pick(n int, weight func(int) int) int {
	total := 0
	for i := range n {
		total += weight(i)
	}
	at := g.rand.IntN(total)
	for i := range n {
		if at -= weight(i); at < 0 {
			return i
		}
	}
	return 0
}

func (g *generator) address(domain string) string {
	return fmt.Sprintf("%s.%s%d@%s", []string{"anna", "ben", "chloe", "dmitri", "elif", "farid", "grace", "hiro"}[g.rand.IntN(8)],
		[]string{"adler", "brook", "costa", "dubois", "eriksen", "fontana"}[g.rand.IntN(6)], g.rand.IntN(40), domain)
}

func (g *generator) bounce(provider, address string, cause rules.Cause, class rules.Class, status, words string) *scanner.Outcome {
	g.n++
	at := g.now.Add(time.Duration(g.rand.IntN(12*3600)) * time.Second)
	st, _, _ := dsn.ParseStatus(status)
	switch {
	case cause == rules.Unknown:
		words = fmt.Sprintf(words, g.rand.IntN(3000))
	case len(words) > 0 && fmt.Sprintf(words, address) != words+"%!(EXTRA string="+address+")":
		words = fmt.Sprintf(words, address)
	}
	g.made = append(g.made, scanner.Outcome{
		ID: fmt.Sprintf("%032d", g.n), Location: fmt.Sprintf("INBOX#%d", g.n), Time: at, Kind: dsn.Bounce, Format: "rfc3464",
		Recipient: dsn.Recipient{Address: address, Status: st, Action: dsn.ActionFailed, Reply: dsn.Reply{Code: 550, Text: words}},
		Verdict:   rules.Verdict{Cause: cause, Class: class, Advice: rules.Watch, Provider: provider},
		Campaign:  []string{"spring-2026", "news-12", "news-13"}[g.now.Day()%3], ListID: "news.example.com",
	})
	return &g.made[len(g.made)-1]
}

func (g *generator) event(kind dsn.Kind, cause rules.Cause, n int) {
	for range n {
		o := g.bounce("google", g.address("gmail.com"), cause, rules.None, "4.0.0", "")
		o.Kind = kind
	}
}

// ended returns a recipient of whom nothing but the failure is known.
func ended(address string) dsn.Recipient {
	return dsn.Recipient{Address: address, Action: dsn.ActionFailed}
}
