package format

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const samples = "../../../testdata/formats"

// notice reads a sample. The samples are plain UTF-8 text on purpose: what
// MIME does to a notice is tested in package dsn.
func notice(t testing.TB, path string) *Notice {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	text, err := io.ReadAll(m.Body)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	words := new(mime.WordDecoder)
	header := func(name string) string {
		v := m.Header.Get(name)
		if d, err := words.DecodeHeader(v); err == nil {
			return d
		}
		return v
	}
	return &Notice{Header: header, Text: string(text), Voice: System} // who speaks is judged in package dsn
}

// said returns what was found in the form of the table below: a line for each
// recipient, the fields that are not empty in the order of Found. The action
// is left out if it is "failed".
func said(found []Found) string {
	var b strings.Builder
	for _, f := range found {
		b.WriteString("to=" + f.To)
		v := reflect.ValueOf(f)
		for i := 1; i < v.NumField(); i++ {
			if s := v.Field(i).String(); s != "" && s != "failed" {
				b.WriteString(" | " + strings.ToLower(v.Type().Field(i).Name) + "=" + s)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestSamples checks that each sample is claimed by the format of its folder
// and says what want says.
func TestSamples(t *testing.T) {
	paths := samplePaths(t)
	seen := map[string]bool{}
	for _, path := range paths {
		folder := filepath.Base(filepath.Dir(path))
		name := folder + "/" + strings.TrimSuffix(filepath.Base(path), ".eml")
		seen[name] = true
		t.Run(name, func(t *testing.T) {
			r, ok := Read(notice(t, path))
			if !ok || r.Format != folder {
				t.Fatalf("read as %q, %v", r.Format, ok)
			}
			if got := said(r.Found); got != strings.TrimLeft(want[name], "\n") {
				t.Errorf("got\n%s\nwant\n%s", got, want[name])
			}
		})
	}
	for name := range want {
		if !seen[name] {
			t.Errorf("%s: no such sample", name)
		}
	}
}

// TestList checks that every format is documented, has a name of its own and
// a sample, and that its expressions compile and use known groups only.
func TestList(t *testing.T) {
	groups := "to alias host status command date reply why action reporter"
	names := map[string]bool{}
	for _, f := range all {
		if f.Name == "" || f.About == "" || names[f.Name] || len(f.Signs) == 0 {
			t.Errorf("%q: no name, description or signs, or listed twice", f.Name)
		}
		names[f.Name] = true
		if _, err := os.Stat(filepath.Join(samples, f.Name, "01.eml")); errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: no sample", f.Name)
		}
		f.once.Do(f.compile)
		for i, e := range f.exprs {
			for _, g := range e.names {
				if !strings.Contains(groups, g) {
					t.Errorf("%s: line %d: unknown group %q", f.Name, i, g)
				}
			}
		}
	}
	if got := List(); len(got) != len(all) || got[len(got)-1].Name != "plain" {
		t.Errorf("List() = %v, want all formats and plain last", got)
	}
}
