package main

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/watch"
	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/scanner"
	"github.com/nixie-mail/nixie/scanner/imap"
)

// listsEvery is how often the lists are rewritten at most: each time reads the
// whole ledger.
const listsEvery = time.Minute

// A watcher watches the folders of one configuration.
type watcher struct {
	*watchPlan
	app    *app
	state  *watch.Health
	saving sync.Mutex    // held while the health file is written
	news   chan struct{} // holds something when the lists are out of date
	told   chan struct{} // likewise, and the webhooks are to be told
	rests  resting       // mailboxes that have refused acts
	woes   troubles      // what cannot be read

	lost context.CancelCauseFunc // ends all, when nothing can be recorded any more
}

// watchOnce watches until ctx is done or a new configuration is good; that one
// is returned. Load reads it when again says so.
func (a *app) watchOnce(ctx context.Context, p *watchPlan, systemd watch.Notifier, again <-chan os.Signal, load func() (*watchPlan, error)) (*watchPlan, error) {
	defer p.book.close()
	w := &watcher{watchPlan: p, app: a, news: make(chan struct{}, 1), told: make(chan struct{}, 1)}
	var names []string
	for _, in := range p.inputs {
		names = append(names, in.name)
	}
	w.state = watch.NewHealth(currentVersion().Version, os.Getpid(), names)
	w.saveHealth()

	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	w.lost = stop
	ended := make(chan error, 1)
	go func() { ended <- w.run(running) }()
	a.tell("watching", "n", a.n(len(p.inputs)), "path", safe.Line(p.book.path))
	systemd.Tell("READY=1", "STATUS=watching "+plural(len(p.inputs), "folder"))

	var alive <-chan time.Time
	if every := systemd.Every(); every > 0 {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		alive = ticker.C
	}
	for {
		select {
		case err := <-ended:
			w.state.Stop()
			w.saveHealth()
			return nil, err
		case <-alive:
			systemd.Tell("WATCHDOG=1")
		case <-again:
			systemd.Tell("RELOADING=1")
			next, err := load()
			if err == nil {
				a.tell("reloaded")
				stop(nil)
				<-ended
				return next, nil
			}
			a.complain(err)
			a.warn("the new configuration is wrong; the old one stays")
			systemd.Tell("READY=1")
		}
	}
}

// run keeps all mailboxes and the lists going until ctx is done.
func (w *watcher) run(ctx context.Context) error {
	running, stop := context.WithCancel(context.WithoutCancel(ctx)) // the lists end last
	var lists sync.WaitGroup
	lists.Go(func() { w.keepLists(running) })
	defer lists.Wait()
	defer stop()
	telling, hush := context.WithCancel(ctx)
	lists.Go(func() { w.keepHooks(telling) })
	defer hush()

	var tasks []watch.Task
	for inputs := w.inputs; len(inputs) > 0; {
		n := sameMailbox(inputs)
		tasks = append(tasks, w.mailbox(inputs[:n]))
		inputs = inputs[n:]
	}
	err := watch.Run(ctx, tasks, w.options(w.recovered, w.mailboxFailed))
	if cause := context.Cause(ctx); isLost(cause) {
		select {
		case <-w.news: // a list of what is not recorded is not written
		default:
		}
		return ledgerError(cause)
	}
	return err
}

// unlessLost ends all when a task finds that nothing can be recorded any more.
func (w *watcher) unlessLost(do func(context.Context, func()) error) func(context.Context, func()) error {
	return func(ctx context.Context, well func()) error {
		err := do(ctx, well)
		if isLost(err) {
			w.lost(err)
		}
		return err
	}
}

// options say how tasks are begun again.
func (w *watcher) options(well func(string), failed func(string, error, time.Duration)) watch.Options {
	return watch.Options{Well: well, Failed: failed, Asked: imap.RetryAfter, Sleep: w.sleep, Fatal: func(err error) bool {
		var e *exitError
		return errors.As(err, &e) && e.code == exitUsage
	}}
}

// mailbox is the task of watching the folders of one mailbox, under its lease.
func (w *watcher) mailbox(inputs []input) watch.Task {
	return watch.Task{Name: inputs[0].mailbox, Do: w.unlessLost(func(ctx context.Context, well func()) error {
		held, release, err := w.app.lease(ctx, w.book, inputs[0].mailbox)
		if err != nil {
			return err
		}
		defer release()
		well()
		var tasks []watch.Task
		gates := map[string]*watch.Gate{} // by account
		for _, folders := range connections(inputs) {
			in := folders[0]
			gate := gates[in.account.Name]
			if gate == nil {
				gate = new(watch.Gate)
				gates[in.account.Name] = gate
			}
			if len(folders) > 1 {
				c := &circle{watcher: w, folders: folders, gate: gate}
				tasks = append(tasks, watch.Task{Name: c.name(), Do: w.unlessLost(c.read)})
				continue
			}
			tasks = append(tasks, watch.Task{Name: in.name, Do: w.unlessLost(func(ctx context.Context, well func()) error {
				return w.folder(ctx, in, gate, well)
			})})
		}
		options := w.options(w.well, w.failed)
		options.Kin = true
		if err := watch.Run(held, tasks, options); err != nil {
			return err
		}
		return context.Cause(held)
	})}
}

// folder reads a folder again and again, until something goes wrong. A path is
// opened anew each time: another file may have its name.
func (w *watcher) folder(ctx context.Context, in input, gate *watch.Gate, well func()) error {
	for {
		if isEmptyFile(in.path) {
			well()
			if err := w.wait(ctx, nil); err != nil {
				return err
			}
			continue
		}
		var src scanner.Source
		var done func()
		err := gate.Pass(ctx, func() (err error) {
			src, done, err = w.app.open(ctx, in, w.book, w.flags.maxMessage)
			return err
		})
		if err != nil {
			return err
		}
		for again := true; again && err == nil; again = in.url != "" {
			if err = w.round(ctx, in, src); err == nil {
				well()
				err = w.wait(ctx, src)
			}
		}
		done()
		if err != nil {
			return err
		}
	}
}

// wait returns when there may be new mail: when the server says so, and after
// the poll time at the latest.
func (w *watcher) wait(ctx context.Context, src scanner.Source) error {
	if s, ok := src.(*imap.Source); ok {
		return s.Wait(ctx, &imap.WaitOptions{Poll: w.watch.PollEvery(), NoIdle: !w.watch.MayIdle()})
	}
	return w.sleep(ctx, w.watch.PollEvery())
}

// sleep waits, or ends with ctx.
func (w *watcher) sleep(ctx context.Context, d time.Duration) error {
	if w.app.sleep != nil {
		return w.app.sleep(ctx, d)
	}
	return watch.Sleep(ctx, d)
}

// keepLists rewrites the lists when something is new, and once more at the end.
func (w *watcher) keepLists(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
		case <-w.news:
			w.writeLists(context.WithoutCancel(ctx))
			select {
			case <-ctx.Done():
			case <-time.After(listsEvery):
				continue
			}
		}
		select {
		case <-w.news:
			w.writeLists(context.WithoutCancel(ctx))
		default:
		}
		return
	}
}

// writeLists rewrites the lists; trouble is told, and met again the next time.
func (w *watcher) writeLists(ctx context.Context) {
	if err := w.app.writeLists(w.book.Standings(ctx, w.book.policy), w.lists, w.flags.csvBOM); err != nil {
		w.app.complain(err)
	}
}
