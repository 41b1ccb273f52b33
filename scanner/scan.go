package scanner

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/internal/ordered"
)

// maxAhead is the number of messages in flight for each worker. It is about what
// one command to a server brings, so that there is something to parse and record
// until the next one has brought more; yet not as many small messages are held in
// memory while a large one is parsed as readAhead would allow.
const maxAhead = 128

// readAhead is the weight in bytes of raw mail above which no further message
// is read. With one message of 32 MiB on top this makes 48 MiB.
const readAhead = 16 << 20

// Options change how Scan works. The zero value works.
type Options struct {
	Rules   *rules.Set // nil: rules.Builtin()
	Workers int        // parsers at once; 0: runtime.GOMAXPROCS(0)

	// Correlate ties reports to campaigns and subscribers; nil: by the usual
	// schemes and headers, as of NewCorrelation(nil, nil).
	Correlate *Correlation
}

func (o *Options) withDefaults() Options {
	var d Options
	if o != nil {
		d = *o
	}
	if d.Rules == nil {
		d.Rules = rules.Builtin()
	}
	if d.Workers <= 0 {
		d.Workers = runtime.GOMAXPROCS(0)
	}
	if d.Correlate == nil {
		d.Correlate = defaultCorrelation()
	}
	return d
}

// A Result is what came out of one message. A ledger records it.
type Result struct {
	Message  *Message
	Report   *dsn.Report // nil if Err is set
	Outcomes []Outcome   // one for each recipient; at least one if Report is set
	Err      error       // dsn.ErrNotReport for ordinary mail, or why the message could not be read

	// Act is what the caller wants to become of the message once the result
	// is recorded, and Sort by which key of Acts it was chosen (SortOf). A ledger
	// keeps both. Scan leaves them zero.
	Act  Act
	Sort string
}

// Unreadable reports whether the message could not be read, which is trouble,
// unlike ordinary mail, which is none of nixie's business.
func (r *Result) Unreadable() bool { return r.Err != nil && !errors.Is(r.Err, dsn.ErrNotReport) }

// Scan reads the messages of src, parses and judges them with several workers,
// and yields the results in the order of src. It changes nothing in the mailbox.
//
// One goroutine calls the source; the caller's own loop body runs in the
// caller's goroutine. When the caller breaks, the source is released before
// the loop is left. An error of src as a whole, or the end of ctx, is the last
// element, with a nil Result.
func Scan(ctx context.Context, src Source, opts *Options) iter.Seq2[*Result, error] {
	o := opts.withDefaults()
	lim := ordered.Limits{Workers: o.Workers, Items: o.Workers * maxAhead, Weight: readAhead}
	weigh := func(m *Message) int64 { return int64(cap(m.Raw)) }
	return ordered.Map(ctx, lim, src.Messages, weigh, func(m *Message) *Result {
		return Judge(m, &o)
	})
}

// Judge parses and judges one message, as Scan does with each of its source: for
// whoever has messages and no mailbox, such as a server that is handed them. Of the
// message only Raw is needed. Received, if it is known, keeps the report from
// being dated later than it came, and Location is repeated in the outcomes.
//
// What is wrong travels in Result.Err, which is dsn.ErrNotReport for ordinary mail,
// wrapped; a message that is broken, however badly, is no error. Beyond the limits
// of package dsn the message is not looked at; the caller bounds what he reads.
// Judge may be called concurrently. Options.Workers means nothing to it.
func Judge(m *Message, opts *Options) (res *Result) {
	defer func() { // a fault of nixie's own that a message brings to light is the Err of that message
		if fault := recover(); fault != nil {
			err := fmt.Errorf("scanner: %s: nixie itself failed on this message, please report it: %v", m.Location, fault)
			res = &Result{Message: m, Err: err}
		}
	}()
	if m.Err != nil {
		return &Result{Message: m, Err: m.Err}
	}
	report, err := dsn.ParseBytes(m.Raw)
	if err != nil {
		return &Result{Message: m, Err: err}
	}
	o := opts.withDefaults()
	return &Result{Message: m, Report: report, Outcomes: outcomes(&o, m, report)}
}
