package config

import (
	"encoding"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/nixie-mail/nixie/scanner"
)

// A wish is what kind of value a key takes, in words for people who do not know
// the types of Go.
type wish struct {
	kinds   []unstable.Kind
	words   string
	example string // "" to take one from the sample
}

var (
	texts   = []unstable.Kind{unstable.String}
	numbers = []unstable.Kind{unstable.Integer, unstable.Float}
)

// wishes are those of the types that a value alone does not tell.
var wishes = map[reflect.Type]wish{
	reflect.TypeFor[Size]():        {append(texts[:1:1], unstable.Integer), "a size", `"256KiB"`},
	reflect.TypeFor[Moment]():      {texts, "a time in quotes", `"90d" or "2026-01-31"`},
	reflect.TypeFor[Duration]():    {texts, "a length of time in quotes", `"90s" or "5m"`},
	reflect.TypeFor[Permission]():  {append(texts[:1:1], unstable.Bool), "a word in quotes", `"apply" or "none"`},
	reflect.TypeFor[TLS]():         {append(texts[:1:1], unstable.InlineTable), "a word in quotes or a table", `"auto" or { ca = "ca.pem" }`},
	reflect.TypeFor[RemoveAfter](): {[]unstable.Kind{unstable.InlineTable}, "a table", `{ bounces = 3, days = 14 }`},
	reflect.TypeFor[scanner.Act](): {texts, "an act in quotes", `"move:FOLDER" or "leave"`},
}

// wishOf returns what a key of that type takes.
func wishOf(t reflect.Type) wish {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if w, ok := wishes[t]; ok {
		return w
	}
	switch kind := t.Kind(); {
	case kind == reflect.String, reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return wish{texts, "a text in quotes", ""}
	case kind == reflect.Bool:
		return wish{[]unstable.Kind{unstable.Bool}, "true or false, without quotes", "true"}
	case kind == reflect.Int:
		return wish{numbers[:1], "a whole number, without quotes", ""}
	case kind == reflect.Float64:
		return wish{numbers, "a number, without quotes", ""}
	case kind == reflect.Slice:
		return wish{[]unstable.Kind{unstable.Array}, "a list in brackets", ""}
	}
	return wish{[]unstable.Kind{unstable.InlineTable}, "a table", ""}
}

// allows reports whether a value is of one of the kinds.
func (w wish) allows(v *unstable.Node) bool {
	for _, k := range w.kinds {
		if v.Kind == k {
			return true
		}
	}
	return false
}

// wrongKinds finds the values that are of another kind than their key takes: a
// number where a text belongs. It comes before the decoder, which speaks of
// structs and stops at the first.
func (c *Config) wrongKinds(text []byte) Mistakes {
	k := &kinds{path: c.Path}
	k.parser.Reset(text)
	count := map[string]int{}
	table := ""
	for k.parser.NextExpression() {
		switch e := k.parser.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = headerOf(e, count)
		case unstable.KeyValue:
			k.check(table, e)
		}
	}
	return k.all
}

type kinds struct {
	path   string
	parser unstable.Parser
	all    Mistakes
}

// check checks a key with its value, and those in the value if that is a table.
func (k *kinds) check(table string, e *unstable.Node) {
	name := table
	for part := e.Key(); part.Next(); {
		name = join(name, string(part.Node().Data))
	}
	path := strings.Split(numbered.ReplaceAllString(name, ""), ".")
	t := typeAt(reflect.TypeFor[Config](), path)
	if t == nil || len(k.all) == maxMistakes {
		return // an unknown key; the decoder names it
	}
	v, w := e.Value(), wishOf(t)
	if !w.allows(v) {
		k.note(e, path, "must be "+w.words+", such as "+w.sample(path, t))
		return
	}
	for i := v.Children(); i.Next(); {
		switch one := i.Node(); {
		case v.Kind == unstable.InlineTable && one.Kind == unstable.KeyValue:
			k.check(name, one)
		case v.Kind == unstable.Array && !wishOf(t.Elem()).allows(one):
			k.note(e, path, "must hold "+wishOf(t.Elem()).words+" only, such as "+w.sample(path, t))
			return
		}
	}
}

var numbered = regexp.MustCompile(`\[\d+\]`)

func (k *kinds) note(e *unstable.Node, path []string, what string) {
	key := e.Key()
	key.Next()
	at := k.parser.Shape(key.Node().Raw).Start
	k.all = append(k.all, &Mistake{Path: k.path, Line: at.Line, Column: at.Column, What: strings.Join(path, ".") + ": " + what})
}

// sample shows a key as it should be.
func (w wish) sample(path []string, t reflect.Type) string {
	key := path[len(path)-1]
	if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct {
		return "[[" + key + "]] with its keys below"
	}
	first := map[unstable.Kind]string{unstable.String: `["']`, unstable.Array: `\[`, unstable.InlineTable: `\{`, unstable.Integer: `\d`}[w.kinds[0]]
	line := regexp.MustCompile(`(?m)^#?\s*` + regexp.QuoteMeta(key) + ` *= *(` + first + `.*?)\s*(#.*)?$`)
	example := w.example
	if found := line.FindSubmatch(Sample); example == "" && found != nil {
		example = string(found[1])
	}
	switch {
	case example != "":
	case w.kinds[0] == unstable.InlineTable:
		return "[" + strings.Join(path, ".") + "] with its keys below"
	default:
		example = map[unstable.Kind]string{unstable.String: `"…"`, unstable.Array: `["…"]`, unstable.Integer: "5"}[w.kinds[0]]
	}
	return fmt.Sprintf("%s = %s", key, example)
}

// typeAt returns the type of the key at path below a type, nil if there is none.
func typeAt(t reflect.Type, path []string) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && len(path) > 0 {
		t = t.Elem()
	}
	switch {
	case len(path) == 0:
		return t
	case t.Kind() == reflect.Map:
		return typeAt(t.Elem(), path[1:])
	case t.Kind() != reflect.Struct:
		return nil
	}
	for f := range t.Fields() {
		if f.Anonymous {
			if found := typeAt(f.Type, path); found != nil {
				return found
			}
		} else if f.Tag.Get("toml") == path[0] {
			return typeAt(f.Type, path[1:])
		}
	}
	return nil
}
