package rules

import (
	"cmp"
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/nixie-mail/nixie/dsn"
)

// A Mapping says how the causes of another program, provider or standard
// relate to ours, in both directions. It is read-only and may be used
// concurrently.
type Mapping struct {
	ID     string  // "powermta"; stable
	Name   string  // for people: "PowerMTA"
	About  string  // which words these are, of which versions
	Source string  // the page that documents them, or "recalled"
	Values []Value // every word of theirs, in the order of the file

	names     map[Cause]string // the nearest word of theirs for each of our causes and events
	temporary map[Cause]string // the same where the failure may pass, if it is another
	byName    map[string]int   // word in lower case → index in Values
}

// A Value is one word of a foreign taxonomy and what it means in ours.
type Value struct {
	Name     string  `toml:"name"`     // as they write it: "bad-mailbox", "10", "5.1.1"
	Title    string  `toml:"title"`    // what a bare code says in words: "Invalid Recipient"; else ""
	Group    string  `toml:"group"`    // the part of the taxonomy that it belongs to, "" for the main one
	Ours     Cause   `toml:"-"`        // our cause, or the name of an event (dsn.Kind), where nothing more is known
	Unless   []Meant `toml:"-"`        // what it means in certain cases
	Note     string  `toml:"note"`     // one remark for people, "" if none
	Recalled bool    `toml:"recalled"` // written down from memory: no page was seen
}

// Meant is what a foreign word means under a condition.
type Meant struct {
	Ours Cause
	When string // the condition in words: "the text names DNS"
}

// Means reports whether the word can stand for c.
func (v *Value) Means(c Cause) bool {
	return v.Ours == c || slices.ContainsFunc(v.Unless, func(m Meant) bool { return m.Ours == c })
}

// Label returns the word as people read it: "10 Invalid Recipient".
func (v *Value) Label() string { return strings.TrimSpace(v.Name + " " + v.Title) }

// NameOf returns the nearest foreign word for one of our causes or for an
// event (dsn.Kind), or nil if there is none; temporary says that the failure
// may pass. If exact is false, the word means something else and is only the
// best there is.
func (m *Mapping) NameOf(c Cause, temporary bool) (v *Value, exact bool) {
	name := m.names[c]
	if other, ok := m.temporary[c]; ok && temporary {
		name = other
	}
	if name == "" {
		return nil, false
	}
	v = &m.Values[m.byName[strings.ToLower(name)]]
	return v, v.Means(c)
}

// NameFor returns the foreign word to print beside a verdict on r, which was
// said in a report of kind k, or "" if there is none. A delay has a word of its
// own in some taxonomies; in the others it is that of its cause.
func (m *Mapping) NameFor(k dsn.Kind, r *dsn.Recipient, v *Verdict) string {
	c, passing := v.Cause, v.Lasting == Temporary
	if r.Reply.Code/100 == 4 || r.Reply.Code == 0 && r.Status.Class == 4 {
		passing = true
	}
	if k == dsn.Delay {
		if m.names[Cause(k)] != "" {
			c = Cause(k)
		}
		passing = true
	}
	if theirs, _ := m.NameOf(c, passing); theirs != nil {
		return theirs.Name
	}
	return ""
}

// Lookup returns the foreign word with that name, whatever its case; where
// two differ only in case, the exact one.
func (m *Mapping) Lookup(name string) (*Value, bool) {
	for i := range m.Values {
		if m.Values[i].Name == name {
			return &m.Values[i], true
		}
	}
	i, ok := m.byName[strings.ToLower(name)]
	if !ok {
		return nil, false
	}
	return &m.Values[i], true
}

// mapFolder is the folder of foreign taxonomies within a folder of rules. Its
// files hold no rules.
const mapFolder = "map"

//go:embed data/map
var embeddedMaps embed.FS

var builtinMappings = sync.OnceValue(func() []*Mapping {
	sub, err := fs.Sub(embeddedMaps, path.Join("data", mapFolder))
	if err != nil {
		panic(err) // the name above is wrong
	}
	all, err := LoadMappings(sub)
	if err != nil {
		panic(err) // built-in data is tested
	}
	return all
})

// MappingIDs returns the ids of the foreign taxonomies that nixie knows, in
// alphabetical order. Other than Mappings it reads none of them.
func MappingIDs() []string {
	names, err := fs.Glob(embeddedMaps, path.Join("data", mapFolder, "*.toml"))
	must(err) // the pattern is well formed
	for i, name := range names {
		names[i] = mappingID(name)
	}
	slices.Sort(names)
	return names
}

// mappingID returns the id of the taxonomy in a file.
func mappingID(name string) string { return strings.TrimSuffix(path.Base(name), ".toml") }

// Mappings returns the foreign taxonomies that nixie knows, by id. The slice
// is the caller's, what it points to is not.
func Mappings() []*Mapping { return slices.Clone(builtinMappings()) }

// MappingOf returns the foreign taxonomy with that id, whatever its case.
func MappingOf(id string) (*Mapping, bool) {
	all := builtinMappings()
	i, ok := slices.BinarySearchFunc(all, strings.ToLower(id), func(m *Mapping, id string) int { return cmp.Compare(m.ID, id) })
	if !ok {
		return nil, false
	}
	return all[i], true
}
