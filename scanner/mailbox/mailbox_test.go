package mailbox

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nixie-mail/nixie/scanner"
)

func zipped(t *testing.T, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A file is recognised by its content: each of these is read under a name
// that says nothing.
func TestOpenFile(t *testing.T) {
	zip2 := zipped(t, "b/two.eml", eml("two"), "a/one", mbox("one", "uno"), ".hidden", "x", "dir/", "", "c.gz", gzipped(t, eml("three")))
	for _, c := range []struct{ name, content, want string }{
		{"message", eml("one"), "f: one\n"},
		{"message with CRLF", strings.ReplaceAll(eml("one"), "\n", "\r\n"), "f: one\n"},
		{"message after a byte order mark and empty lines", "\xef\xbb\xbf\n\r\n" + eml("one"), "f: one\n"},
		{"message whose header begins with >From", ">From a@example.org Tue Jan  2 10:00:00 2024\n" + eml("one"), "f: one\n"},
		{"field of old style", "From : a@example.org\nSubject: one\n\nx\n", "f: one\n"},
		{"mbox", mbox("one", "two"), "f#1: one\nf#2: two\n"},
		{"mbox after empty lines", "\n\n" + mbox("one", "two"), "f#1: one\nf#2: two\n"},
		{"mbox after a byte order mark", "\xef\xbb\xbf" + mbox("one", "two"), "f#1: one\nf#2: two\n"},
		{"gzip of a message", gzipped(t, eml("one")), "f: one\n"},
		{"gzip of an mbox", gzipped(t, mbox("one", "two")), "f#1: one\nf#2: two\n"},
		{"zstd of an mbox", zstandard(t, mbox("one", "two")), "f#1: one\nf#2: two\n"},
		{"zstd within gzip", gzipped(t, zstandard(t, eml("one"))), "f: one\n"},
		{"zip", zip2, "f!a/one#1: one\nf!a/one#2: uno\nf!b/two.eml: two\nf!c.gz: three\n"},
		{"zip within gzip", gzipped(t, zip2), "f!a/one#1: one\nf!a/one#2: uno\nf!b/two.eml: two\nf!c.gz: three\n"},
		{"four archives in one another", gzipped(t, gzipped(t, gzipped(t, gzipped(t, eml("one"))))), "f: error\n"},
		{"zip without files", zipped(t), "f: error\n"},
		{"empty", "", "f: error\n"},
		{"white space", " \n\t\r\n", "f: error\n"},
		{"binary", "\x7fELF\x02\x01\x01\x00\x00\x00" + strings.Repeat("\x00:", 9000), "f: error\n"},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "f: error\n"},
		{"prose", "Once upon a time there was no header.\n\nNote: this is no field.\n", "f: error\n"},
		{"JSON", "{\n  \"a\": 1\n}\n", "f: error\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, map[string]string{"f": c.content})
			got := outline(dir, readPath(t, filepath.Join(dir, "f"), nil))
			if got != c.want {
				t.Errorf("from a file:\n%s\nwant:\n%s", got, c.want)
			}
			// The same from a pipe, but that one may have nothing to bring.
			if c.content == "" {
				c.want = ""
			}
			piped := outline("", read(t, Reader("f", io.MultiReader(strings.NewReader(c.content)), nil, nil), nil, -1))
			if piped != c.want {
				t.Errorf("from a pipe:\n%s\nwant:\n%s", piped, c.want)
			}
		})
	}
}

func TestSingleMessageWithFromLine(t *testing.T) {
	dir := write(t, map[string]string{
		"a.eml": mbox("one"), "b.eml": mbox("one", "two"), "c.eml.gz": gzipped(t, mbox("one")), "d.mbox": mbox("one"),
	})
	messages := readPath(t, dir, nil)
	want := "a.eml: one\nb.eml#1: one\nb.eml#2: two\nc.eml.gz: one\nd.mbox#1: one\n"
	if got := outline(dir, messages); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	first := messages[0]
	if at := time.Date(2024, 1, 2, 10, 0, 0, 0, time.UTC); string(first.Raw) != mbox("one") || !first.Received.Equal(at) {
		t.Errorf("%s: Raw = %q, Received %v: want the message as stored, and the time of its From_ line", first.Location, first.Raw, first.Received)
	}
}

