package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// A target is one place that results go to.
type target struct {
	format string // table, json, ndjson, csv, …
	path   string // "" is standard output
}

// parseTargets reads the values of --output: FILE, KIND=FILE, or "-". A file
// without a kind takes the one that its name ends in, unless --format fits the
// name. A --format that no file takes goes to standard output; so does the
// fallback, if there is one, where nothing else is asked for.
func parseTargets(outputs []string, format, fallback string, kinds []string) ([]target, error) {
	if format != "" {
		if err := checkFormat(format, kinds...); err != nil {
			return nil, err
		}
	}
	var targets []target
	taken := map[string]bool{}
	for _, o := range outputs {
		t, err := parseTarget(o, format, fallback, kinds)
		if err != nil {
			return nil, err
		}
		if taken[t.path] {
			return nil, usagef("give each output a place of its own", "--output %s: given twice", o)
		}
		taken[t.path] = true
		targets = append(targets, t)
	}
	used := slices.ContainsFunc(targets, func(t target) bool { return t.format == format })
	switch {
	case format != "" && !used && !taken[""]:
		targets = append(targets, target{format: format})
	case len(targets) == 0 && fallback != "":
		targets = append(targets, target{format: fallback})
	}
	return targets, nil
}

// endings are the names' endings of the formats that differ from them.
var endings = map[string]string{"events": "csv", "table": "txt", "summary": "txt", "unknown": "toml", "summary-json": "json", "summary-csv": "csv"}

// parseTarget reads one value of --output.
func parseTarget(o, format, fallback string, kinds []string) (target, error) {
	if kind, path, ok := strings.Cut(o, "="); ok && slices.Contains(kinds, kind) {
		if path == "" {
			return target{}, usagef("write "+kind+"=FILE, or "+kind+"=- for standard output", "--output %s: names no file", o)
		}
		return target{format: kind, path: strings.TrimPrefix(path, "-")}, nil
	}
	switch ext := strings.TrimPrefix(filepath.Ext(o), "."); {
	case o == "":
		return target{}, usagef("write --output FILE, or - for standard output", "--output names no file")
	case o == "-":
		if format == "" {
			format = fallback
		}
		return target{format: format}, nil
	case slices.Contains(kinds, ext) && endings[format] != ext:
		return target{format: ext, path: o}, nil
	case format != "":
		return target{format: format, path: o}, nil
	}
	return target{}, usagef("write KIND="+o+", where KIND is one of "+strings.Join(kinds, ", "), "--output %s: the name does not tell the format", o)
}

// An atomicFile appears under its name only when it is complete: it is
// written beside its place and renamed. Whoever reads the name sees the old
// file or the new one, never half of one.
type atomicFile struct {
	*os.File
	path string
	temp string // "" where path is no regular file, such as /dev/null
}

// The modes of new files, whatever the umask: most are full of other people's
// addresses, and a few are for programs of other users.
const (
	private os.FileMode = 0o600
	public  os.FileMode = 0o644
)

// createFile begins the file at path, or that to which a symbolic link leads there.
// Its folder must exist. A new file gets the mode, one that is there keeps its own.
func createFile(path string, mode os.FileMode) (*atomicFile, error) {
	path = linked(path)
	if info, err := os.Stat(path); err == nil {
		if info.IsDir() {
			return nil, usagef("give the name of a file", "output: %s is a folder", path)
		}
		if !info.Mode().IsRegular() {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return nil, failedf("", "output: %w", err)
			}
			return &atomicFile{File: f, path: path}, nil
		}
		mode = info.Mode().Perm()
	}
	temp := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%s", filepath.Base(path), rand.Text()[:8]))
	owner := heirOf(path)
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, private)
	if err != nil {
		return nil, notWritten(path, err)
	}
	err = f.Chmod(mode)
	if err == nil {
		err = owner.inherit(temp)
	}
	if err != nil {
		f.Close()
		os.Remove(temp)
		return nil, notWritten(path, err)
	}
	return &atomicFile{File: f, path: path, temp: temp}, nil
}

// maxLinks bounds how many symbolic links are followed, as systems do.
const maxLinks = 40

// linked returns the path to which symbolic links lead, also if nothing is there
// yet.
func linked(path string) string {
	for range maxLinks {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return real
		}
		to, err := os.Readlink(path)
		if err != nil {
			return path
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return path
}

// notWritten is err, about the file that the user knows: it is written under
// another name first. Other errors are returned as they are.
func notWritten(path string, err error) error {
	var e *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &e):
		err = e.Err
	case errors.As(err, &l):
		err = l.Err
	default:
		return err
	}
	hint := "the folder must exist and allow writing"
	if isFull(err) {
		hint = "make room on that disk, or write to another"
	}
	return &exitError{code: exitFailed, err: fmt.Errorf("output: %s: %w", path, err), hint: hint}
}

// isFull reports whether there is no room on a disk, or none for this user.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// Write is that of the file, with an error that names it as the user does.
func (f *atomicFile) Write(b []byte) (int, error) {
	n, err := f.File.Write(b)
	return n, notWritten(f.path, err)
}

// commit puts the file in its place.
func (f *atomicFile) commit() error {
	if f.temp == "" {
		return f.File.Close()
	}
	err := f.File.Sync()
	if cerr := f.File.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.temp, f.path)
	}
	if err != nil {
		os.Remove(f.temp)
		return notWritten(f.path, err)
	}
	return nil
}

// abandon leaves what stood there before.
func (f *atomicFile) abandon() {
	f.File.Close()
	if f.temp != "" {
		os.Remove(f.temp)
	}
}

// writeFile writes a whole file at once, atomically, with what write writes. The
// mode is that of a new file.
func writeFile(path string, mode os.FileMode, write func(io.Writer) error) error {
	f, err := createFile(path, mode)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.abandon()
		return err
	}
	return f.commit()
}
