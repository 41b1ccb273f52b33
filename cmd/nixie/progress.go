package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/nixie-mail/nixie/report/safe"
	"github.com/nixie-mail/nixie/report/terminal"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

const (
	progressEvery = 100 * time.Millisecond // on a terminal: smooth, and no flicker
	logEvery      = 10 * time.Second       // elsewhere: a sign of life, and no flood
)

// progress says on standard error how far a long run is: one line that
// rewrites itself on a terminal, one line every ten seconds elsewhere.
type progress struct {
	w        io.Writer // nil: say nothing
	talk     *sync.Mutex
	terminal bool
	began    time.Time
	last     time.Time
	shown    bool // a status line stands on the terminal
	source   string
	messages int
	classes  map[rules.Class]int
}

// newProgress returns a progress that is silent where the flags want it so.
func (a *app) newProgress() *progress {
	now := time.Now()
	p := &progress{began: now, last: now, classes: map[rules.Class]int{}}
	if !a.quiet && !a.noProgress && a.logFormat == "text" {
		p.w, p.talk, p.terminal = a.stderr, &a.talk, isTerminal(a.stderr)
	}
	a.status = p
	return p
}

// add counts one message and shows the line when it is time.
func (p *progress) add(source string, res *scanner.Result) {
	p.messages++
	for i := range res.Outcomes {
		p.classes[res.Outcomes[i].Verdict.Class]++
	}
	p.source = source
	if now := time.Now(); p.due(now) {
		p.show(p.line(now))
	}
}

// tell shows a line of another run than a reading, when it is time.
func (p *progress) tell(line string, now time.Time) {
	if p.due(now) {
		p.show(line)
	}
}

// due reports whether it is time for another line.
func (p *progress) due(now time.Time) bool {
	every := logEvery
	if p.terminal {
		every = progressEvery
	}
	if p.w == nil || now.Sub(p.last) < every {
		return false
	}
	p.last = now
	return true
}

// show writes the line.
func (p *progress) show(line string) {
	p.talk.Lock()
	defer p.talk.Unlock()
	if !p.terminal {
		fmt.Fprintln(p.w, line)
		return
	}
	// One column stays free: a full line makes some terminals wrap.
	line = terminal.Cut(line, terminalWidth(p.w)-1)
	fmt.Fprint(p.w, "\r\x1b[K", line)
	p.shown = true
}

// line returns "inbox.mbox  12 430 messages  2 310/s  hard 411 soft 1 020 block 88 unknown 12".
func (p *progress) line(now time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s", safe.Line(p.source), plural(p.messages, "message"))
	if s := now.Sub(p.began).Seconds(); s >= 1 {
		fmt.Fprintf(&b, "  %s/s", thousands(int(float64(p.messages)/s)))
	}
	b.WriteByte(' ')
	for _, class := range []rules.Class{rules.Hard, rules.Soft, rules.Block, rules.ClassUnknown} {
		if n := p.classes[class]; n > 0 {
			fmt.Fprintf(&b, " %s %s", class, thousands(n))
		}
	}
	return b.String()
}

// clear takes the status line away, so that other lines can be written. A nil
// progress has none.
func (p *progress) clear() {
	if p != nil && p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}

// plural returns "1 message", "2 messages".
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return thousands(n) + " " + thing
}

// thousands returns n with a thin gap between groups of three digits, from
// five digits on.
func thousands(n int) string {
	s := fmt.Sprint(n)
	if n < 10_000 {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}