// Each kind of trouble gives one message that says where and what to do, and
// the rest goes on. What another run may read has no key.
func TestTrouble(t *testing.T) {
	whole := gzipped(t, mbox("one", "two")+strings.Repeat("unpackable ", 50)+mbox("three"))
	damaged := []byte(zipped(t, "a.eml", eml("one"), "b.eml", eml("two")))
	at := bytes.Index(damaged, []byte("Subject: one"))
	if at < 0 { // deflated
		at = bytes.Index(damaged, []byte("a.eml")) + 20
	}
	damaged[at] ^= 0xff
	for _, c := range []struct {
		name, file, content string
		says                []string
		keyed               bool
	}{
		{"empty file", "x", "", []string{"empty"}, true},
		{"binary file", "x", "\x00\x01\x02", []string{"no mail", "leave the file out"}, true},
		{"tar", "x.tar", "a.eml" + strings.Repeat("\x00", 252) + "ustar\x0000", []string{"is a tar archive", "unpack it and name the folder"}, true},
		{"tar in gzip", "x.tgz", gzipped(t, "a.eml"+strings.Repeat("\x00", 252)+"ustar  \x00"), []string{"is a tar archive"}, true},
		{"message of Outlook", "x.msg", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", []string{"Outlook (.msg)", "save the message as .eml"}, true},
		{"bzip2", "x.bz2", "BZh91AY&SY", []string{"bzip2", "bunzip2 -c FILE | nixie -"}, true},
		{"truncated gzip", "x.gz", whole[:len(whole)-20], []string{"ends too early", "fetch it again"}, false},
		{"truncated gzip header", "x.gz", whole[:7], []string{"ends too early"}, false},
		{"truncated zstd", "x.zst", zstandard(t, mbox("one", strings.Repeat("two ", 50)))[:40], []string{"ends too early"}, false},
		{"damaged zip entry", "x.zip", string(damaged), []string{"damaged", "fetch the file again"}, false},
		{"truncated zip", "x.zip", zipped(t, "a.eml", eml("one"))[:60], []string{"damaged"}, false},
		{"message over the limit", "x.eml", eml("one") + strings.Repeat("x\n", 5000), []string{"more than 5000 bytes", "raise the limit"}, true},
		{"bomb", "x.gz", gzipped(t, eml("one")+"x\n"+strings.Repeat("\x00", 1<<20)), []string{"more than 5000 bytes"}, true},
		{"mbox bomb", "x.gz", gzipped(t, mbox("one")+strings.Repeat("\x00", 1<<20)), []string{"unpacks to more", "64 KiB"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, map[string]string{c.file: c.content, "z.eml": eml("goes on")})
			var bad []*scanner.Message
			all := read(t, open(t, dir, nil, &Options{MaxMessage: 5000, MaxUnpacked: 65536}), nil, -1)
			for _, m := range all {
				if m.Err != nil {
					bad = append(bad, m)
				}
			}
			if len(bad) != 1 || subject(all[len(all)-1]) != "goes on" {
				t.Fatalf("want one error, and the other file read; got:\n%s", outline(dir, all))
			}
			m := bad[0]
			for _, s := range append(c.says, filepath.Join(dir, c.file)) {
				if !strings.Contains(m.Err.Error(), s) {
					t.Errorf("Err = %q, want it to say %q", m.Err, s)
				}
			}
			if keyed := m.Name != "" || m.Position != ""; keyed != c.keyed || m.Raw != nil {
				t.Errorf("Name %q, Position %q, %d bytes: want a key: %v, and no content", m.Name, m.Position, len(m.Raw), c.keyed)
			}
		})
	}
}

func TestTruncatedGzipGivesWhatCameBefore(t *testing.T) {
	packed := gzipped(t, mbox("one", "two", strings.Repeat("three ", 20)))
	dir := write(t, map[string]string{"x.mbox.gz": packed[:len(packed)-12]})
	path := filepath.Join(dir, "x.mbox.gz")
	n := newNotebook()
	if got, want := outline(dir, readPath(t, path, n)), "x.mbox.gz#1: one\nx.mbox.gz#2: two\nx.mbox.gz#3: error\n"; got != want {
		t.Fatalf("got:\n%s\nwant:\n%s", got, want)
	}
	put(t, path, packed)
	if got := outline(dir, readPath(t, path, n)); !strings.HasPrefix(got, "x.mbox.gz#3: three") {
		t.Errorf("once the file is whole, got:\n%s\nwant its third message", got)
	}
}

