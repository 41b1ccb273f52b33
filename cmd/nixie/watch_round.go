package main

import (
	"context"
	"sync"
	"time"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// round scans a folder once.
func (w *watcher) round(ctx context.Context, in input, src scanner.Source) error {
	sum := report.NewSummary(currentVersion().Version, w.opts.Rules.Version())
	s := &scan{
		reading: &reading{app: w.app, opts: w.opts, sum: sum, out: &results{}, progress: &progress{classes: map[rules.Class]int{}}, unknown: w.flags.unknownDir, watched: true},
		acting:  acting{apply: w.flags.apply, rest: w.rests.now(in.name)}, book: w.book, size: w.flags.batch, last: time.Now(),
	}
	if err := w.book.check(); err != nil {
		return err
	}
	err := s.round(ctx, in, src)
	if s.fresh > 0 {
		for _, out := range []chan struct{}{w.news, w.told} {
			select {
			case out <- struct{}{}:
			default: // it is out of date already
			}
		}
	}
	if sum.Messages() > 0 || len(s.done) > 0 || s.gone > 0 || s.refused > 0 {
		w.tell(in, s)
	}
	if len(s.unwanted) > 0 && !w.app.quiet {
		l := w.app.locale()
		w.app.say(levelInfo, l.Text("join.named", "name", safe.Line(in.name), "text", l.Text("run.unwanted", "list", counted(l, s.unwanted))))
	}
	if err == nil && s.cause == nil && !s.rest {
		w.tellRefused(in, s.denied, s.sorts)
	}
	if err == nil {
		err = s.cause
	}
	return err
}

// tell says what a scan has found.
func (w *watcher) tell(in input, s *scan) {
	l, n := w.app.locale(), w.app.n
	text := l.Text("run.read", "path", safe.Line(in.name), "n", n(s.sum.Messages()), "new", n(s.fresh))
	if bad := s.sum.Problems(); bad > 0 {
		text += l.Text("summary.comma") + l.Text("run.unreadable", "n", n(bad))
	}
	if s.gone > 0 {
		text = l.Text("join.parts", "one", text, "two", l.Text("run.gone", "n", n(s.gone)))
	}
	if s.refused > 0 {
		text = l.Text("join.parts", "one", text, "two", l.Text("run.refused", "n", n(s.refused)))
	}
	if len(s.done) > 0 { // last: it ends in a full stop
		text = l.Text("join.parts", "one", text, "two", l.Text("run.done", "list", counted(l, s.done)))
	}
	if !w.app.quiet {
		w.app.say(levelInfo, text, "folder", in.name, "messages", s.sum.Messages(), "events_new", s.fresh, "unreadable", s.sum.Problems())
	}
}

// tellRefused says why the mailbox refuses acts, in the health file and once a
// day for each sort of refusal, and lets them rest: what it refuses now it will
// refuse in a moment. The folder is read all the same.
func (w *watcher) tellRefused(in input, why error, sorts map[string]bool) {
	if why == nil {
		w.state.Acts(in.name, "")
		return
	}
	w.rests.begin(in.name)
	text := told(why, in, "").Error()
	w.state.Acts(in.name, text)
	fresh := false
	for sort := range sorts {
		fresh = w.app.news(in.name+"\x00"+sort, time.Now()) || fresh
	}
	if fresh {
		w.app.say(levelError, safe.Line(in.name+": "+text), "folder", in.name)
	}
}

// actsRest is how long acts rest where the mailbox has refused some.
const actsRest = 10 * time.Minute

// resting knows until when acts rest, by folder. Its methods may be called
// concurrently.
type resting struct {
	sync.Mutex
	until map[string]time.Time
}

func (r *resting) begin(folder string) {
	r.Lock()
	defer r.Unlock()
	if r.until == nil {
		r.until = map[string]time.Time{}
	}
	r.until[folder] = time.Now().Add(actsRest)
}

// now reports whether they rest now.
func (r *resting) now(folder string) bool {
	r.Lock()
	defer r.Unlock()
	return time.Now().Before(r.until[folder])
}
