package mailbox

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/nixie-mail/nixie/scanner"
)

// notebook is a Memory that remembers what it is told.
type notebook struct {
	positions map[string]string
	names     map[string]bool
	asked     int
}

func newNotebook() *notebook {
	return &notebook{positions: map[string]string{}, names: map[string]bool{}}
}

func (n *notebook) Position(_ context.Context, source string) (string, error) {
	return n.positions[source], nil
}

func (n *notebook) Known(_ context.Context, source, name string) (bool, error) {
	n.asked++
	return n.names[source+"\x00"+name], nil
}

// record does what a ledger does with a message.
func (n *notebook) record(m *scanner.Message) {
	if m.Position != "" {
		n.positions[m.Source] = m.Position
	}
	if m.Name != "" {
		n.names[m.Source+"\x00"+m.Name] = true
	}
}

// read returns up to limit messages of src, all if limit is negative, and
// records them.
func read(t *testing.T, src scanner.Source, n *notebook, limit int) []*scanner.Message {
	t.Helper()
	var all []*scanner.Message
	for m, err := range src.Messages(t.Context()) {
		if err != nil {
			t.Fatalf("after %d messages: %v", len(all), err)
		}
		if n != nil {
			n.record(m)
		}
		if all = append(all, m); len(all) == limit {
			break
		}
	}
	return all
}

func readPath(t *testing.T, path string, n *notebook) []*scanner.Message {
	t.Helper()
	return read(t, open(t, path, n, nil), n, -1)
}

func open(t *testing.T, path string, n *notebook, opts *Options) scanner.Source {
	t.Helper()
	var memory scanner.Memory
	if n != nil {
		memory = n
	}
	src, err := Open(path, memory, opts)
	if err != nil {
		t.Fatalf("Open(%s): %v", path, err)
	}
	return src
}

// outline shows messages in a line each: their location below dir, and their
// Subject or the error.
func outline(dir string, messages []*scanner.Message) string {
	var b strings.Builder
	for _, m := range messages {
		where := strings.ReplaceAll(strings.TrimPrefix(m.Location, dir+string(filepath.Separator)), "\\", "/")
		fmt.Fprintf(&b, "%s: %s\n", where, subject(m))
	}
	return b.String()
}

func subject(m *scanner.Message) string {
	if m.Err != nil {
		return "error"
	}
	for line := range bytes.Lines(m.Raw) {
		if s, ok := bytes.CutPrefix(line, []byte("Subject: ")); ok {
			if word, rest, long := strings.Cut(string(bytes.TrimSpace(s)), " "); long && len(rest) > 40 {
				return word + " …"
			}
			return string(bytes.TrimSpace(s))
		}
	}
	return "?"
}

// write writes files below a new folder; the names have slashes.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		put(t, filepath.Join(dir, filepath.FromSlash(name)), content)
	}
	return dir
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func eml(subject string) string {
	return "From: a@example.org\nSubject: " + subject + "\n\nHello.\n"
}

func mbox(subjects ...string) string {
	var b strings.Builder
	for i, s := range subjects {
		fmt.Fprintf(&b, "From a@example.org Tue Jan  2 10:%02d:00 2024\n%s\n", i%60, eml(s))
	}
	return b.String()
}

func gzipped(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstandard(t *testing.T, s string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return string(w.EncodeAll([]byte(s), nil))
}
