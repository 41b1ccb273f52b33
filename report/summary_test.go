package report_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

func closing(t *testing.T, sum *report.Summary, opts *report.Options) string {
	t.Helper()
	sum.StopAt(1234 * time.Millisecond)
	var b bytes.Buffer
	if err := sum.Print(&b, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bigRun is a night of which one cause stands out: DMARC failed at Google.
func bigRun() *report.Summary {
	sum := report.NewSummary("1.0", "abc")
	for _, res := range results() {
		sum.Read(res)
	}
	for i := range 1234 {
		o := samples()[7]
		o.Time = reporttest.Now.AddDate(0, 0, -20)
		o.Recipient.Address = fmt.Sprintf("x%d@example.com", i)
		sum.Read(&scanner.Result{Message: &scanner.Message{Raw: make([]byte, 100)}, Outcomes: []scanner.Outcome{o}})
	}
	for i := range 166 {
		o := samples()[6]
		o.Recipient.Address = fmt.Sprintf("y%d@%s.example.net", i, []string{"a", "b", "b", "c", "c", "c", "d"}[i%7])
		sum.Read(&scanner.Result{Message: &scanner.Message{Raw: make([]byte, 100)}, Outcomes: []scanner.Outcome{o}})
	}
	return sum
}

func TestSummary(t *testing.T) {
	for _, width := range []int{80, 140} {
		opts := english(width)
		opts.Next = "nixie report -f csv -o recipients.csv"
		got := closing(t, bigRun(), opts)
		reporttest.Golden(t, fmt.Sprintf("summary-%d.txt", width), []byte(got))
		reporttest.Fits(t, got, width)
	}
}

func TestSummaryOfLittle(t *testing.T) {
	ordinary := &scanner.Result{Message: &scanner.Message{}, Err: dsn.ErrNotReport}
	bounce := &scanner.Result{Message: &scanner.Message{}, Outcomes: samples()[:1]}
	blocked := &scanner.Result{Message: &scanner.Message{}, Outcomes: samples()[7:8]}
	lastWeek := samples()[7]
	lastWeek.Time = reporttest.Now.AddDate(0, 0, -7)
	old := &scanner.Result{Message: &scanner.Message{}, Outcomes: []scanner.Outcome{lastWeek}}
	gone := &scanner.Result{Message: &scanner.Message{Location: "a.eml"}, Err: fmt.Errorf("open a.eml: %w", fs.ErrPermission)}
	for name, tt := range map[string]struct {
		results []*scanner.Result
		want    string
	}{
		"nothing":     {nil, "No messages were read.\n"},
		"ordinary":    {[]*scanner.Result{ordinary}, "1 message read in 1.2 s. It is no bounce, complaint or automatic reply: nothing to do.\n"},
		"ordinary, 2": {[]*scanner.Result{ordinary, ordinary}, "2 messages read in 1.2 s. None is a bounce, a complaint or an automatic reply: nothing to do.\n"},
		"an event other": {[]*scanner.Result{{Message: &scanner.Message{}, Outcomes: []scanner.Outcome{event("", "other")}, Err: dsn.ErrNotReport}},
			"1 message read in 1.2 s. It is no bounce, complaint or automatic reply: nothing to do.\n"},
		"one bounce": {[]*scanner.Result{bounce}, "1 message read in 1.2 s: 1 bounce\n1 recipient: 1 remove\nTop causes  user-unknown 1\n"},
		"one of ours": {[]*scanner.Result{blocked}, "1 message read in 1.2 s: 1 bounce\n1 recipient: 1 keep (fix sending)\nTop causes  auth-failed 1 (!)\n" +
			"! 1 refusal for SPF/DKIM/DMARC at 08:00 UTC, from Google. Nobody was removed for it. See: nixie explain auth-failed\n"},
		"one of last week": {[]*scanner.Result{old}, "1 message read in 1.2 s: 1 bounce\n1 recipient: 1 keep (fix sending)\nTop causes  auth-failed 1 (!)\n" +
			"! 1 refusal for SPF/DKIM/DMARC on 7 March, from Google. Nobody was removed for it. See: nixie explain auth-failed\n"},
		"one that names nobody": {[]*scanner.Result{{Message: &scanner.Message{}, Outcomes: []scanner.Outcome{reporttest.Bounce("", rules.MailboxFull, "552 5.2.2 full", "")}}},
			"1 message read in 1.2 s: 1 bounce\nReports that name no recipient: 1. The field problems of each says why.\nTop causes  mailbox-full 1\n"},
		"unreadable": {[]*scanner.Result{gone}, "1 message read in 1.2 s: 1 not readable\nMessages that could not be read: 1\n" +
			"  a.eml: open a.eml: permission denied → let this user read it, for instance with chmod u+r\n"},
	} {
		sum := report.NewSummary("", "")
		for _, res := range tt.results {
			sum.Read(res)
		}
		if got := closing(t, sum, english(140)); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, tt.want)
		}
	}
}

