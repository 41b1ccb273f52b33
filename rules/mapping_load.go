package rules

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/nixie-mail/nixie/dsn"
)

// A mappingDocument is the content of a file of rules/data/map.
type mappingDocument struct {
	Name      string            `toml:"name"`
	About     string            `toml:"about"`
	Source    string            `toml:"source"`
	Names     map[string]string `toml:"names"`
	Temporary map[string]string `toml:"temporary"`
	Values    []mappingValue    `toml:"values"`
}

// A mappingValue is a Value as it stands in a file.
type mappingValue struct {
	Value
	Ours   string `toml:"ours"`
	Unless []struct {
		Ours string `toml:"ours"`
		When string `toml:"when"`
	} `toml:"unless"`
}

// mappedEvents are the kinds of report that a foreign word may stand for,
// beside our causes.
var mappedEvents = []Cause{
	Cause(dsn.AutoReply), Cause(dsn.Challenge), Cause(dsn.Complaint), Cause(dsn.Unsubscribe), Cause(dsn.Delivered),
	Cause(dsn.ReadReceipt), Cause(dsn.Delay), Cause(dsn.Other),
}

// mapped is every cause and event that a Mapping names.
var mapped = sync.OnceValue(func() []Cause {
	var all []Cause
	for _, m := range meanings {
		all = append(all, m.Cause)
	}
	return append(all, mappedEvents...)
})

// LoadMappings reads every *.toml file of fsys, a taxonomy each, whose id is
// the name of the file. The result is in the order of ids; the error joins one
// *LoadError for each mistake.
func LoadMappings(fsys fs.FS) ([]*Mapping, error) {
	names, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("rules: reading %w", err)
	}
	slices.Sort(names)
	l := newLoader()
	var all []*Mapping
	for _, name := range names {
		m, err := l.readMapping(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("rules: reading %w", err)
		}
		all = append(all, m)
	}
	if len(l.errs) > 0 {
		return nil, l.err()
	}
	return all, nil
}

// readMapping reads one file. The error is one of reading; mistakes in the
// file go to l.errs.
func (l *loader) readMapping(fsys fs.FS, name string) (*Mapping, error) {
	var doc mappingDocument
	f, err := l.decode(fsys, name, &doc)
	if f == nil {
		return nil, err
	}
	m := &Mapping{
		ID: mappingID(name), Name: doc.Name, About: doc.About, Source: doc.Source,
		byName: map[string]int{},
	}
	if m.Name == "" || m.Source == "" {
		l.fault(f, 0, m.ID, `a taxonomy needs a name and a source; write "recalled" where no page was seen`)
	}
	for i := range doc.Values {
		l.addValue(f, i, m, &doc.Values[i])
	}
	m.names = l.checkNames(f, m, "names", doc.Names)
	m.temporary = l.checkNames(f, m, "temporary", doc.Temporary)
	for _, c := range mapped() {
		if name, ok := m.names[c]; !ok || name == "" && c.Meaning().Cause == c && c.Meaning().Family != "" {
			l.fault(f, 0, m.ID, "names has no word for %s", c)
		}
	}
	return m, nil
}

// addValue checks the i-th value of a file and adds it to m.
func (l *loader) addValue(f *file, i int, m *Mapping, v *mappingValue) {
	fault := func(key, format string, args ...any) {
		l.fault(f, f.line("values", i, key), m.ID, format, args...)
	}
	if v.Name == "" {
		fault("name", "a value without a name")
		return
	}
	if slices.ContainsFunc(m.Values, func(other Value) bool { return other.Name == v.Name }) {
		fault("name", "the value %q stands here twice", v.Name)
	}
	value := v.Value
	if value.Ours = Cause(v.Ours); !isMapped(v.Ours) {
		fault("ours", "%q is neither a cause nor an event", v.Ours)
	}
	for _, u := range v.Unless {
		if !isMapped(u.Ours) {
			fault("unless", "%q is neither a cause nor an event", u.Ours)
		}
		if u.When == "" {
			fault("unless", "%s needs a condition in words: when", u.Ours)
		}
		value.Unless = append(value.Unless, Meant{Cause(u.Ours), u.When})
	}
	if _, taken := m.byName[strings.ToLower(v.Name)]; !taken {
		m.byName[strings.ToLower(v.Name)] = len(m.Values)
	}
	m.Values = append(m.Values, value)
}

// checkNames checks what is to be printed beside our causes: all of them must
// be ours, and the words must be theirs.
func (l *loader) checkNames(f *file, m *Mapping, table string, names map[string]string) map[Cause]string {
	checked := map[Cause]string{}
	for _, c := range mapped() {
		name, ok := names[string(c)]
		if !ok {
			continue
		}
		checked[c] = name
		if _, known := m.Lookup(name); name != "" && !known {
			l.fault(f, f.line(table, 0, string(c)), m.ID, "%s is called %q, which is none of the values", c, name)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(names)) {
		if !isMapped(c) {
			l.fault(f, f.line(table, 0, c), m.ID, "%s: %q is neither a cause nor an event", table, c)
		}
	}
	return checked
}

func isMapped(c string) bool { return slices.Contains(mapped(), Cause(c)) }
