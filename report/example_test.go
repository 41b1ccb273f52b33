package report_test

import (
	"os"

	"github.com/nixie-mail/nixie/report"
	"github.com/nixie-mail/nixie/rules"
)

func ExampleNewTable() {
	out := report.NewTable(os.Stdout, &report.Options{Width: 100})
	_ = out.Write(outcome("bob@example.org", rules.MailboxFull, "552 5.2.2 Mailbox full", "Mailbox full"))
	_ = out.Close()
	// Output:
	// Recipient        What happened  Advice  Their words
	// ───────────────  ─────────────  ──────  ───────────
	// bob@example.org  Mailbox full   watch   552 5.2.2 Mailbox full
}

func ExampleSummary() {
	sum := report.NewSummary("", "")
	_ = sum.Write(outcome("bob@example.org", rules.MailboxFull, "552 5.2.2 Mailbox full", "Mailbox full"))
	_ = sum.Print(os.Stdout, nil)
	// Output:
	// 1 bounce
	// 1 recipient: 1 watch
	// Top causes  mailbox-full 1
}
