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
)

func main() {
	ctx, stop := withSignals(context.Background())
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
