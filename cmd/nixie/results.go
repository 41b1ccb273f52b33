package main

import (
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/explain"
	"github.com/nixie-mail/nixie/scanner"
)

// outputFlags are the flags that say what is written, and where.
type outputFlags struct {
	format   string
	outputs  []string
	csvBOM   bool
	taxonomy string
	mask     masking
}

// flags adds the flags to a command that can write these kinds; usage says
// what happens without them.
func (f *outputFlags) flags(cmd *cobra.Command, kinds []string, usage string) {
	cmd.Flags().StringVarP(&f.format, "format", "f", "", usage)
	cmd.Flags().StringArrayVarP(&f.outputs, "output", "o", nil,
		"write to `FILE`, or KIND=FILE; \"-\" is standard output; may be repeated")
	cmd.Flags().BoolVar(&f.csvBOM, "csv-bom", false, "begin CSV with a byte order mark, for Excel")
	cmd.Flags().StringVar(&f.taxonomy, "taxonomy", "", "print what `NAME` calls the cause beside ours: powermta, sisimai, … (nixie help causes)")
	must(cmd.RegisterFlagCompletionFunc("format", fixed(kinds...)))
	must(cmd.RegisterFlagCompletionFunc("taxonomy", fixed(taxonomyNames()...)))
}

// flushEvery is how long results may wait in a buffer before readers of a pipe
// see them.
const flushEvery = time.Second

// A sink is one place that outcomes are written to.
type sink struct {
	report.Writer
	file *atomicFile // nil for standard output
}

// results writes outcomes to all their sinks.
type results struct {
	sinks   []sink
	flushed time.Time
}

// openResults opens the targets that hold outcomes; other kinds are left to
// the caller. Sum closes JSON and NDJSON.
func (a *app) openResults(targets []target, l look, sum *report.Summary) (*results, error) {
	r := &results{flushed: time.Now()}
	for _, t := range targets {
		w, file := a.stdout, (*atomicFile)(nil)
		if t.path != "" {
			var err error
			if file, err = createFile(t.path, private); err != nil {
				r.abandon()
				return nil, err
			}
			w = file
		}
		r.sinks = append(r.sinks, sink{a.newWriter(t.format, w, l, sum), file})
	}
	return r, nil
}

// newWriter returns the writer of a format, which masks addresses if they are
// not to be shown.
func (a *app) newWriter(format string, w io.Writer, l look, sum *report.Summary) report.Writer {
	out := a.wholeWriter(format, w, l, sum)
	if l.mask.hides(format) {
		return report.NewMasked(out)
	}
	return out
}

// wholeWriter returns the writer of a format.
func (a *app) wholeWriter(format string, w io.Writer, l look, sum *report.Summary) report.Writer {
	switch format {
	case "json":
		out := report.NewJSON(w, sum)
		out.Taxonomy = l.taxonomy
		return out
	case "ndjson":
		out := report.NewNDJSON(w, sum)
		out.Taxonomy = l.taxonomy
		return out
	case "csv", "events":
		csv := l.csv()
		return report.NewCSV(w, &csv)
	case "unknown":
		return report.NewUnknown(w, l.rules)
	case "card", "md":
		opts := a.reportOptions(w)
		opts.Rules, opts.Policy = l.rules, l.policy
		return explain.NewCards(w, opts, explain.View{Markdown: format == "md"})
	}
	opts := a.reportOptions(w)
	opts.Rules, opts.Taxonomy = l.rules, l.taxonomy
	return report.NewTable(w, opts)
}

// logWidth is where even a log may break its lines.
const logWidth = 500

// reportOptions says how people read on w.
func (a *app) reportOptions(w io.Writer) *report.Options {
	o := &report.Options{Color: a.colored(w), Locale: a.locale()}
	switch {
	case isTerminal(w):
		o.Width = terminalWidth(w)
	case w == a.stderr:
		o.Width = logWidth // lines of a log are searched, and better left whole
	}
	return o
}

// write writes one outcome everywhere.
func (r *results) write(o scanner.Outcome) error {
	for _, s := range r.sinks {
		if err := s.Write(o); err != nil {
			return failedf("", "output: %w", err)
		}
	}
	return nil
}

// problem writes what could not be read to the sinks that tell of it.
func (r *results) problem(p report.Problem) error {
	for _, s := range r.sinks {
		if w, ok := s.Writer.(report.ProblemWriter); ok {
			if err := w.WriteProblem(p); err != nil {
				return failedf("", "output: %w", err)
			}
		}
	}
	return nil
}

// flush hands over what waits in buffers, now and then.
func (r *results) flush(now time.Time) error {
	if now.Sub(r.flushed) < flushEvery {
		return nil
	}
	r.flushed = now
	for _, s := range r.sinks {
		if w, ok := s.Writer.(interface{ Flush() error }); ok {
			if err := w.Flush(); err != nil {
				return failedf("", "output: %w", err)
			}
		}
	}
	return nil
}

// commit ends every document and puts the files in their places.
func (r *results) commit() error {
	sinks := r.sinks
	r.sinks = nil
	for i, s := range sinks {
		err := s.Close()
		switch {
		case err != nil && s.file != nil:
			s.file.abandon()
		case err == nil && s.file != nil:
			err = s.file.commit()
		}
		if err != nil {
			r.sinks = sinks[i+1:]
			r.abandon()
			return failedf("", "output: %w", err)
		}
	}
	return nil
}

// abandon leaves the files as they were before. After commit it does nothing.
func (r *results) abandon() {
	for _, s := range r.sinks {
		if s.file != nil {
			s.file.abandon()
		}
	}
	r.sinks = nil
}
