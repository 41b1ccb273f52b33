package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSuffered checks testdata/suffered.tsv: nothing is left out, and every test
// that it names exists.
func TestSuffered(t *testing.T) {
	text, err := os.ReadFile("testdata/suffered.tsv")
	if err != nil {
		t.Fatal(err)
	}
	answered := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) != 3 || cells[2] == "" || answered[cells[0]] {
			t.Errorf("%q: want an item, what it is, and tests or a reason, once", line)
			continue
		}
		answered[cells[0]] = true
		if strings.HasPrefix(cells[2], "- ") {
			continue
		}
		for name := range strings.FieldsSeq(cells[2]) {
			if dir, test, _ := strings.Cut(name, ":"); !hasTest(t, dir, test) {
				t.Errorf("item %s: there is no test %s in %s", cells[0], test, dir)
			}
		}
	}
	for _, some := range []struct{ letter, from, to int }{{0, 24, 48}, {0, 58, 63}, {'L', 1, 13}} {
		for n := some.from; n <= some.to; n++ {
			item := fmt.Sprint(n)
			if some.letter != 0 {
				item = fmt.Sprintf("%c%d", some.letter, n)
			}
			if !answered[item] {
				t.Errorf("item %s is left out", item)
			}
		}
	}
}

// hasTest reports whether a package has a test of that name.
func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join("../..", dir, "*_test.go"))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
