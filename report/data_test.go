package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// feed runs all results through a writer and a summary, as analyze does.
func feed(t *testing.T, sum *report.Summary, out report.ProblemWriter) {
	t.Helper()
	for _, res := range results() {
		sum.Read(res)
		for _, o := range res.Outcomes {
			if err := out.Write(o); err != nil {
				t.Fatal(err)
			}
		}
		if p, ok := report.ProblemOf(res); ok {
			if err := out.WriteProblem(p); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestNDJSON(t *testing.T) {
	var b bytes.Buffer
	sum := report.NewSummary("1.0", "abc")
	feed(t, sum, report.NewNDJSON(&b, sum))
	var types []string
	var events []scanner.Event
	for line := range strings.Lines(b.String()) {
		if !utf8.ValidString(line) {
			t.Errorf("not UTF-8: %q", line)
		}
		var kind struct{ Type string }
		if err := json.Unmarshal([]byte(line), &kind); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		types = append(types, kind.Type)
		if kind.Type != "event" {
			continue
		}
		var e scanner.Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		events = append(events, e)
	}
	var want []scanner.Event
	var wantTypes []string
	for _, o := range samples() {
		want, wantTypes = append(want, o.Event()), append(wantTypes, "event")
	}
	wantTypes = append(wantTypes, "problem", "problem", "summary")
	if diff := cmp.Diff(wantTypes, types); diff != "" {
		t.Errorf("types of the lines (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if !strings.Contains(b.String(), "<kiko@example.net>") {
		t.Error("angle brackets are escaped")
	}
}

func TestNDJSONOfBytesThatAreNotUTF8(t *testing.T) {
	var b bytes.Buffer
	out := report.NewNDJSON(&b, nil)
	if err := out.Write(reporttest.Bounce("a\xff@example.org", rules.Unknown, "550 caf\xe9", "")); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if !utf8.Valid(b.Bytes()) || !json.Valid(b.Bytes()) {
		t.Errorf("not JSON: %q", b.String())
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	sum := report.NewSummary("1.0", "abc")
	feed(t, sum, report.NewJSON(&b, sum))
	var list []map[string]any
	if err := json.Unmarshal(b.Bytes(), &list); err != nil {
		t.Fatalf("%v in\n%s", err, b.String())
	}
	if want := len(samples()) + 3; len(list) != want {
		t.Errorf("%d elements, want %d", len(list), want)
	}
	problem := list[len(list)-2]
	want := map[string]any{"type": "problem", "schema": 1.0, "path": "imaps://b@example.org/INBOX#42",
		"problem": "imap: fetching 42: server not reachable or timed out",
		"remedy":  "nothing is lost; run the same command again later"}
	if diff := cmp.Diff(want, problem); diff != "" {
		t.Errorf("problem (-want +got):\n%s", diff)
	}
}

func TestJSONOfNothing(t *testing.T) {
	var b bytes.Buffer
	if err := report.NewJSON(&b, nil).Close(); err != nil {
		t.Fatal(err)
	}
	var list []any
	if err := json.Unmarshal(b.Bytes(), &list); err != nil || len(list) != 0 {
		t.Errorf("%q: %v, %v; want an empty array", b.String(), list, err)
	}
}

func TestSummaryJSON(t *testing.T) {
	sum := report.NewSummary("1.0", "abc")
	feed(t, sum, report.NewNDJSON(io.Discard, sum))
	raw, err := json.Marshal(sum)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if _, ok := got["elapsed_ms"].(float64); !ok {
		t.Errorf("elapsed_ms = %v", got["elapsed_ms"])
	}
	delete(got, "elapsed_ms")
	want := map[string]any{
		"type": "summary", "schema": 1.0, "version": "1.0", "rules_version": "abc",
		"messages": 15.0, "bytes": 12500.0, "recipients": 12.0, "unresolved": 0.0, "problems": 2.0,
		"events": map[string]any{"bounce": 9.0, "delay": 1.0, "auto-reply": 1.0, "complaint": 1.0, "other": 1.0},
		"causes": map[string]any{"user-unknown": 1.0, "mailbox-full": 1.0, "mailbox-disabled": 1.0, "policy-rejected": 1.0,
			"bad-address": 1.0, "address-moved": 1.0, "blocklisted": 1.0, "auth-failed": 1.0, "unknown": 1.0, "unreachable": 1.0},
		"advice": map[string]any{"remove": 3.0, "replace": 1.0, "watch": 1.0, "keep": 3.0, "review": 1.0, "unsubscribe": 1.0, "ignore": 2.0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

func eventsCSV(t *testing.T, opts *report.CSVOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	out := report.NewCSV(&b, opts)
	for _, o := range samples() {
		if err := out.Write(o); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCSV(t *testing.T) {
	raw := eventsCSV(t, nil)
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(scanner.EventColumns(), rows[0]); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	if len(rows) != len(samples())+1 {
		t.Errorf("%d rows, want %d and the header", len(rows), len(samples()))
	}
	column := func(name string) int {
		for i, c := range rows[0] {
			if c == name {
				return i
			}
		}
		t.Fatalf("no column %s", name)
		return -1
	}
	if got := rows[5][column("recipient")]; got != "'=cmd|calc@example.com" {
		t.Errorf("the formula cell is %q, want a leading '", got)
	}
	if got, want := rows[2][column("diagnostic")], samples()[1].Recipient.Reply.Text; got != want {
		t.Errorf("diagnostic = %q, want %q", got, want)
	}
	if bytes.Contains(raw, []byte("\r\n")) {
		t.Error("lines end in CRLF")
	}
}

func TestCSVNeutralisesFormulas(t *testing.T) {
	for _, reply := range []string{"=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"} {
		var b bytes.Buffer
		out := report.NewCSV(&b, nil)
		o := reporttest.Bounce("a@example.org", rules.Unknown, "", "")
		o.Recipient.Reply.Text = reply
		if err := out.Write(o); err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range rows[1] {
			if strings.HasSuffix(cell, strings.TrimLeft(reply, "\t\r")) && !strings.HasPrefix(cell, "'") {
				t.Errorf("%q is written as the cell %q", reply, cell)
			}
		}
	}
}

func TestCSVOptions(t *testing.T) {
	if got := eventsCSV(t, &report.CSVOptions{BOM: true}); !bytes.HasPrefix(got, []byte("\xef\xbb\xbfid,")) {
		t.Errorf("no byte order mark before the header: %q", got[:20])
	}
}

// A CSV file is often shown on a terminal.
func TestCSVCommandsNoTerminal(t *testing.T) {
	var b bytes.Buffer
	w := report.NewCSV(&b, nil)
	o := scanner.Outcome{ID: "1", Kind: dsn.Bounce, Recipient: dsn.Recipient{Address: "a@example.org", Reply: dsn.Reply{Code: 550, Text: "550 \x1b]0;title\a\u009b2J\tno"}}}
	if err := errors.Join(w.Write(o), w.Close()); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.ContainsAny(got, "\x1b\a\u009b") || !strings.Contains(got, "550 \ufffd]0;title\ufffd\ufffd2J\tno") {
		t.Errorf("%q", got)
	}
}

func TestCSVOfNothingHasItsHeader(t *testing.T) {
	var b bytes.Buffer
	if err := report.NewCSV(&b, nil).Close(); err != nil {
		t.Fatal(err)
	}
	if want := strings.Join(scanner.EventColumns(), ",") + "\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}
