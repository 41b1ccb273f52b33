package clean

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/locale"
	"github.com/nixie-mail/nixie/scanner"
)

// A List is somebody's list of subscribers, of which Split takes out who gets
// no more mail.
type List struct {
	form form
	rows *rowReader
}

// Open finds out how a list is written, from its first mebibyte. The list
// may be in UTF-8, UTF-16 or windows-1252, with any of the delimiters ",", ";",
// TAB and "|" or one address a line, with or without a header. An error that is
// ErrFormat says what to choose by hand.
//
// The list is read on by Split; whoever opens r closes it.
func Open(r io.Reader, want Format) (*List, error) {
	in := bufio.NewReaderSize(r, sampleSize)
	raw, err := peeked(in)
	if err != nil {
		return nil, fmt.Errorf("list: reading: %w", err)
	}
	var l List
	l.form.charset, l.form.marked = charsetOf(raw)
	if c := l.form.charset; c == charsetUTF16LE || c == charsetUTF16BE {
		in = bufio.NewReaderSize(&utf16Reader{r: in, big: c == charsetUTF16BE}, sampleSize)
	}
	if l.form.marked {
		if _, err := in.Discard(len(bom)); err != nil {
			return nil, fmt.Errorf("list: reading: %w", err)
		}
	}
	sample, err := peeked(in)
	if err == nil {
		err = l.form.tell(sample, want)
	}
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	l.rows = l.form.rows(in)
	return &l, nil
}

// Column returns the number of the column of the addresses, from 1, and its
// name, or "".
func (l *List) Column() (int, string) { return l.form.column + 1, l.form.name }

// Options say what becomes of rows. The zero value drops whatever is bad.
type Options struct {
	Replace bool           // keep a row whose address has moved, with the new address, if the refusing host itself gives it
	Locale  *locale.Locale // of the reasons; nil: English
	Now     time.Time      // tells in which year the reasons need none, and the time zone; zero: time.Now()
}

// checkEvery is the number of rows after which Split looks whether it is to
// stop.
const checkEvery = 10_000

// A cleaning is one run over a list.
type cleaning struct {
	*List
	bad           *BadAddresses
	reader        report.Options // how the reasons are written
	replace       bool
	kept, dropped *writer
	seen          seenAddresses
	counts        *Counts
}

// Split reads the list to its end and writes each row to one of the two, byte
// for byte, in the same order; the header goes to both. Behind a dropped row
// stand five more cells: advice, cause, reason, since and new_address. A row in
// which no address can be read is kept.
//
// An error means that nothing that was written is of use. A *RowError names
// the line where one row cannot be told from the next.
func (l *List) Split(ctx context.Context, kept, dropped io.Writer, bad *BadAddresses, opts Options) (*Counts, error) {
	c := &cleaning{
		List: l, bad: bad, reader: (&report.Options{Locale: opts.Locale, Now: opts.Now}).WithDefaults(), replace: opts.Replace, counts: &Counts{},
		kept: l.form.writer(kept), dropped: l.form.writer(dropped),
	}
	if err := c.all(ctx); err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	for _, w := range []*writer{c.kept, c.dropped} {
		if err := w.out.Flush(); err != nil {
			return nil, fmt.Errorf("list: writing: %w", err)
		}
	}
	c.counts.finish(&c.seen)
	return c.counts, nil
}

// A writer writes rows in the character set of a list.
type writer struct {
	io.Writer
	out *bufio.Writer
}

func (f *form) writer(w io.Writer) *writer {
	out := bufio.NewWriterSize(w, 1<<16)
	if f.charset == charsetUTF16LE || f.charset == charsetUTF16BE {
		return &writer{&utf16Writer{w: out, big: f.charset == charsetUTF16BE}, out}
	}
	return &writer{out, out}
}

// all reads every row.
func (c *cleaning) all(ctx context.Context) error {
	if err := c.preamble(); err != nil {
		return err
	}
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		err := c.rows.next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case c.rows.blank():
			_, err = c.kept.Write(c.rows.raw)
		default:
			err = c.row()
		}
		if err != nil {
			return err
		}
	}
}

// preamble copies what stands above the rows to both files.
func (c *cleaning) preamble() error {
	both := io.MultiWriter(c.kept, c.dropped)
	if c.form.marked {
		if _, err := io.WriteString(both, bom); err != nil {
			return err
		}
	}
	if _, err := io.CopyN(both, c.rows.r, int64(c.form.hint)); err != nil {
		return err
	}
	c.rows.lines = min(c.form.hint, 1)
	for header := c.form.header; header; {
		err := c.rows.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if header = c.rows.blank(); header {
			if _, err := c.kept.Write(c.rows.raw); err != nil {
				return err
			}
			continue
		}
		if _, err := c.kept.Write(c.rows.raw); err != nil {
			return err
		}
		return c.drop(c.more("advice", "cause", "reason", "since", "new_address"))
	}
	return nil
}

// row decides about a row and writes it.
func (c *cleaning) row() error {
	c.counts.Rows++
	text := c.form.charset.text(c.rows.value(c.form.column))
	found := addressesIn(text)
	if len(found) == 0 {
		c.counts.NoAddress++
		return c.keep()
	}
	h := c.bad.hash(found[0].key)
	if c.seen.add(h) {
		c.counts.Duplicates++
	}
	e := c.bad.fateOf(h)
	if len(found) > 1 {
		e = c.fateOfAll(found)
	}
	switch e.fate {
	case fateDrop:
		return c.bury(text, found, h, e)
	case fateHeld:
		c.counts.Held++
	case fateShared:
		c.counts.Shared++
	}
	return c.keep()
}

// fateOfAll decides about a cell of several addresses: it goes if all do.
func (c *cleaning) fateOfAll(found []addressSpan) (all badEntry) {
	drops := 0
	for _, a := range found {
		if e := c.bad.fateOf(c.bad.hash(a.key)); e.fate == fateDrop {
			all = e
			drops++
		}
	}
	if drops == len(found) {
		return all
	}
	if drops > 0 {
		c.counts.Several++
	}
	return badEntry{}
}

func (c *cleaning) keep() error {
	c.counts.Kept++
	_, err := c.kept.Write(c.rows.raw)
	return err
}

// bury drops a row, or gives it its new address.
func (c *cleaning) bury(text string, found []addressSpan, h hashedAddress, e badEntry) error {
	var moved newAddress
	if len(found) == 1 {
		moved = c.bad.moved[h]
	}
	if c.replace && moved.firm {
		if replaced, err := c.replaceWith(text, found[0], moved.address); replaced || err != nil {
			return err
		}
	}
	switch {
	case moved.firm:
		c.counts.Moved++
	case moved.address != "":
		c.counts.Hearsay++
	}
	st := c.bad.standing(e)
	c.counts.drop(st.Cause)
	return c.drop(c.more(string(st.Advice), string(st.Cause), c.reason(st), scanner.FormatTime(st.Reason.Since), moved.address))
}
