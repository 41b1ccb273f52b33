package clean

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
)

// The delimiters that lists have. Of those that fit a list equally, the first
// is taken; so it is where there is one address a line.
const delimiters = ",;\t|"

const (
	sampleSize  = 1 << 20 // bytes of a list from which its form is told
	sampledRows = 200     // rows of these at most
)

// A Format says how a list is written. The zero value leaves
// everything to be told from its first rows.
type Format struct {
	Delimiter string // one byte, or "none" for one address a line; "": told
	Column    string // name or number, from 1, of the column of addresses; "": told
	NoHeader  bool   // the first row is one like the others
	NoQuotes  bool   // quotation marks are letters, and every line is a row
}

// ErrFormat is the error of a list of which nixie cannot tell how it is to be
// read. Its text says what to do.
var ErrFormat = errors.New("the list cannot be read")

type formError string

func (e formError) Error() string { return string(e) }
func (e formError) Unwrap() error { return ErrFormat }

// A form is what has been found out about a list.
type form struct {
	charset   charset
	marked    bool // it begins with a byte order mark
	hint      int  // bytes of a first line "sep=;", a hint for Excel that is no row
	delimiter byte
	quotes    bool
	lineEnd   byte
	header    bool
	column    int // of the addresses, from 0
	name      string
	width     int // cells in a usual row
}

// rows reads rows of that form.
func (f *form) rows(r *bufio.Reader) *rowReader {
	return &rowReader{r: r, delimiter: f.delimiter, quotes: f.quotes, lineEnd: f.lineEnd}
}

// tell finds out the form of a list from its start.
func (f *form) tell(sample []byte, want Format) error {
	f.lineEnd = '\n'
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		f.lineEnd = '\r'
	}
	candidates := []byte(delimiters)
	if d, length := hinted(sample); length > 0 {
		candidates, f.hint = []byte{d}, length
	}
	switch d := want.Delimiter; {
	case d == "none":
		candidates = []byte{0}
	case d != "":
		candidates = []byte(d)
	}
	return f.split(sample, candidates, !want.NoQuotes, want)
}

// split takes the delimiter that fits best.
func (f *form) split(sample, candidates []byte, quotes bool, want Format) error {
	var best [][]string
	var most fit
	var broken error // why the best could not be split to its end
	for i, d := range candidates {
		rows, err := f.sampled(sample[f.hint:], d, quotes && d != 0)
		if how := fitOf(rows); i == 0 || how.compare(most) > 0 {
			best, most, broken = rows, how, err
			f.delimiter, f.quotes, f.width = d, quotes && d != 0, how.width
		}
	}
	if len(best) == 0 && broken != nil && len(sample) >= sampleSize {
		return f.blindly(want)
	}
	err := f.columns(best, want)
	if err != nil && broken != nil && len(sample) < sampleSize {
		return broken // the reason why nothing can be told from the rows
	}
	return err
}

// blindly takes the column that is asked for, where the first row alone is more
// than a sample.
func (f *form) blindly(want Format) error {
	n, err := strconv.Atoi(want.Column)
	if err != nil || n < 1 || !want.NoHeader {
		return formError("the first row is so long that nothing can be told from it; if it is no header, give --no-header and the number of the column with --column")
	}
	f.column, f.width = n-1, n
	return nil
}

// errCutRow says that the sample ends within a row.
var errCutRow = errors.New("the sample ends here")

// hinted reads a first line "sep=;", with which a list tells Excel its
// delimiter, and returns its length.
func hinted(sample []byte) (delimiter byte, length int) {
	rest, ok := bytes.CutPrefix(sample, []byte("sep="))
	if !ok || len(rest) < 2 || bytes.IndexByte([]byte(delimiters), rest[0]) < 0 {
		return 0, 0
	}
	for _, end := range []string{"\r\n", "\n", "\r"} {
		if bytes.HasPrefix(rest[1:], []byte(end)) {
			return rest[0], len("sep=x") + len(end)
		}
	}
	return 0, 0
}

// sampled splits the sample by a delimiter, as far as that goes.
func (f *form) sampled(sample []byte, delimiter byte, quotes bool) (rows [][]string, err error) {
	try := form{delimiter: delimiter, quotes: quotes, lineEnd: f.lineEnd}
	r := try.rows(bufio.NewReader(bytes.NewReader(sample)))
	for len(rows) < sampledRows {
		if err := r.next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return rows, err
		}
		if len(sample) >= sampleSize-f.hint && r.end == len(r.raw) {
			return rows, errCutRow
		}
		if r.blank() {
			continue
		}
		var row []string
		for i := range r.cells {
			row = append(row, f.charset.text(r.value(i)))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// A fit says how well a delimiter fits a list.
type fit struct {
	addresses int // rows in which a cell is an address
	alike     int // rows with the usual number of cells
	width     int // that number
}

func (a fit) compare(b fit) int {
	return cmp.Or(cmp.Compare(a.addresses, b.addresses), cmp.Compare(a.alike, b.alike), cmp.Compare(a.width, b.width))
}

// fitOf says how well rows look like a table of addresses.
func fitOf(rows [][]string) (f fit) {
	byWidth := map[int]int{}
	for _, row := range rows {
		byWidth[len(row)]++
		if slices.ContainsFunc(row, holdsAddresses) {
			f.addresses++
		}
	}
	for _, row := range rows { // in order of the rows, never of the map
		if n := byWidth[len(row)]; n > f.alike || n == f.alike && len(row) > f.width {
			f.alike, f.width = n, len(row)
		}
	}
	if f.width == 1 {
		f.alike = 0 // every list is alike for a delimiter that it has not
	}
	return f
}

// peeked returns the start of what r reads, as much as a sample has.
func peeked(r *bufio.Reader) ([]byte, error) {
	sample, err := r.Peek(sampleSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return sample, nil
}
