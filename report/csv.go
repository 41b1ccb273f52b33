package report

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// CSV writes events.csv: a header row, then a row for every outcome.
type CSV struct {
	out   *csvTable
	begun bool
}

// CSVOptions say how CSV files are written. The zero value, and nil, suit
// every program but Excel.
type CSVOptions struct {
	BOM bool // begin with a byte order mark, so that Excel reads UTF-8
	Raw bool // leave formula cells as they are: only for files that no spreadsheet opens

	Taxonomy *rules.Mapping // adds the column foreign_cause to events.csv; nil: none
}

// NewCSV returns a writer to w.
func NewCSV(w io.Writer, opts *CSVOptions) *CSV { return &CSV{out: newCSVTable(w, opts)} }

// Write writes one row.
func (c *CSV) Write(o scanner.Outcome) error {
	if err := c.begin(); err != nil {
		return err
	}
	cells := o.Event().Values()
	if m := c.out.Taxonomy; m != nil {
		cells = append(cells, foreignCause(m, &o))
	}
	return c.out.row(cells)
}

// Close writes the header if no row did, and flushes.
func (c *CSV) Close() error {
	if err := c.begin(); err != nil {
		return err
	}
	return c.out.flush()
}

func (c *CSV) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	names := scanner.EventColumns()
	if c.out.Taxonomy != nil {
		names = append(names, foreignColumn)
	}
	return c.out.header(names)
}

// csvTable is RFC 4180 with "\n", safe to open in a spreadsheet.
type csvTable struct {
	w   io.Writer
	csv *csv.Writer
	CSVOptions
}

func newCSVTable(w io.Writer, opts *CSVOptions) *csvTable {
	t := &csvTable{w: w, csv: csv.NewWriter(w)}
	if opts != nil {
		t.CSVOptions = *opts
	}
	return t
}

func (t *csvTable) header(names []string) error {
	if t.BOM {
		if _, err := io.WriteString(t.w, "\uFEFF"); err != nil {
			return err
		}
	}
	return t.csv.Write(names)
}

func (t *csvTable) row(cells []string) error {
	for i, cell := range cells {
		cell = strings.Map(printable, strings.ToValidUTF8(cell, "\uFFFD"))
		if !t.Raw {
			cell = Neutralise(cell)
		}
		cells[i] = cell
	}
	return t.csv.Write(cells)
}

func (t *csvTable) flush() error {
	t.csv.Flush()
	return t.csv.Error()
}

// printable replaces what commands a terminal, should the file be shown on one:
// the controls of ASCII and of ISO 6429, except those that divide lines and cells.
func printable(r rune) rune {
	if (r < ' ' && r != '\t' && r != '\n' && r != '\r') || (r >= 0x7f && r <= 0x9f) {
		return '\uFFFD'
	}
	return r
}

// Neutralise keeps a spreadsheet from calculating what a stranger wrote, by a "'"
// in front of what it would take for a formula.
// https://owasp.org/www-community/attacks/CSV_Injection
func Neutralise(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}