func TestOpenMissing(t *testing.T) {
	dir := write(t, map[string]string{"f": eml("one")})
	for _, path := range []string{filepath.Join(dir, "missing"), filepath.Join(dir, "f", "below a file")} {
		if _, err := Open(path, nil, nil); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("Open(%s): error %v, want one that names it", path, err)
		}
	}
	if _, err := Open(filepath.Join(dir, "missing"), nil, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v is not fs.ErrNotExist", err)
	}
}

func TestNoPermission(t *testing.T) {
	if asNobody(t) {
		return
	}
	dir := write(t, map[string]string{"a.eml": eml("one"), "closed.eml": eml("two"), "shut/x.eml": eml("three"), "z.eml": eml("four")})
	for _, name := range []string{"closed.eml", "shut"} {
		path := filepath.Join(dir, name)
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(path, 0o755) })
	}
	if f, err := os.Open(filepath.Join(dir, "closed.eml")); err == nil {
		f.Close()
		t.Skip("this user may read everything, so that nothing can be refused")
	}
	messages := readPath(t, dir, nil)
	if got, want := outline(dir, messages), "a.eml: one\nclosed.eml: error\nshut: error\nz.eml: four\n"; got != want {
		t.Fatalf("got:\n%s\nwant:\n%s", got, want)
	}
	for _, m := range messages[1:3] {
		if !errors.Is(m.Err, fs.ErrPermission) || !strings.Contains(m.Err.Error(), "run nixie as a user who may") || m.Name != "" {
			t.Errorf("Name %q, Err %v: want no name, and the remedy", m.Name, m.Err)
		}
	}
}

// link makes a symbolic link, or skips where the system has none.
func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
}

