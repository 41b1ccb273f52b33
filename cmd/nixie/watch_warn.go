package main

import (
	"regexp"
	"time"
)

// warnAgain is how long the same words about a server are not said again: watch
// connects again and again, and each time its line may be plain text.
const warnAgain = 24 * time.Hour

// maxWarned bounds the memory of them, since a server chooses some words.
const maxWarned = 1000

// eachTime is what is another one in each warning of the same thing: our own port
// ("read tcp 192.0.2.1:45154->192.0.2.2:993: …"), and how long a pause is ("going on
// in 4.2s"). Other numbers tell one message from the next.
var eachTime = regexp.MustCompile(`:[0-9]+->| in [0-9hmsµ.]+$`)

// warnOfServer passes on what a source warns of.
func (a *app) warnOfServer(line string) {
	if a.news(eachTime.ReplaceAllString(line, ""), time.Now()) {
		a.warn("%s", line)
	}
}

// news reports whether a warning is new, and remembers it.
func (a *app) news(line string, now time.Time) bool {
	a.talk.Lock()
	defer a.talk.Unlock()
	if said, ok := a.warned[line]; ok && now.Sub(said) < warnAgain {
		return false
	}
	if a.warned == nil || len(a.warned) >= maxWarned {
		a.warned = map[string]time.Time{}
	}
	a.warned[line] = now
	return true
}
