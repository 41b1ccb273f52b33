package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A listInput is the list that is read.
type listInput struct {
	io.Reader
	name string   // for people
	path string   // "" for standard input
	file *os.File // nil for standard input
}

// close closes the file.
func (in *listInput) close() {
	if in.file != nil {
		in.file.Close()
	}
}

// openList opens a list, packed by gzip or not.
func (a *app) openList(path string) (*listInput, error) {
	in := &listInput{Reader: a.stdin, name: "standard input"}
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, failedf("check the spelling of the path", "list: %v", err) // not %w: nobody was refused access to mail
		}
		in = &listInput{Reader: f, name: path, path: path, file: f}
		if info, err := f.Stat(); err == nil && info.IsDir() {
			f.Close()
			return nil, usagef("give the file of the list", "list: %s is a folder", path)
		}
	}
	r := bufio.NewReader(in.Reader)
	in.Reader = r
	if magic, _ := r.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b { // RFC 1952 section 2.3.1
		unpacked, err := gzip.NewReader(r)
		if err != nil {
			in.close()
			return nil, failedf("", "list: unpacking %s: %w", in.name, err)
		}
		in.Reader = unpacked
	}
	return in, nil
}

// places are where the rows go; "-" is standard output.
type places struct{ kept, dropped string }

// places says where the rows go, and that nothing is lost there.
func (f *cleanFlags) places(in *listInput) (places, error) {
	p := places{f.output, f.dropped}
	if in.path == "" {
		if p.kept == "" {
			p.kept = "-"
		}
		if p.dropped == "" && !f.dry {
			return p, usagef("--dropped FILE", "the dropped rows of standard input have no place")
		}
	}
	base := strings.TrimSuffix(in.path, ".gz")
	ext := filepath.Ext(base)
	base = strings.TrimSuffix(base, ext)
	if p.kept == "" {
		p.kept = base + ".kept" + ext
	}
	if p.dropped == "" {
		p.dropped = base + ".dropped" + ext
	}
	if f.dry {
		return p, nil
	}
	if p.kept == p.dropped || same(p.kept, p.dropped) {
		return p, usagef("give the dropped rows a file of their own", "kept and dropped rows would both go to %s", p.kept)
	}
	for _, path := range []string{p.kept, p.dropped} {
		if err := f.checkPlace(path, in); err != nil {
			return p, err
		}
	}
	return p, nil
}

// checkPlace refuses a place where something would be lost.
func (f *cleanFlags) checkPlace(path string, in *listInput) error {
	info, err := os.Stat(path)
	switch {
	case path == "-" || errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return failedf("", "list: %v", err)
	case in.path != "" && same(path, in.path):
		return usagef("give the rows a file of their own", "%s is the list itself, which is never written over", path)
	case info.Mode().IsRegular() && !f.force:
		return usagef("--force writes over it; -o and --dropped name other files", "%s exists already", path)
	}
	return nil
}

// same reports whether two names are those of one file.
func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y) && x.Mode().IsRegular()
}

// cleanedFiles are the two files that are written.
type cleanedFiles struct {
	app           *app
	kept, dropped io.Writer
	files         []*atomicFile
}

// open begins both; in a dry run nothing is written.
func (c *cleanedFiles) open(p places, dry bool) error {
	if dry {
		c.kept, c.dropped = io.Discard, io.Discard
		return nil
	}
	for _, place := range []struct {
		path string
		w    *io.Writer
	}{{p.dropped, &c.dropped}, {p.kept, &c.kept}} {
		if place.path == "-" {
			*place.w = c.app.stdout
			continue
		}
		file, err := createFile(place.path, private)
		if err != nil {
			return err
		}
		*place.w = file
		c.files = append(c.files, file)
	}
	return nil
}

// commit puts both in their places, the dropped rows first: whoever sees the
// kept ones finds the rest beside them.
func (c *cleanedFiles) commit() error {
	for len(c.files) > 0 {
		file := c.files[0]
		c.files = c.files[1:]
		if err := file.commit(); err != nil {
			return err
		}
	}
	return nil
}

// abandon leaves what stood there before. After commit it does nothing.
func (c *cleanedFiles) abandon() {
	for _, file := range c.files {
		file.abandon()
	}
}