func TestFolder(t *testing.T) {
	dir := write(t, map[string]string{
		"root/b/2.eml": eml("b2"), "root/b/10.eml": eml("b10"), "root/a.mbox": mbox("a1", "a2"),
		"root/.hidden": eml("x"), "root/.git/x": eml("x"), "root/c.zip": zipped(t, "x.eml", eml("zipped")),
		"root/md/cur/1.x:2,S": eml("maildir"), "root/md/new/.keep": "", "root/md/.Sub/cur/2.x:2,": eml("sub"), "root/md/.Sub/new/3.x": eml("sub new"),
		"root/md/dovecot-uidlist": "3 V1\n", "root/md/tmp/9.x": eml("half written"), "root/md/.notes/x": eml("x"),
	})
	root := filepath.Join(dir, "root")
	link(t, "..", filepath.Join(root, "b", "up")) // a loop
	link(t, "b", filepath.Join(root, "same"))
	link(t, "nowhere", filepath.Join(root, "dangling"))
	want := `a.mbox#1: a1
a.mbox#2: a2
b/10.eml: b10
b/2.eml: b2
c.zip!x.eml: zipped
dangling: error
md/cur/1.x:2,S: maildir
md/.Sub/cur/2.x:2,: sub
md/.Sub/new/3.x: sub new
`
	n := newNotebook()
	if diff := cmp.Diff(want, outline(root, readPath(t, root, n))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	n.asked = 0
	if got, want := outline(root, readPath(t, root, n)), "dangling: error\n"; got != want {
		t.Errorf("the second time:\n%s\nwant:\n%s", got, want)
	}
	if n.asked != 4+1+3 {
		t.Errorf("memory was asked %d times, want once for each of 4 files, 1 entry and 3 messages of the Maildir", n.asked)
	}
}

// A link within the folder is followed, one that leads out of it is not: it
// is told of, and the rest is read.
func TestLinksOutOfAFolder(t *testing.T) {
	dir := write(t, map[string]string{
		"root/a.eml": eml("a"), "root/sub/b.eml": eml("b"), "root/md/cur/1.x:2,": eml("one"), "root/md/new/2.x": eml("two"),
		"root-2/e.eml": eml("elsewhere"), "other/cur/3.x:2,": eml("three"), "other/new/4.x": eml("four"),
	})
	root := filepath.Join(dir, "root")
	link(t, filepath.Join("..", "root-2"), filepath.Join(root, "c"))
	link(t, "/", filepath.Join(root, "d"))
	link(t, filepath.Join(dir, "root-2", "e.eml"), filepath.Join(root, "e.eml"))
	link(t, filepath.Join(root, "sub"), filepath.Join(root, "f")) // read already as sub, or sub as this
	link(t, "a.eml", filepath.Join(root, "g.eml"))
	link(t, filepath.Join("..", "..", "..", "root-2", "e.eml"), filepath.Join(root, "md", "cur", "5.x:2,"))
	link(t, filepath.Join("..", "..", "other"), filepath.Join(root, "md", ".Sent"))
	link(t, root, filepath.Join(dir, "named"))
	want := `a.eml: a
c: error
d: error
e.eml: error
f/b.eml: b
g.eml: a
md/cur/1.x:2,: one
md/new/2.x: two
md/cur/5.x:2,: error
md/.Sent: error
`
	for _, name := range []string{"root", "named"} { // what the caller names may be a link itself
		got := readPath(t, filepath.Join(dir, name), nil)
		if diff := cmp.Diff(want, outline(filepath.Join(dir, name), got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		for _, m := range got {
			if m.Err != nil && !strings.Contains(m.Err.Error(), "leads out of the folder and is not followed; name ") {
				t.Errorf("%s: %v", m.Location, m.Err)
			}
		}
	}
	put(t, filepath.Join(root, "odd", "new", "1.x"), eml("odd"))
	link(t, filepath.Join(dir, "other", "cur"), filepath.Join(root, "odd", "cur"))
	if got, want := outline(root, readPath(t, filepath.Join(root, "odd"), nil)), "odd: error\n"; got != want {
		t.Errorf("a Maildir of which one half lies elsewhere:\n%s\nwant:\n%s", got, want)
	}
}

func TestFolderReadsChangedFilesAgain(t *testing.T) {
	dir := write(t, map[string]string{"a.eml": eml("one"), "b.eml": eml("two")})
	n := newNotebook()
	readPath(t, dir, n)
	put(t, filepath.Join(dir, "a.eml"), eml("uno"))
	if err := os.Chtimes(filepath.Join(dir, "a.eml"), time.Time{}, time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	// A known file is not opened: that b.eml cannot be read now does not matter.
	if err := os.Chmod(filepath.Join(dir, "b.eml"), 0); err != nil {
		t.Fatal(err)
	}
	if got, want := outline(dir, readPath(t, dir, n)), "a.eml: uno\n"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if got, want := outline(dir, readPath(t, filepath.Join(dir, "a.eml"), n)), ""; got != want {
		t.Errorf("named by itself, got:\n%s\nwant nothing: it is known", got)
	}
}

func TestContextEndsTheRun(t *testing.T) {
	dir := write(t, map[string]string{"x": mbox("one", "two", "three")})
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	why := errors.New("enough")
	var seen int
	var last error
	for _, err := range open(t, filepath.Join(dir, "x"), nil, nil).Messages(ctx) {
		if last = err; err == nil {
			seen++
			cancel(why)
		}
	}
	if seen != 1 || !errors.Is(last, why) {
		t.Errorf("%d messages, then %v; want 1, then the cause", seen, last)
	}
}

// failing is a Memory whose database has gone.
type failing struct{ scanner.Forgetful }

var errGone = errors.New("database gone")

func (failing) Position(context.Context, string) (string, error)    { return "", errGone }
func (failing) Known(context.Context, string, string) (bool, error) { return false, errGone }

func TestFailingMemoryEndsTheRun(t *testing.T) {
	dir := write(t, map[string]string{"a.eml": eml("one"), "b/cur/1": eml("x"), "b/new/2": eml("x"), "c.mbox": mbox("one"), "d.zip": zipped(t, "x", eml("x"))})
	for _, name := range []string{"a.eml", "b", "c.mbox", "d.zip", ""} {
		src, err := Open(filepath.Join(dir, name), failing{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []error
		for m, err := range src.Messages(t.Context()) {
			if got = append(got, err); m != nil {
				t.Errorf("%s: message %s", name, m.Location)
			}
		}
		if len(got) != 1 || !errors.Is(got[0], errGone) {
			t.Errorf("%s: errors %v, want one: %v", name, got, errGone)
		}
	}
}

func TestProgress(t *testing.T) {
	box := mbox(strings.Fields(strings.Repeat("one two ", 5000))...)
	dir := write(t, map[string]string{"x": box, "y.gz": gzipped(t, box)})
	for _, name := range []string{"x", "y.gz"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		var calls []string
		opts := &Options{OnProgress: func(read, total int64) { calls = append(calls, fmt.Sprintf("%d of %d", read, total)) }}
		read(t, open(t, filepath.Join(dir, name), nil, opts), nil, -1)
		if want := fmt.Sprintf("%d of %d", info.Size(), info.Size()); len(calls) == 0 || calls[len(calls)-1] != want {
			t.Errorf("%s: last of %d calls was %v, want %q", name, len(calls), calls[max(0, len(calls)-1):], want)
		}
	}
}
