package oauth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// A Store keeps the grant of one account. [File] and [Keyring] are stores.
type Store interface {
	// Load returns the grant; ErrSignedOut, wrapped, if there is none.
	Load() (*Grant, error)
	// Save replaces the grant. After an error the one before is still there.
	Save(*Grant) error
	// Delete forgets the grant; it is no error if there is none.
	Delete() error
	// Lock keeps other processes from changing the grant until unlock is called.
	Lock(ctx context.Context) (unlock func(), err error)
	// Place says to people where the grant is.
	Place() string
}

// ErrSignedOut says that there is no token with which to go on: somebody must
// sign in.
var ErrSignedOut = errors.New("not signed in")

// A File keeps a grant in a file that only its owner can read.
type File struct{ path string }

// NewFile returns the store in the file of that path. It and its folder need
// not exist.
func NewFile(path string) *File { return &File{path} }

// Place returns the path.
func (f *File) Place() string { return f.path }

// Load reads the file. One that others can read is refused, but on Windows,
// where the mode of a file says nothing.
func (f *File) Load() (*Grant, error) {
	r, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: there is no token in %s", ErrSignedOut, f.path)
	}
	if err != nil {
		return nil, fmt.Errorf("token file: %w", err)
	}
	defer r.Close()
	info, err := r.Stat()
	if err != nil {
		return nil, fmt.Errorf("token file: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("token file: others can read %s (mode %04o), and with it the mailbox; run: chmod 600 %[1]s", f.path, info.Mode().Perm())
	}
	text, err := io.ReadAll(io.LimitReader(r, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("token file: %w", err)
	}
	g, err := decode(text)
	if err != nil {
		return nil, fmt.Errorf("%w: the token file %s is damaged: %v", ErrSignedOut, f.path, err)
	}
	return g, nil
}

// Save writes the file anew and puts it in place of the old one in one step,
// which outlives a power failure: an issuer takes each refresh token once.
func (f *File) Save(g *Grant) error {
	text, err := g.encode()
	if err != nil {
		return fmt.Errorf("token file: %w", err)
	}
	if err := f.folder(); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(f.path), f.halfDone()+"*") // mode 0600
	if err != nil {
		return fmt.Errorf("token file: %w", err)
	}
	defer os.Remove(tmp.Name()) // does nothing after the renaming
	_, err = tmp.Write(text)
	if err == nil {
		err = tmp.Sync()
	}
	if closing := tmp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(tmp.Name(), f.path)
	}
	if err != nil {
		return fmt.Errorf("token file: %w", err)
	}
	syncFolder(filepath.Dir(f.path))
	return nil
}

// halfDone begins the names of the files that Save is about to put in place.
func (f *File) halfDone() string { return "." + filepath.Base(f.path) + "-" }

// syncFolder writes down that a file in the folder has another content. File
// systems that cannot, and Windows, which need not, refuse.
func syncFolder(path string) {
	if d, err := os.Open(path); err == nil {
		d.Sync()
		d.Close()
	}
}

// Delete removes the file, and what a Save that was killed has left behind. The
// lock beside it stays: who waits for it would else wait for another file than
// who comes next.
func (f *File) Delete() error {
	err := os.Remove(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	entries, _ := os.ReadDir(filepath.Dir(f.path)) // none if there is no folder
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), f.halfDone()) {
			err = errors.Join(err, os.Remove(filepath.Join(filepath.Dir(f.path), e.Name())))
		}
	}
	if err != nil {
		return fmt.Errorf("token file: %w", err)
	}
	return nil
}

// folder makes the folder of the file.
func (f *File) folder() error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return fmt.Errorf("token file: %w", err)
	}
	return nil
}

// lockSuffix names the file that is locked: the token's own is replaced.
const lockSuffix = ".lock"
