package dsn_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
)

// seeds returns every sample of the project.
func seeds(tb testing.TB) [][]byte {
	tb.Helper()
	var out [][]byte
	for _, pattern := range []string{"formats/*/*.eml", "reports/*.eml", "broken/*.eml", "ordinary/*.eml"} {
		names, err := filepath.Glob(filepath.Join("..", "testdata", pattern))
		if err != nil || len(names) == 0 {
			tb.Fatalf("no samples match %s: %v", pattern, err)
		}
		for _, name := range names {
			raw, err := os.ReadFile(name)
			if err != nil {
				tb.Fatal(err)
			}
			out = append(out, raw)
		}
	}
	return out
}

func FuzzParse(f *testing.F) {
	for _, raw := range seeds(f) {
		f.Add(raw)
	}
	f.Add([]byte(strings.ReplaceAll(plain, "\n", "\r\n")))
	f.Add([]byte(strings.ReplaceAll(plain, "multipart/report", "multipart/mixed")))
	f.Add(bytes.Repeat([]byte("--BB\n"), 50))
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		rep, err := dsn.ParseBytes(raw)
		if !bytes.Equal(before, raw) {
			t.Fatal("ParseBytes changed its input")
		}
		if (rep == nil) != errors.Is(err, dsn.ErrNotReport) {
			t.Fatalf("ParseBytes = %v, %v", rep, err)
		}
		again, _ := dsn.ParseBytes(raw)
		if diff := cmp.Diff(rep, again); diff != "" {
			t.Fatalf("two readings differ:\n%s", diff)
		}
		if rep != nil {
			checkReport(t, rep)
		}
	})
}

// checkReport checks what every report promises, whatever it was read from.
func checkReport(t *testing.T, rep *dsn.Report) {
	t.Helper()
	if rep.Kind == "" || rep.Format == "" || len(rep.Recipients) > dsn.MaxRecipients || len(rep.Text) > dsn.MaxText {
		t.Errorf("kind %q, format %q, %d recipients, %d bytes of text", rep.Kind, rep.Format, len(rep.Recipients), len(rep.Text))
	}
	seen := map[string]bool{}
	for _, r := range rep.Recipients {
		key := strings.ToLower(r.Address)
		if seen[key] {
			t.Errorf("%q is named twice", r.Address)
		}
		seen[key] = true
		for _, s := range []string{r.Address, r.Alias, r.Remark, r.Reply.Text, r.Host} {
			if !utf8.ValidString(s) {
				t.Errorf("%q is not UTF-8", s)
			}
		}
		checkQuotes(t, r)
	}
}

// checkQuotes checks that the evidence of the verdict lies within the words
// that were read.
func checkQuotes(t *testing.T, r dsn.Recipient) {
	t.Helper()
	for _, e := range rules.Classify(r).Evidence {
		text := r.Reply.Text
		switch e.Basis {
		case rules.ByRemark:
			text = r.Remark
		case rules.ByStatus:
			continue
		}
		if e.Start < 0 || e.End > len(text) || e.Start > e.End || text[e.Start:e.End] != e.Quote {
			t.Errorf("%s quotes %q, which is not at %d to %d of %q", e.Rule, e.Quote, e.Start, e.End, text)
		}
	}
}

// Parse gives the same report every time, and whatever else is parsed
// meanwhile.
func TestParseIsDeterministic(t *testing.T) {
	samples := seeds(t)
	want := make([]*dsn.Report, len(samples))
	for i, raw := range samples {
		want[i], _ = dsn.ParseBytes(raw)
		if want[i] != nil {
			checkReport(t, want[i])
		}
	}
	rounds := 50 / 8
	if testing.Short() {
		rounds = 1
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range rounds + 1 {
				for i, raw := range samples {
					got, _ := dsn.ParseBytes(raw)
					if diff := cmp.Diff(want[i], got); diff != "" {
						t.Errorf("sample %d differs (-first +later):\n%s", i, diff)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}
