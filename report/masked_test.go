package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/rules"
)

func TestMasked(t *testing.T) {
	o := reporttest.Bounce("jane.doe@example.org", rules.UserUnknown, "550 5.1.1 <jane.doe@example.org>: no mailbox for jane.doe here", "no mailbox for jane.doe here")
	o.ID, o.Recipient.Alias = "1", "sales.team@example.com"
	o.Recipient.Remark = "expanded from sales.team"
	for name, out := range map[string]func(*bytes.Buffer) report.Writer{
		"ndjson": func(b *bytes.Buffer) report.Writer { return report.NewNDJSON(b, nil) },
		"csv":    func(b *bytes.Buffer) report.Writer { return report.NewCSV(b, nil) },
		"table":  func(b *bytes.Buffer) report.Writer { return report.NewTable(b, english(140)) },
		"md": func(b *bytes.Buffer) report.Writer {
			return explain.NewCards(b, english(140), explain.View{Markdown: true})
		},
	} {
		var b bytes.Buffer
		w := report.NewMasked(out(&b))
		if err := w.Write(o); err != nil {
			t.Fatal(err)
		}
		p := report.Problem{Path: "imaps://jane.doe@mail.example.org/INBOX#4", What: "cut short"}
		if err := w.(report.ProblemWriter).WriteProblem(p); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got := strings.ReplaceAll(b.String(), `\`, "")
		if !strings.Contains(got, "j***@example.org") || strings.Contains(got, "jane.doe") || strings.Contains(got, "sales.team") {
			t.Errorf("%s: not masked:\n%s", name, got)
		}
	}
}

// What decided is still marked, and its source told.
func TestMaskedKeepsTheEvidence(t *testing.T) {
	o := reporttest.Bounce("jane.doe@example.org", rules.UserUnknown, "550 5.1.1 <jane.doe@example.org>: no mailbox for jane.doe here", "no mailbox for jane.doe here")
	m, err := report.MaskOutcome(o)
	if err != nil {
		t.Fatal(err)
	}
	ev := m.Verdict.Evidence[0]
	if said := m.Recipient.Reply.Text; ev.Quote != "no mailbox for j*** here" || said[ev.Start:ev.End] != ev.Quote || ev.Source != "https://example.org/codes" {
		t.Errorf("MaskOutcome: evidence %+v of %q", ev, said)
	}
	if m.Verdict.Lasting != rules.Permanent || m.Kind != dsn.Bounce || m.Verdict.Advice != rules.Remove {
		t.Errorf("MaskOutcome: verdict %+v", m.Verdict)
	}
}
