package rules

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
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

// maxFile bounds a file of rules; the largest of ours has 100 KiB.
const maxFile = 8 << 20

// A document is the content of a file of rules.
type document struct {
	Cause     string              `toml:"cause"`    // of rules that state none
	At        []string            `toml:"at"`       // the same
	Provider  string              `toml:"provider"` // see Rule.Provider
	Words     map[string][]string `toml:"words"`    // lists for phrases with choices; see expand
	Rules     []entry             `toml:"rules"`
	Lists     []List              `toml:"lists"`
	Providers []Provider          `toml:"providers"`
}

// An entry is a rule as it stands in a file.
type entry struct {
	Rule
	Cause string `toml:"cause"`
	Off   bool   `toml:"off"`

	layer int // where it comes from: 0 is built in
}

// A file is a document with the lines where things stand in it.
type file struct {
	name string
	document
	lines map[string][]map[string]int // table ("" for the top, "rules") → for each of them, key → line; "" is the header
}

// line returns the line of a key in the i-th table of that name, else the line
// of the table's header, else 0.
func (f *file) line(table string, i int, key string) int {
	if i >= len(f.lines[table]) {
		return 0
	}
	at := f.lines[table][i]
	if n, ok := at[key]; ok {
		return n
	}
	return at[""]
}

// A loader gathers what the files of several layers say, and all mistakes.
type loader struct {
	rules     map[string]entry
	lists     map[string]List
	providers map[string]Provider
	words     map[string][]string
	layer     int // number of the layer being read, from 0
	errs      []*LoadError
}

func newLoader() *loader {
	return &loader{rules: map[string]entry{}, lists: map[string]List{}, providers: map[string]Provider{}, words: map[string][]string{}}
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

// read decodes one file of rules. It returns nil if the file is not TOML or a
// value has the wrong type.
func (l *loader) read(fsys fs.FS, name string) (*file, error) {
	var doc document
	f, err := l.decode(fsys, name, &doc)
	if f != nil {
		f.document = doc
	}
	return f, err
}

// decode reads a file into a document of any kind; else as read.
func (l *loader) decode(fsys fs.FS, name string, into any) (*file, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		l.fault(&file{name: name}, 0, "", "the file is larger than %d bytes", maxFile)
		return nil, nil
	}
	f := &file{name: name}
	in := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	err = in.Decode(into)
	f.lines = linesOf(text)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case err == nil:
	case errors.As(err, &unknown):
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			key := e.Key()
			l.fault(f, line, "", "unknown key %q", key[len(key)-1]).Remedy = "the keys are " + strings.Join(keysOf(into), " ")
		}
	case errors.As(err, &wrong):
		line, _ := wrong.Position()
		l.fault(f, line, "", "%s", strings.TrimPrefix(wrong.Error(), "toml: "))
		return nil, nil
	default:
		l.fault(f, 0, "", "%w", err)
		return nil, nil
	}
	return f, nil
}

// linesOf finds the lines of tables and keys. The decoder knows them, but does
// not tell.
func linesOf(text []byte) map[string][]map[string]int {
	lines := map[string][]map[string]int{"": {{}}}
	current := lines[""][0]
	var p unstable.Parser
	p.Reset(text)
	line, counted := 1, 0 // the line of text[counted]
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.ArrayTable && e.Kind != unstable.Table && e.Kind != unstable.KeyValue {
			continue
		}
		parts := e.Key()
		if !parts.Next() {
			continue
		}
		name, at := string(parts.Node().Data), int(parts.Node().Raw.Offset)
		line += bytes.Count(text[counted:at], []byte("\n"))
		counted = at
		if e.Kind != unstable.KeyValue {
			current = map[string]int{"": line}
			lines[name] = append(lines[name], current)
		} else {
			current[name] = line
		}
	}
	return lines
}

// fault notes a mistake, and returns it for a remedy.
func (l *loader) fault(f *file, line int, id, format string, args ...any) *LoadError {
	e := &LoadError{File: f.name, Line: line, Rule: id, Err: fmt.Errorf(format, args...)}
	l.errs = append(l.errs, e)
	return e
}
