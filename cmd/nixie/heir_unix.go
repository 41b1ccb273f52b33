//go:build unix

package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// An heir is the user to whom files belong that root makes among the files of
// somebody else: a ledger and tokens that root has made by hand would be closed to
// the service whose they are. SQLite does so with its own companions of a file.
type heir struct {
	uid, gid int
	made     []string // folders that were not there yet, the uppermost first
}

// heirOf returns whose a new file at path should be; nil if it is that of this
// user.
func heirOf(path string) *heir {
	if os.Geteuid() != 0 {
		return nil
	}
	var h heir
	for folder := filepath.Dir(path); ; folder = filepath.Dir(folder) {
		info, err := os.Lstat(folder)
		if errors.Is(err, fs.ErrNotExist) && folder != filepath.Dir(folder) {
			h.made = append(h.made, folder)
			continue
		}
		if err != nil {
			return nil
		}
		owner, known := info.Sys().(*syscall.Stat_t)
		if !known || owner.Uid == 0 {
			return nil
		}
		h.uid, h.gid = int(owner.Uid), int(owner.Gid)
		slices.Reverse(h.made)
		return &h
	}
}

// inherit gives the heir those of the paths that are root's, and the folders that
// were made for them. The heir can put other things into the folder meanwhile, so
// links are not followed, and a file with a second name is left alone.
func (h *heir) inherit(paths ...string) error {
	if h == nil {
		return nil
	}
	for _, path := range slices.Concat(h.made, paths) {
		if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink != 0 {
			continue // of what is not there nobody is the heir
		}
		f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
		if err != nil {
			return err
		}
		err = h.give(f)
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// give gives the heir one file or folder that is root's.
func (h *heir) give(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	is, known := info.Sys().(*syscall.Stat_t)
	if !known || is.Uid != 0 || !info.IsDir() && (!info.Mode().IsRegular() || is.Nlink != 1) {
		return nil
	}
	return f.Chown(h.uid, h.gid)
}
