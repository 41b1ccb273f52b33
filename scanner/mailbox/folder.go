package mailbox

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A walk goes through folders. Every folder is read once, however many
// symbolic links lead to it.
type walk struct {
	run  *run
	seen map[string]bool // real paths of the folders
}

// folder reads a folder: as a Maildir if it is one, else all that is in it,
// sorted by name.
func (w *walk) folder(path, whole string) bool {
	r := w.run
	p := place{location: path, source: "folder:" + whole}
	first, err := w.enter(whole)
	if err != nil {
		return r.trouble(p, fmt.Errorf("mailbox: opening %s: %w", path, explain(err)))
	}
	if !first {
		return true
	}
	if isMaildir(whole) {
		return w.maildir(path, whole)
	}
	entries, err := os.ReadDir(whole) // sorted
	if err != nil {
		return r.trouble(p, fmt.Errorf("mailbox: opening %s: %w", path, explain(err)))
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if !w.entry(filepath.Join(path, e.Name()), filepath.Join(whole, e.Name())) {
			return false
		}
	}
	return true
}

// enter notes that a folder is read, and says whether for the first time.
func (w *walk) enter(whole string) (first bool, err error) {
	path, err := filepath.EvalSymlinks(whole)
	if err != nil {
		return false, err
	}
	first = !w.seen[path]
	w.seen[path] = true
	return first, nil
}

// entry reads what a folder lists, following a symbolic link.
func (w *walk) entry(path, whole string) bool {
	r := w.run
	p := place{location: path, source: "folder:" + filepath.Dir(whole)}
	info, err := os.Stat(whole)
	switch { // reading a pipe would wait for ever
	case err != nil && isLink(whole):
		return r.trouble(p, fmt.Errorf("mailbox: %s: the symbolic link leads nowhere: %w", path, err))
	case err != nil:
		return r.trouble(p, fmt.Errorf("mailbox: opening %s: %w", path, explain(err)))
	case info.IsDir():
		return w.folder(path, whole)
	case !info.Mode().IsRegular():
		return r.trouble(p, fmt.Errorf("mailbox: %s is a %s and not read with its folder; name it to read it", path, what(info.Mode())))
	}
	return r.listed(path, whole, info)
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

func what(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	}
	return "device"
}
