package mailbox

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// cut returns the messages of an mbox.
func cut(t *testing.T, box string, max int64) []string {
	t.Helper()
	var all []string
	r := newMboxReader(newStream(strings.NewReader(box)), 0, max)
	for {
		m, err := r.next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("next: %v", err)
		}
		if m.raw == nil {
			all = append(all, fmt.Sprintf("too long: %d", m.size))
			continue
		}
		all = append(all, string(m.raw))
	}
}

const from = "From a@example.org Tue Jan  2 10:00:00 2024\n"

func TestMboxReader(t *testing.T) {
	long := strings.Repeat("x", 3*bufferSize)
	for _, c := range []struct {
		name, box string
		want      []string
	}{
		{"nothing", "", nil},
		{"empty lines only", "\n\r\n\n", nil},
		{"one message", from + "A: 1\n\nbody\n\n", []string{"A: 1\n\nbody\n"}},
		{"no empty line at the end", from + "A: 1\n\nbody\n", []string{"A: 1\n\nbody\n"}},
		{"no line end at the end", from + "A: 1\n\nbody", []string{"A: 1\n\nbody"}},
		{"two messages", from + "A: 1\n\nb\n\n" + from + "A: 2\n\nc\n\n", []string{"A: 1\n\nb\n", "A: 2\n\nc\n"}},
		{"CRLF", strings.ReplaceAll(from+"A: 1\n\nb\n\n"+from+"A: 2\n\nc\n\n", "\n", "\r\n"),
			[]string{"A: 1\r\n\r\nb\r\n", "A: 2\r\n\r\nc\r\n"}},
		{"byte order mark and empty lines first", "\xef\xbb\xbf\r\n\n" + from + "A: 1\n\nb\n", []string{"A: 1\n\nb\n"}},
		{"no From_ line first", "A: 1\n\nb\n\n" + from + "A: 2\n\nc\n", []string{"A: 1\n\nb\n", "A: 2\n\nc\n"}},
		{"first From_ line without date", "From me\nA: 1\n\nb\n", []string{"A: 1\n\nb\n"}},
		{"From_ lines without dates", "From a@example.org\nA: 1\n\nFrom here\n\nFrom b@example.org\nA: 2\n\nFrom a to z\n", []string{"A: 1\n\nFrom here\n", "A: 2\n\nFrom a to z\n"}},
		{"From_ line with nothing in it", "From \nA: 1\n\nFrom \n\nb\n", []string{"A: 1\n\nFrom \n\nb\n"}},
		{"the same, of one sender", "From - \nA: 1\n\nb\n\nFrom -\nA: 2\n\nc\n", []string{"A: 1\n\nb\n", "A: 2\n\nc\n"}},
		{"From in the text after an empty line", from + "A: 1\n\nb\n\nFrom Monday on, 10:30 is fine\n", []string{"A: 1\n\nb\n\nFrom Monday on, 10:30 is fine\n"}},
		{"From_ line without empty line before", from + "A: 1\n\nb\n" + from + "c\n", []string{"A: 1\n\nb\n" + from + "c\n"}},
		{"quoting undone in the body", from + ">From x\nA: 1\n\n>From y\n>>From z\n>Fromage\n> From\n",
			[]string{">From x\nA: 1\n\nFrom y\n>From z\n>Fromage\n> From\n"}},
		{"empty message", from + "\n" + from + "A: 1\n\nb\n", []string{"", "A: 1\n\nb\n"}},
		{"header only", from + "A: 1\n\n" + from + "A: 2\n", []string{"A: 1\n", "A: 2\n"}},
		{"two From_ lines in a row", from + from + "A: 1\n\nb\n", []string{from + "A: 1\n\nb\n"}},
		{"long lines", from + "A: 1\n\n" + long + "\n" + long + "\n\n" + from + "A: 2\n", []string{"A: 1\n\n" + long + "\n" + long + "\n", "A: 2\n"}},
		{"From_ inside a long line", from + "A: 1\n\n" + long[:bufferSize] + from + "\n" + from + "A: 2\n",
			[]string{"A: 1\n\n" + long[:bufferSize] + from, "A: 2\n"}},
		{"Content-Length right", from + "Content-Length: 50\n\n" + "x\n\n" + from + "y\n\n" + "\n" + from + "A: 2\n",
			[]string{"Content-Length: 50\n\nx\n\n" + from + "y\n\n", "A: 2\n"}},
		{"Content-Length without the last line end", from + "content-length: 1\n\nx\n\n" + from + "A: 2\n", []string{"content-length: 1\n\nx", "A: 2\n"}},
		{"Content-Length to the end", from + "Content-Length: 48\n\nx\n\n" + from + "y", []string{"Content-Length: 48\n\nx\n\n" + from + "y"}},
		{"Content-Length too small", from + "Content-Length: 2\n\nx\ny\nz\n\n" + from + "A: 2\n", []string{"Content-Length: 2\n\nx\ny\nz\n", "A: 2\n"}},
		{"Content-Length too large", from + "Content-Length: 20\n\nx\n\n" + from + "A: 2\n\ny\n", []string{"Content-Length: 20\n\nx\n", "A: 2\n\ny\n"}},
		{"Content-Length beyond the end", from + "Content-Length: 9999\n\nx\n\n" + from + "A: 2\n", []string{"Content-Length: 9999\n\nx\n", "A: 2\n"}},
		{"Content-Length no number", from + "Content-Length: -1\nA: 1\n\nx\n", []string{"Content-Length: -1\nA: 1\n\nx\n"}},
		{"Content-Length in the body", from + "A: 1\n\nContent-Length: 3\n\nx\n\n" + from + "A: 2\n", []string{"A: 1\n\nContent-Length: 3\n\nx\n", "A: 2\n"}},
		{"quoting undone within Content-Length", from + "Content-Length: 8\n\n>From x\n\n" + from + "A: 2\n", []string{"Content-Length: 8\n\nFrom x\n", "A: 2\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, cut(t, c.box, 1<<20)); diff != "" {
				t.Errorf("messages of %.300q (-want +got):\n%s", c.box, diff)
			}
		})
	}
}

