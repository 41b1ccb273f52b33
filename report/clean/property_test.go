package clean_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/nixie-mail/nixie/report/clean"
)

// TestSplitKeepsEveryByte makes lists at random, of every shape that people
// have, and knows which rows must go.
func TestSplitKeepsEveryByte(t *testing.T) {
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 7))
		list := randomList(r)
		got, err := cleanList(t, list.text, clean.Format{Delimiter: list.delimiter, Column: fmt.Sprint(list.column + 1), NoHeader: true}, clean.Options{}, "en", some()...)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if got.kept != list.kept {
			t.Errorf("seed %d: kept %q, want %q", seed, short(got.kept), short(list.kept))
		}
		rest := got.dropped
		for _, row := range list.dropped {
			if !strings.HasPrefix(rest, row) {
				t.Fatalf("seed %d: dropped %q, want a row that begins with %q", seed, short(rest), short(row))
			}
			_, rest, _ = strings.Cut(rest[len(row):], list.lineEnd) // the new cells hold no line end
		}
		if rest != "" {
			t.Errorf("seed %d: dropped without need: %q", seed, short(rest))
		}
		if n := got.counts; n.Rows != n.Kept+n.Dropped || n.Rows != list.rows || n.Dropped != len(list.dropped) {
			t.Errorf("seed %d: %+v; there are %d rows, %d to drop", seed, *n, list.rows, len(list.dropped))
		}
		if t.Failed() {
			return
		}
	}
}

// A made list is one of which is known what becomes of it.
type madeList struct {
	text, kept         string
	dropped            []string // without line ends
	rows               int
	delimiter, lineEnd string
	column             int
}

func randomList(r *rand.Rand) madeList {
	l := madeList{delimiter: string(",;\t|"[r.IntN(4)]), lineEnd: []string{"\n", "\r\n"}[r.IntN(2)]}
	width := 1 + r.IntN(5)
	l.column = r.IntN(width)
	n := 1 + r.IntN(40)
	for i := range n {
		if r.IntN(10) == 0 {
			l.text += l.lineEnd
			l.kept += l.lineEnd
		}
		address, bad := fmt.Sprintf("good%d@example.org", r.IntN(20)), false
		switch r.IntN(4) {
		case 0:
			address, bad = "BAD@example.org", true
		case 1:
			address = ""
		}
		cells := make([]string, max(l.column+1, width+r.IntN(3)-1))
		for j := range cells {
			cells[j] = randomCell(r, l.delimiter)
		}
		cells[l.column] = address
		if r.IntN(3) == 0 {
			cells[l.column] = `"` + address + `"`
		}
		row := strings.Join(cells, l.delimiter)
		if strings.TrimSpace(row) == "" {
			row = "x" + l.delimiter + row // an empty line is no row
			bad = bad && l.column > 0
			if l.column == 0 {
				continue
			}
		}
		end := l.lineEnd
		if i == n-1 && r.IntN(2) == 0 {
			end = ""
		}
		l.rows++
		l.text += row + end
		if bad {
			l.dropped = append(l.dropped, row)
		} else {
			l.kept += row + end
		}
	}
	return l
}

// randomCell never holds an address.
func randomCell(r *rand.Rand, delimiter string) string {
	const letters = "aZ0 éß漢\x00\xff'=+-#"
	text := make([]byte, r.IntN(12))
	for i := range text {
		text[i] = letters[r.IntN(len(letters))]
	}
	switch r.IntN(200) {
	case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19:
		inner := strings.NewReplacer("a", "\n", "Z", delimiter, "0", `""`, "é", "\r\n").Replace(string(text))
		return `"` + inner + `"`
	case 20:
		return `"` + strings.Repeat("long \n", 1<<20/6) + `"`
	case 26, 27, 28, 29:
		return `  "` + strings.ReplaceAll(string(text), "a", delimiter) + `" `
	case 21, 22, 23, 24, 25:
		return `a 5" b`
	}
	return string(text)
}

func short(s string) string { return s[:min(len(s), 400)] }

