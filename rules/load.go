package rules

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// A LoadError is one mistake in a file of rules.
type LoadError struct {
	File string // path within the folder that was loaded
	Line int    // counted from 1; 0 if the whole file is meant
	Rule string // id of the rule, list or provider; "" if none
	Err  error

	Remedy string // what to do about it, "" if Err says so
}

// Error returns the place and the mistake: "rules: house.toml:12: house/vip: …".
func (e *LoadError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "rules: %s", e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	if e.Rule != "" {
		fmt.Fprintf(&b, ": %s", e.Rule)
	}
	fmt.Fprintf(&b, ": %v", e.Err)
	return b.String()
}

// Unwrap returns the mistake without its place.
func (e *LoadError) Unwrap() error { return e.Err }

// A loader gathers what the files of several layers say, and all mistakes.
type loader struct {
	rules     map[string]entry
	lists     map[string]List
	providers map[string]Provider
	words     map[string][]string
	retired   map[string]bool // ids of rules that a later layer has switched off
	layer     int             // number of the layer being read, from 0
	errs      []*LoadError
}

func newLoader() *loader {
	return &loader{rules: map[string]entry{}, lists: map[string]List{}, providers: map[string]Provider{}, words: map[string][]string{}, retired: map[string]bool{}}
}

// load reads the layers, the later ones over the earlier.
func load(layers ...fs.FS) (*Set, error) {
	l := newLoader()
	for _, layer := range layers {
		if err := l.addLayer(layer); err != nil {
			return nil, err
		}
	}
	rules := l.sortedRules()
	if len(l.errs) > 0 {
		return nil, l.err()
	}
	return newSet(rules, sortedValues(l.lists), sortedValues(l.providers), l.words), nil
}

// sortedRules returns the rules of all layers by id, after checking what they
// say of each other.
func (l *loader) sortedRules() []Rule {
	rules := make([]Rule, 0, len(l.rules))
	for _, id := range slices.Sorted(maps.Keys(l.rules)) {
		r := l.rules[id].Rule
		l.checkReferences(&r)
		rules = append(rules, r)
	}
	return rules
}

// err joins the mistakes in the order of files and lines.
func (l *loader) err() error {
	slices.SortStableFunc(l.errs, func(a, b *LoadError) int {
		if n := strings.Compare(a.File, b.File); n != 0 {
			return n
		}
		return a.Line - b.Line
	})
	joined := make([]error, len(l.errs))
	for i, e := range l.errs {
		joined[i] = e
	}
	return errors.Join(joined...)
}

func sortedValues[T any](m map[string]T) []T {
	values := make([]T, 0, len(m))
	for _, id := range slices.Sorted(maps.Keys(m)) {
		values = append(values, m[id])
	}
	return values
}

// addLayer reads every *.toml file of fsys, in the order of their names. An
// error is one of reading; mistakes in the files go to l.errs.
func (l *loader) addLayer(fsys fs.FS) error {
	var files []*file
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && name == mapFolder {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || path.Ext(name) != ".toml" {
			return err
		}
		f, err := l.read(fsys, name)
		if f != nil {
			files = append(files, f)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("rules: reading %w", err)
	}
	seen := map[string]string{}
	for _, f := range files {
		l.addWords(f, seen)
	}
	for _, f := range files {
		l.addFile(f, seen)
	}
	l.layer++
	return nil
}

// fault notes a mistake, and returns it for a remedy.
func (l *loader) fault(f *file, line int, id, format string, args ...any) *LoadError {
	e := &LoadError{File: f.name, Line: line, Rule: id, Err: fmt.Errorf(format, args...)}
	l.errs = append(l.errs, e)
	return e
}
