// Command nixie reads a bounces inbox, or single messages, and says for every
// recipient what happened, why, who must act, and what to do with the
// address.
//
//	nixie bounce.eml                                     # one message
//	nixie scan imaps://bounces@example.org/INBOX         # a mailbox, remembered
//	nixie report                                         # what the ledger knows
//
// Results go to standard output, talk to standard error. The exit codes are
// part of the interface; `nixie help exit-codes` lists them.
package main

import (
	"context"
	"os"
	"runtime/debug"
)

// memoryLimit is where the garbage collector begins to work harder. With what no
// collector sees, the program itself and SQLite, a scan of 20,000 bounces then
// takes 105 MB at most, on several cores, too.
const memoryLimit = 64 << 20

// gcPercent lets the heap grow before the first collection: loading the rules
// makes 10 MB at once, and a third of a short run went into collecting it.
const gcPercent = 400

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := withSignals(context.Background())
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
