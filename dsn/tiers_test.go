package dsn

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Both MIME libraries must take a well-formed message apart alike, so that it
// never matters which of them was asked.
func TestTiersAgree(t *testing.T) {
	names, err := filepath.Glob("../testdata/reports/*.eml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no samples in testdata/reports: %v", err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		norm, _ := normalise(raw, new(scratch))
		strict, forgiving := &message{scratch: new(scratch)}, &message{}
		header, body := readFields(norm, nil)
		strict.Header = header
		if err := strict.readStrictly(body); err != nil {
			t.Errorf("%s is not well-formed: %v", name, err)
			continue
		}
		forgiving.readForgivingly(norm)
		if diff := cmp.Diff(texts(strict), texts(forgiving)); diff != "" {
			t.Errorf("%s: parts (-go-message +enmime):\n%s", name, diff)
		}
	}
}

// texts returns type and content of the parts as the readers see them.
func texts(m *message) [][2]string {
	var out [][2]string
	for i := range m.Parts {
		out = append(out, [2]string{m.Parts[i].Type, tidyText(m.Parts[i].text())})
	}
	return out
}

// A gateway wrapped the lines of a report and did not fold them: what follows the
// words of the host is theirs, what follows another field is nobody's.
func TestWrappedFields(t *testing.T) {
	var bad []string
	h, _ := readFields([]byte("Status: 5.1.1\nsays that host\nDiagnostic-Code: smtp; 550 5.1.1 There is no\nsuch user\n"), func(line string) { bad = append(bad, line) })
	if h.Get("Status") != "5.1.1" || h.Get("Diagnostic-Code") != "smtp; 550 5.1.1 There is no such user" || len(bad) != 2 {
		t.Errorf("fields %q, no fields %q", h, bad)
	}
}
