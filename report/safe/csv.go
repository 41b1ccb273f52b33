package safe

import (
	"encoding/csv"
	"io"
	"strings"
)

// A CSV is a table that people open in a spreadsheet or show on a terminal: RFC
// 4180 with "\n" as line end. It holds no more than one buffer of rows, and may
// not be used from several goroutines at once.
type CSV struct {
	w   io.Writer
	csv *csv.Writer
	bom bool
}

// NewCSV returns a table that is written to w. With bom it begins with a byte
// order mark, so that Excel reads UTF-8.
func NewCSV(w io.Writer, bom bool) *CSV { return &CSV{w, csv.NewWriter(w), bom} }

// Header writes the first row: names of columns, which are our own.
func (t *CSV) Header(names []string) error {
	if t.bom {
		if _, err := io.WriteString(t.w, "\uFEFF"); err != nil {
			return err
		}
	}
	return t.csv.Write(names)
}

// Row writes a row of strangers' texts. It changes cells.
func (t *CSV) Row(cells []string) error {
	for i, cell := range cells {
		cells[i] = Cell(strings.Map(printable, strings.ToValidUTF8(cell, "\uFFFD")))
	}
	return t.csv.Write(cells)
}

// Flush writes what is held back. It returns the first error that writing met.
func (t *CSV) Flush() error {
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

// Cell keeps a spreadsheet from calculating what a stranger wrote, by a "'"
// in front of what it would take for a formula.
// https://owasp.org/www-community/attacks/CSV_Injection
func Cell(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}
