package mailbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxRelists bounds how often one Maildir is listed again for files that are
// no longer where they were. Once is enough for a reader that renamed all of
// them; the rest is for one who goes on doing so.
const maxRelists = 100

// isMaildir reports whether a folder has cur and new in it.
func isMaildir(path string) bool {
	for _, sub := range []string{"cur", "new"} {
		if info, err := os.Stat(filepath.Join(path, sub)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// maildir reads a Maildir and the folders within it. Beside them, only
// the server's own files lie there, which are no mail.
func (w *walk) maildir(path, whole string) bool {
	d := &maildir{run: w.run, walk: w, path: path, whole: whole, where: map[string]string{}}
	if !d.read() {
		return false
	}
	entries, err := os.ReadDir(whole)
	if err != nil {
		return w.run.trouble(d.place(""), fmt.Errorf("mailbox: opening %s: %w", path, explain(err)))
	}
	for _, e := range entries {
		name := e.Name()
		sub, subWhole := filepath.Join(path, name), filepath.Join(whole, name)
		if name == "cur" || name == "new" || name == "tmp" || !isMaildir(subWhole) {
			continue
		}
		if !w.folder(sub, subWhole) {
			return false
		}
	}
	return true
}

// A maildir is one folder of a Maildir.
//
// Other programs deliver, rename and delete while it is read. A file's name up
// to its flags is unique and never used again, and its content never changes.
type maildir struct {
	run         *run
	walk        *walk
	path, whole string
	where       map[string]string // unique name → path under whole, after the last listing
	relists     int
}

func (d *maildir) read() bool {
	names, err := d.list()
	if err != nil {
		return d.run.trouble(d.place(""), fmt.Errorf("mailbox: opening %s: %w", d.path, explain(err)))
	}
	for _, name := range names {
		if !d.message(name) {
			return false
		}
	}
	return true
}

// list returns the unique names of the messages, sorted: they begin with the
// time of delivery. New is listed before cur, so that a message that is moved
// meanwhile is seen at least once. Listed again, where each one is now is
// noted; what is gone keeps its old place.
func (d *maildir) list() ([]string, error) {
	var names []string
	for _, sub := range []string{"new", "cur"} {
		if _, err := d.walk.real(filepath.Join(d.whole, sub)); err != nil {
			return nil, err
		}
		dir, err := os.Open(filepath.Join(d.whole, sub))
		if err != nil {
			return nil, err
		}
		files, err := dir.Readdirnames(-1)
		if err = errors.Join(err, dir.Close()); err != nil {
			return nil, err
		}
		for _, f := range files {
			if !strings.HasPrefix(f, ".") {
				names = append(names, uniqueName(f))
				d.where[uniqueName(f)] = filepath.Join(sub, f)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// uniqueName returns a file's name without its flags: "1700000000.1.host" for
// "1700000000.1.host:2,RS". Where a colon cannot be in a name, writers use ";"
// or "!".
func uniqueName(file string) string {
	for _, sep := range []string{":2,", ";2,", "!2,"} {
		if name, _, ok := strings.Cut(file, sep); ok {
			return name
		}
	}
	return file
}

func (d *maildir) place(name string) place {
	return place{
		location: filepath.Join(d.path, d.where[name]),
		key:      filepath.Join(d.whole, d.where[name]),
		source:   "maildir:" + d.whole,
		name:     name,
		solo:     true,
	}
}

// message reads one message, wherever it has been moved to.
func (d *maildir) message(name string) bool {
	known, goOn := d.run.known(d.place(name))
	if known || !goOn {
		return goOn
	}
	file, info, err := d.open(name)
	p := d.place(name)
	if err != nil {
		return d.run.trouble(p, fmt.Errorf("mailbox: opening %s: %w", p.location, explain(err)))
	}
	defer file.Close()
	p.received = info.ModTime()
	return d.run.content(p, newStream(d.run.metered(file)), file)
}

// open opens a message, and looks for it again if another program has renamed
// it: flags are part of the name.
func (d *maildir) open(name string) (*os.File, fs.FileInfo, error) {
	file, info, err := d.tryOpen(name)
	if !errors.Is(err, fs.ErrNotExist) || d.relists >= maxRelists {
		return file, info, err
	}
	d.relists++
	before := d.where[name]
	if _, failed := d.list(); failed != nil {
		return nil, nil, failed
	}
	if d.where[name] == before {
		return nil, nil, err
	}
	return d.tryOpen(name)
}

// tryOpen opens a message where it was last seen. A pipe would wait for a
// writer and is not opened.
func (d *maildir) tryOpen(name string) (*os.File, fs.FileInfo, error) {
	path := filepath.Join(d.whole, d.where[name])
	info, err := d.walk.stat(path)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, errNoFile
	}
	file, err := os.Open(path)
	return file, info, err
}

var errNoFile = errors.New("a folder, pipe or device; only files belong in new and cur")
