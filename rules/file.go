package rules

import (
	"bytes"
	"errors"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

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

// keysOf returns the keys of the tables within a document, in alphabetical
// order.
func keysOf(document any) []string {
	var keys []string
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		if t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return
		}
		for i := range t.NumField() {
			f := t.Field(i)
			if tag := f.Tag.Get("toml"); tag != "" && tag != "-" {
				keys = append(keys, tag)
			}
			if f.Anonymous || f.Tag.Get("toml") != "" {
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeOf(document))
	slices.Sort(keys)
	return slices.Compact(keys)
}
