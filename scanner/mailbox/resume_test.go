package mailbox

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner"
)

// Each step changes an mbox and says which of its messages are then read. Every
// manner of keeping the file must give the same.
func TestResume(t *testing.T) {
	longer := strings.Repeat("pad ", 400) // so that the file is longer than its fingerprint
	type step struct{ content, want string }
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"unchanged", []step{
			{mbox("one", "two"), "#1: one #2: two"},
			{mbox("one", "two"), ""},
		}},
		{"grown", []step{
			{mbox("one"), "#1: one"},
			{mbox("one", "two", "three"), "#2: two #3: three"},
			{mbox("one", "two", "three", "four"), "#4: four"},
		}},
		{"begun with nothing but a From_ line", []step{
			{from, "#1: ?"},
			{mbox("one"), "#1: one"},
		}},
		{"last message still being written", []step{
			{mbox("one") + from + "Subject: tw", "#1: one #2: tw"},
			{mbox("one") + from + "Subject: two\n\nx\n\n" + mbox("three"), "#2: two #3: three"},
		}},
		{"last From_ line still being written", []step{
			{mbox("one") + from[:30], "#1: one"},
			{mbox("one", "two"), "#1: one #2: two"},
		}},
		{"rewritten from the start", []step{
			{mbox("one", "two"), "#1: one #2: two"},
			{mbox("uno", "two", "three"), "#1: uno #2: two #3: three"},
		}},
		{"emptied and filled again", []step{
			{mbox(longer, "two", "three"), "#1: pad … #2: two #3: three"},
			{mbox("four"), "#1: four"},
		}},
		{"a message in the middle deleted", []step{
			{mbox(longer, "two", "three"), "#1: pad … #2: two #3: three"},
			{mbox(longer, "three", "fourth"), "#1: pad … #2: three #3: fourth"},
		}},
		{"cut at the end", []step{
			{mbox(longer, "two", "three"), "#1: pad … #2: two #3: three"},
			{mbox(longer, "two"), "#1: pad … #2: two"},
		}},
	} {
		for _, kept := range []struct {
			name string
			pack func(string) string
		}{
			{"plain", func(s string) string { return s }},
			{"gzip", func(s string) string { return gzipped(t, s) }},
			{"zip", func(s string) string { return zipped(t, "in", s) }},
			{"gzip thrice", func(s string) string { return gzipped(t, gzipped(t, gzipped(t, s))) }},
			{"gzip in zip in gzip", func(s string) string { return gzipped(t, zipped(t, "in", gzipped(t, s))) }},
		} {
			t.Run(c.name+"/"+kept.name, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "box")
				n := newNotebook()
				for i, s := range c.steps {
					put(t, path, kept.pack(s.content))
					if got := short(readPath(t, path, n)); got != s.want {
						t.Fatalf("step %d: read %q, want %q", i+1, got, s.want)
					}
				}
			})
		}
	}
}

// The empty line after a message may come with the next one.
func TestResumeAfterMissingEmptyLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "box")
	n := newNotebook()
	put(t, path, strings.TrimSuffix(mbox("one"), "\n"))
	readPath(t, path, n)
	put(t, path, mbox("one", "two"))
	if got, want := short(readPath(t, path, n)), "#2: two"; got != want {
		t.Errorf("read %q, want %q", got, want)
	}
}

// short shows messages as "#1: one #2: two".
func short(messages []*scanner.Message) string {
	var b strings.Builder
	for _, m := range messages {
		_, n, _ := strings.Cut(m.Location, "#")
		b.WriteString(" #" + n + ": " + subject(m))
	}
	return strings.TrimSpace(b.String())
}

// However often a scan is broken off, every message is read once.
func TestResumeAfterPartialRead(t *testing.T) {
	box := mbox("one", "two", "three", "four", "five")
	for _, c := range []struct{ name, content string }{
		{"plain", box}, {"CRLF", strings.ReplaceAll(box, "\n", "\r\n")}, {"zstd", zstandard(t, box)},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, map[string]string{"box": c.content})
			path := filepath.Join(dir, "box")
			n := newNotebook()
			var got []*scanner.Message
			for range 3 {
				got = append(got, read(t, open(t, path, n, nil), n, 2)...)
			}
			if want := "#1: one #2: two #3: three #4: four #5: five"; short(got) != want {
				t.Errorf("read %q, want %q", short(got), want)
			}
		})
	}
}

func TestPipeIsReadPastWhatIsKnown(t *testing.T) {
	n := newNotebook()
	pipe := func(s string) string {
		return short(read(t, Reader("-", io.MultiReader(strings.NewReader(s)), n, nil), n, -1))
	}
	long := strings.Repeat("pad ", 400)
	for _, s := range []struct{ content, want string }{
		{mbox(long, "two"), "#1: pad … #2: two"},
		{mbox(long, "two"), ""},
		{mbox(long, "two", "three"), "#3: three"},
		{mbox("another", "mbox"), "#1: another #2: mbox"},
		{mbox(long, "two"), "#1: pad … #2: two"},
		// The start is as before, the rest is not. It cannot be read again:
		// that is said, and what follows is not lost.
		{mbox(long, "too", "three"), "#2: error #2: too #3: three"},
	} {
		if got := pipe(s.content); got != s.want {
			t.Fatalf("read %q, want %q", got, s.want)
		}
	}
}

func TestMbox(t *testing.T) {
	got := read(t, Mbox{Name: "b", R: strings.NewReader(mbox("one", "two"))}, nil, -1)
	if want := "b#1: one\nb#2: two\n"; outline("", got) != want {
		t.Errorf("got:\n%s\nwant:\n%s", outline("", got), want)
	}
	for i := 1; i < len(got); i++ {
		if got[i].Source != "mbox:b" || got[i].Position == got[i-1].Position || got[i].Name != "" {
			t.Errorf("%s: Source %q, Position %q, Name %q", got[i].Location, got[i].Source, got[i].Position, got[i].Name)
		}
	}
}

func TestParsePositionRefusesRubbish(t *testing.T) {
	good := position{n: 3, start: 10, end: 20, headSize: 20, head: fingerprint([]byte("a")), markSize: 5, mark: fingerprint([]byte("b"))}
	if got, ok := parsePosition(good.String()); !ok || got != good {
		t.Errorf("parsePosition(%q) = %+v, %v; want %+v", good, got, ok, good)
	}
	for _, s := range []string{"", "x", "1 2", "0 0 0 0 a 0 b", "1 -1 5 0 a 0 b", "1 9 5 0 a 0 b", "1 0 5 9999999999 a 0 b", "1 0 5 0 a -7 b"} {
		if got, ok := parsePosition(s); ok {
			t.Errorf("parsePosition(%q) = %+v, want none", s, got)
		}
	}
}
