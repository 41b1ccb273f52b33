package config

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/suggest"
)

// maxMistakes is how many values that cannot be are looked for: the decoder
// stops at each of them and is started again.
const maxMistakes = 20

// A Mistake is one thing that is wrong in a file.
type Mistake struct {
	Path string
	Line int // 0: the file as a whole
	What string

	Column int // in bytes, from 1; 0: not known

	missing bool // a key that must be there is not
}

// Error returns "FILE:LINE: what is wrong", or "FILE:LINE:COLUMN: what is wrong".
func (m *Mistake) Error() string {
	switch {
	case m.Line == 0:
		return m.Path + ": " + m.What
	case m.Column > 0:
		return fmt.Sprintf("%s:%d:%d: %s", m.Path, m.Line, m.Column, m.What)
	}
	return fmt.Sprintf("%s:%d: %s", m.Path, m.Line, m.What)
}

// Mistakes are all that is wrong in a file, in its order.
type Mistakes []*Mistake

// Error returns a line for each.
func (all Mistakes) Error() string {
	var text []string
	for _, m := range all {
		text = append(text, m.Error())
	}
	return strings.Join(text, "\n")
}

// Parse reads a configuration from the text of a file. Path is where the file
// lies: relative paths in it are relative to its folder. An error is Mistakes.
func Parse(path string, text []byte) (*Config, error) {
	c := &Config{Path: path, Version: Version, lines: linesOf(text)}
	all := c.decode(slices.Clone(text))
	c.resolvePaths()
	check := &checker{path: path, lines: c.lines, blanked: map[int]bool{}}
	for _, m := range all {
		check.blanked[m.Line] = true
	}
	c.check(check)
	clean := len(all) == 0
	for _, m := range check.all {
		// What is missing may be there and misspelt.
		if !m.missing || clean {
			all = append(all, m)
		}
	}
	if len(all) > 0 {
		slices.SortStableFunc(all, func(a, b *Mistake) int { return a.Line - b.Line })
		return nil, all
	}
	return c, nil
}

// decode fills c from text and returns what the decoder finds. A value that
// cannot be is blanked out and the rest is decoded again, so that one mistake
// hides no other.
func (c *Config) decode(text []byte) Mistakes {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	all := c.wrongKinds(text)
	for _, m := range all {
		blank(text, c.lines, m.Line)
	}
	for range maxMistakes {
		fresh := Config{Path: c.Path, Version: c.Version, lines: c.lines}
		decoder := toml.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		err := decoder.Decode(&fresh)
		var bad *toml.DecodeError
		var strict *toml.StrictMissingError
		switch {
		case errors.As(err, &strict):
			*c = fresh
			return append(all, c.unknownKeys(strict)...)
		case errors.As(err, &bad):
			line, _ := bad.Position()
			if !slices.ContainsFunc(all, func(m *Mistake) bool { return m.Line == line && m.Column > 0 }) {
				all = append(all, c.badValue(bad))
			}
			if !blank(text, c.lines, line) {
				return all // not a value but the syntax: the rest makes no sense
			}
		case err != nil:
			return append(all, &Mistake{Path: c.Path, What: err.Error()})
		default:
			*c = fresh
			return all
		}
	}
	return all
}

// badValue is a value that cannot be, or a fault of the syntax.
func (c *Config) badValue(bad *toml.DecodeError) *Mistake {
	line, column := bad.Position()
	what := goTypes.ReplaceAllString(strings.TrimPrefix(bad.Error(), "toml: "), "$1 does not belong here")
	if key := bad.Key(); len(key) > 0 && !strings.Contains(what, key[len(key)-1]) {
		what = strings.Join(key, ".") + ": " + what
	}
	if strings.HasSuffix(what, "at start of value") {
		what += "; a text stands in quotes"
	}
	return &Mistake{Path: c.Path, Line: line, Column: column, What: what}
}

// goTypes is how the decoder names what a value should have been.
var goTypes = regexp.MustCompile(`cannot (?:decode|store) (?:TOML |an? )?([a-z ]+?) in(?:to)? .*`)

// unknownKeys says of each that there is no such key, and which may be meant.
func (c *Config) unknownKeys(strict *toml.StrictMissingError) Mistakes {
	var all Mistakes
	for i := range strict.Errors {
		e := &strict.Errors[i]
		key := e.Key()
		line, _ := e.Position()
		last := len(key) - 1
		what := fmt.Sprintf("unknown key %q", strings.Join(key, "."))
		what += didYouMean(meant(key[last], keysOf(reflect.TypeFor[Config](), key[:last])), "")
		all = append(all, &Mistake{Path: c.Path, Line: line, What: what})
	}
	return all
}

// didYouMean is the end of a mistake: the word that may be meant, or otherwise.
func didYouMean(word, otherwise string) string {
	if word == "" {
		return otherwise
	}
	return fmt.Sprintf("; did you mean %q?", word)
}

// meant returns the key that a word is a slip for, "" if none is near. Keys of
// tables below have the names of these before their own.
func meant(word string, keys []string) string {
	own := make([]string, len(keys))
	for i, k := range keys {
		own[i] = k[strings.LastIndexByte(k, '.')+1:]
	}
	if i := slices.Index(own, suggest.Nearest(word, own)); i >= 0 {
		return keys[i]
	}
	return ""
}

// keysOf returns the keys that the table at path may have, and those of the
// tables in it: the decoder leaves inline tables out of its paths.
func keysOf(t reflect.Type, path []string) []string {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Map && len(path) > 0 {
		if t.Kind() == reflect.Map {
			path = path[1:] // the keys of a map are names
		}
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var keys, below []string
	for f := range t.Fields() {
		name, ok := f.Tag.Lookup("toml")
		switch {
		case f.Anonymous:
			keys = append(keys, keysOf(f.Type, path)...)
		case !ok || name == "-":
		case len(path) > 0 && name == path[0]:
			return keysOf(f.Type, path[1:])
		case len(path) == 0:
			keys = append(keys, name)
			for _, k := range keysOf(f.Type, nil) {
				below = append(below, name+"."+k)
			}
		}
	}
	return append(keys, below...)
}
