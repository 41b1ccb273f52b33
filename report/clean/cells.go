package clean

import (
	"bytes"
	"strings"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

// drop writes the present row to the dropped file, with more cells behind it.
func (c *cleaning) drop(more []byte) error {
	r := c.rows
	pad := 0
	if c.form.delimiter != 0 {
		pad = max(0, c.form.width-len(r.cells)) // a short row: the new cells still line up
	}
	for _, part := range [][]byte{r.raw[:r.end], bytes.Repeat([]byte{c.form.delimiter}, pad), more, r.raw[r.end:]} {
		if _, err := c.dropped.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// replaceWith keeps the row with another address in its place. It reports
// whether that could be done: not if the new address is bad as well, is none,
// or would be a formula.
func (c *cleaning) replaceWith(text string, old addressSpan, moved string) (bool, error) {
	key := addressKey(moved)
	if key == "" || safe.Cell(moved) != moved || strings.ContainsAny(moved, "\r\n\x00") || c.bad.fateOf(c.bad.hash(key)).fate != fateFine {
		return false, nil
	}
	r := c.rows
	at := r.cells[c.form.column]
	cell, ok := c.form.charset.bytes(c.cell(text[:old.begin]+moved+text[old.end:], at.quoted))
	if !ok || !at.quoted && !c.form.quotes && strings.IndexByte(moved, c.form.delimiter) >= 0 {
		return false, nil
	}
	c.counts.Kept++
	c.counts.replace(text[old.begin:old.end], moved)
	for _, part := range [][]byte{r.raw[:at.begin], cell, r.raw[at.end:]} {
		if _, err := c.kept.Write(part); err != nil {
			return false, err
		}
	}
	return true, nil
}

// more returns cells as they stand behind a row. Words of strangers are no
// formulas in them.
func (c *cleaning) more(cells ...string) []byte {
	delimiter := c.form.delimiter
	if delimiter == 0 {
		delimiter = '\t' // a name before the address may hold a comma
	}
	var line []byte
	for _, cell := range cells {
		b, known := c.form.charset.bytes(c.cell(safe.Cell(cell), false))
		if !known {
			b = []byte(c.cell(safe.Cell(onlyASCII(cell)), false))
		}
		line = append(append(line, delimiter), b...)
	}
	return line
}

// reason says why an address gets no more mail, in English where the list
// cannot write the language that is asked for.
func (c *cleaning) reason(st ledger.Standing) string {
	text := report.Reason(&c.reader, st)
	if _, known := c.form.charset.bytes(text); !known {
		english := c.reader
		english.Locale = locale.For("en")
		text = report.Reason(&english, st)
	}
	return text
}

// onlyASCII replaces what is not.
func onlyASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		return '?'
	}, text)
}

// cell writes a text as a cell of the list, in quotation marks if it needs
// them or had them.
func (c *cleaning) cell(text string, quoted bool) string {
	delimiter := c.form.delimiter
	switch {
	case !c.form.quotes:
		return strings.Map(func(r rune) rune { // where nothing can be quoted
			if r == '\r' || r == '\n' || r == '\t' || r == rune(delimiter) && r != 0 {
				return ' '
			}
			return r
		}, text)
	case quoted, strings.ContainsAny(text, "\"\r\n"), strings.IndexByte(text, delimiter) >= 0:
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}
