package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// readFlags are the flags that say how mail is read and judged.
type readFlags struct {
	rulesDir   string
	maxMessage config.Size
	jobs       int
	all        bool
	unknownDir string
}

// flags adds the flags to a command.
func (f *readFlags) flags(cmd *cobra.Command) {
	f.maxMessage = 32 << 20
	flags := cmd.Flags()
	rulesFlag(cmd, &f.rulesDir)
	flags.Var(&f.maxMessage, "max-message", "report a message larger than `SIZE` instead of reading it")
	flags.IntVarP(&f.jobs, "jobs", "j", 0, "`N` messages parsed at once (default: one for each processor)")
	flags.BoolVar(&f.all, "all", false, "list ordinary mail, too, as event \"other\"")
	flags.StringVar(&f.unknownDir, "save-unknown", "", "copy messages that were not understood into `DIR`")
	must(cmd.MarkFlagDirname("save-unknown"))
}

// options loads the rules, and takes from the configuration what ties reports to
// mailings.
func (f *readFlags) options(conf *config.Config) (*scanner.Options, error) {
	if f.jobs < 0 {
		return nil, usagef("", "--jobs %d: must be above zero", f.jobs)
	}
	set, err := rulesOf(f.rulesDir, conf)
	if err != nil {
		return nil, err
	}
	ties, err := conf.Correlate.Correlation()
	if err != nil {
		return nil, usagef("nixie help config shows [correlate]", "%w", err)
	}
	return &scanner.Options{Rules: set, Workers: f.jobs, Correlate: ties}, nil
}

// rulesOf returns the built-in rules with those of a folder over them: the one
// that --rules names, else that of the configuration.
func rulesOf(dir string, conf *config.Config) (*rules.Set, error) {
	return loadRules(cmp.Or(dir, conf.Rules))
}

// loadRules returns the built-in rules with those of a folder over them.
func loadRules(dir string) (*rules.Set, error) {
	if dir == "" {
		return rules.Builtin(), nil
	}
	if info, err := os.Stat(dir); err != nil {
		return nil, usagef("--rules, or rules in the configuration, names the folder", "rules: %w", err)
	} else if !info.IsDir() {
		return nil, usagef("give the folder that holds it: "+filepath.Dir(dir), "rules: %s is a file", dir)
	}
	set, err := rules.Load(os.DirFS(dir))
	if err != nil {
		return nil, &exitError{code: exitUsage, err: err, hint: "the places are relative to " + dir}
	}
	return set, nil
}

// A reading is one run over one or more inputs: what is counted, written, and
// went wrong.
type reading struct {
	app      *app
	opts     *scanner.Options
	sum      *report.Summary
	out      *results
	progress *progress
	all      bool
	unknown  string // folder for messages that were not understood, "" for none
	others   string // command that lists ordinary mail, "" if this one does

	good     int              // messages that could be read, inputs without new ones included
	troubles int              // messages and inputs that could not
	failure  int              // exit code of the troubles, exitFailed if they differ
	watched  bool             // who watches tells of cause
	cause    error            // the last trouble with a source as a whole
	early    []report.Problem // the first troubles, for a run in which nothing else happened
}

// maxEarly is how many troubles are kept word by word.
const maxEarly = 20

// each reads one input and hands every result to use. Trouble with the input
// as a whole is noted, and the run goes on; the error is one of use, or the
// end of ctx.
func (r *reading) each(ctx context.Context, in input, memory scanner.Memory, limit config.Size, use func(*scanner.Result) error) error {
	if isEmptyFile(in.path) {
		r.app.tell("empty", "path", safe.Line(in.name))
		r.good++
		return nil
	}
	src, done, err := r.app.open(ctx, in, memory, limit)
	if err != nil {
		return r.trouble(ctx, in, err)
	}
	defer done()
	return r.read(ctx, in, src, use)
}