// FuzzSplit takes anything for a list: each of its lines is in one of the two
// files afterwards, or the list is refused.
func FuzzSplit(f *testing.F) {
	f.Add([]byte("email,n\nbad@example.org,1\n\"good@example.org\",\"2\n\"\n"))
	f.Add([]byte("bad@example.org\rgood@example.org"))
	f.Add([]byte("sep=;\r\n\"bad@example.org\" ; \"x\"\r\n"))
	f.Add([]byte("\ufeffa\tbad@example.org\t\"\"\"\"\n"))
	f.Add([]byte("\xff\xfeb\x00a\x00d\x00@\x00"))
	f.Add([]byte("\x00b\x00a\x00d\x00@\x00\n\xd8\x00"))
	f.Fuzz(func(t *testing.T, list []byte) {
		got, err := cleanList(t, string(list), clean.Format{}, clean.Options{}, "en", some()...)
		if err != nil {
			return
		}
		if n := got.counts; n.Rows != n.Kept+n.Dropped {
			t.Errorf("%+v", *n)
		}
		if bytes.ContainsRune(list, 0) {
			return // perhaps UTF-16, whose lines are others
		}
		if in, out := linesOf(string(list)), linesOf(got.kept, got.dropped); !contains(out, in) {
			t.Errorf("of the lines %q\nonly these are left: %q", in, out)
		}
	})
}

// linesOf returns all lines, sorted, without what stands behind a dropped row.
func linesOf(texts ...string) (all []string) {
	for _, text := range texts {
		for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
			for _, d := range ",;\t|" {
				for _, more := range []string{"remove", "replace", "advice"} {
					line, _, _ = strings.Cut(line, string(d)+more+string(d))
				}
			}
			all = append(all, strings.TrimPrefix(strings.TrimRight(line, ",;\t|"), "\ufeff"))
		}
	}
	slices.Sort(all)
	return all
}

// contains reports whether every line of in is in out; both are sorted. A
// header is in out twice.
func contains(out, in []string) bool {
	for _, line := range in {
		i, ok := slices.BinarySearch(out, line)
		if !ok {
			return false
		}
		out = out[i+1:]
	}
	return true
}

// TestSplitCharsets writes the same list in every character set.
func TestSplitCharsets(t *testing.T) {
	const list = "Navn;e-post\r\nÅse;bad@example.org\r\nJörg €;good@example.org\r\n"
	const kept = "Navn;e-post\r\nJörg €;good@example.org\r\n"
	wide := func(order binary.AppendByteOrder, text string) string {
		var b []byte
		for _, u := range utf16.Encode([]rune(text)) {
			b = order.AppendUint16(b, u)
		}
		return string(b)
	}
	western := func(text string) string {
		return strings.NewReplacer("Å", "\xc5", "ö", "\xf6", "€", "\x80", "ä", "\xe4", "ü", "\xfc").Replace(text)
	}
	for _, c := range []struct {
		name  string
		write func(string) string
	}{
		{"UTF-8", func(s string) string { return s }},
		{"UTF-8 with a mark", func(s string) string { return "\ufeff" + s }},
		{"windows-1252", western},
		{"UTF-16LE", func(s string) string { return wide(binary.LittleEndian, "\ufeff"+s) }},
		{"UTF-16BE", func(s string) string { return wide(binary.BigEndian, "\ufeff"+s) }},
		{"UTF-16LE without a mark", func(s string) string { return wide(binary.LittleEndian, s) }},
		{"UTF-16BE without a mark", func(s string) string { return wide(binary.BigEndian, s) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := cleanList(t, c.write(list), clean.Format{}, clean.Options{}, "en", some()...)
			if err != nil {
				t.Fatal(err)
			}
			if got.kept != c.write(kept) {
				t.Errorf("kept %q, want %q", got.kept, c.write(kept))
			}
			if want := c.write("Navn;e-post;advice;cause;reason;since;new_address\r\nÅse;bad@example.org;remove;user-unknown;"); !strings.HasPrefix(got.dropped, want) {
				t.Errorf("dropped %q, want it to begin with %q", got.dropped, want)
			}
		})
	}
}

// TestSplitHalfPairs has what no text may have in UTF-16, but files have: half
// of a pair.
func TestSplitHalfPairs(t *testing.T) {
	var list []byte
	for _, u := range []uint16{0xfeff, 'a', '@', 'b', '.', 'c', ',', 0xd83d, ',', 0xde00, 0xd83d, ',', 0xd83d, 0xde00, '\n'} {
		list = binary.BigEndian.AppendUint16(list, u)
	}
	got, err := cleanList(t, string(list), clean.Format{}, clean.Options{}, "en", some()...)
	if err != nil || got.kept != string(list) {
		t.Errorf("kept %x, %v, want %x", got.kept, err, list)
	}
}
