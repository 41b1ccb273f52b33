package main

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// An app is one run of the program: where it reads and writes, and the flags
// that every command shares.
type app struct {
	env    environment
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer

	configPath    string
	quiet         bool
	verbose       int    // how often -v was given
	logFormat     string // text or json
	noProgress    bool
	color         string // auto, always, never
	lang          string // of what is said to people; "" for that of the environment
	passwordStdin bool

	sleep func(context.Context, time.Duration) error // between two tries of watch, or two looks at what tells nothing; nil: by the clock

	asking    sync.Mutex           // held while a password is looked for
	asked     map[string]string    // passwords that were typed, by URL
	stdinLine string               // the password, once read
	talk      sync.Mutex           // held while something is said
	warned    map[string]time.Time // what servers were warned of, and when
	status    *progress            // cleared before anything else is said; may be nil

	own atomic.Pointer[[]string] // see owns
}

// run executes one command line and returns the exit code. Nothing else in
// the program ends it.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{env: env, stdin: stdin, stdout: stdout, stderr: stderr, color: "auto", logFormat: "text", asked: map[string]string{}}
	root := a.rootCommand()
	args, err := impliedAnalyze(root, args)
	if err == nil {
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	if code, ok := interrupted(ctx); ok {
		return code
	}
	if err == nil {
		return exitDone
	}
	if e := (*exitError)(nil); !errors.As(err, &e) {
		err = failedf("", "%w", err)
	}
	a.complain(err)
	return codeOf(err)
}

// colored reports whether w is to be written in colour: --color decides, else
// NO_COLOR (https://no-color.org), else whether w is a terminal.
func (a *app) colored(w any) bool {
	switch a.color {
	case "always":
		return true
	case "never":
		return false
	}
	return a.env.get("NO_COLOR") == "" && a.env.get("TERM") != "dumb" && isTerminal(w)
}
