package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/nixie-mail/nixie/scanner"
)

// The exit codes. They are part of the public interface.
const (
	exitDone        = 0   // finished, whatever was found
	exitFailed      = 1   // nothing came of it: input, output or an internal fault
	exitUsage       = 2   // the command line or the configuration is wrong
	exitPartly      = 3   // finished, but something could not be read or written
	exitAuth        = 4   // sign-in or permission refused
	exitUnreachable = 5   // server not reachable or timed out
	exitCondition   = 10  // a condition of --fail-on holds; the report is written all the same
	exitInterrupted = 130 // SIGINT; what was read is saved
	exitTerminated  = 143 // SIGTERM; what was read is saved
)

// An exitError ends the program with a code. Err is nil where all has been
// said already.
type exitError struct {
	code int
	err  error
	hint string // what to do about it, "" if that is plain
}

// Error returns the message without the hint.
func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

// Unwrap returns the cause.
func (e *exitError) Unwrap() error { return e.err }

// usagef returns an error of the command line or configuration, with a hint.
func usagef(hint, format string, args ...any) error {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...), hint: hint}
}

// failedf returns an error that ends the run, its code chosen by its cause. What
// a database says is put into words.
func failedf(hint, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	if r := refusalOf(err); r != nil {
		return r.inWords(err)
	}
	var inner *exitError
	if hint == "" && errors.As(err, &inner) {
		hint = inner.hint
	}
	return &exitError{code: codeOf(err), err: err, hint: hint}
}

// codeOf returns the exit code of a run of which err is the only result.
func codeOf(err error) int {
	var e *exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &e):
		return e.code
	case errors.Is(err, scanner.ErrAuth), errors.Is(err, fs.ErrPermission):
		return exitAuth
	case errors.Is(err, scanner.ErrTemporary):
		return exitUnreachable
	}
	return exitFailed
}