func TestMboxReaderGivesUpOnLyingLengths(t *testing.T) {
	const lie = from + "Content-Length: 300\n\nx\n\n"
	var want []string
	for range 2 * maxLies {
		want = append(want, "Content-Length: 300\n\nx\n")
	}
	// Then comes a true one, which is no longer believed.
	box := strings.Repeat(lie, 2*maxLies) + from + "Content-Length: 47\n\n\n" + from + "y\n\n"
	want = append(want, "Content-Length: 47\n\n", "y\n")
	if diff := cmp.Diff(want, cut(t, box, 1<<20)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMboxReaderSkipsWhatIsTooLong(t *testing.T) {
	fits := "A: 1\n\n" + strings.Repeat("0123456789012345\n", 5)
	box := from + fits + "\n" + from + fits + "x\n" + "\n" + from + "A: 3\n"
	want := []string{fits, fmt.Sprintf("too long: %d", len(fits)+3), "A: 3\n"}
	// The first has the final empty line on top of the limit.
	if diff := cmp.Diff(want, cut(t, box, int64(len(fits))+1)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFromDate(t *testing.T) {
	want := time.Date(2024, 1, 2, 15, 4, 5, 0, time.UTC)
	for _, line := range []string{
		"From a@example.org Tue Jan  2 15:04:05 2024\n",
		"From a@example.org  Tue Jan 02 15:04:05 2024\r\n",
		"From - Tue Jan  2 15:04:05 2024",
		"From a@example.org Tue Jan  2 15:04:05 UTC 2024\n",
		"From a@example.org Tue Jan  2 16:04:05 2024 +0100\n",
		"From 17@xxx Tue Jan 02 15:04:05 +0000 2024\n",
		"From a@example.org Tue, 02 Jan 2024 10:04:05 -0500\n",
		"From a@example.org Tue Jan 2 15:04:05 2024 remote from uucp\n",
		"From a@example.org 2024-01-02T15:04:05Z\n",
		"From a@example.org 2024-01-02 15:04:05\n",
		"From \"John Doe\"@example.org Tue Jan  2 15:04:05 2024\n",
	} {
		if got := fromDate([]byte(line)); !got.Equal(want) {
			t.Errorf("fromDate(%q) = %v, want %v", line, got, want)
		}
		if !isFromLine([]byte(line)) {
			t.Errorf("isFromLine(%q) = false", line)
		}
	}
	if got := fromDate([]byte("From a@example.org Tue Jan  2 2024\n")); !got.Equal(want.Truncate(24 * time.Hour)) {
		t.Errorf("without a clock: %v", got)
	}
	for _, line := range []string{
		"From \n", "From me\n", "From here to there\n", "From Jan 2 2024\n", "From: a@example.org Tue Jan  2 15:04:05 2024\n",
		">From a@example.org Tue Jan  2 15:04:05 2024\n", "From the 2nd of May 2024, 10:30\n", "From 2 Jan 2024\n", "From now on, Jan 2 2024\n", "From x Tue Jan 2 99:04:05 2024\n",
		"From x " + strings.Repeat("y", maxFromLine) + " Tue Jan  2 15:04:05 2024\n",
	} {
		if isFromLine([]byte(line)) {
			t.Errorf("isFromLine(%.60q) = true, date %v", line, fromDate([]byte(line)))
		}
	}
}

// The samples hold the same three bounces in each manner of quoting; the lines
// that differ are those that begin with From or >From.
func TestMboxVariants(t *testing.T) {
	dir := filepath.Join("..", "..", "testdata", "mailboxes")
	plain := func(raw []byte) string {
		var b strings.Builder
		for line := range bytes.Lines(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))) {
			if !bytes.Contains(line, []byte("From ")) && !bytes.HasPrefix(line, []byte("Content-Length:")) {
				b.Write(line)
			}
		}
		return b.String()
	}
	var want []string
	for _, name := range []string{"mboxrd", "mboxo", "mboxcl", "mboxcl2", "crlf"} {
		messages := readPath(t, filepath.Join(dir, name+".mbox"), nil)
		var got []string
		for i, m := range messages {
			if m.Err != nil {
				t.Fatalf("%s: %v", m.Location, m.Err)
			}
			got = append(got, plain(m.Raw))
			if at := time.Date(2024, 1, 2, 10, i+1, 0, 0, time.UTC); !m.Received.Equal(at) {
				t.Errorf("%s: Received = %v, want %v", m.Location, m.Received, at)
			}
			if !bytes.Contains(m.Raw, []byte("\nFrom what we know")) {
				t.Errorf("%s: the quoting of \"From what we know\" is still there", m.Location)
			}
		}
		if want == nil {
			want = got
		}
		if len(got) != 3 || cmp.Diff(want, got) != "" {
			t.Errorf("%s.mbox: %d messages (-mboxrd +got):\n%s", name, len(got), cmp.Diff(want, got))
		}
	}
}

func FuzzMbox(f *testing.F) {
	f.Add([]byte(mbox("one", "two", "three")), 1000)
	f.Add([]byte(from+"Content-Length: 9\n\nx\n\n"+from+"Content-Length: 0\n\n"+from), 10)
	f.Add([]byte("\xef\xbb\xbf\n\n"+from+">From x\n\n>>From y\r\n\r\n"+from), 40)
	samples, _ := filepath.Glob(filepath.Join("..", "..", "testdata", "mailboxes", "*.mbox"))
	for _, s := range samples {
		if b, err := os.ReadFile(s); err == nil {
			f.Add(b, 1<<20)
		}
	}
	f.Fuzz(func(t *testing.T, box []byte, max int) {
		if max < 0 {
			max = -max
		}
		limit := int64(max%(1<<20)) + 1
		r := newMboxReader(newStream(bytes.NewReader(box)), 0, limit)
		var offset int64
		for n := 0; ; n++ {
			m, err := r.next()
			if err == io.EOF {
				break
			}
			if err != nil || n > len(box) {
				t.Fatalf("message %d: %v", n, err)
			}
			if m.start < offset || m.end <= m.start || m.end > int64(len(box)) {
				t.Fatalf("message %d at %d to %d, after %d, in %d bytes", n, m.start, m.end, offset, len(box))
			}
			if skipped := box[offset:m.start]; n > 0 && len(skipped) > 0 {
				t.Fatalf("message %d begins %d bytes after the one before", n, len(skipped))
			}
			if int64(len(m.raw)) > limit || !bytes.HasPrefix(box[m.start:m.end], m.mark) {
				t.Fatalf("message %d has %d bytes, limit %d, mark %q", n, len(m.raw), limit, m.mark)
			}
			checkContent(t, box[m.start:m.end], m.raw, r.plain != "")
			offset = m.end
		}
		if rest := bytes.TrimLeft(box[offset:], "\r\n"); len(rest) > 0 && !bytes.Equal(rest, bom) {
			t.Fatalf("%d bytes after the last message: %.60q", len(rest), rest)
		}
	})
}

// checkContent compares a message with its bytes in the file. Only the "From "
// line, quoting marks and empty lines at the end may be missing. In a plain
// file, whose first "From " line has no date, others have none either.
func checkContent(t *testing.T, file, raw []byte, plain bool) {
	t.Helper()
	if raw == nil {
		return
	}
	bare := func(b []byte) string {
		b = bytes.TrimRight(b, "\r\n")
		return string(bytes.ReplaceAll(b, []byte(">"), nil))
	}
	line, rest, _ := bytes.Cut(file, []byte("\n"))
	dated := startsMbox(line) || isFromLine(line) // the first needs no date, others may have strange senders
	if len(line) < maxFromLine && (dated || plain && bytes.HasPrefix(line, []byte("From ")) && string(raw) != string(file)) {
		file = rest
	}
	if bare(file) != bare(raw) {
		t.Fatalf("in the file %q, read as %q", file, raw)
	}
}

func BenchmarkMboxReader(b *testing.B) {
	box := mbox(strings.Fields(strings.Repeat("one two three four five ", 2000))...)
	box = strings.ReplaceAll(box, "Hello.\n", strings.Repeat("A line of a body as long as such lines are, some seventy characters.\n", 60))
	b.SetBytes(int64(len(box)))
	b.ReportAllocs()
	for b.Loop() {
		r := newMboxReader(newStream(strings.NewReader(box)), 0, MaxMessage)
		for {
			if _, err := r.next(); err == io.EOF {
				break
			}
		}
	}
}

// FuzzReader gives arbitrary bytes to everything that is read: no panic, each
// message with either content or an error, no end of the run.
func FuzzReader(f *testing.F) {
	f.Add([]byte(eml("one")))
	f.Add([]byte(mbox("one", "two")))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	f.Add([]byte("\x28\xb5\x2f\xfd\x24\x05\x29\x00\x00abcde\x9e\x2b\x1c\x62"))
	f.Add([]byte("PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		src := Reader("-", io.MultiReader(bytes.NewReader(content)), nil, &Options{MaxMessage: 1 << 16, MaxUnpacked: 1 << 20})
		n := 0
		for m, err := range src.Messages(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; m.Err != nil && m.Raw != nil || m.Err == nil && m.Raw == nil || m.Location == "" {
				t.Fatalf("message %d: %d bytes, Err %v, Location %q", n, len(m.Raw), m.Err, m.Location)
			}
		}
		if n == 0 {
			t.Fatal("no message: the input ended in no visible state")
		}
	})
}
