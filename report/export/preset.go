package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// A Preset describes what one program imports.
type Preset struct {
	Name   string
	About  string // what it is, in a few words
	How    string // how to import it, in sentences
	Source string // the page that documents the form, "" if it is ours
	Doubt  string // what could not be checked against documentation, "" if nothing
	Files  []File
}

// A File is one of the files of a preset.
type File struct {
	Kind    string   // tells the files of a preset apart: "bounces"; "" if there is but one
	Ext     string   // how its name ends: csv, txt, jsonl
	Columns []string // of the header row; none: there is no header

	MaxRows  int   // the importer takes no more; 0: it takes any number
	MaxBytes int64 // likewise

	bare        bool              // its rows hold no more of the standing than the address and the advice
	both        bool              // its addresses are compared as text: write both spellings of a domain
	spreadsheet bool              // people open it in a spreadsheet
	comment     string            // what begins a line that the importer skips
	wants       func(*entry) bool // nil: every entry
	cells       func(*entry) []string
	text        func(*entry) string // the row, where it is no CSV; neither: the address
	group       *group              // of rows; nil: each stands alone
}

// A group puts rows together into one value.
type group struct {
	size                int
	begin, between, end string
}

// All returns every preset, in the order in which they are best listed. The
// caller must not change them.
func All() []Preset { return presets }

// Names returns the names of all presets.
func Names() []string {
	var names []string
	for _, p := range presets {
		names = append(names, p.Name)
	}
	return names
}

// NeedsWhole reports whether what is written of s is taken from its deciding
// event, too, so that [ledger.Ledger.StandingsOf] must read that: a list of bare
// addresses needs it only to know how an address on the list is spelled.
func (p *Preset) NeedsWhole(s *ledger.Standing) bool {
	tells := func(f File) bool { return !f.bare && (f.cells != nil || f.text != nil) }
	return len(s.Originals) > 0 || slices.ContainsFunc(p.Files, tells)
}

// Find returns the preset of that name.
func Find(name string) (*Preset, bool) {
	i := slices.IndexFunc(presets, func(p Preset) bool { return p.Name == name })
	if i < 0 {
		return nil, false
	}
	return &presets[i], true
}

// presets are all that there are.
var presets = []Preset{table, plain, listmonk, mautic, mailchimp, phplist, mailgun, ses, sendgrid, brevo, postmark, sympa, mailman}

// A line is the row that is being written. The zero line is empty.
type line struct {
	bytes.Buffer
	csv *csv.Writer
}

// cells adds a row of RFC 4180 that ends in "\n".
func (l *line) cells(cells []string) error {
	if l.csv == nil {
		l.csv = csv.NewWriter(&l.Buffer)
	}
	for i := range cells {
		cells[i] = strings.ToValidUTF8(cells[i], "\ufffd")
	}
	if err := l.csv.Write(cells); err != nil {
		return err
	}
	l.csv.Flush()
	return l.csv.Error()
}

// write adds the row of e, or returns why it cannot be written.
func (f *File) write(l *line, e *entry) (leftOut string, err error) {
	switch {
	case strings.LastIndexByte(e.address, '@') <= 0 || strings.HasSuffix(e.address, "@"):
		return "it is no address: the report names nobody more exactly", nil
	case f.lines() && strings.ContainsAny(e.address, "\r\n"):
		return "it holds a line break", nil
	case f.comment != "" && strings.HasPrefix(e.address, f.comment):
		return fmt.Sprintf("it begins with %q, and the importer would skip it", f.comment), nil
	case f.spreadsheet && calculated(e.address):
		return fmt.Sprintf("it begins with %q, and a spreadsheet would calculate it", e.address[:1]), nil
	case f.cells != nil:
		return "", l.cells(f.cells(e))
	case f.text != nil:
		l.WriteString(f.text(e))
		return "", nil
	}
	l.WriteString(e.address + "\n")
	return "", nil
}

// lines reports whether a row is the address and nothing else.
func (f *File) lines() bool { return f.cells == nil && f.text == nil }
