package rules

import "io/fs"

// BuiltinData returns the folder of the built-in rules.
func BuiltinData() fs.FS { return builtinData() }

// LoadOnly loads the layers without the built-in rules below them.
func LoadOnly(layers ...fs.FS) (*Set, error) { return load(layers...) }

// Part returns a Set of n phrases of s, evenly spread over them, and of all
// its rules: fewer words, on every cause.
func (s *Set) Part(n int) *Set {
	part := *s
	all := s.words.phrases
	var some []phrase
	for i := range n {
		some = append(some, all[i*len(all)/n])
	}
	part.words = newVocabulary(some)
	return &part
}
