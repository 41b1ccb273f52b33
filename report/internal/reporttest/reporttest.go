// Package reporttest has what the tests of the reports share: outcomes that
// break tables, ledgers for examples, golden files, and what a terminal may be
// sent. Nothing but tests imports it.
package reporttest

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/report/terminal"
)

var update = flag.Bool("update", false, "write the golden files; read the difference before you commit it")

// Golden compares got with the file testdata/name of the package that is
// tested.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-want +got):\n%s", path, cmp.Diff(string(want), string(got)))
	}
}

// Fits fails if a line is wider than the terminal or holds what a terminal
// would obey.
func Fits(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if w := terminal.Width(line); w > width {
			t.Errorf("%d columns on a terminal of %d: %q", w, width, line)
		}
		Harmless(t, line)
	}
}

// Harmless fails if a terminal would obey a part of the line, or show it in
// another order.
func Harmless(t *testing.T, line string) {
	t.Helper()
	if !utf8.ValidString(line) {
		t.Errorf("not UTF-8: %q", line)
	}
	for _, r := range line {
		joiner := r == 0x200c || r == 0x200d
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && !joiner || r == 0x2028 || r == 0x2029 {
			t.Errorf("U+%04X reaches the terminal in %q", r, line)
		}
	}
}
