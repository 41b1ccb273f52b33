package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report/terminal"
)

// schemaText is the JSON Schema (draft 2020-12,
// https://json-schema.org/draft/2020-12/json-schema-core) of what nixie writes for
// programs. The help about the output is made of it, so the two never disagree; a
// test compares it with what is printed.
//
//go:embed schema.json
var schemaText []byte

// schemaCommand prints it.
func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of what nixie writes for programs",
		Long: `The schema (draft 2020-12) is that of a line of --format ndjson. Below $defs stand those of its
parts, and of recipients.csv, webhooks and the health file: validate against schema.json#/$defs/health.
nixie help output tells the same to people.`,
		Example: "  nixie schema > nixie.schema.json\n  nixie schema | jq '.[\"$defs\"].event.properties | keys'",
		Args:    between(0, 0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(schemaText)
			return err
		},
	}
}

// A description is what the help takes from a schema.
type description struct {
	Title       string
	Description string
	Type        string
	Enum        []string
	Const       any
	Ref         string               `json:"$ref"`
	Properties  ordered[description] // of an object
	Defs        ordered[description] `json:"$defs"`
}

// An ordered is an object of JSON whose members stay in their order.
type ordered[T any] []member[T]

type member[T any] struct {
	name  string
	value T
}

// UnmarshalJSON reads an object.
func (o *ordered[T]) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil { // the brace
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		m := member[T]{name: fmt.Sprint(name)}
		if err := d.Decode(&m.value); err != nil {
			return err
		}
		*o = append(*o, m)
	}
	return nil
}

const (
	topicWidth = 98
	fieldWidth = 25 // columns up to the meaning of a field
)

// outputTopic is the help about what nixie writes for programs.
func outputTopic() string {
	var doc description
	must(json.Unmarshal(schemaText, &doc))
	var b strings.Builder
	b.WriteString(outputAbout)
	for _, d := range doc.Defs {
		terminal.Paragraph(&b, topicWidth, "\n"+d.value.Title+": ", d.value.Description)
		b.WriteByte('\n')
		for _, field := range d.value.Properties {
			lead := fmt.Sprintf("    %-*s", fieldWidth-4, field.name)
			b.WriteString(lead)
			terminal.Wrap(&b, fieldWidth, strings.Repeat(" ", fieldWidth), topicWidth, field.value.meaning())
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

const outputAbout = `What nixie writes for programs. Every line of --format ndjson is an object of JSON with a type:
event, problem, or, last, summary. --format json is the same as one array, and events.csv (--format
csv of nixie analyze, events of nixie scan) has the fields of events as columns.

Names and meanings stay as long as "schema" is 1. Later versions may add fields, types of lines and
causes, and more words to the fields that are explained with "…" or by a command: ignore fields and
types that you do not know, and of an unknown cause go by class and advice. What stands in brackets
is all that a field holds. Facts that nobody states are "", never guessed. Most texts are
strangers': escape them for where you show them. CSV cells that a spreadsheet would calculate begin
with a '.

nixie schema prints all this as JSON Schema.
`

// meaning says what a field means and, where it is not any text, what it holds.
func (d description) meaning() string {
	holds := map[string]string{"integer": "number", "array": "list of texts", "boolean": "true | false", "object": "object, a member for each"}[d.Type]
	switch {
	case d.Const != nil:
		holds = fmt.Sprint(d.Const)
	case len(d.Enum) > 0:
		words := slices.DeleteFunc(slices.Clone(d.Enum), func(word string) bool { return word == "" })
		holds = strings.Join(words, " | ")
	case d.Ref != "":
		holds = "object"
	}
	if holds == "" {
		return d.Description
	}
	return d.Description + " [" + holds + "]"
}
