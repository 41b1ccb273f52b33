package clean

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxRow bounds one row of a list. A cell of a spreadsheet has 32,767
// letters at most; a row that is longer than this is a quotation mark that
// nobody closes.
const maxRow = 16 << 20

// A RowError says where in a list a row cannot be told from the next.
type RowError struct {
	Line int // where the row, or the cell in question, begins; from 1
	What string
}

// Error names the line.
func (e *RowError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// rowReader splits a list into rows and cells, and keeps the bytes of each row
// as they are. Quotation marks are those of RFC 4180. Blanks around a quoted
// cell are forgiven; a mark within a cell is a letter like any other; but where
// marks leave open whether a line ends the row, it is an error, because a row
// that is joined with its neighbour would share its fate.
type rowReader struct {
	r         *bufio.Reader
	delimiter byte // 0: a row is one cell
	quotes    bool
	lineEnd   byte // "\n", or "\r" where there is no other

	raw   []byte // the row with its line end
	end   int    // where the line end begins
	cells []cell
	line  int // of the row's begin, from 1

	lines  int // that were read
	pos    int // in raw, up to which it is split
	begin  int // of the present cell
	state  quoting
	quoted int // the line on which the present cell opened its quotation
}

// A cell is a part of a row, its quotation marks included.
type cell struct {
	begin, end int
	quoted     bool
}

// quoting says where in a cell the reader is.
type quoting int

const (
	atBegin   quoting = iota
	unquoted          // within a cell without marks
	inQuotes          // behind the opening mark
	atQuote           // behind a mark that may be the closing one
	afterward         // behind blanks that follow it
)

// next reads a row. The end of the list is io.EOF.
func (r *rowReader) next() error {
	r.raw, r.cells = r.raw[:0], r.cells[:0]
	r.pos, r.begin, r.state, r.line = 0, 0, atBegin, r.lines+1
	for {
		err := r.readLine()
		switch {
		case errors.Is(err, io.EOF) && len(r.raw) == 0:
			return io.EOF
		case errors.Is(err, io.EOF) && r.state == inQuotes:
			return &RowError{r.quoted, "a quotation mark is opened and never closed"}
		case err != nil && !errors.Is(err, io.EOF):
			return err
		}
		if err := r.split(); err != nil {
			return err
		}
		if r.state != inQuotes {
			r.endCell(r.end)
			return nil
		}
	}
}

// readLine adds a line to the row; io.EOF means that there was none.
func (r *rowReader) readLine() error {
	before := len(r.raw)
	for {
		part, err := r.r.ReadSlice(r.lineEnd)
		r.raw = append(r.raw, part...)
		switch {
		case len(r.raw) > maxRow:
			return &RowError{r.line, fmt.Sprintf("a row of more than %d MiB", maxRow>>20)}
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(r.raw) == before):
			return err
		}
		break
	}
	r.lines++
	r.end = len(bytes.TrimSuffix(r.raw, []byte{r.lineEnd}))
	if r.end < len(r.raw) && r.lineEnd == '\n' {
		r.end = len(bytes.TrimSuffix(r.raw[:r.end], []byte{'\r'}))
	}
	return nil
}

// split goes on to the end of the line.
func (r *rowReader) split() error {
	if r.delimiter == 0 && !r.quotes {
		r.pos = r.end
		return nil
	}
	for ; r.pos < r.end; r.pos++ {
		switch c := r.raw[r.pos]; r.state {
		case inQuotes:
			next := bytes.IndexByte(r.raw[r.pos:r.end], '"')
			if next < 0 {
				r.pos = r.end - 1
				continue
			}
			r.pos += next
			r.state = atQuote
		case atQuote, afterward:
			if err := r.behindQuote(c); err != nil {
				return err
			}
		default:
			r.plain(c)
		}
	}
	if r.state == inQuotes {
		r.pos = len(r.raw) // the line end belongs to the cell
	}
	return nil
}

// behindQuote reads what follows a quotation mark within quotes.
func (r *rowReader) behindQuote(c byte) error {
	switch {
	case c == '"' && r.state == atQuote:
		r.state = inQuotes // doubled, it is a letter
	case c == r.delimiter && c != 0:
		r.endCell(r.pos)
	case c == ' ' || c == '\t':
		r.state = afterward
	case r.quoted != r.lines:
		return &RowError{r.quoted, "a quotation mark is opened here, and the mark that may close it, some lines further, stands within a cell"}
	default:
		r.state = unquoted // as in: "Big" Joe,joe@example.org
	}
	return nil
}

// plain reads a byte outside of quotes.
func (r *rowReader) plain(c byte) {
	switch {
	case c == r.delimiter && c != 0:
		r.endCell(r.pos)
	case r.state == unquoted:
	case c == '"' && r.quotes && (r.pos == r.begin || r.closes(r.pos+1)):
		r.state, r.quoted = inQuotes, r.lines
	case c != ' ' && c != '\t':
		r.state = unquoted
	}
}

// closes reports whether a mark behind blanks opens a quotation that ends with
// the cell, on the same line.
func (r *rowReader) closes(i int) bool {
	for ; i < r.end; i++ {
		if r.raw[i] != '"' {
			continue
		}
		if i+1 < r.end && r.raw[i+1] == '"' {
			i++
			continue
		}
		for i++; i < r.end && r.raw[i] != r.delimiter; i++ {
			if r.raw[i] != ' ' && r.raw[i] != '\t' {
				return false
			}
		}
		return true
	}
	return false
}

func (r *rowReader) endCell(end int) {
	quoted := r.state == atQuote || r.state == afterward
	r.cells = append(r.cells, cell{r.begin, end, quoted})
	r.begin, r.state = end+1, atBegin
}

// blank reports whether there is nothing in the row.
func (r *rowReader) blank() bool { return len(bytes.TrimSpace(r.raw)) == 0 }

// value returns what the cell holds, without its quotation marks; nothing if
// the row has no such cell.
func (r *rowReader) value(i int) []byte {
	if i >= len(r.cells) {
		return nil
	}
	c := r.cells[i]
	b := r.raw[c.begin:c.end]
	if !c.quoted {
		return b
	}
	b = bytes.Trim(b, " \t")
	b = b[1 : len(b)-1]
	if bytes.IndexByte(b, '"') < 0 {
		return b
	}
	return bytes.ReplaceAll(b, []byte(`""`), []byte(`"`))
}
