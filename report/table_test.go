package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/internal/reporttest"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

func table(t *testing.T, opts *report.Options, list []scanner.Outcome) string {
	t.Helper()
	var b bytes.Buffer
	out := report.NewTable(&b, opts)
	for _, o := range list {
		if err := out.Write(o); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTable(t *testing.T) {
	for _, width := range []int{60, 80, 140, 200} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			got := table(t, english(width), samples())
			reporttest.Golden(t, fmt.Sprintf("table-%d.txt", width), []byte(got))
			reporttest.Fits(t, got, width)
		})
	}
}

func TestTableColumnsLineUp(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(table(t, english(140), samples())), "\n")
	column := func(line, word string) int { return displaywidth.String(line[:strings.Index(line, word)]) }
	want := column(lines[0], "Advice")
	for i, o := range samples() {
		line := lines[i+2]
		if got := column(line, "  "+string(o.Verdict.Advice)) + 2; got != want {
			t.Errorf("the advice begins in column %d, not %d: %q", got, want, line)
		}
	}
}

func TestTableShowsTheDecidingWords(t *testing.T) {
	long := strings.Repeat("please read our rules ", 20)
	o := reporttest.Bounce("a@example.org", rules.RateLimited, "451 4.7.1 "+long+"slow down now "+long, "slow down")
	for _, width := range []int{80, 100, 140, 200} {
		got := table(t, english(width), []scanner.Outcome{o})
		if !strings.Contains(got, "slow down") {
			t.Errorf("at %d columns the deciding words are missing:\n%s", width, got)
		}
		if !strings.Contains(got, "451 4.7.1 …") {
			t.Errorf("at %d columns the codes are missing:\n%s", width, got)
		}
		reporttest.Fits(t, got, width)
	}
}

func TestTableColour(t *testing.T) {
	opts := english(140)
	opts.Color = true
	got := table(t, opts, samples()[:1])
	plain := table(t, english(140), samples()[:1])
	if !strings.Contains(got, "\x1b[31mMailbox does not exist\x1b[0m") || !strings.Contains(got, "\x1b[1mUser unknown\x1b[0m") {
		t.Errorf("a hard bounce is not red, or its quote not bold: %q", got)
	}
	for _, code := range []string{"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m"} {
		got = strings.ReplaceAll(got, code, "")
	}
	if got != plain {
		t.Errorf("without its colours the table is\n%q\nand not\n%q", got, plain)
	}
}

func TestTableStreams(t *testing.T) {
	var b bytes.Buffer
	out := report.NewTable(&b, english(80))
	o := samples()[0]
	for range 200 {
		if err := out.Write(o); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(b.String(), "\n"); n != 202 {
		t.Errorf("after 200 rows %d lines are written, want 202", n)
	}
	o.Recipient.Address = strings.Repeat("x", 300) + "@example.org"
	if err := out.Write(o); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	reporttest.Fits(t, b.String(), 80)
}

func TestTableWithoutRowsIsEmpty(t *testing.T) {
	if got := table(t, nil, nil); got != "" {
		t.Errorf("a table without rows is %q", got)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestWritersReportBrokenPipes(t *testing.T) {
	for name, out := range map[string]report.Writer{
		"table":  report.NewTable(brokenPipe{}, nil),
		"ndjson": report.NewNDJSON(brokenPipe{}, nil),
		"json":   report.NewJSON(brokenPipe{}, nil),
		"csv":    report.NewCSV(brokenPipe{}, nil),
	} {
		err := out.Write(samples()[0])
		if e := out.Close(); err == nil {
			err = e
		}
		if err == nil {
			t.Errorf("%s: no error although nothing could be written", name)
		}
	}
}

// FuzzTable: no line of a table is too wide or obeyed by a terminal, whatever
// a stranger writes.
func FuzzTable(f *testing.F) {
	for _, o := range samples() {
		f.Add(o.Recipient.Reply.Text, o.Recipient.Address, uint8(80), uint16(10))
	}
	f.Add("e"+strings.Repeat("\u0301", 5000), "\u202e@\x9b31m", uint8(50), uint16(0))
	f.Fuzz(func(t *testing.T, reply, address string, width uint8, at uint16) {
		o := reporttest.Bounce(address, rules.Unknown, "", "")
		o.Recipient = dsn.Recipient{Address: address, Reply: dsn.Reply{Text: reply}}
		start := min(int(at), len(reply))
		o.Verdict.Evidence = []rules.Evidence{{Basis: rules.ByReply, Start: start, End: min(start+20, len(reply))}}
		wide := max(int(width), 48)
		reporttest.Fits(t, table(t, english(wide), []scanner.Outcome{o}), wide)
	})
}

// The heading of a narrow column has the room that its language needs.
func TestTableHeadingsAreWhole(t *testing.T) {
	for _, lang := range locale.Languages() {
		opts := english(200)
		opts.Locale = locale.For(lang)
		head, _, _ := strings.Cut(table(t, opts, samples()[:1]), "\n")
		for _, key := range []string{"owner", "advice"} {
			if want := opts.Locale.Text("heading." + key); !strings.Contains(head, want) {
				t.Errorf("%s: the heading %q lacks %q", lang, head, want)
			}
		}
	}
}
