package scanner_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/mailbox"
)

var update = flag.Bool("update", false, "write the golden files anew; read every line of the diff before you commit it")

// TestGolden reads every sample and compares what comes out with the .json
// beside it, which a person has read.
func TestGolden(t *testing.T) {
	for _, name := range samples(t) {
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := facts(t, scan(t, raw))
			if len(got) == 0 {
				got = whyNot(t, raw)
			}
			golden := strings.TrimSuffix(name, ".eml") + ".json"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v; go test ./scanner -update writes it, then read it", err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSampleFolders checks that a sample of a format is read as that format,
// and that ordinary mail is left alone.
func TestSampleFolders(t *testing.T) {
	for _, name := range samples(t) {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rep, err := dsn.ParseBytes(raw)
		folder := filepath.Base(filepath.Dir(name))
		switch {
		case folder == "ordinary":
			if !errors.Is(err, dsn.ErrNotReport) {
				t.Errorf("%s: read as %s, want ErrNotReport", name, rep.Format)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case strings.Contains(filepath.ToSlash(name), "/formats/") && rep.Format != folder:
			t.Errorf("%s: read as %s, want %s", name, rep.Format, folder)
		}
	}
}

// TestQuotesOccur checks that every verdict quotes words of the message.
func TestQuotesOccur(t *testing.T) {
	for _, name := range samples(t) {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range scan(t, raw) {
			for _, e := range o.Verdict.Evidence {
				text := o.Recipient.Reply.Text
				if e.Basis == "remark" {
					text = o.Recipient.Remark
				}
				if e.Basis != "status" && text[e.Start:e.End] != e.Quote {
					t.Errorf("%s: %s quotes %q, which is not at %d to %d of %q", name, e.Rule, e.Quote, e.Start, e.End, text)
				}
			}
		}
	}
}

func samples(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"formats/*/*.eml", "reports/*.eml", "broken/*.eml", "ordinary/*.eml", "correlate/*.eml"} {
		found, err := filepath.Glob(filepath.Join("..", "testdata", pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no samples match %s: %v", pattern, err)
		}
		names = append(names, found...)
	}
	return names
}

// scan returns the outcomes of one message.
func scan(t *testing.T, raw []byte) []scanner.Outcome {
	t.Helper()
	var list []scanner.Outcome
	src := mailbox.Reader("sample.eml", bytes.NewReader(raw), nil, nil)
	for res, err := range scanner.Scan(context.Background(), src, nil) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, res.Outcomes...)
	}
	return list
}

// facts prints the fields that are filled, in the order of the output. Where
// the message lies is no fact of the message.
func facts(t *testing.T, list []scanner.Outcome) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, o := range list {
		columns, values := scanner.EventColumns(), o.Event().Values()
		b.WriteString("{\n")
		for i, c := range columns {
			if values[i] == "" || c == "path" {
				continue
			}
			b.WriteString("  \"" + c + "\": " + literal(t, values[i]) + ",\n")
		}
		b.WriteString("  \"problems\": " + literal(t, append([]string{}, o.Problems...)) + "\n}\n")
	}
	return b.Bytes()
}

// whyNot prints what ordinary mail was taken for.
func whyNot(t *testing.T, raw []byte) []byte {
	t.Helper()
	_, err := dsn.ParseBytes(raw)
	if !errors.Is(err, dsn.ErrNotReport) {
		t.Fatalf("no outcome, and the error is %v", err)
	}
	return []byte("{\n  \"event\": \"other\",\n  \"why\": " + literal(t, err.Error()) + "\n}\n")
}

// literal returns v as JSON that people can read: "<" stays "<".
func literal(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