// The first line counts messages: the parts make up the whole, whatever number
// of recipients a report names, and accounts are no messages.
func TestSummaryAddsUp(t *testing.T) {
	two := samples()[:2]
	two[1].Kind = dsn.Delay
	late := two[1]
	sum := report.NewSummary("", "")
	for _, res := range []*scanner.Result{
		{Message: &scanner.Message{}, Outcomes: two},
		{Message: &scanner.Message{}, Outcomes: []scanner.Outcome{late}},
		{Message: &scanner.Message{}, Err: dsn.ErrNotReport},
		{Message: &scanner.Message{Location: "b.eml"}, Err: fs.ErrPermission},
	} {
		sum.Read(res)
	}
	for _, p := range []report.Problem{
		{Path: "bounces", What: "sign-in refused", Of: report.OfSource},
		{Path: "c.eml", What: "too many recipients", Of: report.OfPart},
	} {
		if err := sum.WriteProblem(p); err != nil {
			t.Fatal(err)
		}
	}
	got := closing(t, sum, english(140))
	for _, want := range []string{
		"4 messages read in 1.2 s: 1 bounce, 1 delay, 1 not ours, 1 not readable\n",
		"\nMessages that could not be read: 1\n  b.eml: permission denied",
		"\nMessages of which only a part was read: 1\n  c.eml: too many recipients\n",
		"\nAccounts, files and folders that could not be read: 1\n  bounces: sign-in refused\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the summary lacks %q:\n%s", want, got)
		}
	}
	if sum.Problems() != 3 || sum.Events(dsn.Delay) != 2 {
		t.Errorf("%d problems and %d delays, want 3 and 2", sum.Problems(), sum.Events(dsn.Delay))
	}
}

// What was known before is counted, and alarms nobody again.
func TestSummaryOfOldNews(t *testing.T) {
	sum := report.NewSummary("", "")
	again := func(o scanner.Outcome, fresh bool) {
		sum.ReadAgain(&scanner.Result{Message: &scanner.Message{}, Outcomes: []scanner.Outcome{o}}, []bool{fresh})
	}
	again(samples()[7], false)
	want := "1 message read in 1.2 s: 1 bounce\n1 recipient: 1 keep (fix sending)\nTop causes  auth-failed 1\n"
	if got := closing(t, sum, english(140)); got != want {
		t.Errorf("old news:\n%s\nwant\n%s", got, want)
	}
	again(samples()[7], true)
	if got := closing(t, sum, english(140)); !strings.Contains(got, "auth-failed 2 (!)\n! 1 refusal for SPF/DKIM/DMARC") {
		t.Errorf("with one that is new:\n%s\nwant a line about that one", got)
	}
}

func TestSummaryOfALedger(t *testing.T) {
	sum := report.NewSummary("", "")
	for _, o := range samples()[:2] {
		if err := sum.Write(o); err != nil {
			t.Fatal(err)
		}
	}
	got, _, _ := strings.Cut(closing(t, sum, english(140)), "\n")
	if got != "2 bounces" {
		t.Errorf("first line %q, want %q: nobody counted messages", got, "2 bounces")
	}
}

func TestSummaryNamesFewProblems(t *testing.T) {
	sum := report.NewSummary("", "")
	for i := range 1200 {
		if err := sum.WriteProblem(report.Problem{Path: fmt.Sprintf("%d.eml", i), What: "empty"}); err != nil {
			t.Fatal(err)
		}
	}
	got := closing(t, sum, english(140))
	want := "1 200 not readable\nMessages that could not be read: 1 200\n  0.eml: empty\n  1.eml: empty\n  2.eml: empty\n  3.eml: empty\n  4.eml: empty\n  … and 1 195 more\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if sum.Problems() != 1200 {
		t.Errorf("Problems() = %d, want 1200", sum.Problems())
	}
}

