package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/report/safe"
)

// Talk goes to standard error, a line at a time, from any goroutine. With
// --log-format json each line is an object.

// The levels of what is said.
const (
	levelDebug = "debug"
	levelInfo  = "info"
	levelWarn  = "warn"
	levelError = "error"
)

// say writes one line. More are further fields of the object, name and value in
// turn; text leaves them out.
func (a *app) say(level, text string, more ...any) {
	a.talk.Lock()
	defer a.talk.Unlock()
	a.status.clear()
	if a.logFormat != "json" {
		prefix := map[string]string{levelWarn: "warning: ", levelError: "nixie: "}[level]
		fmt.Fprintln(a.stderr, prefix+text)
		return
	}
	line := map[string]any{"time": time.Now().UTC().Format(time.RFC3339), "level": level, "msg": text}
	for i := 0; i+1 < len(more); i += 2 {
		line[fmt.Sprint(more[i])] = more[i+1]
	}
	if err := json.NewEncoder(a.stderr).Encode(line); err != nil {
		fmt.Fprintln(a.stderr, text)
	}
}

// complain prints an error, a line for each of its parts, and the hint.
func (a *app) complain(err error) {
	var e *exitError
	errors.As(err, &e)
	if e != nil && e.err == nil {
		return // all has been said
	}
	for line := range strings.Lines(err.Error()) {
		a.say(levelError, safe.Line(strings.TrimSuffix(line, "\n")))
	}
	switch {
	case e == nil || e.hint == "":
	case a.logFormat == "json":
		a.say(levelInfo, "hint: "+safe.Line(e.hint))
	default:
		fmt.Fprintln(a.stderr, "hint:", safe.Line(e.hint))
	}
}

// note tells people something that is no result; -q silences it.
func (a *app) note(format string, args ...any) {
	if !a.quiet {
		a.say(levelInfo, fmt.Sprintf(format, args...))
	}
}

// detail tells people what only -v asks for.
func (a *app) detail(format string, args ...any) {
	if a.verbose > 0 {
		a.say(levelDebug, fmt.Sprintf(format, args...))
	}
}

// trace tells people what only -vv asks for.
func (a *app) trace(format string, args ...any) {
	if a.verbose > 1 {
		a.say(levelDebug, fmt.Sprintf(format, args...))
	}
}

// warn tells people what they must know whatever the flags.
func (a *app) warn(format string, args ...any) {
	a.say(levelWarn, safe.Line(fmt.Sprintf(format, args...)))
}
