package export

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// advised is the advice of what is exported.
var advised = []rules.Advice{rules.Remove, rules.Unsubscribe, rules.Replace}

// Options say what is written. The zero value, and nil, are good.
type Options struct {
	Watch    bool                          // also addresses that the policy only watches
	Wants    func(*ledger.Standing) bool   // and of all of these only some; nil: every one
	Reason   func(*ledger.Standing) string // a sentence for tables; nil: none
	Taxonomy *rules.Mapping                // whose words stand beside our causes in tables; nil: nobody's
}

// Writes reports whether s is to be written, by its advice and by Wants.
func (o *Options) Writes(s *ledger.Standing) bool {
	if !slices.Contains(advised, s.Advice) && !(o.Watch && s.Advice == rules.Watch) {
		return false
	}
	return o.Wants == nil || o.Wants(s)
}

// entry returns what is written of s, but for the address.
func (o *Options) entry(s *ledger.Standing) *entry {
	e := &entry{Standing: s}
	if o.Reason != nil {
		e.reason = o.Reason(s)
	}
	if o.Taxonomy != nil {
		d := &s.Deciding
		e.foreign = o.Taxonomy.NameFor(d.Kind, &d.Recipient, &d.Verdict)
	}
	return e
}

// An Open begins a file, or a further part of it, the first being 1. What it
// returns is written to until the next part of the same file is begun, or Write
// returns; the caller closes it.
type Open func(f *File, part int) (io.Writer, error)

// A Result says what was written.
type Result struct {
	Addresses int // in all files together
	Files     []Written
	LeftOut   int    // addresses that could not be written
	Example   string // one of them
	Why       string // why that one
	Twice     int    // addresses that were written with both spellings of their domain
}

// Written is a file, or a part of one.
type Written struct {
	File *File
	Part int // 1 is the first
	Rows int
}

// Write writes the standings that opts wants, each into the files of the preset
// that it belongs to. Every file is begun, whether there is something for it or
// not. An error of the standings ends it and is returned; what was written until
// then must not be taken for the whole.
func (p *Preset) Write(standings iter.Seq2[ledger.Standing, error], opts *Options, open Open) (*Result, error) {
	if opts == nil {
		opts = &Options{}
	}
	w := &writing{open: open}
	for i := range p.Files {
		f := p.withTaxonomy(&p.Files[i], opts.Taxonomy)
		out := &output{File: f}
		w.outputs = append(w.outputs, out)
		if err := w.begin(out); err != nil {
			return nil, err
		}
	}
	for s, err := range standings {
		if err != nil {
			return nil, err
		}
		if opts.Writes(&s) {
			e := opts.entry(&s)
			for _, e.address = range addresses(&s) {
				if err := w.write(e); err != nil {
					return nil, err
				}
			}
		}
	}
	return w.end()
}

// withTaxonomy returns the file with a column more, if it is a table for people
// and there is a taxonomy.
func (p *Preset) withTaxonomy(f *File, m *rules.Mapping) *File {
	if m == nil || !p.Tabular() {
		return f
	}
	wide := *f
	wide.Columns = append(slices.Clone(f.Columns), "foreign_cause")
	wide.cells = func(e *entry) []string { return append(f.cells(e), e.foreign) }
	return &wide
}

// Tabular reports whether the preset is a table for people, which has a place
// for reasons and for the words of other programs.
func (p *Preset) Tabular() bool { return p.Name == table.Name }

// A writing is one run of Write.
type writing struct {
	open    Open
	outputs []*output
	result  Result
	row     line
}

// An output is a file that is being written.
type output struct {
	*File
	w       io.Writer
	part    int
	rows    int
	bytes   int64
	grouped int // rows in the group that is begun
}

// begin begins the next part of a file.
func (w *writing) begin(out *output) error {
	var err error
	out.part, out.rows, out.bytes = out.part+1, 0, 0
	if out.w, err = w.open(out.File, out.part); err != nil || len(out.Columns) == 0 {
		return err
	}
	var head line
	if err := head.cells(slices.Clone(out.Columns)); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return out.put(head.Bytes())
}

func (o *output) put(text []byte) error {
	n, err := o.w.Write(text)
	o.bytes += int64(n)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// write writes e to every file that wants it.
func (w *writing) write(e *entry) error {
	rows := 0
	for _, out := range w.outputs {
		if out.wants != nil && !out.wants(e) {
			continue
		}
		n, err := w.spellings(out, e)
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		rows = max(rows, n)
	}
	if rows > 0 {
		w.result.Addresses++
	}
	if rows > 1 {
		w.result.Twice++
	}
	return nil
}

// spellings writes e to a file, with both spellings of its domain if the file
// asks for that, and returns how many rows that were.
func (w *writing) spellings(out *output, e *entry) (rows int, err error) {
	for _, address := range out.spelled(e.address) {
		spelled := *e
		spelled.address = address
		w.row.Reset()
		leftOut, err := out.File.write(&w.row, &spelled)
		if err != nil {
			return rows, err
		}
		if leftOut != "" {
			w.result.LeftOut++
			w.result.Example, w.result.Why = address, leftOut
			return rows, nil
		}
		if err := w.add(out); err != nil {
			return rows, err
		}
		rows++
	}
	return rows, nil
}

// add puts the row into a file, and begins a further part if it is full.
func (w *writing) add(out *output) error {
	full := out.MaxRows > 0 && out.rows >= out.MaxRows ||
		out.MaxBytes > 0 && out.rows > 0 && out.bytes+int64(w.row.Len()) > out.MaxBytes
	if full {
		if err := w.finish(out); err != nil {
			return err
		}
		if err := w.begin(out); err != nil {
			return err
		}
	}
	out.rows++
	if out.group == nil {
		return out.put(w.row.Bytes())
	}
	before := out.group.between
	if out.grouped == 0 {
		before = out.group.begin
	}
	out.grouped++
	if err := errors.Join(out.put([]byte(before)), out.put(w.row.Bytes())); err != nil {
		return err
	}
	if out.grouped == out.group.size {
		return out.endGroup()
	}
	return nil
}

// endGroup ends a group that is begun.
func (o *output) endGroup() error {
	if o.grouped == 0 {
		return nil
	}
	o.grouped = 0
	return o.put([]byte(o.group.end))
}

// finish ends a part.
func (w *writing) finish(out *output) error {
	w.result.Files = append(w.result.Files, Written{out.File, out.part, out.rows})
	if out.group == nil {
		return nil
	}
	return out.endGroup()
}

// end ends all files.
func (w *writing) end() (*Result, error) {
	for _, out := range w.outputs {
		if err := w.finish(out); err != nil {
			return nil, err
		}
	}
	return &w.result, nil
}
