package report

import (
	"io"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// CSV writes events.csv: a header row, then a row for every outcome.
type CSV struct {
	out      *safe.CSV
	taxonomy *rules.Mapping
	begun    bool
}

// CSVOptions say how CSV files are written. The zero value, and nil, suit
// every program but Excel.
type CSVOptions struct {
	BOM      bool           // begin with a byte order mark, so that Excel reads UTF-8
	Taxonomy *rules.Mapping // adds the column foreign_cause to events.csv; nil: none
}

// table begins a CSV file.
func (o *CSVOptions) table(w io.Writer) *safe.CSV { return safe.NewCSV(w, o != nil && o.BOM) }

// NewCSV returns a writer to w.
func NewCSV(w io.Writer, opts *CSVOptions) *CSV {
	c := &CSV{out: opts.table(w)}
	if opts != nil {
		c.taxonomy = opts.Taxonomy
	}
	return c
}

// Write writes one row.
func (c *CSV) Write(o scanner.Outcome) error {
	if err := c.begin(); err != nil {
		return err
	}
	cells := o.Event().Values()
	if m := c.taxonomy; m != nil {
		cells = append(cells, foreignCause(m, &o))
	}
	return c.out.Row(cells)
}

// Close writes the header if no row did, and flushes.
func (c *CSV) Close() error {
	if err := c.begin(); err != nil {
		return err
	}
	return c.out.Flush()
}

func (c *CSV) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	names := scanner.EventColumns()
	if c.taxonomy != nil {
		names = append(names, foreignColumn)
	}
	return c.out.Header(names)
}
