package ledger

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/nixie-mail/nixie/scanner"
)

// plainFields holds the places in scanner.Event of the fields that are a
// string, by their short names.
var plainFields = shortPlaces()

func shortPlaces() map[string]int {
	places := map[string]int{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[scanner.Event]()) {
		if name := short[f.Tag.Get("json")]; name != "-" && f.Type.Kind() == reflect.String {
			places[name] = f.Index[0]
		}
	}
	return places
}

// plainNames holds the same the other way round, in the order of the fields.
var plainNames = shortNames()

type plainName struct {
	place int
	text  string // `,"d":`
}

func shortNames() (names []plainName) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[scanner.Event]()) {
		name := short[f.Tag.Get("json")]
		if _, ok := plainFields[name]; ok {
			names = append(names, plainName{f.Index[0], `,"` + name + `":`})
		}
	}
	return names
}

// plainText writes what encoding/json would, as long as nothing has to be
// escaped and there are strings only: it takes a fifth of the time.
func plainText(e *scanner.Event) (said string, ok bool) {
	if len(e.Problems) > 0 {
		return "", false
	}
	text := make([]byte, 0, 512)
	fields := reflect.ValueOf(e).Elem()
	for _, name := range plainNames {
		value := fields.Field(name.place).String()
		if value == "" {
			continue
		}
		if !utf8.ValidString(value) || strings.ContainsFunc(value, escaped) {
			return "", false
		}
		text = append(append(append(append(text, name.text...), '"'), value...), '"')
	}
	if len(text) == 0 {
		return "{}", true
	}
	text[0] = '{'
	return string(append(text, '}')), true
}

// escaped reports whether encoding/json writes the character otherwise.
func escaped(r rune) bool {
	return r < ' ' || r == '"' || r == '\\' || r == '\u2028' || r == '\u2029'
}

// plain reads what encode writes as long as nothing in it is escaped and it
// holds strings only, as of nearly all events: encoding/json takes five times
// as long, and a list of addresses reads a million of them. Ok is false for
// all else, be it JSON or not.
func plain(said string) (e scanner.Event, ok bool) {
	rest, ok := strings.CutPrefix(said, "{")
	if !ok || !utf8.ValidString(said) {
		return e, false
	}
	fields := reflect.ValueOf(&e).Elem()
	for more := ","; more == ","; {
		name, after, ok1 := plainString(rest)
		after, ok2 := strings.CutPrefix(after, ":")
		value, after, ok3 := plainString(after)
		place, known := plainFields[name]
		if !ok1 || !ok2 || !ok3 || !known || after == "" {
			return e, false
		}
		fields.Field(place).SetString(value)
		more, rest = after[:1], after[1:]
		if more == "}" {
			return e, rest == ""
		}
	}
	return e, false
}

// plainString reads a JSON string in which nothing is escaped, at the begin of
// text, and returns what follows it.
func plainString(text string) (s, rest string, ok bool) {
	if text == "" || text[0] != '"' {
		return "", "", false
	}
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return text[1:i], text[i+1:], true
		case c == '\\' || c < ' ':
			return "", "", false
		}
	}
	return "", "", false
}
