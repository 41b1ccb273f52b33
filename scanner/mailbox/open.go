package mailbox

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/nixie-mail/nixie/scanner"
)

// Limits of what is read, unless Options say otherwise.
const (
	MaxMessage  = 32 << 20 // bytes of one message; bounces with the original attached seldom reach 25 MiB
	MaxUnpacked = 8 << 30  // bytes unpacked from one file or entry; stops a zip bomb, not an mbox of gigabytes
	MaxWindow   = 64 << 20 // bytes of memory for zstd; zstd -19 needs 8 MiB, --ultra -21 64 MiB
	MaxDepth    = 3        // archives within archives: a .gz in a .zip, no matryoshka
)

// Options change how mail is read. The zero value works; nil means the same.
type Options struct {
	MaxMessage  int64 // bytes of one message; 0: MaxMessage
	MaxUnpacked int64 // bytes unpacked from one file or entry; 0: MaxUnpacked

	// Skip, if set, says of a file that was found in a folder, by its absolute path,
	// that it is passed over without a word: it is the caller's own.
	Skip func(path string) bool

	// OnUnfinished, if set, is told the location of a message at the end of an mbox
	// that somebody may still be writing. The message is left for the next reading,
	// and so is all that comes after. If it is not set, it is read as far as it goes.
	OnUnfinished func(location string)

	// OnProgress, if set, is told how many bytes were read from the disk so
	// far, and how many there are, 0 if that is not known (a folder, a pipe).
	// It is called by the goroutine that reads, at most some 20 times a
	// second and once at the end, and must return quickly.
	OnProgress func(read, total int64)
}

func (o *Options) withDefaults() Options {
	var d Options
	if o != nil {
		d = *o
	}
	if d.MaxMessage <= 0 {
		d.MaxMessage = MaxMessage
	}
	if d.MaxUnpacked <= 0 {
		d.MaxUnpacked = MaxUnpacked
	}
	return d
}

// Open returns the mail at path: a file, an mbox, a Maildir, a folder, packed
// or not, recognised by content. What memory knows is left out; nil remembers
// nothing. The error is that of a path that cannot be found; all other trouble
// travels in the messages.
func Open(path string, memory scanner.Memory, opts *Options) (scanner.Source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("mailbox: finding %s: %w", path, err)
	}
	return newSource(memory, opts, func(r *run) bool {
		switch {
		case info.IsDir():
			w, err := newWalk(r, whole)
			if err != nil {
				return r.trouble(place{location: path}, fmt.Errorf("mailbox: opening %s: %w", path, explain(err)))
			}
			return w.folder(filepath.Clean(path), whole)
		case info.Mode().IsRegular():
			r.progress.total = info.Size()
			return r.listed(path, whole, info)
		}
		return r.device(path) // a named pipe: nixie analyze <(zcat old.gz)
	}), nil
}

// Reader returns the mail that r holds: a message, an mbox, or either packed.
// Name stands for it in locations. The source can be read once. A piped mbox
// of which memory knows the beginning is read past what is known. If r is empty
// there are no messages, and that is no error.
func Reader(name string, r io.Reader, memory scanner.Memory, opts *Options) scanner.Source {
	return newSource(memory, opts, func(run *run) bool { return run.pipe(name, r) })
}

// Mbox is an mbox that is already open, the simplest source there is. It can
// be read once, and from where R stands. Name stands for it in locations.
type Mbox struct {
	Name string
	R    io.Reader
}

// Messages yields the messages of the mbox, all of them.
func (m Mbox) Messages(ctx context.Context) iter.Seq2[*scanner.Message, error] {
	return newSource(nil, nil, func(r *run) bool {
		p := place{location: m.Name, key: m.Name, fresh: true}
		return r.mboxStream(p, newStream(r.metered(m.R)))
	}).Messages(ctx)
}

// source is a scanner.Source around a function that drives a run.
type source struct {
	memory scanner.Memory
	opts   Options
	read   func(*run) bool
}

func newSource(memory scanner.Memory, opts *Options, read func(*run) bool) source {
	if memory == nil {
		memory = scanner.Forgetful{}
	}
	return source{memory, opts.withDefaults(), read}
}

// Messages implements scanner.Source.
func (s source) Messages(ctx context.Context) iter.Seq2[*scanner.Message, error] {
	return func(yield func(*scanner.Message, error) bool) {
		r := &run{ctx: ctx, memory: s.memory, opts: s.opts, yield: yield}
		if s.read(r) {
			r.progress.report(r.opts.OnProgress, time.Time{})
		}
	}
}

// A run is one reading of a source. Its methods that return a bool say whether
// to go on; after false, yield must not be called again.
type run struct {
	ctx      context.Context // of this one iteration; kept here because yield is
	memory   scanner.Memory
	opts     Options
	yield    func(*scanner.Message, error) bool
	progress progress
}

// A place is where mail lies and what it is called.
type place struct {
	location   string                 // for people; "#n" is added for the messages of an mbox
	key        string                 // of an mbox, after "mbox:": the absolute path, with "!entry" for what lies in an archive
	source     string                 // and
	name       string                 // the key of a single message; "" if it has none, as on a pipe
	received   time.Time              // if the mailbox knows
	solo       bool                   // holds one message, whatever it looks like: a file of a Maildir
	depth      int                    // archives around it
	fresh      bool                   // memory is not asked: what it knows is no longer true
	unfinished func(mboxMessage) bool // reports whether a message of an mbox may still be written; nil where nobody can tell
	again      func(place) bool       // reads the place from its start once more; nil where that cannot be, as on a pipe
}

// found yields a single message.
func (r *run) found(p place, raw []byte) bool {
	return r.yield(&scanner.Message{
		Source: p.source, Location: p.location, Name: p.name, Received: p.received, Raw: raw,
	}, nil)
}

// spoilt yields a message that can never be read: it is remembered, and named
// once.
func (r *run) spoilt(p place, err error) bool {
	return r.yield(&scanner.Message{
		Source: p.source, Location: p.location, Name: p.name, Received: p.received, Err: err,
	}, nil)
}

// trouble yields a message that cannot be read now. Having no key, it is tried
// again. When it is the context that has ended, so does the run.
func (r *run) trouble(p place, err error) bool {
	if r.ctx.Err() != nil {
		return r.fail(context.Cause(r.ctx))
	}
	return r.yield(&scanner.Message{Source: p.source, Location: p.location, Err: err}, nil)
}

// fail ends the run with an error that concerns all of it.
func (r *run) fail(err error) bool {
	r.yield(nil, err)
	return false
}

// known asks memory for a single message.
func (r *run) known(p place) (known, goOn bool) {
	if p.name == "" || p.fresh {
		return false, true
	}
	known, err := r.memory.Known(r.ctx, p.source, p.name)
	if err != nil {
		return false, r.fail(fmt.Errorf("mailbox: asking what is known of %s: %w", p.location, err))
	}
	return known, true
}
