package main

import (
	"encoding/json"
	"io"
	"regexp"
	"sync"
	"time"

	"github.com/nixie-mail/nixie/report/safe"
)

// well notes a success.
func (w *watcher) well(folder string) {
	w.state.Well(folder, time.Now())
	w.saveHealth()
	w.recovered(folder)
}

// recovered says that something works again whose trouble was told.
func (w *watcher) recovered(what string) {
	if since, told := w.woes.end(what); told && !w.app.quiet {
		w.app.say(levelInfo, safe.Line(what)+": works again, after "+time.Since(since).Round(time.Second).String(), "folder", what)
	}
}

// failed tells why a folder cannot be read.
func (w *watcher) failed(folder string, err error, pause time.Duration) {
	why := told(err, input{name: folder}, "").Error()
	w.state.Failed(folder, why, time.Now())
	w.saveHealth()
	w.tellFailure(folder, why, pause)
}

// mailboxFailed tells why none of the folders of a mailbox can be read.
func (w *watcher) mailboxFailed(mailbox string, err error, pause time.Duration) {
	for _, in := range w.inputs {
		if in.mailbox == mailbox {
			w.state.Failed(in.name, err.Error(), time.Now())
		}
	}
	w.saveHealth()
	if pause > 0 { // else each of its folders has said it
		w.tellFailure(mailbox, err.Error(), pause)
	}
}

// tellFailure says why something cannot be read, the same words once an hour.
func (w *watcher) tellFailure(what, why string, pause time.Duration) {
	if !w.woes.begin(what, why, time.Now()) && pause > 0 {
		return
	}
	then := "; trying again in " + pause.Round(time.Second).String()
	if pause == 0 {
		then = "; it is watched no more"
	}
	w.app.say(levelError, safe.Line(what+": "+why)+then, "folder", what)
}

// saveHealth writes the health file.
func (w *watcher) saveHealth() {
	if w.health == "" {
		return
	}
	w.saving.Lock()
	defer w.saving.Unlock()
	if err := w.writeHealth(); err != nil {
		w.app.warn("health: %v", err)
	}
}

// writeHealth writes the health file. Others may read it: the program that watches
// over nixie is another user.
func (w *watcher) writeHealth() error {
	return writeFile(w.health, public, func(out io.Writer) error {
		return json.NewEncoder(out).Encode(w.state.Status(time.Now()))
	})
}

// troubleAgain is how long the same words about what cannot be read are not said
// again: in a long outage it is tried 288 times a day.
const troubleAgain = time.Hour

// maxWords bounds how many different words are remembered of each: a server
// chooses some.
const maxWords = 20

// A trouble is what is known of something that cannot be read.
type trouble struct {
	since  time.Time // the first failure after a success; zero if it can be read
	tries  int       // that have failed since
	told   bool      // somebody was told of it
	spoken map[string]time.Time
}

// troubles knows what cannot be read, by name. Its methods may be called
// concurrently.
type troubles struct {
	sync.Mutex
	of map[string]*trouble
}

var digits = regexp.MustCompile(`[0-9]+`)

// begin notes a failure and reports whether it is to be told. Words that differ
// in numbers only are the same: of a port, a time, a UID. What has worked in
// between is told of again when two tries have failed, so that a connection that
// breaks every minute is told of once an hour, and an outage within seconds.
func (t *troubles) begin(what, why string, now time.Time) bool {
	t.Lock()
	defer t.Unlock()
	if t.of == nil {
		t.of = map[string]*trouble{}
	}
	one := t.of[what]
	if one == nil {
		one = &trouble{}
		t.of[what] = one
	}
	if one.tries++; one.tries == 1 {
		one.since = now
	}
	words := digits.ReplaceAllString(why, "#")
	said, known := one.spoken[words]
	if known && now.Sub(said) < troubleAgain && (one.told || one.tries < 2) {
		return false
	}
	if one.spoken == nil || len(one.spoken) >= maxWords {
		one.spoken = map[string]time.Time{}
	}
	one.spoken[words], one.told = now, true
	return true
}

// end notes a success. It returns since when there was trouble, and whether
// somebody was told of it.
func (t *troubles) end(what string) (since time.Time, told bool) {
	t.Lock()
	defer t.Unlock()
	one := t.of[what]
	if one == nil {
		return since, false
	}
	since, told = one.since, one.told
	one.since, one.tries, one.told = time.Time{}, 0, false
	return since, told
}
