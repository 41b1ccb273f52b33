package rules

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"slices"
	"sync"

	"github.com/nixie-mail/nixie/dsn"
)

// A Set is a body of rules, ready to judge. It is never changed after Load and
// may be used concurrently.
type Set struct {
	rules     []Rule // by id
	lists     []List // by id
	providers providerIndex
	words     *vocabulary
	byStatus  map[dsn.Status][]int32 // rules without words, by status
	byCode    map[int][]int32        // rules without words and status, by reply code
	version   func() string
}

//go:embed data/*.toml data/cause data/host
var embedded embed.FS

// builtinData returns the folder of the built-in rules.
func builtinData() fs.FS {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // the name above is wrong
	}
	return sub
}

var builtin = sync.OnceValue(func() *Set {
	s, err := load(builtinData())
	if err != nil {
		panic(err) // built-in data is tested
	}
	return s
})

// Builtin returns the rules that come with nixie. They are read on the first
// call, which takes some 15 milliseconds.
func Builtin() *Set { return builtin() }

// Load returns the built-in rules with those of fsys laid over them: every
// *.toml file in it, in any folder. A rule with the id of a built-in one
// replaces it, and "off = true" retires it; so do lists and providers. A folder
// "map" at the top holds taxonomies (see LoadMappings) and is left out. The
// error joins one *LoadError for each mistake.
func Load(fsys fs.FS) (*Set, error) { return load(builtinData(), fsys) }

// Rules returns the rules by id. The slice is the caller's, what its elements
// point to is not.
func (s *Set) Rules() []Rule { return slices.Clone(s.rules) }

// Version returns a short hash of all that the verdicts depend on: two sets
// with the same version judge alike.
func (s *Set) Version() string { return s.version() }

// newSet builds the Set of what a loader has read and checked.
func newSet(rules []Rule, lists []List, providers []Provider, words map[string][]string) *Set {
	s := &Set{
		rules: rules, lists: lists, providers: indexProviders(providers),
		byStatus: map[dsn.Status][]int32{}, byCode: map[int][]int32{},
	}
	s.version = sync.OnceValue(func() string { return version(rules, lists, providers, words) })
	phrases := make([]phrase, 0, countPhrases(rules, lists))
	for i := range rules {
		r := &rules[i]
		switch {
		case len(r.Text) > 0:
			phrases = appendPhrases(phrases, &r.phrases, i, false)
		case len(r.Status) > 0:
			s.indexStatus(r, int32(i))
		default:
			for _, code := range r.Code {
				s.byCode[code] = append(s.byCode[code], int32(i))
			}
		}
	}
	for i := range lists {
		phrases = appendPhrases(phrases, &lists[i].phrases, i, true)
	}
	s.words = newVocabulary(phrases)
	return s
}

// countPhrases returns how many phrases all rules and lists have.
func countPhrases(rules []Rule, lists []List) int {
	n := 0
	for i := range rules {
		for _, forms := range rules[i].phrases {
			n += len(forms)
		}
	}
	for i := range lists {
		for _, forms := range lists[i].phrases {
			n += len(forms)
		}
	}
	return n
}

// appendPhrases appends the phrases of one owner, who need not keep them.
func appendPhrases(phrases []phrase, texts *[][]phrase, owner int, isList bool) []phrase {
	for n, forms := range *texts {
		for _, p := range forms {
			p.owner, p.of, p.isList = int32(owner), int32(n), isList
			phrases = append(phrases, p)
		}
	}
	*texts = nil
	return phrases
}

// indexStatus enters rule number i under every status that it is for.
func (s *Set) indexStatus(r *Rule, i int32) {
	for _, of := range r.statuses {
		for class := uint16(4); class <= 5; class++ {
			for detail := of.low; detail <= of.high; detail++ {
				status := dsn.Status{Class: class, Subject: of.subject, Detail: detail}
				if of.holds(status) && !slices.Contains(s.byStatus[status], i) {
					s.byStatus[status] = append(s.byStatus[status], i)
				}
			}
		}
	}
}

// version hashes everything but the places where it stood.
func version(rules []Rule, lists []List, providers []Provider, words map[string][]string) string {
	h := sha256.New()
	out := json.NewEncoder(h)
	for _, r := range rules {
		r.File, r.Line = "", 0
		r.Examples, r.Not = nil, nil
		must(out.Encode(r))
	}
	must(out.Encode(lists))
	must(out.Encode(providers))
	must(out.Encode(words))
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// must panics on an error that cannot be, of data that is our own.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