// read reads one source and hands every result to use. Trouble with the source
// as a whole is noted, and is no error.
func (r *reading) read(ctx context.Context, in input, src scanner.Source, use func(*scanner.Result) error) error {
	troubles, read := r.troubles, 0
	for res, err := range scanner.Scan(ctx, src, r.opts) {
		if err != nil {
			return r.trouble(ctx, in, err)
		}
		read++
		r.judge(in, res)
		if err := r.cut(res); err != nil {
			return err
		}
		if err := saveUnknown(r.unknown, res); err != nil {
			return err
		}
		if err := use(res); err != nil {
			return err
		}
	}
	if r.troubles == troubles {
		r.good++ // it can be read, even if nothing is new in it
	}
	r.app.detail("%s: %s read", safe.Line(in.name), plural(read, "message"))
	return nil
}

// judge counts whether the message could be read, and shows the progress.
func (r *reading) judge(in input, res *scanner.Result) {
	r.progress.add(in.name, res)
	if !res.Unreadable() {
		r.good++
		r.forgiven(res)
		return
	}
	r.failed(res.Err)
	res.Err = told(res.Err, in, res.Message.Location)
	if p, ok := report.ProblemOf(res); ok {
		r.say(p)
	}
}

// isEmptyFile reports whether path is a file of no bytes: a mail spool on a
// day without mail, and no trouble.
func isEmptyFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// trouble notes that an input cannot be read, or not to its end.
func (r *reading) trouble(ctx context.Context, in input, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	r.failed(err)
	r.cause = err
	if r.watched {
		return nil
	}
	p := report.Problem{Path: in.name, What: told(err, in, "").Error(), Of: report.OfSource}
	var e *exitError
	switch {
	case errors.As(err, &e):
		p.Remedy = e.hint
	case errors.Is(err, fs.ErrNotExist):
		p.Remedy = report.Remedy(err)
	}
	r.sum.WriteProblem(p)
	r.say(p)
	return r.out.problem(p)
}

// say keeps a problem, and prints it at once where the summary will not.
func (r *reading) say(p report.Problem) {
	if len(r.early) < maxEarly {
		r.early = append(r.early, p)
	}
	if r.app.quiet || r.app.verbose > 0 {
		r.app.complain(problemError(p))
	}
}

// problemError is a problem as the last words of a program.
func problemError(p report.Problem) error {
	return &exitError{code: exitFailed, err: errors.New(safe.Line(p.Path + ": " + p.What)), hint: p.Remedy}
}

// show writes the outcomes of a result, or why it could not be read.
func (r *reading) show(res *scanner.Result) error {
	if p, ok := report.ProblemOf(res); ok {
		return r.out.problem(p)
	}
	for _, o := range res.Outcomes {
		if err := r.out.write(o); err != nil {
			return err
		}
	}
	if r.all && errors.Is(res.Err, dsn.ErrNotReport) {
		return r.out.write(ordinary(res))
	}
	return nil
}

// forgiven tells what had to be forgiven while reading a message.
func (r *reading) forgiven(res *scanner.Result) {
	if res.Report == nil || r.app.verbose == 0 {
		return
	}
	for _, p := range res.Report.Problems {
		r.app.detail("%s: forgiven: %s", safe.Line(res.Message.Location), safe.Line(p.String()))
	}
}

// failed counts a trouble.
func (r *reading) failed(err error) {
	code := codeOf(err)
	if r.troubles++; r.troubles > 1 && code != r.failure {
		code = exitFailed
	}
	r.failure = code
}

// code returns the exit code of the run: 3 if some of it could be read, else
// that of the troubles.
func (r *reading) code() int {
	if r.troubles > 0 && r.good > 0 {
		return exitPartly
	}
	return r.failure
}

// finish closes what is written and prints the summary. Where nothing could be
// read there is nothing to sum up, and the troubles are all there is to say.
func (r *reading) finish(next string) error {
	r.progress.clear()
	r.sum.Close()
	if err := r.out.commit(); err != nil || r.app.quiet {
		return err
	}
	if r.app.logFormat == "json" {
		r.app.say(levelInfo, "summary", "summary", r.sum)
		return nil
	}
	if r.good > 0 || r.troubles == 0 {
		opts := r.app.reportOptions(r.app.stderr)
		opts.Next, opts.Others = next, r.others
		return r.sum.Print(r.app.stderr, opts)
	}
	if r.app.verbose == 0 { // -v has said it already
		for _, p := range r.early {
			r.app.complain(problemError(p))
		}
	}
	if more := r.troubles - len(r.early); more > 0 {
		r.app.tell("more", "n", r.app.n(more))
	}
	return nil
}
