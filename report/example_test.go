package report_test

import (
	"fmt"
	"os"

	"github.com/nixie-mail/nixie/dsn"
	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner"
)

// refused is an outcome as a scan yields it: what the host said, and the verdict
// on it.
func refused(address, reply string) scanner.Outcome {
	r := rules.Said(reply)
	r.Address = address
	return scanner.Outcome{Kind: dsn.Bounce, Recipient: r, Verdict: rules.Classify(r)}
}

func ExampleNewTable() {
	out := report.NewTable(os.Stdout, &report.Options{Width: 100})
	if err := out.Write(refused("bob@example.org", "552 5.2.2 Mailbox full")); err != nil {
		fmt.Println(err)
	}
	if err := out.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Recipient        What happened  Advice  Their words
	// ───────────────  ─────────────  ──────  ───────────
	// bob@example.org  Mailbox full   watch   552 5.2.2 Mailbox full
}

func ExampleSummary() {
	sum := report.NewSummary("", "")
	sum.Write(refused("bob@example.org", "552 5.2.2 Mailbox full"))
	if err := sum.Print(os.Stdout, nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 bounce
	// 1 recipient: 1 watch
	// Top causes  mailbox-full 1
}
