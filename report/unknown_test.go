package report_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/rules"
)

func TestUnknown(t *testing.T) {
	var b strings.Builder
	u := report.NewUnknown(&b, rules.Builtin())
	for _, reply := range []string{
		"550 <a@example.org> nobody of that sort", "550 <b@example.org> nobody of that sort",
		"550 nobody of that sort, 17 times", "550 \x1b[31m\u202e", "",
	} {
		if err := u.Write(reporttest.Bounce("a@example.org", rules.Unknown, reply, "")); err != nil {
			t.Fatal(err)
		}
	}
	for _, known := range samples()[:3] {
		if err := u.Write(known); err != nil {
			t.Fatal(err)
		}
	}
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	for _, want := range []string{
		"# 5 reports of an unknown cause, in 4 wordings.\n",
		"\n# 2 times: 550 <*> nobody of that sort\n[[rules]]\nid       = \"house/nobody-of-that-sort\"\ncause    = \"unknown\"\n" +
			"text     = ['nobody of that sort']\nexamples = ['550 <a@example.org> nobody of that sort']\n",
		"id       = \"house/nobody-of-that-sort-2\"\n",
		"# 1 time: (the report quotes nobody)\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
	if strings.ContainsAny(got, "\x1b\u202e") {
		t.Errorf("a stranger's control characters came through: %q", got)
	}
	if _, err := rules.Load(fstest.MapFS{"house.toml": {Data: []byte(got)}}); err != nil {
		t.Errorf("what is drafted cannot be loaded: %v", err)
	}
}

func TestForeignCause(t *testing.T) {
	m, ok := rules.MappingOf("sparkpost")
	if !ok {
		t.Fatal("no sparkpost")
	}
	full := reporttest.Bounce("a@example.org", rules.MailboxFull, "552 5.2.2 mailbox is full", "mailbox is full")
	receipt := event("b@example.org", dsn.ReadReceipt)

	var nd, js, cs, tb strings.Builder
	ndjson := report.NewNDJSON(&nd, nil)
	ndjson.Taxonomy = m
	json := report.NewJSON(&js, nil)
	json.Taxonomy = m
	for _, w := range []report.Writer{
		ndjson, json, report.NewCSV(&cs, &report.CSVOptions{Taxonomy: m}), report.NewTable(&tb, &report.Options{Now: reporttest.Now, Taxonomy: m}),
	} {
		for _, o := range []func() error{
			func() error { return w.Write(full) }, func() error { return w.Write(receipt) }, w.Close,
		} {
			if err := o(); err != nil {
				t.Fatal(err)
			}
		}
	}
	lines := strings.Split(nd.String(), "\n")
	if !strings.HasSuffix(lines[0], `,"foreign_cause":"22"}`) || !strings.HasSuffix(lines[1], `,"foreign_cause":""}`) {
		t.Errorf("NDJSON:\n%s", nd.String())
	}
	if !strings.HasPrefix(js.String(), `[{"type":"event"`) || strings.Count(js.String(), `"foreign_cause":`) != 2 {
		t.Errorf("JSON:\n%s", js.String())
	}
	lines = strings.Split(cs.String(), "\n")
	if !strings.HasSuffix(lines[0], ",feedback_type,foreign_cause") || !strings.HasSuffix(lines[1], ",22") || !strings.HasSuffix(lines[2], ",") {
		t.Errorf("CSV:\n%s", cs.String())
	}
	if lines := strings.Split(tb.String(), "\n"); !strings.Contains(lines[0], "SparkPost") || !strings.Contains(lines[2], "  22  ") {
		t.Errorf("table:\n%s", tb.String())
	}
}