func TestSummaryCountsARecipientOnce(t *testing.T) {
	sum := report.NewSummary("", "")
	for _, address := range []string{"Bob@Example.org", "bob@example.org"} {
		if err := sum.Write(reporttest.Bounce(address, rules.MailboxFull, "", "")); err != nil {
			t.Fatal(err)
		}
	}
	if err := sum.Write(reporttest.Bounce("BOB@example.org", rules.UserUnknown, "", "")); err != nil {
		t.Fatal(err)
	}
	if got := closing(t, sum, english(140)); !strings.Contains(got, "1 recipient: 1 remove\n") {
		t.Errorf("two spellings, watched and removed, are\n%s\nwant one recipient to remove", got)
	}
	sum.Advise("bob@example.ORG", rules.Watch)
	sum.Advise("nobody@example.org", rules.Remove)
	if got := closing(t, sum, english(140)); !strings.Contains(got, "1 recipient: 1 watch\n") {
		t.Errorf("after the policy's advice:\n%s\nwant one recipient to watch", got)
	}
}

func TestSummaryColour(t *testing.T) {
	opts := english(80)
	opts.Color = true
	got := closing(t, bigRun(), opts)
	plain := closing(t, bigRun(), english(80))
	for _, code := range []string{"\x1b[0m", "\x1b[1m", "\x1b[33m", "\x1b[35m"} {
		got = strings.ReplaceAll(got, code, "")
	}
	if got != plain {
		t.Errorf("without its colours the summary is\n%s\nand not\n%s", got, plain)
	}
}

// Beyond a thousand domains nobody counts by name, and the sentence does not
// pretend that somebody did.
func TestSummaryOfManyDomains(t *testing.T) {
	for _, tt := range []struct {
		domains int
		want    string
	}{
		{2, "from d0.example.net 1, d1.example.net 1."},
		{3, "from d0.example.net 1, d1.example.net 1, d2.example.net 1."},
		{4, "from d0.example.net 1, d1.example.net 1, d2.example.net 1 and 1 more."},
		{1001, "from d0.example.net 1, d1.example.net 1, d10.example.net 1 and others."},
	} {
		sum := report.NewSummary("1.0", "abc")
		for i := range tt.domains {
			o := samples()[7]
			o.Verdict.Provider, o.Recipient.Address = "", fmt.Sprintf("x@d%d.example.net", i)
			if err := sum.Write(o); err != nil {
				t.Fatal(err)
			}
		}
		if got := closing(t, sum, english(140)); !strings.Contains(strings.ReplaceAll(got, "\n  ", " "), tt.want) {
			t.Errorf("%d domains: the summary lacks %q:\n%s", tt.domains, tt.want, got)
		}
	}
}

// A message that speaks against more recipients than a server takes at once is
// named, when it is new.
func TestSummaryNamesCrowds(t *testing.T) {
	of := func(location string, n int) *scanner.Result {
		res := &scanner.Result{Message: &scanner.Message{Location: location}}
		for i := range n {
			o := samples()[0]
			o.Recipient.Address, o.Location = fmt.Sprintf("a%d@%s.example.org", i, location), location
			res.Outcomes = append(res.Outcomes, o)
		}
		return res
	}
	sum := report.NewSummary("", "")
	sum.Read(of("hundred", 100))
	sum.ReadAgain(of("known", 500), make([]bool, 500))
	if got := closing(t, sum, english(140)); strings.Contains(got, "100 recipients to") {
		t.Errorf("nothing is worth a word:\n%s", got)
	}
	for i, location := range []string{"a\x1b[2J.eml", "b", "c", "d"} {
		sum.Read(of(location, 101+i))
	}
	if got := closing(t, sum, english(400)); !strings.Contains(got, "! Messages that name more than 100 recipients to be removed: 4, with the number of recipients: ") ||
		!strings.Contains(got, ".eml (101), b (102), c (103), …. Few") || strings.Contains(got, "\x1b") {
		t.Errorf("four are to be named, one of them by number:\n%q", got)
	}
}
