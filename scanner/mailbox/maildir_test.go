package mailbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/scanner"
)

func TestMaildir(t *testing.T) {
	dir := write(t, map[string]string{
		"cur/1700000001.a.host:2,RS": eml("one"),
		"cur/1700000003.a.host,S=9":  eml("three"),
		"new/1700000002.a.host":      eml("two"),
		"new/1700000004.a.host":      mbox("four", "not apart"), // one file is one message
		"new/1700000005.a.host":      gzipped(t, eml("five")),   // as Dovecot's zlib plugin writes
		"new/1700000006.a.host":      "",
		"tmp/1700000007.a.host":      eml("half written"),
	})
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(dir, "new", "1700000002.a.host"), at, at); err != nil {
		t.Fatal(err)
	}
	before := listing(t, dir)
	messages := readPath(t, dir, nil)
	want := `cur/1700000001.a.host:2,RS: one
new/1700000002.a.host: two
cur/1700000003.a.host,S=9: three
new/1700000004.a.host: four
new/1700000005.a.host: five
new/1700000006.a.host: error
`
	if diff := cmp.Diff(want, outline(dir, messages)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if m := messages[1]; !m.Received.Equal(at) || m.Name != "1700000002.a.host" || m.Source != "maildir:"+dir || m.Position != "" {
		t.Errorf("Received %v, Name %q, Source %q, Position %q", m.Received, m.Name, m.Source, m.Position)
	}
	if diff := cmp.Diff(before, listing(t, dir)); diff != "" {
		t.Errorf("the Maildir was changed (-before +after):\n%s", diff)
	}
}

// listing names all files with their time of change.
func listing(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		names = append(names, fmt.Sprintf("%s %d %v %v", path, info.Size(), info.Mode(), info.ModTime()))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// A message is known by its unique name, whatever its flags and whether it
// lies in new or cur.
func TestMaildirKnowsMessagesWithoutFlags(t *testing.T) {
	dir := write(t, map[string]string{"cur/1.x:2,": eml("one"), "new/2.x": eml("two")})
	n := newNotebook()
	readPath(t, dir, n)
	rename(t, dir, "cur/1.x:2,", "cur/1.x:2,FS")
	rename(t, dir, "new/2.x", "cur/2.x:2,S")
	put(t, filepath.Join(dir, "new", "3.x"), eml("three"))
	if got, want := outline(dir, readPath(t, dir, n)), "new/3.x: three\n"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// A mail program that marks everything as read while the folder is scanned
// loses nothing; a message that is deleted meanwhile is named.
func TestMaildirChangedMeanwhile(t *testing.T) {
	dir := write(t, map[string]string{"cur/1.x:2,": eml("one"), "cur/2.x:2,": eml("two"), "new/3.x": eml("three"), "new/4.x": eml("four"), "new/5.x": eml("five")})
	var got []*scanner.Message
	for m, err := range open(t, dir, nil, nil).Messages(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, m); len(got) == 1 {
			rename(t, dir, "cur/2.x:2,", "cur/2.x:2,S")
			rename(t, dir, "new/3.x", "cur/3.x:2,RS")
			if err := os.Remove(filepath.Join(dir, "new", "4.x")); err != nil {
				t.Fatal(err)
			}
		}
		if len(got) == 4 {
			rename(t, dir, "new/5.x", "cur/5.x:2,")
		}
	}
	want := "cur/1.x:2,: one\ncur/2.x:2,S: two\ncur/3.x:2,RS: three\nnew/4.x: error\ncur/5.x:2,: five\n"
	if diff := cmp.Diff(want, outline(dir, got)); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if m := got[3]; m.Name != "" || !strings.Contains(m.Err.Error(), "moved or deleted") {
		t.Errorf("Name %q, Err %v: want no name, so that it is looked for again", m.Name, m.Err)
	}
}

func TestMaildirRereadsNoMoreThanItsBound(t *testing.T) {
	files := map[string]string{"cur/0.x": eml("first"), "new/.keep": ""}
	for i := range maxRelists + 20 {
		files[fmt.Sprintf("cur/1%03d.x", i)] = eml("gone")
	}
	dir := write(t, files)
	errs := 0
	for m, err := range open(t, dir, nil, nil).Messages(t.Context()) {
		switch {
		case err != nil:
			t.Fatal(err)
		case m.Err != nil:
			errs++
		case subject(m) == "first":
			for name := range files {
				if strings.HasPrefix(name, "cur/1") {
					if err := os.Remove(filepath.Join(dir, name)); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	if errs != maxRelists+20 {
		t.Errorf("%d messages were named as gone, want %d", errs, maxRelists+20)
	}
}

func rename(t *testing.T, dir, from, to string) {
	t.Helper()
	if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
		t.Fatal(err)
	}
}
