package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/export"
	"github.com/nixie-mail/nixie/report/safe"
)

// exportFiles are the files of an export, or standard output.
type exportFiles struct {
	app    *app
	preset *export.Preset
	path   string    // "" is standard output
	since  time.Time // the last export, of which only the news are written; zero: all is
	begun  []*exportFile
	spared map[string]bool // files that stay as they are
}

// An exportFile is one of them.
type exportFile struct {
	*atomicFile // nil for standard output
	*bufio.Writer
	path string // as the user knows it
	old  bool   // such a file lay there before
}

// newExportFiles returns the files of a preset, none of them begun. Standard
// output is one file, however large: what its importer takes is told then.
func (a *app) newExportFiles(p *export.Preset, path string) *exportFiles {
	f := &exportFiles{app: a, preset: p, path: path}
	if path == "" {
		whole := *p
		whole.Files = slices.Clone(p.Files)
		for i := range whole.Files {
			whole.Files[i].MaxRows, whole.Files[i].MaxBytes = 0, 0
		}
		f.preset = &whole
	}
	return f
}

// open begins a file that only its owner can read: it is full of other people's
// addresses.
func (f *exportFiles) open(file *export.File, part int) (io.Writer, error) {
	if f.path == "" {
		out := &exportFile{Writer: bufio.NewWriter(f.app.stdout)}
		f.begun = append(f.begun, out)
		return out.Writer, nil
	}
	path := exportPath(f.path, file.Kind, part)
	_, err := os.Stat(path)
	atomic, cerr := createFile(path, private)
	if cerr != nil {
		return nil, cerr
	}
	out := &exportFile{atomic, bufio.NewWriterSize(atomic, 64<<10), path, err == nil}
	f.begun = append(f.begun, out)
	return out.Writer, nil
}

// exportPath adds the kind and the number of the part to the name of a file.
func exportPath(path, kind string, part int) string {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext)
	if kind != "" {
		stem += "-" + kind
	}
	if part > 1 {
		stem += fmt.Sprintf("-%d", part)
	}
	return stem + ext
}

// spare notes which files stay as they are: those of an earlier export of which
// there is no news. Whoever fetches them once a day may not have done so yet.
func (f *exportFiles) spare(res *export.Result) {
	if f.since.IsZero() {
		return
	}
	f.spared = map[string]bool{}
	for _, w := range res.Files {
		if w.Rows == 0 {
			f.spared[exportPath(f.path, w.File.Kind, w.Part)] = true
		}
	}
	for _, out := range f.begun {
		if !out.old {
			delete(f.spared, out.path)
		}
	}
}

// commit puts all files into their places.
func (f *exportFiles) commit() error {
	for len(f.begun) > 0 {
		out := f.begun[0]
		if f.spared[out.path] {
			f.begun = f.begun[1:]
			out.abandon()
			continue
		}
		if err := out.Flush(); err != nil {
			return failedf("", "output: %w", err)
		}
		f.begun = f.begun[1:]
		if out.atomicFile != nil {
			if err := out.atomicFile.commit(); err != nil {
				return err
			}
		}
	}
	return nil
}

// abandon leaves what stood there before. After commit it does nothing.
func (f *exportFiles) abandon() {
	for _, out := range f.begun {
		if out.atomicFile != nil {
			out.atomicFile.abandon()
		}
	}
	f.begun = nil
}

// tellExport says what was written, and what was not.
func (a *app) tellExport(f *exportFiles, res *export.Result) {
	if f.path != "" {
		for _, w := range res.Files {
			path := exportPath(f.path, w.File.Kind, w.Part)
			if f.spared[path] {
				a.tell("stays", "time", report.Clock(f.since), "path", safe.Line(path))
				continue
			}
			a.note("%s  %s", a.locale().Text("run.written", "path", safe.Line(path)), a.locale().Text("run.addresses", "n", a.n(w.Rows)))
		}
		a.warnOfOldParts(f, res)
	}
	if res.Twice > 0 {
		a.note("Addresses with both spellings of their domain, in letters and in ASCII: %s", a.n(res.Twice))
	}
	if res.LeftOut > 0 {
		a.warn("left out: %s, such as %s: %s; recipients.csv holds them all", thousands(res.LeftOut), res.Example, res.Why)
	}
	if f.path == "" && len(f.preset.Files) == 1 {
		if most := presetLimit(f.preset.Name); most > 0 && res.Addresses > most {
			a.warn("%s takes %s addresses at a time, and these are %s; with --output FILE they are divided",
				f.preset.Name, thousands(most), thousands(res.Addresses))
		}
	}
	if f.path != "" && res.Addresses > 0 && f.preset.Source != "" {
		a.note("Next: nixie export --list %s tells how to import it", f.preset.Name)
	}
}

// presetLimit returns how many rows the importer takes at a time; 0 if that is
// not known.
func presetLimit(name string) int {
	p, _ := export.Find(name)
	return p.Files[0].MaxRows
}

// warnOfOldParts tells of parts that are left from an earlier, larger export:
// who imports all of FILE* would import them, too.
func (a *app) warnOfOldParts(f *exportFiles, res *export.Result) {
	last := map[string]int{}
	for _, w := range res.Files {
		last[w.File.Kind] = max(last[w.File.Kind], w.Part)
	}
	for _, w := range res.Files {
		if w.Part != last[w.File.Kind] || f.spared[exportPath(f.path, w.File.Kind, w.Part)] {
			continue
		}
		old := exportPath(f.path, w.File.Kind, w.Part+1)
		if _, err := os.Stat(old); err == nil {
			a.warn("%s is of an earlier export; do not import it again", old)
		}
	}
}

// absolutePath returns the path as it is from everywhere.
func absolutePath(path string) string {
	if abs, err := filepath.Abs(path); err == nil && path != "" {
		return abs
	}
	return path
}
