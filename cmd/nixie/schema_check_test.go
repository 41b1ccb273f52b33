package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// A schemaCheck holds documents against the schema: the part of JSON Schema that it
// uses. A keyword that is not known here is a fault, and so is a field that is not
// described.
type schemaCheck struct {
	doc    map[string]any
	filled map[string]bool // fields that some document fills, by the title of their part
}

func newSchemaCheck(t *testing.T) *schemaCheck {
	t.Helper()
	c := &schemaCheck{filled: map[string]bool{}}
	if err := json.Unmarshal(schemaText, &c.doc); err != nil {
		t.Fatal(err)
	}
	return c
}

// part returns one of $defs.
func (c *schemaCheck) part(name string) map[string]any {
	part, ok := c.doc["$defs"].(map[string]any)[name].(map[string]any)
	if !ok {
		panic("the schema has no " + name)
	}
	return part
}

// lines checks the lines of NDJSON.
func (c *schemaCheck) lines(t *testing.T, text []byte) {
	t.Helper()
	for line := range bytes.Lines(text) {
		c.check(t, "", line)
	}
}

// check checks a document against a part; "" is that which its type names.
func (c *schemaCheck) check(t *testing.T, part string, text []byte) {
	t.Helper()
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Errorf("%v in %s", err, text)
		return
	}
	if part == "" {
		part = c.oneOf(doc.(map[string]any))
	}
	before := t.Failed()
	c.value(t, part, c.part(part), doc)
	if t.Failed() && !before {
		t.Logf("the first of them is %s", text)
	}
}

// oneOf returns the part that is meant: the alternatives of the document differ in
// the type that they ask for.
func (c *schemaCheck) oneOf(doc map[string]any) string {
	for _, choice := range c.doc["oneOf"].([]any) {
		name := strings.TrimPrefix(choice.(map[string]any)["$ref"].(string), "#/$defs/")
		if c.part(name)["properties"].(map[string]any)["type"].(map[string]any)["const"] == doc["type"] {
			return name
		}
	}
	panic(fmt.Sprintf("no line of the schema is of type %v", doc["type"]))
}

// value checks a value, which stands at that place, against a schema.
func (c *schemaCheck) value(t *testing.T, at string, schema map[string]any, value any) {
	t.Helper()
	for keyword, want := range schema {
		ok := true
		switch keyword {
		case "title", "description", "additionalProperties", "required":
		case "$ref":
			c.value(t, at, c.part(strings.TrimPrefix(want.(string), "#/$defs/")), value)
		case "type":
			ok = typeOf(value) == want
		case "const":
			ok = reflect.DeepEqual(value, want)
		case "enum":
			ok = false
			for _, word := range want.([]any) {
				ok = ok || value == word
			}
		case "pattern":
			text, isText := value.(string)
			ok = isText && regexp.MustCompile(want.(string)).MatchString(text)
		case "minimum":
			number, isNumber := value.(float64)
			ok = isNumber && number >= want.(float64)
		case "items":
			for _, element := range value.([]any) {
				c.value(t, at, want.(map[string]any), element)
			}
		case "properties":
			c.object(t, at, schema, value.(map[string]any))
		default:
			t.Errorf("%s: the schema has a keyword %q", at, keyword)
		}
		if !ok {
			t.Errorf("%s is %#v; the schema says %s %v", at, value, keyword, want)
		}
	}
	if each, ok := schema["additionalProperties"].(map[string]any); ok {
		for name, v := range value.(map[string]any) {
			c.value(t, at+" "+name, each, v)
		}
	}
}

// object checks the fields of an object: those that are there, and those that must
// be.
func (c *schemaCheck) object(t *testing.T, at string, schema, value map[string]any) {
	t.Helper()
	described := schema["properties"].(map[string]any)
	for name, v := range value {
		field, ok := described[name].(map[string]any)
		if !ok {
			t.Errorf("%s: the field %s is not described", at, name)
			continue
		}
		c.value(t, at+" "+name, field, v)
		if !reflect.ValueOf(v).IsZero() && !reflect.DeepEqual(v, []any{}) {
			c.filled[schema["title"].(string)+" "+name] = true
		}
	}
	for _, name := range schema["required"].([]any) {
		if _, ok := value[name.(string)]; !ok {
			t.Errorf("%s: the field %s is missing", at, name)
		}
	}
}

// typeOf returns the type of a value in the words of JSON Schema.
func typeOf(value any) string {
	switch v := value.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "null"
}
