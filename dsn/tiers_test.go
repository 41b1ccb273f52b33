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
