package mailbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A walk goes through a folder and what lies below it. Every folder is read
// once, however many symbolic links lead to it. A link that leads out of the
// folder is not followed: whoever may write there could have any file of the
// disk read, and what lies elsewhere was not asked for.
type walk struct {
	run  *run
	root string          // real path of the folder that the caller has named
	seen map[string]bool // real paths of the folders
}

// newWalk returns a walk through a folder, which may itself be a link.
func newWalk(r *run, whole string) (*walk, error) {
	root, err := filepath.EvalSymlinks(whole)
	return &walk{run: r, root: root, seen: map[string]bool{}}, err
}

// real returns where path leads to, if that lies within the folder.
func (w *walk) real(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	if rel, err := filepath.Rel(w.root, real); err != nil || !filepath.IsLocal(rel) {
		return "", fmt.Errorf("the symbolic link leads out of the folder and is not followed; name %s to read it", real)
	}
	return real, nil
}

// stat looks at what lies at path, and follows a link that stays within the
// folder.
func (w *walk) stat(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return info, err
	}
	if _, err := w.real(path); err != nil {
		return nil, err
	}
	return os.Stat(path)
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
	path, err := w.real(whole)
	if err != nil {
		return false, err
	}
	first = !w.seen[path]
	w.seen[path] = true
	return first, nil
}

// entry reads what a folder lists, following a symbolic link within the folder.
func (w *walk) entry(path, whole string) bool {
	r := w.run
	if r.opts.Skip != nil && r.opts.Skip(whole) {
		return true
	}
	p := place{location: path, source: "folder:" + filepath.Dir(whole)}
	info, err := w.stat(whole)
	switch { // reading a pipe would wait for ever
	case errors.Is(err, fs.ErrNotExist) && isLink(whole):
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
