package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

func TestAtomicFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "list.csv")
	must(os.WriteFile(path, []byte("old"), 0o640))

	if err := writeFile(path, private, func(w io.Writer) error {
		io.WriteString(w, "half of")
		return errors.New("no more")
	}); err == nil {
		t.Error("an error while writing is lost")
	}
	checkFile(t, path, "old")

	if err := writeFile(path, private, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "new")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v (%v), want that of the old file", info.Mode(), err)
	}

	link := filepath.Join(dir, "link.csv")
	must(os.Symlink("list.csv", link))
	if err := writeFile(link, private, func(w io.Writer) error { _, err := io.WriteString(w, "through"); return err }); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "through")

	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("%d files are left, want the list and the link: %v %v", len(left), left, err)
	}
}

// What holds addresses is for the eyes of its owner, and numbers are for all,
// whatever the umask.
func TestModeOfNewFiles(t *testing.T) {
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"list.csv": private, "nixie.prom": public} {
		path := filepath.Join(dir, name)
		must(writeFile(path, mode, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }))
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != mode {
			t.Errorf("%s has the mode %v (%v), want %v", name, info.Mode(), err, mode)
		}
	}
}

// A symbolic link stays, also if it leads to what is not there yet.
func TestWriteThroughLink(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	must(os.Symlink("second", first))
	must(os.Symlink(filepath.Join(dir, "page.html"), second))
	for range 2 {
		must(writeFile(first, private, func(w io.Writer) error { _, err := io.WriteString(w, "page"); return err }))
		checkFile(t, filepath.Join(dir, "page.html"), "page")
	}
	for _, link := range []string{first, second} {
		if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v %v", link, info, err)
		}
	}
}

// What goes wrong with a file names it as the user does.
func TestErrorsNameTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.csv")
	full := &fs.PathError{Op: "write", Path: "/x/.list.csv.GOTRCVDU", Err: syscall.ENOSPC}
	var e *exitError
	if err := notWritten(path, full); !errors.As(err, &e) || !strings.HasPrefix(err.Error(), "output: "+path+": ") || !strings.HasPrefix(e.hint, "make room") {
		t.Errorf("said %v, %+v", err, e)
	}
	f, err := createFile(path, private)
	must(err)
	must(f.File.Close())
	if _, err := f.Write([]byte("x")); err == nil || strings.Contains(err.Error(), ".list.csv.") || !strings.Contains(err.Error(), path) {
		t.Errorf("said %v, want %s", err, path)
	}
	f.abandon()
}

func checkFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s holds %q (%v), want %q", path, got, err, want)
	}
}

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	p := &progress{w: &out, talk: new(sync.Mutex), terminal: true, classes: map[rules.Class]int{}}
	res := &scanner.Result{Outcomes: []scanner.Outcome{{Verdict: rules.Verdict{Class: rules.Hard}}}}
	for range 12_000 {
		p.add("in\x1b[2Jbox", res)
	}
	p.show(p.line(p.began))
	p.clear()
	got := out.String()
	if !strings.HasSuffix(got, "12 000 messages  hard 12 000\r\x1b[K") {
		t.Errorf("the last line and its end are %q", got[max(0, len(got)-80):])
	}
	if strings.Contains(got, "\x1b[2J") {
		t.Error("a name reaches the terminal raw")
	}
	out.Reset()
	p.clear()
	if out.Len() > 0 {
		t.Errorf("clearing twice writes %q", out.String())
	}
}

func TestParseTargets(t *testing.T) {
	kinds := []string{"summary", "table", "json", "ndjson", "csv", "events"}
	for _, c := range []struct {
		name     string
		outputs  []string
		format   string
		fallback string
		want     string // FORMAT:PATH …; "" is refused
	}{
		{"nothing", nil, "", "ndjson", "ndjson:"},
		{"format", nil, "csv", "ndjson", "csv:"},
		{"by ending", []string{"a.csv", "b.json"}, "", "table", "csv:a.csv json:b.json"},
		{"by kind", []string{"events=a.txt", "table=-"}, "", "", "events:a.txt table:"},
		{"format fits the ending", []string{"a.csv"}, "events", "", "events:a.csv"},
		{"format for a name without ending", []string{"a"}, "json", "", "json:a"},
		{"format beside a file", []string{"a.json"}, "table", "", "json:a.json table:"},
		{"format beside a kind", []string{"csv=a"}, "ndjson", "", "csv:a ndjson:"},
		{"standard output", []string{"-"}, "", "ndjson", "ndjson:"},
		{"a path with =", []string{"a=b.csv"}, "", "", "csv:a=b.csv"},
		{"no ending, no format", []string{"a"}, "", "table", ""},
		{"twice", []string{"a.csv", "events=a.csv"}, "", "", ""},
		{"kind without file", []string{"csv="}, "", "", ""},
		{"empty", []string{""}, "", "", ""},
		{"unknown format", nil, "html", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			targets, err := parseTargets(c.outputs, c.format, c.fallback, kinds)
			if (err == nil) != (c.want != "") {
				t.Fatalf("parseTargets(%q, %q): error %v", c.outputs, c.format, err)
			}
			var got []string
			for _, target := range targets {
				got = append(got, target.format+":"+target.path)
			}
			if text := strings.Join(got, " "); err == nil && text != c.want {
				t.Errorf("parseTargets(%q, %q) = %s, want %s", c.outputs, c.format, text, c.want)
			}
		})
	}
}
