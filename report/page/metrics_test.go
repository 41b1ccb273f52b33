package page_test

import (
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/report/page"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// The grammar of the OpenMetrics text format, as far as gauges need it.
var (
	metricType   = regexp.MustCompile(`^# TYPE ([a-z_]+) gauge$`)
	metricHelp   = regexp.MustCompile(`^# HELP ([a-z_]+) [^\\]+$`)
	metricSample = regexp.MustCompile(`^([a-z_]+)(\{[a-z]+="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z]+="(?:[^"\\\n]|\\[\\"n])*")*\})? ([0-9]+)$`)
)

// readMetrics reads an exposition as a collector does, and returns its series.
func readMetrics(t *testing.T, text string) map[string]int {
	t.Helper()
	body, ok := strings.CutSuffix(text, "\n# EOF\n")
	if !ok {
		t.Error("does not end in # EOF")
	}
	family, families, series := "", map[string]bool{}, map[string]int{}
	for _, line := range strings.Split(body, "\n") {
		if m := metricType.FindStringSubmatch(line); m != nil {
			if family = m[1]; families[family] || strings.HasSuffix(family, "_total") {
				t.Errorf("family %s twice, or named as a counter", family)
			}
			families[family] = true
			continue
		}
		m := metricHelp.FindStringSubmatch(line)
		if m == nil {
			if m = metricSample.FindStringSubmatch(line); m != nil {
				if _, met := series[m[1]+m[2]]; met {
					t.Errorf("twice: %s", m[1]+m[2])
				}
				n, err := strconv.Atoi(m[3])
				if series[m[1]+m[2]] = n; err != nil {
					t.Error(err)
				}
			}
		}
		if m == nil || m[1] != family {
			t.Errorf("%q is no line of the family %s", line, family)
		}
	}
	return series
}

func TestOpenMetrics(t *testing.T) {
	hostile := page.NewService(&ledger.Stats{
		Visits:  []ledger.VisitStats{{Source: "path:/a\"b\\c\nd"}, {Source: "path:/\x1b[2J"}},
		Targets: []ledger.TargetStats{{Target: "https://a\"b/"}, {Target: "\\"}},
	}, func(string) string { return "" })
	for name, p := range map[string]*page.Overview{"sample": samplePage(t, nil), "empty": overview(t, emptyBook(t), nil), "hostile": hostilePage(t)} {
		for _, s := range []*page.Service{nil, {}, hostile} {
			t.Run(name, func(t *testing.T) {
				readMetrics(t, written(t, func(w io.Writer) error { return p.WriteOpenMetrics(w, s) }))
			})
		}
	}
}

// Who watches over nixie sees that a mailbox is read no more, and what waits.
func TestServiceMetrics(t *testing.T) {
	s := page.NewService(&ledger.Stats{
		Recorded: time.Unix(1_800_000_000, 0), Troubles: 3,
		Visits: []ledger.VisitStats{
			{Source: "imaps://bounces@mail.example.org/INBOX", Time: time.Unix(1_800_000_100, 0)},
			{Source: "imaps://ben@mail.example.org/INBOX", Time: time.Unix(1_800_000_200, 0)},
			{Source: "imaps://bob@mail.example.org/INBOX", Time: time.Unix(1_800_000_300, 0)},
		},
		Sources: []ledger.SourceStats{
			{Source: "imaps://ben@mail.example.org/INBOX", Owed: 4, Refused: 1},
			{Source: "imaps://eve@mail.example.org/INBOX", Owed: 2},
			{Source: "mbox:/var/mail/old"},
		},
		Targets: []ledger.TargetStats{{Target: "crm", Waiting: 5, GivenUp: 6}, {Target: "https://hooks.example.org/t0ken", Waiting: 7}},
	}, func(source string) string {
		if strings.Contains(source, "bounces@") {
			return "bounces INBOX"
		}
		return ""
	})
	got := readMetrics(t, written(t, func(w io.Writer) error { return overview(t, emptyBook(t), nil).WriteOpenMetrics(w, s) }))
	for name := range got {
		if strings.HasPrefix(name, "nixie_report_") {
			delete(got, name)
		}
	}
	const ben, bob, eve = `{mailbox="imaps://b***@mail.example.org/INBOX"}`, `{mailbox="imaps://b***@mail.example.org/INBOX (2)"}`, `{mailbox="imaps://e***@mail.example.org/INBOX"}`
	want := map[string]int{
		`nixie_mailbox_last_success_timestamp_seconds{mailbox="bounces INBOX"}`: 1_800_000_100,
		"nixie_mailbox_last_success_timestamp_seconds" + ben:                    1_800_000_200,
		"nixie_mailbox_last_success_timestamp_seconds" + bob:                    1_800_000_300,
		"nixie_mailbox_last_success_timestamp_seconds" + eve:                    0,
		`nixie_mailbox_acts_owed{mailbox="bounces INBOX"}`:                      0,
		"nixie_mailbox_acts_owed" + ben:                                         4,
		"nixie_mailbox_acts_owed" + bob:                                         0,
		"nixie_mailbox_acts_owed" + eve:                                         2,
		`nixie_mailbox_acts_refused{mailbox="bounces INBOX"}`:                   0,
		"nixie_mailbox_acts_refused" + ben:                                      1,
		"nixie_mailbox_acts_refused" + bob:                                      0,
		"nixie_mailbox_acts_refused" + eve:                                      0,
		`nixie_webhook_deliveries_waiting{webhook="crm"}`:                       5,
		`nixie_webhook_deliveries_waiting{webhook="hooks.example.org"}`:         7,
		`nixie_webhook_deliveries_refused{webhook="crm"}`:                       6,
		`nixie_webhook_deliveries_refused{webhook="hooks.example.org"}`:         0,
		"nixie_ledger_last_recorded_timestamp_seconds":                          1_800_000_000,
		"nixie_ledger_unreadable_messages":                                      3,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
