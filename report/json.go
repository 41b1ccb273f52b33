package report

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// NDJSON writes one JSON object a line: events, problems as they come, and the
// summary as the last line.
type NDJSON struct {
	out *bufio.Writer
	enc *json.Encoder
	sum *Summary

	Taxonomy *rules.Mapping // adds the field foreign_cause to events; nil: none. Set it before the first Write.
}

// NewNDJSON returns a writer to w. Close adds sum as the last line; a nil sum
// is left out. The writer does not count into sum: who reads the messages does.
func NewNDJSON(w io.Writer, sum *Summary) *NDJSON {
	out := bufio.NewWriterSize(w, 64<<10)
	return &NDJSON{out: out, enc: safe.JSON(out), sum: sum}
}

// Write writes the event of o.
func (n *NDJSON) Write(o scanner.Outcome) error { return n.enc.Encode(eventOf(n.Taxonomy, &o)) }

// WriteProblem writes a line of type "problem".
func (n *NDJSON) WriteProblem(p Problem) error { return n.enc.Encode(p.line()) }

// Close writes the summary and flushes.
func (n *NDJSON) Close() error {
	if n.sum != nil {
		if err := n.enc.Encode(n.sum); err != nil {
			return err
		}
	}
	return n.out.Flush()
}

// Flush hands over what is buffered, for readers that follow a long scan.
func (n *NDJSON) Flush() error { return n.out.Flush() }

// problemLine is Problem as output.md names its fields.
type problemLine struct {
	Type    string `json:"type"` // always "problem"
	Schema  int    `json:"schema"`
	Path    string `json:"path"`
	Problem string `json:"problem"`
	Remedy  string `json:"remedy"`
}

func (p Problem) line() problemLine {
	return problemLine{"problem", scanner.SchemaVersion, p.Path, p.What, p.Remedy}
}

// JSON writes one document, an array of the objects of NDJSON, as they come.
type JSON struct {
	out   *bufio.Writer
	enc   *json.Encoder
	sum   *Summary
	begun bool

	Taxonomy *rules.Mapping // as for NDJSON
}

// NewJSON returns a writer to w; sum is as for NewNDJSON.
func NewJSON(w io.Writer, sum *Summary) *JSON {
	out := bufio.NewWriterSize(w, 64<<10)
	return &JSON{out: out, enc: safe.JSON(out), sum: sum}
}

// Write adds the event of o to the array.
func (j *JSON) Write(o scanner.Outcome) error { return j.element(eventOf(j.Taxonomy, &o)) }

// WriteProblem adds an object of type "problem".
func (j *JSON) WriteProblem(p Problem) error { return j.element(p.line()) }

// Close adds the summary, ends the array and flushes.
func (j *JSON) Close() error {
	if j.sum != nil {
		if err := j.element(j.sum); err != nil {
			return err
		}
	}
	end := "]\n"
	if !j.begun {
		end = "[]\n"
	}
	if _, err := j.out.WriteString(end); err != nil {
		return err
	}
	return j.out.Flush()
}

// element writes v after "[" or ","; the encoder ends it with a line feed.
func (j *JSON) element(v any) error {
	sep := byte(',')
	if !j.begun {
		sep, j.begun = '[', true
	}
	if err := j.out.WriteByte(sep); err != nil {
		return err
	}
	return j.enc.Encode(v)
}
